"""Files made for a person: a folder of the owner's own in the home folder; the next of the same name replaces one."""

from __future__ import annotations

import hashlib
from pathlib import Path

FOLDER = "exports"


def place(home: Path, owner: str, name: str) -> Path:
    """Return where an owner's file of that name is to be written; the folder is made."""
    folder = home / FOLDER / hashlib.sha256(owner.encode()).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / name
