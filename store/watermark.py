"""The number of the last acknowledged change, kept beside the ledger so that a loss is noticed.

SQLite ignores a log whose end is damaged or that was deleted: the ledger then opens, older than it
was. The mark is written after each commit and needs no flush of its own: one that is behind the
ledger proves nothing, one that is ahead of it proves that changes were lost.
"""

from __future__ import annotations

import contextlib
import os
import zlib
from pathlib import Path

_SLOT = 32


class Watermark:
    """Two slots of `number checksum` in one small file, written in turn."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "ledger.mark"

    def sequence(self) -> int:
        """Return the highest number written, 0 where there is none that can be trusted."""
        try:
            data = self._path.read_bytes()
        except OSError:
            return 0
        return max((_parse(data[at : at + _SLOT]) for at in range(0, len(data), _SLOT)), default=0)

    def advance(self, sequence: int) -> None:
        """Remember that change `sequence` was acknowledged. Failing to is no reason to fail."""
        number = b"%020d" % sequence
        slot = number + b" %010d\n" % zlib.crc32(number)
        with contextlib.suppress(OSError):
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                os.pwrite(handle, slot, _SLOT * (sequence % 2))
            finally:
                os.close(handle)

    def forget(self) -> None:
        """Remove the mark, after somebody has put an older ledger in place on purpose."""
        self._path.unlink(missing_ok=True)


def _parse(slot: bytes) -> int:
    number, _, check = slot.strip().partition(b" ")
    if not (number.isdigit() and check.isdigit()) or zlib.crc32(number) != int(check):
        return 0
    return int(number)
