"""What every surface calls, on an open assistant or through a running server."""
