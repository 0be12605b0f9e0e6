"""A person's documents: added, searched, listed, forgotten, moved to another model."""
