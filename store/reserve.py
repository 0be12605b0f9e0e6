"""Room put by for the day on which the disk is full: enough to open the library, search it and forget something."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from store.atomic import replacing
from store.errors import StoreFull
from store.ledger import Ledger

T = TypeVar("T")

SIZE = 2 << 20
"""Bytes put by: SQLite's shared memory file and a log of some hundred forgotten passages."""
AMPLE = 64 << 20
"""Bytes free from which on room is put by."""


class Reserve:
    """A file of SIZE bytes in the store's folder that is given up when nothing else is left."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "reserve"

    def fill(self) -> None:
        """Put room by where there is plenty; failing to is no reason to fail."""
        with contextlib.suppress(OSError):
            if self._file.exists() or shutil.disk_usage(self._file.parent).free < AMPLE:
                return
            with replacing(self._file) as draft:
                draft.write_bytes(bytes(SIZE))

    def release(self) -> bool:
        """Give the room up; returns whether there was any."""
        with contextlib.suppress(OSError):
            self._file.unlink()
            return True
        return False

    def open(self, *, read_only: bool, size_limit: int) -> Ledger:
        """Open the ledger; on a full disk with what room was put by, or else for reading alone."""
        folder = self._file.parent
        if read_only:
            return Ledger(folder, read_only=True)
        with contextlib.suppress(OSError):
            if shutil.disk_usage(folder).free < SIZE // 2:
                self.release()
        try:
            return Ledger(folder, size_limit=size_limit)
        except StoreFull:
            return Ledger(folder, read_only=True, full=True)

    def freeing(self, change: Callable[[], T]) -> T:
        """Make a change that is to free room, with what was put by where there is no other."""
        try:
            return change()
        except StoreFull:
            if not self.release():
                raise
            return change()
