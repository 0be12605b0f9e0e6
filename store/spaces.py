"""Making, checking, replacing and dropping spaces."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import sqlalchemy as sa

from store import schema, upgrade
from store.errors import InvalidItem, SpaceIncomplete, SpaceMismatch, StoreError, UnknownSpace
from store.items import Items
from store.ledger import Ledger
from store.permission import permitted
from store.types import Space, Vector

_spaces, _items = schema.spaces, schema.items

OWN = "own:"
"""How names of spaces begin that plugins keep for themselves: own:PLUGIN/NAME."""
STAGED = "-new"
"""How the name of a space ends that is being filled to take another's place: nobody is shown its items."""


def open_space(ledger: Ledger, space: Space) -> None:
    """Create a space or check that it is what it was; SpaceMismatch when it is not.

    Where nothing may be written, one that is not there stays so, and is read as an empty one.
    """
    found = next((one for one in ledger.spaces() if one.name == space.name), None)
    if found is None and not permitted("write"):
        return
    if found is None:
        if not space.name or space.dim < 1:
            raise ValueError(f"{space} needs a name and a dimension")
        row = {"name": space.name, "fingerprint": space.fingerprint, "dim": space.dim}
        with ledger.write() as connection:
            connection.execute(sa.insert(_spaces).prefix_with("OR IGNORE"), row)
        found = next(one for one in ledger.spaces() if one.name == space.name)
    if found != space:
        raise SpaceMismatch(space.name, str(space), str(found))


def require_dim(name: str, vector: Vector, dim: int) -> None:
    """Refuse a query vector that cannot be compared with the space's."""
    values = np.asarray(vector)
    if values.size != dim or not np.isfinite(values).all():
        raise InvalidItem(
            "query", f"space '{name}' wants {dim} finite numbers, not an array of shape {values.shape}"
        )


def replace_space(
    ledger: Ledger, items: Items, name: str, space: Space, left_out: Collection[tuple[str, str]] = ()
) -> tuple[int, int]:
    """Swap the filled `space` in for `name`; returns the numbers of the old space and the new one."""
    if space not in ledger.spaces():
        raise UnknownSpace(space.name)
    with ledger.autocommit() as connection:
        upgrade.keep_copy_if_room(connection, ledger.path, "before-models")
    with ledger.write() as connection:
        old, _ = ledger.space_id(connection, name)
        new, _ = ledger.space_id(connection, space)
        missing = _lacking(connection, old, new) - set(left_out)
        if missing:
            raise SpaceIncomplete(name, len(missing))
        _drop_gone(connection, items, old, new)
        _carry_over(connection, old, new)
        items.remove(connection, _items.c.space == old)
        connection.execute(sa.delete(_spaces).where(_spaces.c.id == old))
        connection.execute(sa.update(_spaces).where(_spaces.c.id == new).values(name=name))
    return old, new


def _lacking(connection: sa.Connection, old: int, new: int) -> set[tuple[str, str]]:
    """Return (owner, id) of what the old space holds and the new one lacks, or has as it was before."""
    fresh = _items.alias("fresh")
    same = sa.exists().where(
        fresh.c.space == new, fresh.c.owner == _items.c.owner, fresh.c.id == _items.c.id,
        fresh.c.text == _items.c.text, fresh.c.metadata == _items.c.metadata,
    )  # fmt: skip
    lacking = sa.select(_items.c.owner, _items.c.id).where(_items.c.space == old, ~same)
    return {(row.owner, row.id) for row in connection.execute(lacking)}


def _drop_gone(connection: sa.Connection, items: Items, old: int, new: int) -> None:
    """Remove from the new space what was deleted from the old one while the new one was being filled."""
    was = _items.alias("was")
    still = sa.exists().where(was.c.space == old, was.c.owner == _items.c.owner, was.c.id == _items.c.id)
    items.remove(connection, sa.and_(_items.c.space == new, ~still))


def _carry_over(connection: sa.Connection, old: int, new: int) -> None:
    """Hide in the new space what was forgotten in the old one, so that it can still be restored."""
    was = _items.alias("was")
    token = sa.select(was.c.hidden).where(
        was.c.space == old, was.c.owner == _items.c.owner, was.c.id == _items.c.id
    )
    hidden = sa.func.coalesce(token.scalar_subquery(), _items.c.hidden)
    connection.execute(sa.update(_items).where(_items.c.space == new).values(hidden=hidden))


def drop_space(ledger: Ledger, items: Items, name: str) -> int:
    """Delete a space and all its items; returns its number."""
    with ledger.write() as connection:
        number, _ = ledger.space_id(connection, name)
        items.remove(connection, _items.c.space == number)
        connection.execute(sa.delete(_spaces).where(_spaces.c.id == number))
    return number


def drop_empty(ledger: Ledger) -> int:
    """Delete spaces without items that were made for a change of model or for a training; returns how many."""
    made_for = sa.or_(_spaces.c.name.like(f"%{STAGED}"), _spaces.c.name.like("%.%"))
    empty = sa.and_(made_for, ~sa.exists().where(_items.c.space == _spaces.c.id))
    with ledger.read() as connection:
        if connection.execute(sa.select(_spaces.c.id).where(empty)).first() is None:
            return 0
    try:
        with ledger.write() as connection:
            return connection.execute(sa.delete(_spaces).where(empty)).rowcount
    except StoreError:  # a full disk is no reason not to open
        return 0
