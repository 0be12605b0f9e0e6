"""Tools that take slots from a message: quotations, lists, pairs, topics, and a tagger as second opinion."""
