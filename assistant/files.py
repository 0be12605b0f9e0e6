"""Files on this machine: those that people name instead of attaching them, and the privacy of the data folder."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from contextlib import suppress
from pathlib import Path

from assistant.errors import NoFile
from store.permission import require

FOLDER = "exports"
"""A folder of the owner's own in here; the next file of the same name replaces one."""
UPLOADS = Path("cache") / "received"
HANDLE = re.compile(r"upload-[A-Za-z0-9_-]{43}")
"""What a browser holds of a file that it sent, and the folder that the file lies in."""


def existing(named: str) -> Path:
    """Return the path of a file that a person named; NoFile when there is none."""
    path = Path(named.strip().strip("\"'")).expanduser()
    if not path.exists():
        raise NoFile(name=named)
    return path


def keep_private(home: Path) -> None:
    """Make the data folder where there is none, and close it to every other account with all that is in it.

    What is there already is gone through once, when the folder itself was open. A folder that cannot be
    changed stays as it is: opening the store says what is wrong with it.
    """
    with suppress(OSError):
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not _open_to_others(home):
            return
        for here, folders, files in os.walk(home):
            for name in (*folders, *files):
                place = Path(here, name)
                if not place.is_symlink() and _open_to_others(place):
                    place.chmod(stat.S_IMODE(place.stat().st_mode) & 0o700)
        home.chmod(0o700)


def files_for_this_account_alone() -> None:
    """Have the files and folders that this process makes be closed to other accounts."""
    os.umask(0o077)


def _open_to_others(place: Path) -> bool:
    return bool(place.stat().st_mode & 0o077)


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


def kept_as(file: Path) -> str:
    """Return what a conversation keeps of a file: its name, after the handle of one that a browser sent."""
    return f"{file.parent.name}/{file.name}" if HANDLE.fullmatch(file.parent.name) else file.name


def kept_file(home: Path, owner: str, kept: str) -> Path:
    """Return the file that a conversation of this owner kept; it need not be there any more."""
    handle, _, name = kept.rpartition("/")
    return uploads_of(home, owner) / handle / name if HANDLE.fullmatch(handle) else Path(kept)
