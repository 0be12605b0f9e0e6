"""Photos: what is in them, finding them by words, and what looks or means alike."""
