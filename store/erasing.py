"""Deleting everything of an owner, for good: counted before, gone from every table and from the file's pages after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from store import schema
from store.items import Items
from store.ledger import Ledger
from store.permission import require
from store.types import SHARED, Owner

_items, _documents, _talks = schema.items, schema.documents, schema.conversations


@dataclass(frozen=True, slots=True)
class Holdings:
    """What there is of one owner: documents by kind (deleted ones that can be brought back too), conversations,
    corrections, and where the documents' files were."""

    documents: dict[str, int]
    conversations: int
    corrections: int
    locations: tuple[str, ...]


def holdings(ledger: Ledger, owner: Owner) -> Holdings:
    """Return what there is of an owner, hidden or not."""
    kinds = sa.select(_documents.c.kind, sa.func.count()).where(_documents.c.owner == owner)
    places = sa.select(_documents.c.location).where(_documents.c.owner == owner, _documents.c.location != "")
    with ledger.read() as connection:
        counts = {
            table: int(connection.scalar(sa.select(sa.func.count()).where(table.c.owner == owner)) or 0)
            for table in (_talks, schema.corrections)
        }
        documents = {kind: int(n) for kind, n in connection.execute(kinds.group_by(_documents.c.kind))}
        return Holdings(
            documents, counts[_talks], counts[schema.corrections], tuple(connection.scalars(places))
        )


def erase(ledger: Ledger, items: Items, owner: Owner) -> None:
    """Delete everything of an owner at once and overwrite where it was; ValueError for the samples' owner."""
    require("delete")
    if not owner or owner == SHARED:
        raise ValueError("the samples are nobody's to erase")
    with ledger.write() as connection:
        connection.exec_driver_sql("PRAGMA secure_delete=ON")
        drop_owners(connection, items, [owner])
        connection.exec_driver_sql("PRAGMA secure_delete=FAST")
    with ledger.autocommit() as connection:  # what was written is in the log as well
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def drop_owners(connection: sa.Connection, items: Items, owners: Sequence[str]) -> None:
    """Delete every row of some owners within the caller's transaction."""
    items.remove(connection, _items.c.owner.in_(owners))
    drop_talks(connection, _talks.c.owner.in_(owners))
    for table in (_documents, schema.corrections, schema.forgotten, schema.settings):
        connection.execute(sa.delete(table).where(table.c.owner.in_(owners)))


def drop_talks(connection: sa.Connection, chosen: sa.ColumnElement[bool]) -> int:
    """Delete conversations with their exchanges within the caller's transaction; returns how many."""
    ids = sa.select(_talks.c.id).where(chosen)
    connection.execute(sa.delete(schema.exchanges).where(schema.exchanges.c.conversation.in_(ids)))
    gone: sa.CursorResult[Any] = connection.execute(sa.delete(_talks).where(chosen))
    return gone.rowcount
