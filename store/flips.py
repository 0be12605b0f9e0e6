"""Undoes one flipped bit: the row in which a single bit differs and that fits its seal is the row that was written."""

from __future__ import annotations

import itertools
import struct
from collections.abc import Iterator
from types import MappingProxyType
from typing import Any

from store import rawrows
from store.rows import digest, row_seal

MOST = 6000
"""Bytes up to which a row's bits are tried one after the other: half a second of work."""
CHECKED = MappingProxyType(
    {
        "items": ("owner", "id", "source", "metadata", "text", "vector"),
        "documents": ("owner", "id", "text"),
    }
)
"""The columns that a row's own checksum covers, in its order (store/rows.py)."""


def mended(table: str, row: dict[str, Any], seal: int | None) -> dict[str, Any] | None:
    """Return the row with one bit turned back, or None where no single bit explains the damage."""
    if seal is None:
        return None
    if row_seal(*rawrows.sealed_values(table, row)) == seal:
        return _content(row, CHECKED[table]) if table in CHECKED else row
    names = rawrows.sealed_columns(table)
    if sum(len(row[name]) if isinstance(row[name], bytes) else 8 for name in names) > MOST:
        return None
    for name in names:
        # that a row was hidden, or no longer is, is worth a guess beyond single bits
        for value in itertools.chain([b""] if name == "hidden" else [], _flipped(row[name])):
            tried = row | {name: value}
            if row_seal(*rawrows.sealed_values(table, tried)) == seal:
                return tried
    return None


def _content(row: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any] | None:
    """Return the row with one bit turned back among the columns under its checksum, or none where they are whole."""
    if digest(*(row[name] for name in names)) == row["checksum"]:
        return row
    if sum(len(row[name]) for name in names) > MOST:
        return None
    for name in names:
        for value in _flipped(row[name]):
            tried = row | {name: value}
            if digest(*(tried[name] for name in names)) == row["checksum"]:
                return tried
    return None


def _flipped(value: object) -> Iterator[Any]:
    """Yield the value with each of its bits turned."""
    if isinstance(value, bytes):
        data = bytearray(value)
        for at in range(len(data)):
            for bit in range(8):
                data[at] ^= 1 << bit
                yield bytes(data)
                data[at] ^= 1 << bit
    elif isinstance(value, float):
        (number,) = struct.unpack("<Q", struct.pack("<d", value))
        for bit in range(64):
            yield struct.unpack("<d", struct.pack("<Q", number ^ 1 << bit))[0]
    elif isinstance(value, int):
        for bit in range(63):
            yield value ^ 1 << bit
