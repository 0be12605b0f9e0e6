"""Looking after the ledger: verifying, backing up, purging what was forgotten, expiring, and a report."""

from __future__ import annotations

import itertools
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from store import rowseal, schema, upgrade
from store.erasing import drop_owners, drop_talks
from store.errors import StoreDamaged, StoreError
from store.items import BATCH, Items
from store.keeper import IndexReport
from store.ledger import Ledger
from store.rows import batches, text_whole
from store.rowseal import Damage
from store.types import SHARED, Owner

PURGE_DAYS = 30
BACKUP_HOURS = 24
BACKUPS = 2
NAMED = 50
"""Damaged rows that a report names, at most."""
_items, _documents, _talks = schema.items, schema.documents, schema.conversations


@dataclass(frozen=True, slots=True)
class Health:
    """What `assistant doctor` shows. `problems` is empty when all is well; sizes are bytes."""

    path: Path
    read_only: bool
    problems: tuple[str, ...]
    sequence: int
    items: dict[str, int]
    documents: int
    ledger_bytes: int
    index: IndexReport
    backups: tuple[Path, ...] = ()
    damages: tuple[Damage, ...] = ()
    owner_pid: int = field(default_factory=os.getpid)


def first(ledger: Ledger, items: Items, *, backups: bool, days: float = PURGE_DAYS) -> None:
    """Verify, purge and back up; a ledger that is found damaged is written no more."""
    sweep(ledger.path.parent)
    try:
        verify(ledger, items)
    except StoreDamaged as damage:
        ledger.condemn(damage)
        raise
    purge(ledger, items, days=days)
    if backups:
        backup(ledger)


def sweep(folder: Path) -> None:
    """Remove what processes that were killed left half made."""
    for pattern in (".probe-*", ".*.part", "backups/.*.part", "words/.*.part"):
        for path in folder.glob(pattern):
            path.unlink(missing_ok=True)


def verify(ledger: Ledger, items: Items) -> None:
    """Read everything; StoreDamaged when the file or any row is not what was written."""
    for damage in damages(ledger, items):
        raise ledger.damaged(str(damage))


def damages(ledger: Ledger, items: Items) -> Iterator[Damage]:
    """Yield what is wrong with any row, each once; StoreDamaged when the file itself is."""
    with ledger.read() as connection:
        found = list(connection.scalars(sa.text("PRAGMA quick_check(5)")))
    if found != ["ok"]:
        raise ledger.damaged("; ".join(str(line) for line in found)[:300])
    with ledger.read() as connection:
        rows = list(rowseal.damages(connection))
    yield from rows
    named = {(damage.table, damage.key) for damage in rows}
    for table, key, label in itertools.chain(items.changed(), _changed_texts(ledger)):
        if (table, key) not in named:
            yield Damage(table, rowseal.CHANGED, key, label)


def _changed_texts(ledger: Ledger) -> Iterator[tuple[str, int, str]]:
    """Yield (table, key, name) of documents whose text is not what was written."""
    last = 0
    while True:
        some = sa.select(_documents).where(_documents.c.row > last).order_by(_documents.c.row).limit(50)
        with ledger.read() as connection:
            rows = connection.execute(some).mappings().all()
        if not rows:
            return
        yield from (("documents", row["row"], str(row["name"])) for row in rows if not text_whole(row))
        last = rows[-1]["row"]


def backup(ledger: Ledger) -> Path | None:
    """Copy the ledger beside itself, at most daily and only where there is ample room; returns the copy."""
    folder = ledger.path.parent / "backups"
    kept = sorted(folder.glob("ledger-*.sqlite3"))
    recent = kept and time.time() - kept[-1].stat().st_mtime < BACKUP_HOURS * 3600
    if recent or not ledger.sequence or not _ample(ledger):
        return None
    target = _copy(ledger)
    upgrade.drop_old_copies(ledger.path)
    for old in kept[: len(kept) + 1 - BACKUPS]:
        old.unlink(missing_ok=True)
    return target


def renew(ledger: Ledger) -> None:
    """Put one new copy in the place of all, because what the former ones hold was deleted for good."""
    kept = sorted((ledger.path.parent / "backups").glob("*.sqlite3"))
    if kept and _ample(ledger):
        _copy(ledger)
    for old in kept:
        old.unlink(missing_ok=True)


