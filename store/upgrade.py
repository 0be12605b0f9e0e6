"""From an older format of the ledger to the one in use: a copy first, then all steps in one transaction."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import sqlalchemy as sa

from store import rowseal, schema
from store.atomic import replacing

LOG = logging.getLogger(__name__)
KEPT_DAYS = 30
"""How long the copy from before an upgrade is kept."""


def _seal_rows(connection: sa.Connection) -> None:
    """Format 2: every row that a person filled is sealed (store/rowseal.py)."""
    rowseal.create(connection)


STEPS: Mapping[int, Callable[[sa.Connection], None]] = MappingProxyType({2: _seal_rows})
"""What leads to each format from the one before it."""
ADDED = MappingProxyType({2: frozenset({"row_counts", *(table.name for table in schema.seals.values())})})
"""The tables that came with each format."""


def added_since(version: int) -> frozenset[str]:
    """Return the tables that a ledger of format `version` lacks."""
    return frozenset().union(*(names for format_, names in ADDED.items() if format_ > version))


def upgrade(connection: sa.Connection, path: Path, version: int) -> Path:
    """Bring the ledger at `path` from format `version` to schema.VERSION; returns the copy of what it was.

    A process that is killed meanwhile leaves the old format, whole. Progress goes to the log.
    """
    copy = keep_copy(connection, path, f"before-format-{schema.VERSION}")
    LOG.warning("The library %s is brought to format %d; a copy of it is in %s", path, schema.VERSION, copy)
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    names = added_since(version)
    schema.tables.create_all(connection, tables=[schema.tables.tables[name] for name in sorted(names)])
    for step in range(version + 1, schema.VERSION + 1):
        STEPS[step](connection)
        LOG.warning("Format %d of %d is done", step, schema.VERSION)
    connection.execute(sa.update(schema.clock).values(version=schema.VERSION))
    connection.commit()
    return copy


def keep_copy(connection: sa.Connection, path: Path, name: str) -> Path:
    """Write a copy of the ledger to backups/`name`-(now).sqlite3 that has reached the disk; returns it."""
    folder = path.parent / "backups"
    folder.mkdir(exist_ok=True, mode=0o700)
    target = folder / f"{name}-{time.time_ns()}.sqlite3"
    with replacing(target) as draft:
        connection.exec_driver_sql("VACUUM INTO ?", (str(draft),))
    return target


def keep_copy_if_room(connection: sa.Connection, path: Path, name: str) -> Path | None:
    """Do so where there is ample room; returns the copy, None where there is not."""
    if shutil.disk_usage(path.parent).free < 4 * path.stat().st_size:
        return None
    return keep_copy(connection, path, name)


def drop_old_copies(path: Path) -> None:
    """Remove copies from before a change that are older than KEPT_DAYS, and all but the two newest."""
    found = sorted(path.parent.glob("backups/before-*.sqlite3"), key=lambda copy: copy.stat().st_mtime)
    for copy in found:
        if copy in found[:-2] or time.time() - copy.stat().st_mtime > KEPT_DAYS * 86400:
            copy.unlink(missing_ok=True)
