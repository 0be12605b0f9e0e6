"""One small module per family of file formats; each turns bytes into an `Extracted`."""
