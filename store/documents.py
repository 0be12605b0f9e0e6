"""Documents in the ledger, changed together with their passages in one commit."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import sqlalchemy as sa

from store import rowseal, schema
from store.items import BATCH, Items
from store.ledger import Ledger
from store.permission import require
from store.remark import remark
from store.rows import batches, clean, document_of, document_row, pattern, tags_of
from store.spaces import STAGED
from store.types import SHARED, Document, Item, Owner, PutReport, Space

_documents, _items = schema.documents, schema.items


class Documents:
    """Reads and writes of the documents table."""

    def __init__(self, ledger: Ledger, items: Items) -> None:
        self._ledger, self._items = ledger, items
        self.version = 0

    @contextmanager
    def changing(self) -> Iterator[sa.Connection]:
        """Count a change once it is committed: who reads `version` first never keeps old rows under a new number."""
        with self._ledger.write() as connection:
            yield connection
        self.version += 1

    def put(self, document: Document, space: str | Space, items: Iterable[Item]) -> PutReport:
        """Insert or replace a document and all items in `space` whose source it is, in one commit."""
        return self.put_all([(document, items)], space)

    def put_all(
        self,
        documents: Iterable[tuple[Document, Iterable[Item]]],
        space: str | Space,
        beside: tuple[str | Space, Iterable[Item]] | None = None,
    ) -> PutReport:
        """Insert or replace documents, each with all items in `space` whose source it is, in one commit.

        `beside` are items of another space that are written in the same commit.
        """
        some = {(document.owner, document.id): (document, list(items)) for document, items in documents}
        with self.changing() as connection:
            if beside is not None:
                self._items.write(connection, *beside)
            return self._write(connection, list(some.values()), space)

    def _write(
        self, connection: sa.Connection, pairs: Sequence[tuple[Document, list[Item]]], space: str | Space
    ) -> PutReport:
        number, _ = self._ledger.space_id(connection, space)
        passages, rows = [], []
        for document, items in pairs:
            mine = [
                item if (item.source, item.owner) == (document.id, document.owner)
                else replace(item, source=document.id, owner=document.owner)
                for item in items
            ]  # fmt: skip
            kept = {clean(item.id) for item in mine}
            passages += mine
            made = replace(document, added=document.added or time.time(), passages=len(kept))
            rows.append(document_row(made) | {"hidden": ""})
        for owner in {document.owner for document, _ in pairs}:
            kept = {clean(item.id) for item in passages if item.owner == owner}
            for names in batches((document.id for document, _ in pairs if document.owner == owner), BATCH):
                self._drop_stale(connection, number, owner, names, kept)
                same = sa.and_(_documents.c.owner == owner, _documents.c.id.in_(names))
                connection.execute(sa.delete(_documents).where(same))
        report = self._items.write(connection, space, passages)
        if rows:
            connection.execute(sa.insert(_documents), rows)
        return report

    def _drop_stale(
        self, connection: sa.Connection, space: int, owner: Owner, sources: Sequence[str], kept: set[str]
    ) -> None:
        """Remove the passages of earlier versions that the new ones lack, and any that are forgotten."""
        mine = sa.and_(_items.c.owner == owner, _items.c.source.in_(sources))
        rows = connection.execute(
            sa.select(_items.c.key, _items.c.id, _items.c.space, _items.c.hidden).where(mine)
        )
        stale = [row.key for row in rows if row.hidden or (row.space == space and row.id not in kept)]
        for some in batches(stale, BATCH):
            self._items.remove(connection, _items.c.key.in_(some))

    def every_id(self) -> set[str]:
        """Return the ids of all documents of everybody, forgotten ones that can still be restored too."""
        with self._ledger.read() as connection:
            return set(connection.scalars(sa.select(_documents.c.id)))

    def places(self, *, owner: Owner, kind: str) -> list[tuple[str, str, tuple[str, ...]]]:
        """Return (id, location, tags) of the documents of a kind that the owner may read, newest first."""
        columns = (_documents.c.id, _documents.c.location, _documents.c.tags)
        chosen = sa.and_(self._readable(owner), _documents.c.kind == kind)
        found = sa.select(*columns).where(chosen).order_by(_documents.c.added.desc(), _documents.c.row.desc())
        read: dict[str, tuple[str, ...]] = {}
        with self._ledger.read() as connection:
            rows = connection.execute(found).all()
        for _, _, tags in rows:
            if tags not in read:
                read[tags] = tags_of(tags)
        return [(name, location, read[tags]) for name, location, tags in rows]

    def list(
        self, *, owner: Owner, text: str = "", kind: str = "", tag: str = "", limit: int = 1000, offset: int = 0
    ) -> list[Document]:  # fmt: skip
        """Return documents the owner may read, newest first, without their text.

        `text` is looked for in name, title, location and tags, whatever its case or width.
        """
        chosen = self._readable(owner)
        if kind:
            chosen = sa.and_(chosen, _documents.c.kind == kind)
        if text:
            chosen = sa.and_(chosen, _documents.c.find.like(pattern(text), escape="\\"))
        if tag:
            tags = sa.func.json_each(_sound(_documents.c.tags, "[]")).table_valued("value")
            chosen = sa.and_(chosen, sa.exists(sa.select(1).select_from(tags).where(tags.c.value == tag)))
        columns = [column for column in _documents.c if column.name not in ("text", "checksum", "find")]
        found = sa.select(*columns).where(chosen).order_by(_documents.c.added.desc(), _documents.c.row.desc())
        with self._ledger.read() as connection:
            return [
                document_of(row) for row in connection.execute(found.limit(limit).offset(offset)).mappings()
            ]

    def _readable(self, owner: Owner) -> sa.ColumnElement[bool]:
        own = _documents.alias("own")
        shadowed = sa.exists().where(own.c.owner == owner, own.c.id == _documents.c.id, own.c.hidden == "")
        theirs = sa.and_(_documents.c.owner == SHARED, ~shadowed)
        either = (
            sa.or_(_documents.c.owner == owner, theirs) if owner != SHARED else _documents.c.owner == SHARED
        )
        return sa.and_(_documents.c.hidden == "", either)

    def get(self, document_id: str, *, owner: Owner) -> Document | None:
        """Return one document with its full text, or None."""
        chosen = sa.and_(self._readable(owner), _documents.c.id == document_id)
        with self._ledger.read() as connection:
            asked = sa.select(_documents, rowseal.whole("documents")).where(chosen)
            row = connection.execute(asked).mappings().first()
            return document_of(row) if row else None

    def update(self, document: Document) -> None:
        """Change name, title, location, tags and times; the passages' metadata `name` follows the name."""
        row = document_row(document)
        names = ("name", "title", "location", "tags", "modified", "added", "find")
        same = sa.and_(
            _documents.c.owner == document.owner, _documents.c.id == document.id, _documents.c.hidden == ""
        )
        with self.changing() as connection:
            connection.execute(sa.update(_documents).where(same).values({name: row[name] for name in names}))
            self._rename_passages(connection, document)

    def _rename_passages(self, connection: sa.Connection, document: Document) -> None:
        named = sa.func.json_extract(_sound(_items.c.metadata, "{}"), "$.name")
        chosen = sa.and_(
            _items.c.owner == document.owner, _items.c.source == document.id, _items.c.hidden == "",
            named.is_not(None), named != document.name,
        )  # fmt: skip
        remark(self._ledger, connection, chosen, lambda about: {**about, "name": document.name})

    def forget(self, ids: Iterable[str], *, owner: Owner) -> str:
        """Hide the owner's documents and their items; returns the token they are in the trash under. NotPermitted."""
        require("delete")
        token = secrets.token_hex(8)
        with self.changing() as connection:
            row = {"token": token, "owner": owner, "at": time.time()}
            connection.execute(sa.insert(schema.forgotten), row)
            for some in batches(dict.fromkeys(ids), BATCH):
                mine = sa.and_(
                    _documents.c.owner == owner, _documents.c.id.in_(some), _documents.c.hidden == ""
                )
                found = list(connection.scalars(sa.select(_documents.c.id).where(mine)))
                connection.execute(sa.update(_documents).where(mine).values(hidden=token))
                theirs = sa.and_(_items.c.owner == owner, _items.c.source.in_(found), _items.c.hidden == "")
                self._items.hide(connection, theirs, token)
        return token

    def passages(self, document_id: str, *, owner: Owner) -> Iterator[Item]:
        """Yield the items of a document that the owner may read, in the order of metadata `order`."""
        with self._ledger.read() as connection:
            shown = schema.spaces.c.name.not_like(f"%{STAGED}")
            numbers = list(connection.scalars(sa.select(schema.spaces.c.id).where(shown)))
        found = [
            item
            for number in numbers
            for item in self._items.scan(
                sa.and_(self._items.readable(number, owner), _items.c.source == document_id)
            )
        ]
        yield from sorted(found, key=lambda item: float(item.metadata.get("order", 0)))

    def stored(self, ids: Iterable[str]) -> dict[str, int]:
        """Return {id: bytes} of those of the documents that there are."""
        chosen = sa.select(_documents.c.id, _documents.c.size).where(_documents.c.id.in_(list(ids)))
        with self._ledger.read() as connection:
            return {row.id: int(row.size) for row in connection.execute(chosen)}

    def sizes(self, *, owner: Owner) -> dict[str, dict[str, int]]:
        """Return {kind: {"documents", "passages", "bytes"}} of the owner's own documents."""
        columns = (
            sa.func.count().label("documents"),
            sa.func.sum(_documents.c.passages).label("passages"),
            sa.func.sum(_documents.c.size).label("bytes"),
        )
        mine = sa.and_(_documents.c.owner == owner, _documents.c.hidden == "")
        chosen = sa.select(_documents.c.kind, *columns).where(mine).group_by(_documents.c.kind)
        with self._ledger.read() as connection:
            rows = connection.execute(chosen.order_by(_documents.c.kind)).mappings()
            return {
                row["kind"]: {name: int(row[name] or 0) for name in ("documents", "passages", "bytes")}
                for row in rows
            }


def _sound(column: sa.ColumnElement[str], empty: str) -> sa.ColumnElement[str]:
    """Return a column of JSON, `empty` where damage has made it something that SQLite would stop at."""
    return sa.case((sa.func.json_valid(column) == 1, column), else_=empty)
