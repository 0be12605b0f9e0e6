"""What was deleted and can still be brought back: documents and conversations, by owner."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import sqlalchemy as sa

from store import schema
from store.documents import Documents
from store.erasing import drop_talks
from store.items import BATCH, Items
from store.ledger import Ledger
from store.permission import require
from store.rows import batches
from store.types import Owner

_items, _documents, _talks, _forgotten = (
    schema.items,
    schema.documents,
    schema.conversations,
    schema.forgotten,
)
What: TypeAlias = Literal["document", "conversation"]


@dataclass(frozen=True, slots=True)
class Discarded:
    """One document or conversation that was deleted at `at` (UTC seconds). Those that went at once share a `token`."""

    what: What
    id: str
    name: str
    kind: str
    token: str
    at: float

    @property
    def key(self) -> str:
        """Return what names it among all that can be brought back."""
        return f"{self.what}:{self.id}"


class Trash:
    """Reads and empties what forget() hid. Another owner's is as if it did not exist."""

    def __init__(self, ledger: Ledger, items: Items, documents: Documents) -> None:
        self._ledger, self._items, self._documents = ledger, items, documents

    def list(self, *, owner: Owner) -> list[Discarded]:
        """Return what can be brought back, the last deleted first."""
        documents = _chosen(
            "document", _documents.c.id, _documents.c.name, _documents.c.kind, _documents, owner
        )
        kind = sa.literal("conversation")
        talks = _chosen("conversation", _talks.c.id, _talks.c.title, kind, _talks, owner)
        both = sa.union_all(documents, talks).subquery()
        newest = sa.select(both).order_by(both.c.at.desc(), both.c.row.desc())
        with self._ledger.read() as connection:
            rows = connection.execute(newest).all()
        return [Discarded(row.what, row.id, row.name, row.kind, row.token, row.at) for row in rows]

    def restore(self, found: Iterable[Discarded], *, owner: Owner) -> int:
        """Bring things back, whole; returns how many were still there to be brought back."""
        count = 0
        with self._documents.changing() as connection:
            for token, what, ids in _grouped(found):
                table = _documents if what == "document" else _talks
                chosen = _gone(table, owner, token, ids)
                count += connection.execute(sa.update(table).where(chosen).values(hidden="")).rowcount
                if what == "document":
                    passages = sa.and_(self._items.forgotten(owner, token), _items.c.source.in_(ids))
                    self._items.hide(connection, passages, "")
                self._drop_token(connection, owner, token)
        return count

    def purge(self, found: Iterable[Discarded], *, owner: Owner) -> int:
        """Delete things for good, with passages and vectors; returns how many there were. NotPermitted."""
        require("delete")
        count = 0
        with self._documents.changing() as connection:
            for token, what, ids in _grouped(found):
                table = _documents if what == "document" else _talks
                chosen = _gone(table, owner, token, ids)
                if what == "document":
                    passages = sa.and_(self._items.forgotten(owner, token), _items.c.source.in_(ids))
                    self._items.remove(connection, passages)
                    count += connection.execute(sa.delete(table).where(chosen)).rowcount
                else:
                    count += drop_talks(connection, chosen)
                self._drop_token(connection, owner, token)
        return count

    def _drop_token(self, connection: sa.Connection, owner: Owner, token: str) -> None:
        """Let go of a token that nothing is under any more."""
        for table in (_documents, _talks):
            left = sa.select(table.c.row).where(table.c.owner == owner, table.c.hidden == token).limit(1)
            if connection.execute(left).first() is not None:
                return
        known = sa.and_(_forgotten.c.token == token, _forgotten.c.owner == owner)
        connection.execute(sa.delete(_forgotten).where(known))


def _chosen(
    what: What, id: sa.ColumnElement[str], name: sa.ColumnElement[str], kind: sa.ColumnElement[str],
    table: sa.Table, owner: Owner,
) -> sa.Select[tuple[str, ...]]:  # fmt: skip
    """Select the hidden rows of a table with the time at which they were hidden."""
    columns = (
        sa.literal(what).label("what"), id.label("id"), name.label("name"), kind.label("kind"),
        table.c.hidden.label("token"), _forgotten.c.at.label("at"), table.c.row.label("row"),
    )  # fmt: skip
    theirs = sa.and_(table.c.owner == owner, table.c.hidden != "")
    same = sa.and_(_forgotten.c.token == table.c.hidden, _forgotten.c.owner == owner)
    return sa.select(*columns).join_from(table, _forgotten, same).where(theirs)


def _gone(table: sa.Table, owner: Owner, token: str, ids: Sequence[str]) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.owner == owner, table.c.hidden == token, table.c.hidden != "", table.c.id.in_(ids))


def _grouped(found: Iterable[Discarded]) -> list[tuple[str, What, list[str]]]:
    groups: dict[tuple[str, What], list[str]] = {}
    for one in found:
        groups.setdefault((one.token, one.what), []).append(one.id)
    return [(token, what, some) for (token, what), ids in groups.items() for some in batches(ids, BATCH)]


def picked(found: Sequence[Discarded], wanted: str) -> list[Discarded]:
    """Return what a person means: nothing said is what went last; else a token, a key or id, or a name or a part of one."""
    word = wanted.strip().strip("「」『』“”\"'").casefold()
    if not word:
        return [one for one in found if one.token == found[0].token]
    tests = (
        lambda one: wanted in (one.token, one.key, one.id),
        lambda one: one.name.casefold() == word,
        lambda one: one.name.casefold().rsplit(".", 1)[0] == word,
        lambda one: word in one.name.casefold(),
    )
    return next((some for test in tests if (some := [one for one in found if test(one)])), [])


def days_left(one: Discarded, days: float) -> int:
    """Return in how many days (at least 0) it is deleted for good where it is kept for `days`."""
    return max(0, int(days - (time.time() - one.at) / 86400 + 0.999))
