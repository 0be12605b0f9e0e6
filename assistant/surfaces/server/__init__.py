"""The one process that owns a store."""
