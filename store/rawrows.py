# ruff: noqa: S608  # every name in the statements is one of schema.py, none comes from outside
"""Rows of the ledger as bytes, for looking at and mending what is damaged. Texts are bytes: they may be no UTF-8."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from store import rowseal, schema

Raw = dict[str, Any]


def columns(table: str) -> list[sa.Column[Any]]:
    """Return the columns of a table."""
    return list(schema.tables.tables[table].c)


def is_text(column: sa.Column[Any]) -> bool:
    """Return whether a column holds text."""
    return isinstance(column.type, sa.Text)


def sealed_values(table: str, row: Raw) -> list[Any]:
    """Return what row_seal() is given for a row whose columns are of the types they should be."""
    sealed = [column for column in columns(table) if column.name not in rowseal.UNDER_CHECKSUM.get(table, ())]
    kinds = "".join("text" for column in sealed if is_text(column))
    return [table, kinds, *(row[column.name] for column in sealed)]


def sealed_columns(table: str) -> list[str]:
    """Return the names of the columns that a seal covers by itself."""
    hidden = rowseal.UNDER_CHECKSUM.get(table, ())
    return [column.name for column in columns(table) if column.name not in hidden]


def kept_seal(connection: sa.Connection, table: str, key: Any) -> int | None:
    """Return the seal of a row, None where it has none."""
    seal: int | None = connection.exec_driver_sql(
        f"SELECT seal FROM {table}_seals WHERE key = ?", (key,)
    ).scalar()
    return seal


def read(connection: sa.Connection, table: str, key: Any, seal: int | None = None) -> Raw | None:
    """Return a row by its key, None where there is none or, with `seal`, it is not the one that was sealed."""
    names = [
        f"CAST({column.name} AS BLOB) AS {column.name}" if is_text(column) else column.name
        for column in columns(table)
    ]
    fits, values = "", (key,)  # type: tuple[str, tuple[Any, ...]]
    if seal is not None:
        fits, values = f" AND {rowseal.digest_of(table)} = ?", (key, seal)
    found = (
        connection.exec_driver_sql(
            f"SELECT {', '.join(names)} FROM {table} WHERE {rowseal.key_of(table)} = ?{fits}", values
        )
        .mappings()
        .first()
    )
    return None if found is None else dict(found)


def delete(connection: sa.Connection, table: str, key: Any) -> None:
    """Delete a row, whatever it holds."""
    connection.exec_driver_sql(f"DELETE FROM {table} WHERE {rowseal.key_of(table)} = ?", (key,))


def replace(connection: sa.Connection, table: str, key: Any, row: Raw) -> None:
    """Put a row in the place of the one with that key."""
    delete(connection, table, key)
    names = [column.name for column in columns(table)]
    places = ["CAST(? AS TEXT)" if is_text(column) else "?" for column in columns(table)]
    connection.exec_driver_sql(
        f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(places)})",
        tuple(row[name] for name in names),
    )


def unseal(connection: sa.Connection, table: str, key: Any) -> None:
    """Take away the seal of a row that is gone."""
    connection.exec_driver_sql(f"DELETE FROM {table}_seals WHERE key = ?", (key,))


def reseal(connection: sa.Connection, table: str, key: Any) -> None:
    """Seal a row as it is now."""
    unseal(connection, table, key)
    connection.exec_driver_sql(
        f"INSERT INTO {table}_seals (key, seal) SELECT {rowseal.key_of(table)}, {rowseal.digest_of(table)}"
        f" FROM {table} WHERE {rowseal.key_of(table)} = ?",
        (key,),
    )


def recount(connection: sa.Connection, table: str) -> None:
    """Count the rows of a table anew."""
    connection.exec_driver_sql(
        f"UPDATE row_counts SET rows = (SELECT count(*) FROM {table}_seals) WHERE name = '{table}'"
    )
