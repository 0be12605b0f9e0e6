"""Baskets of items: readers, item2vec, baselines, and how good each is at the item left out."""
