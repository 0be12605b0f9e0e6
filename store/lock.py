"""One process owns a store. The lock is the system's, so that a killed owner never leaves one behind."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import time
from pathlib import Path

from filelock import FileLock, Timeout

from store.errors import StoreLocked, StoreReadOnly, StoreUnusable


class StoreLock:
    """An exclusive lock on a folder; `owner.json` beside it says who holds it, for the message only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._name = folder / "owner.json"
        self._lock = FileLock(folder / "lock", timeout=0, thread_local=False)

    def acquire(self) -> None:
        """Take the lock at once, or raise StoreLocked naming the owner."""
        try:
            self._lock.acquire()
        except Timeout as error:
            raise StoreLocked(self._folder, *self.owner()) from error
        with contextlib.suppress(OSError):  # a full disk costs only the name in the message
            self._name.write_text(json.dumps({"pid": os.getpid(), "since": time.time()}), encoding="ascii")

    def owner(self) -> tuple[int, float]:
        """Return (pid, since) of the owner, (0, 0.0) where it could not leave its name."""
        try:
            found = json.loads(self._name.read_text(encoding="ascii"))
            return int(found["pid"]), float(found["since"])
        except (OSError, ValueError, KeyError, TypeError):
            return 0, 0.0

    def release(self) -> None:
        """Give the lock back."""
        if self._lock.is_locked:
            with contextlib.suppress(OSError):
                self._name.unlink(missing_ok=True)
            self._lock.release()


def prepare_folder(folder: Path) -> bool:
    """Make the folder where there is none; return whether files can be made in it."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except PermissionError as error:
        raise StoreReadOnly(folder) from error
    except OSError as error:
        raise StoreUnusable(folder, error.strerror or str(error)) from error
    probe = folder / f".probe-{os.getpid()}"
    try:
        probe.touch()
    except OSError as error:
        if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
            return False
        if error.errno == errno.ENOSPC:
            return True
        raise StoreUnusable(folder, error.strerror or str(error)) from error
    with contextlib.suppress(OSError):
        probe.unlink()
    return True
