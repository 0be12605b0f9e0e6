"""The ledger: one SQLite file that is the truth. Transactions, their errors, and the spaces."""

from __future__ import annotations

import errno
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from store import rowseal, schema, upgrade
from store.errors import (
    ChangesLost,
    SpaceMismatch,
    StoreClosed,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreNewer,
    StoreOlder,
    StoreReadOnly,
    StoreUnusable,
    UnknownSpace,
)
from store.permission import permitted, require
from store.rows import ChecksumMismatch
from store.types import Space
from store.watermark import Watermark

NAME = "ledger.sqlite3"
NO_SPACE = -1
"""The number of a space that was never made."""


class Ledger:
    """The SQLite file `folder`/ledger.sqlite3. Many threads read, one at a time writes.

    `full` says that it is read-only because its disk is; `shared` reads beside another process that writes.
    """

    def __init__(
        self, folder: Path, *, read_only: bool = False, full: bool = False, shared: bool = False,
        size_limit: int = 0,
    ) -> None:  # fmt: skip
        self.path = folder / NAME
        self.read_only, self._full, self._shared = read_only or shared, full, shared
        self.size_limit = size_limit
        self._writing = threading.RLock()
        self._closed = False
        self._damage: StoreDamaged | None = None
        self.sequence = 0
        self.on_commit: Callable[[], None] = lambda: None
        self._mark = Watermark(folder)
        existed = self.path.exists() and self.path.stat().st_size > 0
        if not existed and (self.read_only or self._mark.sequence() or any(folder.glob("backups/ledger-*"))):
            raise self.damaged("the file is missing or empty, although it held data before")
        self._engine = schema.engine(self.path, mode=self._mode(), size_limit=size_limit)
        try:
            self._open(existed)
        except BaseException:
            self._engine.dispose()
            raise

    def _mode(self) -> str:
        if not self.read_only:
            return "rwc"
        wal = self.path.with_name(f"{NAME}-wal")
        # A folder that cannot be written has no room for SQLite's shared memory file, and needs none
        # when the last writer left no log behind.
        return "ro" if self._shared or (wal.exists() and wal.stat().st_size) else "immutable"

    def _open(self, existed: bool) -> None:
        with self._translated(), self._engine.connect() as connection:
            if not existed:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                schema.tables.create_all(connection)
                row = {"id": 1, "version": schema.VERSION, "sequence": 0}
                connection.execute(sa.insert(schema.clock).values(row))
                rowseal.create(connection)
                connection.commit()
            self._check(connection)

    def _check(self, connection: sa.Connection) -> None:
        found = set(connection.scalars(sa.text("SELECT name FROM sqlite_master WHERE type = 'table'")))
        row = connection.execute(sa.select(schema.clock)).first() if "clock" in found else None
        if row is None:
            raise self.damaged("its clock is missing")
        if row.version > schema.VERSION:
            raise StoreNewer(self.path, row.version, schema.VERSION)
        missing = sorted(set(schema.tables.tables) - found - upgrade.added_since(row.version))
        if missing:
            raise self.damaged(f"its tables {', '.join(missing)} are missing")
        if row.version < schema.VERSION:
            if self.read_only:
                raise StoreOlder(self.path, row.version, schema.VERSION)
            connection.rollback()
            upgrade.upgrade(connection, self.path, row.version)
        elif not self.read_only:
            rowseal.rearm(connection)
        self.sequence = row.sequence
        if row.sequence < self._mark.sequence() and not self._shared:
            lost = self._mark.sequence() - row.sequence
            raise ChangesLost(self.path, lost, self._backup())

    def damaged(self, reason: str) -> StoreDamaged:
        """Return the error to raise for a ledger that is not what was written."""
        return StoreDamaged(self.path, reason, self._backup())

    def _backup(self) -> Path | None:
        return max(self.path.parent.glob("backups/ledger-*.sqlite3"), default=None)

    def condemn(self, damage: StoreDamaged) -> None:
        """Refuse all writing from now on, because a check has found damage."""
        self._damage = damage

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """Yield a connection that sees one state of the ledger for as long as it is open."""
        self._ensure_open()
        with self._translated(), self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            yield connection

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """Yield a connection whose changes are on the disk, all or none, when the block ends; NotPermitted."""
        require("write")
        with self._writing:
            self._ensure_open()
            if self.read_only:
                raise StoreFull(self.path.parent) if self._full else StoreReadOnly(self.path.parent)
            if self._damage:
                raise self._damage
            with self._translated(), self._engine.connect() as connection:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                before = _changes(connection)
                yield connection
                sequence = int(connection.scalars(sa.select(schema.clock.c.sequence)).one())
                if sequence == self.sequence and _changes(connection) != before:
                    sequence = self.tick(
                        connection
                    )  # the mark notices the loss of any commit, items in it or not
                connection.commit()
            self.sequence = sequence
            self._mark.advance(sequence)
        self.on_commit()

    @contextmanager
    def autocommit(self) -> Iterator[sa.Connection]:
        """Yield a connection without a transaction, for statements that want none."""
        self._ensure_open()
        with self._translated(), self._engine.connect() as connection:
            yield connection.execution_options(isolation_level="AUTOCOMMIT")

    def tick(self, connection: sa.Connection, count: int = 1) -> int:
        """Number the next `count` changes and return the first number."""
        clock = schema.clock
        made = connection.execute(
            sa.update(clock).values(sequence=clock.c.sequence + count).returning(clock.c.sequence)
        )
        return int(made.scalar_one()) - count + 1

    def _ensure_open(self) -> None:
        if self._closed:
            raise StoreClosed(self.path.parent)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise self._meaning(error) from error
        except ChecksumMismatch as error:
            raise self.damaged(str(error)) from error
        except (OSError, MemoryError) as error:
            if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise StoreFull(self.path.parent) from error
            raise StoreUnusable(self.path, str(error) or "out of memory") from error

    def _meaning(self, error: DBAPIError) -> StoreError:
        name = getattr(error.orig, "sqlite_errorname", "") or ""
        full = name.startswith("SQLITE_IOERR") and not _has_room(self.path)
        if full or name.startswith("SQLITE_FULL") or name == "SQLITE_IOERR_WRITE":
            at_limit = name.startswith("SQLITE_FULL") and _has_room(self.path)
            return StoreFull(self.path.parent, self.size_limit if at_limit else 0)
        if name.startswith(("SQLITE_READONLY", "SQLITE_PERM")):
            return StoreReadOnly(self.path.parent)
        if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_IOERR_SHORT_READ", "SQLITE_FORMAT")):
            return self.damaged(str(error.orig))
        if isinstance(error.orig, sqlite3.IntegrityError | sqlite3.ProgrammingError):
            return self.damaged(f"{error.orig}") if name else StoreUnusable(self.path, str(error.orig))
        return StoreUnusable(self.path, str(error.orig))

    def spaces(self) -> list[Space]:
        """Return every space, in the order they were made."""
        with self.read() as connection:
            rows = connection.execute(sa.select(schema.spaces).order_by(schema.spaces.c.id))
            return [Space(row.name, row.fingerprint, row.dim) for row in rows]

    def space_id(self, connection: sa.Connection, space: str | Space) -> tuple[int, int]:
        """Return (id, dim) of a space; UnknownSpace when there is none of that name.

        Whoever gives a Space and not a name wants that encoder's vectors: SpaceMismatch otherwise. Where nothing may
        be written, one that was never made is an empty one.
        """
        spaces, name = schema.spaces, space if isinstance(space, str) else space.name
        row = connection.execute(sa.select(spaces).where(spaces.c.name == name)).first()
        if row is None:
            if isinstance(space, Space) and not permitted("write"):
                return NO_SPACE, space.dim
            raise UnknownSpace(name)
        found = Space(row.name, row.fingerprint, row.dim)
        if space not in (name, found):
            assert isinstance(space, Space)
            raise SpaceMismatch(name, str(space), str(found))
        return int(row.id), int(row.dim)

    def close(self) -> None:
        """Move everything from the log into the file and let go of it."""
        with self._writing:
            self._closed = True
            self._engine.dispose()


def _changes(connection: sa.Connection) -> int:
    """Return how many rows a connection has changed in all."""
    driver: Any = connection.connection.driver_connection
    return int(driver.total_changes)


def _has_room(path: Path) -> bool:
    try:
        usage = os.statvfs(path.parent)
    except (OSError, AttributeError):
        return True
    return usage.f_bavail * usage.f_frsize > 1 << 20
