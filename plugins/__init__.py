"""One file per capability; a plugin never imports another plugin."""
