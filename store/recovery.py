"""Puts the newest backup in the place of a damaged ledger: `python -m store.recovery FOLDER`."""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path

from store.errors import StoreDamaged, StoreError
from store.ledger import NAME, Ledger
from store.lock import StoreLock
from store.watermark import Watermark


def restore_backup(folder: Path) -> Path:
    """Set the ledger aside and copy the newest backup in its place; returns where the old one went.

    Nothing is deleted. Indexes are set aside too, because they were made from what is gone.
    StoreDamaged when there is no backup, StoreLocked while a process has the store open.
    """
    backups = sorted(folder.glob("backups/ledger-*.sqlite3"))
    if not backups:
        raise StoreDamaged(folder / NAME, "it should be restored, but no backup was made")
    lock = StoreLock(folder)
    lock.acquire()
    try:
        aside = folder / f"damaged-{time.time_ns()}"
        aside.mkdir()
        for name in (NAME, f"{NAME}-wal", f"{NAME}-shm", "index", "words"):
            if (folder / name).exists():
                (folder / name).rename(aside / name)
        Watermark(folder).forget()
        fresh = folder / f"{NAME}.new"
        shutil.copy2(backups[-1], fresh)
        fresh.rename(folder / NAME)
        Ledger(folder).close()
    finally:
        lock.release()
    return aside


if __name__ == "__main__":
    try:
        print(f"Restored. The damaged files are in {restore_backup(Path(sys.argv[1]))}.")
    except StoreError as error:
        raise SystemExit(str(error)) from error
