"""What sentences say: alike, following, of which kind, with which word missing, in which sense."""
