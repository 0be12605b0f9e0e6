"""What ships with the program: trained parts, samples, recipes; see manifest.toml."""
