"""Files that take the place of others whole: written beside them, brought to the disk, then renamed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PART = ".part"
"""How the names of unfinished files end; one that a killed process left can be removed."""


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield where to write a new file; on leaving it takes the place of `path`, so that nobody ever sees a part of it.

    Where the block raises, or the disk is full, nothing has changed.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}{PART}")
    try:
        yield draft
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def drafts(folder: Path) -> list[Path]:
    """Return the unfinished files under a folder, at any depth."""
    return [path for path in folder.rglob(f".*{PART}") if path.is_file()]
