"""Making, checking, replacing and dropping spaces."""

from __future__ import annotations

import numpy as np
import sqlalchemy as sa

from store import schema
from store.errors import InvalidItem, SpaceIncomplete, SpaceMismatch, UnknownSpace
from store.items import Items
from store.ledger import Ledger
from store.types import Space, Vector

_spaces, _items = schema.spaces, schema.items


def open_space(ledger: Ledger, space: Space) -> None:
    """Create a space or check that it is what it was; SpaceMismatch when it is not."""
    found = next((one for one in ledger.spaces() if one.name == space.name), None)
    if found is None:
        if not space.name or space.dim < 1:
            raise ValueError(f"{space} needs a name and a dimension")
        row = {"name": space.name, "fingerprint": space.fingerprint, "dim": space.dim}
        with ledger.write() as connection:
            connection.execute(sa.insert(_spaces).prefix_with("OR IGNORE"), row)
        found = next(one for one in ledger.spaces() if one.name == space.name)
    if found != space:
        raise SpaceMismatch(space.name, _named(space), _named(found))


def _named(space: Space) -> str:
    return f"{space.fingerprint} ({space.dim} dimensions)"


def require_dim(name: str, vector: Vector, dim: int) -> None:
    """Refuse a query vector that cannot be compared with the space's."""
    values = np.asarray(vector)
    if values.size != dim or not np.isfinite(values).all():
        raise InvalidItem(
            "query", f"space '{name}' wants {dim} finite numbers, not an array of shape {values.shape}"
        )


def replace_space(ledger: Ledger, items: Items, name: str, space: Space) -> tuple[int, int]:
    """Swap the filled `space` in for `name`; returns the numbers of the old space and the new one."""
    if space not in ledger.spaces():
        raise UnknownSpace(space.name)
    fresh = _items.alias("fresh")
    with ledger.write() as connection:
        old, _ = ledger.space_id(connection, name)
        new, _ = ledger.space_id(connection, space.name)
        same = sa.exists().where(
            fresh.c.space == new, fresh.c.owner == _items.c.owner, fresh.c.id == _items.c.id,
            fresh.c.text == _items.c.text,
        )  # fmt: skip
        lacking = sa.select(sa.func.count()).select_from(_items).where(_items.c.space == old, ~same)
        missing = int(connection.scalars(lacking).one())
        if missing:
            raise SpaceIncomplete(name, missing)
        _carry_over(connection, old, new)
        items.remove(connection, _items.c.space == old)
        connection.execute(sa.delete(_spaces).where(_spaces.c.id == old))
        connection.execute(sa.update(_spaces).where(_spaces.c.id == new).values(name=name))
    return old, new


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
