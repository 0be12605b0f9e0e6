"""Conversations in the ledger: each an ordered list of exchanges, private to its owner."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import sqlalchemy as sa

from store import rowseal, schema
from store.errors import StoreError
from store.ledger import Ledger
from store.permission import require
from store.rows import ChecksumMismatch, clean, fold, pattern
from store.types import Owner

_talks, _exchanges = schema.conversations, schema.exchanges


class UnknownConversation(StoreError):
    """The owner has no conversation of that id."""

    def __init__(self, conversation: str) -> None:
        self.conversation = conversation
        super().__init__(f"There is no conversation '{conversation}'. Start a new one.")


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation. Times are UTC seconds; `exchanges` is how many there are."""

    id: str
    owner: Owner
    title: str
    language: str
    started: float
    changed: float
    exchanges: int = 0


@dataclass(frozen=True, slots=True)
class StoredExchange:
    """One message with its route and reply, as JSON the store does not look into."""

    number: int
    text: str
    files: tuple[str, ...]
    language: str
    route: str
    blocks: str
    at: float


Talks: TypeAlias = list[Conversation]
Exchanges: TypeAlias = list[StoredExchange]


class Conversations:
    """Reads and writes of conversations; another owner's are as if they did not exist."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def create(self, owner: Owner, title: str = "", language: str = "en") -> str:
        """Start a conversation and return its id."""
        name, now = f"talk-{secrets.token_hex(8)}", time.time()
        row = {"id": name, "owner": owner, "title": clean(title), "language": language, "hidden": ""}
        with self._ledger.write() as connection:
            connection.execute(sa.insert(_talks), row | {"started": now, "changed": now})
        return name

    def rename(self, conversation: str, title: str, *, owner: Owner) -> None:
        """Give it another title; UnknownConversation when the owner has none of that id."""
        with self._ledger.write() as connection:
            self._require(connection, conversation, owner)
            connection.execute(
                sa.update(_talks).where(_talks.c.id == conversation).values(title=clean(title))
            )

    def list(self, owner: Owner, *, limit: int = 200, offset: int = 0) -> Talks:
        """Return the owner's conversations, the last changed first."""
        return self._list(_mine(owner), limit, offset)

    def get(self, conversation: str, *, owner: Owner) -> Conversation | None:
        """Return one conversation, or None."""
        found = self._list(sa.and_(_mine(owner), _talks.c.id == conversation), 1, 0)
        return found[0] if found else None

    def _list(self, chosen: sa.ColumnElement[bool], limit: int, offset: int) -> Talks:
        count = (
            sa.select(sa.func.count())
            .where(_exchanges.c.conversation == _talks.c.id)
            .scalar_subquery()
            .label("exchanges")
        )
        newest = sa.select(_talks, count).where(chosen).order_by(_talks.c.changed.desc(), _talks.c.row.desc())
        with self._ledger.read() as connection:
            rows = connection.execute(newest.limit(limit).offset(offset)).mappings()
            return [_conversation(row) for row in rows]

    def append(
        self,
        conversation: str,
        text: str,
        files: Sequence[str] = (),
        language: str = "en",
        route: str = "{}",
        blocks: str = "[]",
        *,
        owner: Owner | None = None,
    ) -> int:
        """Add one exchange in one commit and return its number, counted over the whole store.

        UnknownConversation when there is none of that id, or with `owner` none of theirs.
        """
        now = time.time()
        row = {
            "conversation": conversation, "text": clean(text), "language": language, "route": clean(route),
            "files": json.dumps([clean(str(file)) for file in files], ensure_ascii=False),
            "blocks": clean(blocks), "find": fold(clean(text), *_strings(blocks)), "at": now,
        }  # fmt: skip
        with self._ledger.write() as connection:
            self._require(connection, conversation, owner)
            number = connection.execute(sa.insert(_exchanges).returning(_exchanges.c.row), row).scalar_one()
            connection.execute(sa.update(_talks).where(_talks.c.id == conversation).values(changed=now))
        return int(number)

    def exchanges(self, conversation: str, owner: Owner) -> Exchanges:
        """Return the exchanges, oldest first; UnknownConversation when the owner has none of that id."""
        columns = (_exchanges, rowseal.whole("exchanges"))
        chosen = sa.select(*columns).where(_exchanges.c.conversation == conversation)
        with self._ledger.read() as connection:
            self._require(connection, conversation, owner)
            return [
                _exchange(row) for row in connection.execute(chosen.order_by(_exchanges.c.row)).mappings()
            ]

    def search(self, owner: Owner, text: str, *, limit: int = 50) -> Talks:
        """Return conversations whose title, messages or replies contain `text`, the last changed first."""
        inside = sa.exists().where(
            _exchanges.c.conversation == _talks.c.id, _exchanges.c.find.like(pattern(text), escape="\\")
        )
        every = self._list(sa.and_(_mine(owner)), -1, 0)
        titled = {talk.id for talk in every if fold(text) in fold(talk.title)}
        either = sa.or_(inside, _talks.c.id.in_(titled))
        return self._list(sa.and_(_mine(owner), either), limit, 0)

    def forget(self, conversation: str, *, owner: Owner) -> str:
        """Hide a conversation; returns the token it is in the trash under. NotPermitted."""
        require("delete")
        token = secrets.token_hex(8)
        with self._ledger.write() as connection:
            self._require(connection, conversation, owner)
            connection.execute(sa.update(_talks).where(_talks.c.id == conversation).values(hidden=token))
            row = {"token": token, "owner": owner, "at": time.time()}
            connection.execute(sa.insert(schema.forgotten), row)
        return token

    def _require(self, connection: sa.Connection, conversation: str, owner: Owner | None) -> None:
        visible = _talks.c.hidden == "" if owner is None else _mine(owner)
        found = sa.select(_talks.c.row).where(visible, _talks.c.id == conversation)
        if connection.execute(found).first() is None:
            raise UnknownConversation(conversation)


def _mine(owner: Owner) -> sa.ColumnElement[bool]:
    return sa.and_(_talks.c.owner == owner, _talks.c.hidden == "")


def _conversation(row: Any) -> Conversation:
    return Conversation(
        row["id"], Owner(row["owner"]), row["title"], row["language"], row["started"], row["changed"],
        row["exchanges"],
    )  # fmt: skip


def _exchange(row: Any) -> StoredExchange:
    if not row["whole"]:
        raise ChecksumMismatch(f"message {row['row']} of {row['conversation']} has changed on the disk")
    return StoredExchange(
        row["row"], row["text"], tuple(json.loads(row["files"])), row["language"], row["route"], row["blocks"],
        row["at"],
    )  # fmt: skip


def _strings(blocks: str) -> list[str]:
    """Return the texts inside a JSON document, without its field names, so that only words are searched."""
    try:
        pending = [json.loads(blocks)]
    except ValueError:
        return [blocks]
    found: list[str] = []
    while pending:
        value = pending.pop()
        if isinstance(value, str):
            found.append(clean(value))
        elif isinstance(value, dict):
            pending.extend(value.values())
        elif isinstance(value, list):
            pending.extend(value)
    return found
