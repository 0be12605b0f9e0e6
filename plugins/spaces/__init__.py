"""Maps of any space, and its vectors as files."""
