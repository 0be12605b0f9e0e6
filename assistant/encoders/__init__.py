"""Encoders: what turns text, images and words into unit vectors, each behind one protocol."""
