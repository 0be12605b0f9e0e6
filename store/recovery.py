"""Putting a copy in the place of a ledger. Nothing is deleted: what was there is set aside."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from store.atomic import replacing
from store.errors import StoreDamaged
from store.ledger import NAME, Ledger
from store.lock import StoreLock
from store.watermark import Watermark


def restore_backup(folder: Path) -> Path:
    """Set the ledger aside and copy the newest backup in its place; returns where the old one went.

    StoreDamaged when there is no backup, StoreLocked while a process has the store open.
    """
    lock = StoreLock(folder)
    lock.acquire()
    try:
        return put_back(folder)[1]
    finally:
        lock.release()


def put_back(folder: Path, copy: Path | None = None) -> tuple[Path, Path]:
    """Put a copy (the newest backup) in the ledger's place for whoever holds the lock; returns (copy, set aside).

    Indexes are set aside too, because they were made from what is gone. StoreDamaged when there is no backup.
    """
    copy = copy or max(folder.glob("backups/ledger-*.sqlite3"), default=None)
    if copy is None:
        raise StoreDamaged(folder / NAME, "it should be restored, but no backup was made")
    aside = folder / f"damaged-{time.time_ns()}"
    aside.mkdir()
    for name in (NAME, f"{NAME}-wal", f"{NAME}-shm", "index", "words"):
        if (folder / name).exists():
            (folder / name).rename(aside / name)
    Watermark(folder).forget()
    with replacing(folder / NAME) as draft:
        shutil.copy2(copy, draft)
    Ledger(folder).close()
    return copy, aside
