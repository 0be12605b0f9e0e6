"""Sentences to vectors: the packaged models, how they run, and which arithmetic is fastest here."""
