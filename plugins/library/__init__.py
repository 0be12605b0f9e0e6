"""Remember, list, forget."""
