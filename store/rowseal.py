# ruff: noqa: S608  # every name in the statements is one of schema.py, none comes from outside
"""Seals over the rows of the ledger: a flipped bit, a lost row and a foreign row are noticed and named.

SQLite keeps no checksums of its own, and a store cannot rely on every statement remembering to compute one. So the
database does it itself: triggers write, in the transaction of each change, a digest of the row to a table beside it
(`documents_seals` for `documents`) and count rows in `row_counts`. The digest covers every column but the long ones
under the row's own `checksum`, which it covers in their place. A change of a row that is not what its seal says is
refused, so that damage is never sealed anew by the next change. Only a program that knows `row_seal` can write.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from store import schema

KEYS = {
    "spaces": "id", "items": "key", "documents": "row", "forgotten": "token", "conversations": "row",
    "exchanges": "row", "corrections": "row", "settings": "owner || ' ' || {0}name",
}  # fmt: skip
"""The sealed tables, each with what tells its rows apart and survives a copy; {0} stands for a row's prefix."""
UNDER_CHECKSUM = {"items": {"owner", "id", "source", "metadata", "text", "vector"}, "documents": {"text"}}
"""Columns that a row's own checksum covers (store/rows.py), which the seal covers with that."""
VERBS = ("insert", "update", "delete")
CHANGED, MISSING, FOREIGN, MISCOUNTED = "changed", "missing", "foreign", "miscounted"


@dataclass(frozen=True, slots=True)
class Damage:
    """What is wrong with a row: changed, missing, foreign (never written by the program) or, for a table, miscounted.

    `key` tells the row apart in its table, `label` is how people know it ("" where that is not known).
    """

    table: str
    kind: str
    key: Any = None
    label: str = ""

    def __str__(self) -> str:
        """Return it as a sentence."""
        row = f"{self.table} row {self.key}" + (f" ({self.label!r})" if self.label else "")
        return {
            CHANGED: f"{row} has changed on the disk", MISSING: f"{row} is missing",
            FOREIGN: f"{row} was not written by this program",
            MISCOUNTED: f"the table {self.table} has lost rows together with their seals",
        }[self.kind]  # fmt: skip


def key_of(table: str, prefix: str = "") -> str:
    """Return the SQL of what tells the rows of a table apart."""
    return prefix + KEYS[table].format(prefix)


def digest_of(table: str, prefix: str = "") -> str:
    """Return the SQL of a row's digest. Text goes in as bytes, which a flipped bit cannot make undecodable."""
    columns = [
        column
        for column in schema.tables.tables[table].c
        if column.name not in UNDER_CHECKSUM.get(table, set())
    ]
    texts = [f"{prefix}{column.name}" for column in columns if isinstance(column.type, sa.Text)]
    kinds = " || ".join(f"typeof({name})" for name in texts) or "''"
    values = [
        f"CAST({prefix}{column.name} AS BLOB)"
        if isinstance(column.type, sa.Text)
        else f"{prefix}{column.name}"
        for column in columns
    ]
    return f"row_seal('{table}', {kinds}, {', '.join(values)})"


def whole(table: str) -> sa.ColumnElement[bool]:
    """Return the expression, named "whole", that holds for rows of a select that are what was written."""
    kept = f"(SELECT seal FROM {table}_seals WHERE {table}_seals.key = {key_of(table, f'{table}.')})"
    return sa.literal_column(f"{kept} IS {digest_of(table, f'{table}.')}", sa.Boolean).label("whole")


def create(connection: sa.Connection) -> None:
    """Make the triggers and seal every row there is; the tables of seals are there and empty."""
    for table in KEYS:
        connection.exec_driver_sql(
            f"INSERT INTO {table}_seals (key, seal) SELECT {key_of(table)}, {digest_of(table)} FROM {table}"
        )
        connection.exec_driver_sql(
            f"INSERT INTO row_counts (name, rows) SELECT '{table}', count(*) FROM {table}"
        )
        arm(connection, table)


def arm(connection: sa.Connection, table: str) -> None:
    """Make the triggers of a table."""
    old, new = key_of(table, "OLD."), key_of(table, "NEW.")
    counted = f"UPDATE row_counts SET rows = rows {{}} 1 WHERE name = '{table}'"
    bodies = {
        "INSERT": f"INSERT INTO {table}_seals (key, seal) VALUES ({new}, {digest_of(table, 'NEW.')});"
        f" {counted.format('+')};",
        "UPDATE": f"SELECT RAISE(ABORT, 'a row of {table} has changed on the disk') WHERE"
        f" (SELECT seal FROM {table}_seals WHERE key = {old}) IS NOT {digest_of(table, 'OLD.')};"
        f" UPDATE {table}_seals SET key = {new}, seal = {digest_of(table, 'NEW.')} WHERE key = {old};",
        # row_seal() is named so that no other program deletes a row without a trace
        "DELETE": f"DELETE FROM {table}_seals WHERE key = {old} AND row_seal() IS NOT NULL; {counted.format('-')};",
    }
    for verb, body in bodies.items():
        connection.exec_driver_sql(
            f"CREATE TRIGGER {table}_sealed_{verb.lower()} AFTER {verb} ON {table} BEGIN {body} END"
        )


def rearm(connection: sa.Connection) -> None:
    """Make the triggers that somebody took away; the seals tell what was changed without them."""
    named = sa.text("SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_sealed_%'")
    armed = Counter(connection.scalars(named))
    for table in KEYS:
        if armed[table] < len(VERBS):
            disarm(connection, table)
            arm(connection, table)


def disarm(connection: sa.Connection, table: str) -> None:
    """Take the triggers of a table away, for mending what they would refuse to touch."""
    for verb in VERBS:
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_sealed_{verb}")


def damages(connection: sa.Connection) -> Iterator[Damage]:
    """Yield what is wrong with the rows of every sealed table, their long columns left aside."""
    for table in KEYS:
        key, label = key_of(table, "t."), LABELS[table]
        differ = connection.exec_driver_sql(
            f"SELECT {key}, {label}, s.seal IS NULL FROM {table} t LEFT JOIN {table}_seals s ON s.key = {key}"
            f" WHERE s.seal IS NOT {digest_of(table, 't.')}"
        ).all()
        for found, name, foreign in differ:
            yield Damage(table, FOREIGN if foreign else CHANGED, found, _said(name))
        lost = connection.exec_driver_sql(
            f"SELECT s.key FROM {table}_seals s WHERE NOT EXISTS (SELECT 1 FROM {table} t WHERE {key} = s.key)"
        ).all()
        for (found,) in lost:
            yield Damage(table, MISSING, found)
        counted = connection.exec_driver_sql(
            f"SELECT (SELECT rows FROM row_counts WHERE name = '{table}') IS (SELECT count(*) FROM {table}_seals)"
        ).scalar_one()
        if not counted:
            yield Damage(table, MISCOUNTED)


LABELS = {
    "spaces": "t.name", "items": "t.id", "documents": "t.name", "forgotten": "''", "conversations": "t.title",
    "exchanges": "substr(t.text, 1, 60)", "corrections": "t.text", "settings": "t.name",
}  # fmt: skip
"""What people know a row by."""


def _said(label: object) -> str:
    return label.decode("utf-8", "replace") if isinstance(label, bytes) else str(label or "")
