"""Word vectors: mounted files and trained spaces, and what can be asked of them."""
