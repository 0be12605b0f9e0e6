"""Folders for as long as something is worked on, named after their process so that a killed one's can be found."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from pathlib import Path

_OURS = re.compile(r"assistant-[a-z]+-(?:(\d+)-)?[^-]+")
OLD = 86_400.0
"""Seconds after which a folder that names no process is left over."""


def folder(purpose: str) -> tempfile.TemporaryDirectory[str]:
    """Return a new private folder, gone when it is closed; `purpose` is one word of small letters."""
    prefix = f"assistant-{purpose}-{os.getpid()}-"
    return tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True)


def sweep(place: Path | None = None) -> int:
    """Remove the folders of processes that are no more; returns how many."""
    gone = [path for path in (place or Path(tempfile.gettempdir())).glob("assistant-*") if _left_over(path)]
    for path in gone:
        shutil.rmtree(path, ignore_errors=True)
    return len(gone)


def sweep_drafts(place: Path) -> int:
    """Remove drafts (hidden files) of files that are made for people under `place`; returns how many."""
    drafts = [path for path in place.rglob(".*") if path.is_file()]
    for path in drafts:
        path.unlink(missing_ok=True)
    return len(drafts)


def _left_over(path: Path) -> bool:
    found = _OURS.fullmatch(path.name)
    try:
        if found is None or not path.is_dir() or path.is_symlink() or path.stat().st_uid != os.getuid():
            return False
        return not _alive(int(found[1])) if found[1] else time.time() - path.stat().st_mtime > OLD
    except (OSError, AttributeError):
        return False


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
