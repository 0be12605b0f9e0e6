"""Photos by words, by likeness and by name."""
