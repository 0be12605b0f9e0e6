"""Files made for a person: a folder of the owner's own in the home folder; the next of the same name replaces one."""

from __future__ import annotations

import hashlib
from pathlib import Path

from store.permission import require

FOLDER = "exports"
UPLOADS = Path("cache") / "received"


def place(home: Path, owner: str, name: str) -> Path:
    """Return where an owner's file of that name is to be written; the folder is made. NotPermitted."""
    require("write")
    folder = folder_of(home, owner)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / name


def folder_of(home: Path, owner: str) -> Path:
    """Return the folder of an owner's files, whether or not there is one."""
    return home / FOLDER / hashlib.sha256(owner.encode()).hexdigest()[:16]


def uploads_of(home: Path, owner: str) -> Path:
    """Return the folder in which what a person's browser sent lies until it is old; it need not exist."""
    return home / UPLOADS / hashlib.sha256(owner.encode()).hexdigest()[:32]
