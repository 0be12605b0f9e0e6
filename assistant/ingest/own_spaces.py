"""Plugins' own spaces in an exported library: own.jsonl, one item a line, each with its vector and what made it."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from assistant.encoders.base import Encoder
from assistant.ingest.checked import BROKEN, MAX_LINE, filled
from assistant.ingest.errors import NotAnExport
from store.spaces import OWN, STAGED
from store.types import Item, Owner, Space

if TYPE_CHECKING:
    from store.library import Store

PART = "own.jsonl"
_BATCH = 256


class Stream(Protocol):
    """Where lines go."""

    def write(self, data: bytes) -> int:
        """Write on."""


def counted(store: Store, owner: Owner) -> list[tuple[str, int]]:
    """Return the plugins' spaces that hold anything of an owner, as "plugin/space", and how many things."""
    return [
        (space.name.removeprefix(OWN), store.count(space.name, owner=owner)) for space in held(store, owner)
    ]


def held(store: Store, owner: Owner) -> list[Space]:
    """Return plugins' spaces that hold anything of an owner."""
    found = [one for one in store.spaces() if one.name.startswith(OWN) and not one.name.endswith(STAGED)]
    return [space for space in found if store.count(space.name, owner=owner)]


def write(store: Store, stream: Stream, owner: Owner) -> int:
    """Write what plugins keep for an owner; returns how many items that is."""
    count = 0
    for space in held(store, owner):
        for item in store.scan(space.name, owner=owner):
            if item.owner != owner:
                continue
            row = {
                "space": space.name, "fingerprint": space.fingerprint, "id": item.id, "text": item.text,
                "metadata": dict(item.metadata), "vector": np.asarray(item.vector, np.float32).tolist(),
            }  # fmt: skip
            stream.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
            count += 1
    return count


def read(
    store: Store, archive: zipfile.ZipFile, encoder: Callable[[], Encoder], name: str, *, owner: Owner
) -> None:
    """Put an archive's items into their spaces; nothing where the archive has none. NotAnExport for a bad line.

    Where a space is of another model by now, an item's text is embedded anew if that model is the text encoder;
    else the space's plugin does so when it is asked next.
    """
    if PART not in archive.namelist():
        return
    held = {space.name: space for space in store.spaces()}
    batch: list[Item] = []
    at: Space | None = None
    for space, item in _items(archive, name, owner):
        known = held.setdefault(space.name, space)
        if known != space:
            if encoder().fingerprint != known.fingerprint:
                continue
            item = replace(item, vector=encoder().documents([item.text])[0])
        if at not in (None, known) or len(batch) == _BATCH:
            _put(store, at, batch)
            batch = []
        at = known
        batch.append(item)
    _put(store, at, batch)


def _put(store: Store, space: Space | None, items: list[Item]) -> None:
    if space is not None and items:
        store.open(space)
        store.put(space.name, items)


def _items(archive: zipfile.ZipFile, name: str, owner: Owner) -> Iterator[tuple[Space, Item]]:
    with archive.open(PART) as lines:
        for number, line in enumerate(lines, 1):
            try:
                row = json.loads(line[:MAX_LINE])
                vector = np.array(row["vector"], np.float32)
                length = float(np.linalg.norm(vector))
                if not str(row["space"]).startswith(OWN) or vector.ndim != 1 or not abs(length - 1) < 1e-3:
                    raise ValueError
                item = Item(str(row["id"]), owner, vector, str(row["text"]), dict(row["metadata"]))
                space = Space(str(row["space"]), str(row["fingerprint"]), len(vector))
            except (ValueError, KeyError, TypeError) as error:
                raise NotAnExport(name=name, found=filled(BROKEN, part=PART, number=number)) from error
            yield space, item
