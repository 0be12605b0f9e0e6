"""Changing what is noted about items, whoever's and whether or not they can be seen; vectors and texts stay."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from store import schema
from store.items import BATCH
from store.ledger import Ledger
from store.rows import batches, item_of, item_row
from store.types import Scalar

_items = schema.items
Change = Callable[[Mapping[str, Scalar]], Mapping[str, Scalar]]


def remark(ledger: Ledger, connection: sa.Connection, chosen: sa.ColumnElement[bool], change: Change) -> int:
    """Give every item that `chosen` holds for the metadata that `change` makes of its own; returns how many differ."""
    keys = list(connection.scalars(sa.select(_items.c.key).where(chosen).order_by(_items.c.key)))
    written = sa.update(_items).where(_items.c.key == sa.bindparam("row_key")).values(
        metadata=sa.bindparam("metadata"), checksum=sa.bindparam("checksum"), sequence=sa.bindparam("sequence")
    )  # fmt: skip
    changed = 0
    for some in batches(keys, BATCH):
        values: list[dict[str, Any]] = []
        for old in connection.execute(sa.select(_items).where(_items.c.key.in_(some))).mappings():
            fresh = change(json.loads(old["metadata"]))
            row = item_row(replace(item_of(old), metadata=fresh), len(old["vector"]) // 4)
            if row["checksum"] != old["checksum"]:
                kept = {name: row[name] for name in ("metadata", "checksum")}
                values.append({"row_key": old["key"], "sequence": ledger.tick(connection), **kept})
        if values:
            connection.execute(written, values)
        changed += len(values)
    return changed


def remark_space(ledger: Ledger, space: str, change: Change) -> int:
    """Do so for all items of a space in one commit."""
    with ledger.write() as connection:
        number, _ = ledger.space_id(connection, space)
        return remark(ledger, connection, _items.c.space == number, change)
