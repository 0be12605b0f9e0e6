"""Words beside words, and vectors of one's own."""
