"""What a person can ask for: one TOML file per built-in intent, read into `Intent` objects."""

from __future__ import annotations

from assistant.catalogue.load import intent, names, templates

__all__ = ["intent", "names", "templates"]
