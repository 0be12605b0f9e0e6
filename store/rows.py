"""Rows of the ledger to values and back, each guarded by a checksum that is verified on reading."""

from __future__ import annotations

import hashlib
import json
import struct
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np
import sqlalchemy as sa

from store.errors import InvalidItem
from store.types import Document, Item, Owner, Scalar, Vector

Row: TypeAlias = "Mapping[str, Any] | sa.RowMapping"


class ChecksumMismatch(ValueError):
    """A row does not hold what was written; the ledger turns this into StoreDamaged."""


def digest(*parts: str | bytes) -> bytes:
    """Return 16 bytes that depend on every part and on where one ends and the next begins."""
    joined = bytearray()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        joined += len(data).to_bytes(8, "little")
        joined += data
    return hashlib.blake2b(joined, digest_size=16).digest()


def row_seal(*values: str | int | float | bytes | None) -> int:
    """Return a signed 64-bit BLAKE2b digest of a row's values, of their types and of where each ends."""
    parts = []
    for value in values:
        if isinstance(value, bytes):
            parts += [b"b%d:" % len(value), value]
        elif isinstance(value, str):
            data = value.encode("utf-8", "surrogatepass")
            parts += [b"s%d:" % len(data), data]
        elif isinstance(value, float):
            parts.append(b"f" + struct.pack("<d", value))
        else:
            parts.append(b"n" if value is None else b"i%d;" % value)
    return int.from_bytes(hashlib.blake2b(b"".join(parts), digest_size=8).digest(), "little", signed=True)


def fold(*parts: str) -> str:
    """Return the parts as one string for finding things whatever their case or width."""
    return unicodedata.normalize("NFKC", "\n".join(parts)).casefold()


def pattern(text: str) -> str:
    """Return a LIKE pattern (escape character backslash) for rows whose folded text contains `text`."""
    escaped = fold(text).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def clean(text: str) -> str:
    """Return text that SQLite and UTF-8 can hold: lone surrogates become the replacement character."""
    return text.encode("utf-8", "replace").decode("utf-8") if not text.isascii() else text


def item_row(item: Item, dim: int) -> dict[str, Any]:
    """Return the columns of an item; InvalidItem when its vector or metadata cannot be kept."""
    vector = np.ascontiguousarray(item.vector, dtype="<f4")
    if vector.shape != (dim,):
        raise InvalidItem(item.id, f"its vector has shape {vector.shape}, the space wants ({dim},)")
    if not np.isfinite(vector).all():
        raise InvalidItem(item.id, "its vector holds NaN or infinity")
    if not item.id or not item.owner:
        raise InvalidItem(item.id, "it needs an id and an owner")
    row = {
        "owner": clean(item.owner),
        "id": clean(item.id),
        "source": clean(item.source),
        "metadata": _metadata(item.id, item.metadata),
        "text": clean(item.text),
        "vector": vector.tobytes(),
    }
    return row | {"checksum": _item_digest(row)}


def _metadata(item_id: str, metadata: Mapping[str, Scalar]) -> str:
    for name, value in metadata.items():
        if not isinstance(value, str | int | float | bool):
            raise InvalidItem(item_id, f"its metadata '{name}' is neither text, number nor yes/no")
    try:
        return clean(json.dumps(dict(metadata), ensure_ascii=False, sort_keys=True, allow_nan=False))
    except ValueError as error:
        raise InvalidItem(item_id, "its metadata holds NaN or infinity") from error


def _item_digest(row: Row) -> bytes:
    return digest(row["owner"], row["id"], row["source"], row["metadata"], row["text"], row["vector"])


def item_whole(row: Row) -> bool:
    """Return whether the row of an item is what was written."""
    return bool(_item_digest(row) == row["checksum"])


def verify_item(row: Row) -> None:
    """Raise ChecksumMismatch when the row of an item is not what was written."""
    if not item_whole(row):
        raise ChecksumMismatch(f"item {row['id']!r} of {row['owner'][:8]!r} has changed on the disk")


def item_of(row: Row) -> Item:
    """Return the item of a row; ChecksumMismatch when the row is not what was written."""
    verify_item(row)
    return Item(
        row["id"], Owner(row["owner"]), vector_of(row["vector"]), row["text"],
        json.loads(row["metadata"]), row["source"],
    )  # fmt: skip


def vector_of(data: bytes) -> Vector:
    """Return the (dim,) float32 vector of a BLOB, read-only."""
    return np.frombuffer(data, dtype="<f4")


def document_row(document: Document) -> dict[str, Any]:
    """Return the columns of a document."""
    names = ("owner", "id", "name", "kind", "location", "title", "sha256", "text")
    row: dict[str, Any] = {name: clean(str(getattr(document, name))) for name in names}
    tags = [clean(tag) for tag in dict.fromkeys(document.tags)]
    row |= {
        "size": document.size,
        "modified": document.modified,
        "added": document.added,
        "passages": document.passages,
        "tags": json.dumps(tags, ensure_ascii=False),
        "find": fold(row["name"], row["title"], row["location"], *tags),
    }
    return row | {"checksum": digest(row["owner"], row["id"], row["text"])}


def document_of(row: Row) -> Document:
    """Return the document of a row with or without its text.

    A row that knows that it is not "whole", or whose text has changed, raises ChecksumMismatch; one that was not asked
    is read as well as it can be.
    """
    text = row.get("text")
    if not row.get("whole", True) or (text is not None and not text_whole(row)):
        raise ChecksumMismatch(f"document {row['id']!r} has changed on the disk")
    made = Document(
        row["id"], Owner(row["owner"]), row["name"], row["kind"], row["location"], row["title"],
        row["sha256"], row["size"], row["modified"], row["added"], tags_of(row["tags"]), row["passages"],
    )  # fmt: skip
    return replace(made, text=text or "")


def text_whole(row: Row) -> bool:
    """Return whether the text of a document's row is what was written."""
    return digest(row["owner"], row["id"], row["text"]) == bytes(row["checksum"])


def tags_of(text: str | bytes) -> tuple[str, ...]:
    """Return the tags that a column holds, none where it has been damaged."""
    try:
        found = json.loads(text)
    except ValueError:
        return ()
    return tuple(str(tag) for tag in found) if isinstance(found, list) else ()


def batches(values: Iterable[Any], size: int) -> Iterable[list[Any]]:
    """Yield lists of at most `size` values."""
    batch: list[Any] = []
    for value in values:
        batch.append(value)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
