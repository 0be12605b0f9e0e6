"""The tables of the ledger, and an engine that commits only what has reached the disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from store.rows import row_seal

VERSION = 2
tables = sa.MetaData()


def _text(name: str, default: str = "") -> sa.Column[Any]:
    return sa.Column(name, sa.Text, nullable=False, default=default)


# One row. `sequence` numbers every change, so that an index knows what it has not seen yet.
clock = sa.Table(
    "clock",
    tables,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("sequence", sa.Integer, nullable=False),
)
spaces = sa.Table(
    "spaces",
    tables,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    _text("fingerprint"),
    sa.Column("dim", sa.Integer, nullable=False),
    sqlite_autoincrement=True,
)
# `hidden` is the token of the forget that hid the row, "" while it can be seen. Short columns come
# first: SQLite then answers questions about them without reading the long ones.
items = sa.Table(
    "items",
    tables,
    sa.Column("key", sa.Integer, primary_key=True),
    sa.Column("space", sa.Integer, nullable=False),
    sa.Column("sequence", sa.Integer, nullable=False),
    _text("owner"),
    _text("id"),
    _text("source"),
    _text("hidden"),
    sa.Column("checksum", sa.LargeBinary, nullable=False),
    _text("metadata", "{}"),
    _text("text"),
    sa.Column("vector", sa.LargeBinary, nullable=False),
    sa.Index("items_by_id", "space", "owner", "id", unique=True),
    sa.Index("items_by_change", "space", "owner", "sequence", "hidden", "key"),
    sa.Index("items_by_source", "owner", "source"),
    sa.Index("items_forgotten", "hidden", sqlite_where=sa.text("hidden <> ''")),
    sqlite_autoincrement=True,
)
# Items that are gone for good, until every index has heard of it.
tombstones = sa.Table(
    "tombstones",
    tables,
    sa.Column("sequence", sa.Integer, nullable=False),
    sa.Column("space", sa.Integer, nullable=False),
    _text("owner"),
    sa.Column("key", sa.Integer, nullable=False),
    sa.Index("tombstones_by_change", "space", "owner", "sequence"),
)
documents = sa.Table(
    "documents",
    tables,
    sa.Column("row", sa.Integer, primary_key=True),
    _text("owner"),
    _text("id"),
    _text("hidden"),
    _text("name"),
    _text("kind"),
    _text("location"),
    _text("title"),
    _text("sha256"),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("modified", sa.Float, nullable=False),
    sa.Column("added", sa.Float, nullable=False),
    _text("tags", "[]"),
    sa.Column("passages", sa.Integer, nullable=False),
    _text("find"),
    sa.Column("checksum", sa.LargeBinary, nullable=False),
    _text("text"),
    sa.Index("documents_by_id", "owner", "id", unique=True),
    sa.Index("documents_by_time", "owner", "hidden", "added"),
)
forgotten = sa.Table(
    "forgotten",
    tables,
    sa.Column("token", sa.Text, primary_key=True),
    _text("owner"),
    sa.Column("at", sa.Float, nullable=False),
)
conversations = sa.Table(
    "conversations",
    tables,
    sa.Column("row", sa.Integer, primary_key=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    _text("owner"),
    _text("title"),
    _text("language", "en"),
    _text("hidden"),
    sa.Column("started", sa.Float, nullable=False),
    sa.Column("changed", sa.Float, nullable=False),
    sa.Index("conversations_by_time", "owner", "hidden", "changed"),
)
exchanges = sa.Table(
    "exchanges",
    tables,
    sa.Column("row", sa.Integer, primary_key=True),
    sa.Column("conversation", sa.Text, nullable=False, index=True),
    _text("text"),
    _text("files", "[]"),
    _text("language", "en"),
    _text("route", "{}"),
    _text("blocks", "[]"),
    _text("find"),
    sa.Column("at", sa.Float, nullable=False),
)
corrections = sa.Table(
    "corrections",
    tables,
    sa.Column("row", sa.Integer, primary_key=True),
    _text("owner"),
    _text("text"),
    _text("intent"),
    sa.Column("at", sa.Float, nullable=False),
    sa.Index("corrections_by_text", "owner", "text", unique=True),
)
settings = sa.Table(
    "settings",
    tables,
    sa.Column("owner", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    _text("value", "null"),
)
# The digest of every row that a person filled, and how many rows there are (store/rowseal.py).
row_counts = sa.Table(
    "row_counts",
    tables,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("rows", sa.Integer, nullable=False),
)
seals = {
    table.name: sa.Table(
        f"{table.name}_seals",
        tables,
        sa.Column("key", sa.Integer if numbered else sa.Text, primary_key=True),
        sa.Column("seal", sa.Integer, nullable=False),
    )
    for table, numbered in (
        (spaces, True), (items, True), (documents, True), (forgotten, False), (conversations, True),
        (exchanges, True), (corrections, True), (settings, False),
    )
}  # fmt: skip


def engine(path: Path, *, mode: str = "rwc", size_limit: int = 0) -> sa.Engine:
    """Return an engine on the SQLite file `path`; `mode` is "rwc", "ro" or "immutable".

    A commit has reached the disk when it returns (WAL, synchronous=FULL). Transactions are begun by
    the caller's statement and not by the driver, so that a writer can say IMMEDIATE.
    """
    query = "immutable=1" if mode == "immutable" else f"mode={mode}"
    target = f"sqlite:///file:{_quoted(path)}?{query}&uri=true"
    made = sa.create_engine(
        target, connect_args={"check_same_thread": False, "timeout": 10}, max_overflow=60, pool_timeout=60
    )

    @sa.event.listens_for(made, "connect")
    def _configure(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        connection.create_function("row_seal", -1, row_seal, deterministic=True)
        # A flipped bit in a text must not keep the rest from being read: seals and checksums find it.
        connection.text_factory = lambda data: str(data, "utf-8", "replace")
        statements = ["busy_timeout=10000", "foreign_keys=ON", "temp_store=MEMORY", "cache_size=-16000"]
        if mode == "rwc":
            statements = ["page_size=8192", *statements, "journal_mode=WAL", "synchronous=FULL"]
            statements += ["secure_delete=FAST", "journal_size_limit=67108864"]
        for statement in statements:
            connection.execute(f"PRAGMA {statement}")
        if size_limit and mode == "rwc":
            page = connection.execute("PRAGMA page_size").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count={max(1, size_limit // page)}")

    return made


def _quoted(path: Path) -> str:
    from urllib.parse import quote

    return quote(str(path.resolve()))
