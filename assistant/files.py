"""Files that people name instead of attaching them."""

from __future__ import annotations

from pathlib import Path

from assistant.errors import NoFile


def existing(named: str) -> Path:
    """Return the path of a file that a person named; NoFile when there is none."""
    path = Path(named.strip().strip("\"'")).expanduser()
    if not path.exists():
        raise NoFile(name=named)
    return path
