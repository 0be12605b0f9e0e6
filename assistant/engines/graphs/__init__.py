"""Graphs: readers, random walks, DeepWalk embeddings, and what can be asked of them."""
