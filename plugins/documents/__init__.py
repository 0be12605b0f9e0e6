"""Whole documents: shown, summed up, listed and counted by topic, compared, and those like one of them."""
