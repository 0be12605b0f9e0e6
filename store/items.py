"""Items in the ledger: put, get, scan, remove, and what has changed since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from store import schema
from store.ledger import Ledger
from store.rows import batches, clean, item_of, item_row, item_whole, verify_item
from store.types import SHARED, Item, Owner, PutReport, Space

_items, _tombstones = schema.items, schema.tombstones
BATCH = 500


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened to one owner's items: keys that can now be seen, in the order of their changes
    numbered `numbers`, and keys that cannot. `sequence` is the last change included.
    """

    live: tuple[int, ...]
    numbers: tuple[int, ...]
    gone: tuple[int, ...]
    sequence: int


class Items:
    """Reads and writes of the items table. A key is the number of a row and never used twice."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def put(self, space: str | Space, items: Iterable[Item]) -> PutReport:
        """Insert or update by (owner, id) in one commit; the last of two equal ids in a call counts."""
        with self._ledger.write() as connection:
            return self.write(connection, space, items)

    def write(self, connection: sa.Connection, space: str | Space, items: Iterable[Item]) -> PutReport:
        """Insert or update within the caller's transaction."""
        number, dim = self._ledger.space_id(connection, space)
        added = updated = unchanged = 0
        for batch in batches(items, BATCH):
            rows = {(row["owner"], row["id"]): row for row in (item_row(item, dim) for item in batch)}
            known = self._known(connection, number, list(rows))
            fresh = [row for name, row in rows.items() if name not in known]
            stale = [
                row | {"row_key": known[name].key}
                for name, row in rows.items()
                if name in known and (known[name].hidden or known[name].checksum != row["checksum"])
            ]
            self._insert(connection, number, fresh)
            self._update(connection, stale)
            added, updated = added + len(fresh), updated + len(stale)
            unchanged += len(rows) - len(fresh) - len(stale)
        return PutReport(added, updated, unchanged)

    def _known(
        self, connection: sa.Connection, space: int, names: list[tuple[str, str]]
    ) -> dict[tuple[str, str], Any]:
        columns = (_items.c.owner, _items.c.id, _items.c.key, _items.c.hidden, _items.c.checksum)
        found: dict[tuple[str, str], Any] = {}
        for owner in {owner for owner, _ in names}:
            ids = [item_id for one, item_id in names if one == owner]
            chosen = sa.select(*columns).where(
                _items.c.space == space, _items.c.owner == owner, _items.c.id.in_(ids)
            )
            found |= {(row.owner, row.id): row for row in connection.execute(chosen)}
        return found

    def _insert(self, connection: sa.Connection, space: int, rows: list[dict[str, Any]]) -> None:
        if rows:
            first = self._ledger.tick(connection, len(rows))
            more = [
                row | {"space": space, "sequence": first + at, "hidden": ""} for at, row in enumerate(rows)
            ]
            connection.execute(sa.insert(_items), more)

    def _update(self, connection: sa.Connection, rows: list[dict[str, Any]]) -> None:
        if rows:
            first = self._ledger.tick(connection, len(rows))
            names = ("source", "metadata", "text", "vector", "checksum", "sequence", "hidden")
            changed = sa.update(_items).where(_items.c.key == sa.bindparam("row_key"))
            for at, row in enumerate(rows):
                row |= {"sequence": first + at, "hidden": ""}
            values = [{name: row[name] for name in (*names, "row_key")} for row in rows]
            connection.execute(changed.values({name: sa.bindparam(name) for name in names}), values)

    def remove(self, connection: sa.Connection, chosen: sa.ColumnElement[bool]) -> int:
        """Delete every item that `chosen` holds for, hidden or not; returns how many could be seen."""
        columns = (_items.c.key, _items.c.space, _items.c.owner, _items.c.hidden)
        rows = connection.execute(sa.select(*columns).where(chosen)).all()
        if not rows:
            return 0
        first = self._ledger.tick(connection, len(rows))
        connection.execute(
            sa.insert(_tombstones),
            [
                {"sequence": first + at, "space": row.space, "owner": row.owner, "key": row.key}
                for at, row in enumerate(rows)
            ],
        )
        connection.execute(sa.delete(_items).where(chosen))
        return sum(not row.hidden for row in rows)

    def remove_own(self, space: str, ids: Iterable[str], owner: Owner) -> int:
        """Delete the owner's own items by id in one commit; returns how many could be seen."""
        removed = 0
        with self._ledger.write() as connection:
            number, _ = self._ledger.space_id(connection, space)
            for some in batches(dict.fromkeys(map(clean, ids)), BATCH):
                chosen = sa.and_(_items.c.space == number, _items.c.owner == owner, _items.c.id.in_(some))
                removed += self.remove(connection, chosen)
        return removed

    def hide(self, connection: sa.Connection, chosen: sa.ColumnElement[bool], token: str) -> None:
        """Hide (or with "" show again) every item that `chosen` holds for."""
        keys = list(connection.scalars(sa.select(_items.c.key).where(chosen).order_by(_items.c.key)))
        if not keys:
            return
        first = self._ledger.tick(connection, len(keys))
        changed = sa.update(_items).where(_items.c.key == sa.bindparam("row_key"))
        connection.execute(
            changed.values(hidden=token, sequence=sa.bindparam("at")),
            [{"row_key": key, "at": first + at} for at, key in enumerate(keys)],
        )

    def forgotten(self, owner: Owner, token: str) -> sa.ColumnElement[bool]:
        """Return the condition for what one forget hid; its last part lets SQLite use a small index."""
        hidden = sa.literal_column("items.hidden") != sa.literal_column("''")
        return sa.and_(_items.c.owner == owner, _items.c.hidden == token, hidden)

    def readable(self, space: int, owner: Owner) -> sa.ColumnElement[bool]:
        """Return the condition for what the owner may see: its own, and shared ones it has no own of."""
        own = _items.alias("own")
        shadowed = sa.exists().where(
            own.c.space == space, own.c.owner == owner, own.c.id == _items.c.id, own.c.hidden == ""
        )
        seen = sa.and_(_items.c.space == space, _items.c.hidden == "")
        if owner == SHARED:
            return sa.and_(seen, _items.c.owner == SHARED)
        # Written with IN, not OR, so that SQLite finds single ids by their index.
        return sa.and_(seen, _items.c.owner.in_([owner, SHARED]), sa.or_(_items.c.owner != SHARED, ~shadowed))

    def shadowed(self, space: int, owner: Owner) -> frozenset[int]:
        """Return the keys of shared items that the owner has put its own version of."""
        own = _items.alias("own")
        chosen = sa.select(_items.c.key).where(
            _items.c.space == space, _items.c.owner == SHARED, _items.c.hidden == "",
            own.c.space == space, own.c.owner == owner, own.c.id == _items.c.id, own.c.hidden == "",
        )  # fmt: skip
        with self._ledger.read() as connection:
            return frozenset() if owner == SHARED else frozenset(connection.scalars(chosen))

    def by_keys(self, keys: Sequence[int], owner: Owner) -> dict[int, Item]:
        """Return items by key, those of others left out whoever asks for them."""
        found: dict[int, Item] = {}
        with self._ledger.read() as connection:
            for some in batches(keys, BATCH):
                # Owners are compared here: asked for them too, SQLite would walk through all of an owner's rows.
                rows = connection.execute(sa.select(_items).where(_items.c.key.in_(some))).mappings()
                readable = [row for row in rows if not row["hidden"] and row["owner"] in (owner, SHARED)]
                found |= {row["key"]: item_of(row) for row in readable}
        return found

    def by_ids(self, space: int, ids: Sequence[str], owner: Owner) -> list[Item]:
        """Return the items that exist and may be read, in the order of `ids`."""
        found: dict[str, Item] = {}
        for some in batches(dict.fromkeys(map(clean, ids)), BATCH):
            chosen = sa.and_(self.readable(space, owner), _items.c.id.in_(some))
            found |= {item.id: item for item in self.scan(chosen)}
        return [found[clean(one)] for one in ids if clean(one) in found]

    def scan(self, chosen: sa.ColumnElement[bool]) -> Iterator[Item]:
        """Yield the items that `chosen` holds for now, oldest first, holding no lock while the caller works.

        One that is changed meanwhile comes as it is then, one that is deleted does not come.
        """
        with self._ledger.read() as connection:
            keys = list(connection.scalars(sa.select(_items.c.key).where(chosen).order_by(_items.c.key)))
        for some in batches(keys, BATCH):
            found = sa.select(_items).where(_items.c.key.in_(some)).order_by(_items.c.key)
            with self._ledger.read() as connection:
                rows = [item_of(row) for row in connection.execute(found).mappings()]
            yield from rows

    def changed(self) -> Iterator[tuple[str, int, str]]:
        """Yield ("items", key, id) of all items whose text, metadata or vector is not what was written."""
        with self._ledger.read() as connection:
            keys = list(connection.scalars(sa.select(_items.c.key)))
        for some in batches(keys, BATCH):
            with self._ledger.read() as connection:
                rows = connection.execute(sa.select(_items).where(_items.c.key.in_(some))).mappings().all()
            yield from (("items", row["key"], str(row["id"])) for row in rows if not item_whole(row))

    def changes(self, space: int, owner: Owner, since: int) -> Changes:
        """Return what happened to the owner's items after change number `since`."""
        mine = sa.and_(_items.c.space == space, _items.c.owner == owner, _items.c.sequence > since)
        dead = sa.and_(
            _tombstones.c.space == space, _tombstones.c.owner == owner, _tombstones.c.sequence > since
        )
        with self._ledger.read() as connection:
            sequence = int(connection.scalars(sa.select(schema.clock.c.sequence)).one())
            rows = connection.execute(
                sa.select(_items.c.key, _items.c.hidden, _items.c.sequence)
                .where(mine)
                .order_by(_items.c.sequence)
            ).all()
            lost = connection.scalars(sa.select(_tombstones.c.key).where(dead)).all()
        live = [row for row in rows if not row.hidden]
        gone = (*(row.key for row in rows if row.hidden), *lost)
        return Changes(tuple(row.key for row in live), tuple(row.sequence for row in live), gone, sequence)

    def owners(self, least: int) -> list[tuple[int, int, Owner, int]]:
        """Return (space, dim, owner, items) wherever one owner has at least `least` items in a space."""
        spaces = schema.spaces
        items = sa.func.count().label("items")
        chosen = (
            sa.select(_items.c.space, spaces.c.dim, _items.c.owner, items)
            .join(spaces, spaces.c.id == _items.c.space)
            .where(_items.c.hidden == "")
            .group_by(_items.c.space, spaces.c.dim, _items.c.owner)
            .having(items >= least)
        )
        with self._ledger.read() as connection:
            rows = connection.execute(chosen).all()
        return [(row.space, row.dim, Owner(row.owner), row.items) for row in rows]

    def columns(self, keys: Sequence[int], *names: str) -> Iterator[sa.RowMapping]:
        """Yield verified rows with `names` and key for those of `keys` that can be seen, in any order."""
        for some in batches(keys, BATCH):
            with self._ledger.read() as connection:
                chosen = sa.select(_items).where(_items.c.key.in_(some), _items.c.hidden == "")
                rows = connection.execute(chosen).mappings().all()
                for row in rows:
                    verify_item(row)
            yield from rows