def _ample(ledger: Ledger) -> bool:
    return shutil.disk_usage(ledger.path.parent).free >= 4 * ledger.path.stat().st_size


def _copy(ledger: Ledger) -> Path:
    with ledger.autocommit() as connection:
        return upgrade.keep_copy(connection, ledger.path, "ledger")


def shown(ledger: Ledger) -> tuple[int, int]:
    """Return how many documents and conversations can be seen, of all owners."""
    with ledger.read() as connection:
        documents, talks = (
            int(connection.scalars(sa.select(sa.func.count()).where(table.c.hidden == "")).one())
            for table in (_documents, _talks)
        )
    return documents, talks


def purge(ledger: Ledger, items: Items, *, days: float = PURGE_DAYS) -> int:
    """Delete for good what was forgotten more than `days` ago; returns how many documents and conversations."""
    forgotten = schema.forgotten
    old = sa.select(forgotten.c.token).where(forgotten.c.at <= time.time() - days * 86400)
    with ledger.write() as connection:
        tokens = list(connection.scalars(old))
        removed = 0
        for some in batches(tokens, BATCH):
            items.remove(connection, _items.c.hidden.in_(some))
            removed += connection.execute(sa.delete(_documents).where(_documents.c.hidden.in_(some))).rowcount
            removed += drop_talks(connection, _talks.c.hidden.in_(some))
            connection.execute(sa.delete(forgotten).where(forgotten.c.token.in_(some)))
    return removed


def expire(ledger: Ledger, items: Items, *, hours: float, keep: tuple[Owner, ...]) -> int:
    """Delete everything of owners who changed nothing for `hours`, `keep` and SHARED left alone.

    Returns how many owners.
    """
    spared, before = {SHARED, "", *keep}, time.time() - hours * 3600
    with ledger.write() as connection:
        seen: dict[str, float] = {}
        for column, at in (
            (_documents.c.owner, _documents.c.added),
            (_talks.c.owner, _talks.c.changed),
            (schema.corrections.c.owner, schema.corrections.c.at),
            (schema.forgotten.c.owner, schema.forgotten.c.at),
        ):
            for owner, last in connection.execute(sa.select(column, sa.func.max(at)).group_by(column)):
                seen[owner] = max(seen.get(owner, 0.0), last)
        for owner in connection.scalars(sa.select(_items.c.owner).distinct()):
            seen.setdefault(owner, 0.0)
        gone = [owner for owner, last in seen.items() if owner not in spared and last <= before]
        for some in batches(gone, BATCH):
            drop_owners(connection, items, some)
    return len(gone)


def examine(ledger: Ledger, items: Items, index: IndexReport) -> Health:
    """Verify everything and report; damage is a problem in the report, never an exception."""
    problems = []
    if index.state == "off":
        why = index.events[-1] if index.events else "failed"
        problems.append(
            f"The search index {why}; it is off until the next start, and exact search answers instead. "
            f"Delete {ledger.path.parent / 'index'} while the program is stopped if this happens again."
        )
    counts: dict[str, int] = {}
    documents = 0
    found: tuple[Damage, ...] = ()
    try:
        found = tuple(itertools.islice(damages(ledger, items), NAMED))
        problems += [f"{damage}." for damage in found]
        seen = _items.c.hidden == ""
        by_space = (
            sa.select(schema.spaces.c.name, sa.func.count(_items.c.key))
            .outerjoin_from(schema.spaces, _items, sa.and_(_items.c.space == schema.spaces.c.id, seen))
            .group_by(schema.spaces.c.name)
        )
        with ledger.read() as connection:
            counts = {name: int(count) for name, count in connection.execute(by_space)}
            shown = sa.select(sa.func.count()).select_from(_documents).where(_documents.c.hidden == "")
            documents = int(connection.scalars(shown).one())
    except StoreError as error:
        problems.append(str(error))
    size = sum(path.stat().st_size for path in ledger.path.parent.glob(f"{ledger.path.name}*"))
    return Health(
        ledger.path.parent, ledger.read_only, tuple(problems), ledger.sequence, counts, documents, size, index,
        tuple(sorted(ledger.path.parent.glob("backups/ledger-*.sqlite3"))), found,
    )  # fmt: skip
