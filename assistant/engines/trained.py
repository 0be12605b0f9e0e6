"""What the engines keep in the common store: a source text (edges, baskets, a training's record) and its vectors."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Protocol

import numpy as np

from store.types import Document, DocumentStore, EmbeddingStore, Item, Matrix, Owner, Space


class EngineStore(EmbeddingStore, DocumentStore, Protocol):
    """The part of the store that engines use."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A source text with its embedding: n ids and (n, dim) rows, none before it was embedded."""

    name: str
    text: str
    ids: tuple[str, ...]
    matrix: Matrix
    stamp: str


class Trained:
    """Named sources of one kind ("words", "graph", "baskets") and their trained spaces, by owner.

    Every training has a space of its own, because vectors of two trainings do not compare.
    """

    def __init__(self, store: EngineStore, kind: str) -> None:
        self._store, self._kind = store, kind

    def names(self, owner: Owner) -> list[str]:
        """Return the names of the owner's sources, newest first."""
        return [document.name for document in self._store.documents(owner=owner, kind=self._kind)]

    def keep(self, name: str, text: str, *, owner: Owner) -> None:
        """Store a source without vectors, replacing one of the same name."""
        self._write(name, text, "", Space(f"{self._kind}.unembedded", "none", 1), [], owner)

    def embed(
        self, name: str, text: str, ids: Sequence[str], matrix: Matrix, fingerprint: str, *, owner: Owner
    ) -> str:
        """Store a source with its vectors in one commit; returns the name of their space."""
        digest = _digest(owner, self._id(name, owner), fingerprint, matrix.tobytes()[:4096].hex())
        space = Space(f"{self._kind}.{digest}", fingerprint, int(matrix.shape[1]))
        items = [
            Item(id_, owner, row, text=id_, metadata={"order": order, "name": name})
            for order, (id_, row) in enumerate(zip(ids, np.asarray(matrix, np.float32), strict=True))
        ]
        self._write(name, text, space.name, space, items, owner)
        return space.name

    def _write(
        self, name: str, text: str, location: str, space: Space, items: Sequence[Item], owner: Owner
    ) -> None:
        self._store.open(space)
        before = self._store.document(self._id(name, owner), owner=owner)
        if before is not None and before.location and before.location != space.name:
            old = [item.id for item in self._store.scan(before.location, owner=owner)]
            self._store.remove(before.location, old, owner=owner)
        document = Document(
            self._id(name, owner), owner, name, self._kind, location, name, size=len(text.encode()),
            modified=time.time(), text=text, sha256=_digest(text),
        )  # fmt: skip
        self._store.put_document(document, space.name, items)

    def load(self, name: str, *, owner: Owner) -> Kept | None:
        """Return a source with its vectors in their first order, or None when there is none."""
        document = self._store.document(self._id(name, owner), owner=owner)
        if document is None:
            return None
        items = list(self._store.scan(document.location, owner=owner)) if document.location else []
        items.sort(key=lambda item: int(item.metadata["order"]))
        matrix = np.array([item.vector for item in items], np.float32)
        return Kept(
            name, document.text, tuple(item.id for item in items), matrix, self.stamp(name, owner=owner)
        )

    def text(self, name: str, *, owner: Owner) -> str | None:
        """Return the text of a source without reading its vectors, or None when there is none."""
        document = self._store.document(self._id(name, owner), owner=owner)
        return None if document is None else document.text

    def embedded(self, name: str, *, owner: Owner) -> bool:
        """Return whether a source has vectors, without reading them."""
        document = self._store.document(self._id(name, owner), owner=owner)
        return document is not None and bool(document.location)

    def stamp(self, name: str, *, owner: Owner) -> str:
        """Return what changes whenever the source or its vectors do ("" when there is none)."""
        found = [d for d in self._store.documents(owner=owner, kind=self._kind) if d.name == name]
        return f"{found[0].id}:{found[0].sha256}:{found[0].location}" if found else ""

    def forget(self, name: str, *, owner: Owner) -> None:
        """Forget a source and its vectors."""
        self._store.forget_documents([self._id(name, owner)], owner=owner)

    def _id(self, name: str, owner: Owner) -> str:
        return f"{self._kind}-{_digest(owner, name)}"


def _digest(*parts: str) -> str:
    return blake2b("\0".join(parts).encode(), digest_size=8).hexdigest()
