"""A disposable Chroma index over the ledger: one collection per space and owner, cosine.

A collection of its own for every owner is what keeps owners apart, and is why no query needs a metadata
filter: Chroma 1.5 took 269 ms for a filtered query over 100,000 items, 1.8 ms for an unfiltered one.
Only keys and vectors are in it; what is shown always comes from the ledger.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from store.exact import unit
from store.items import Items
from store.roster import Roster
from store.rows import vector_of
from store.types import Vector

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateCollectionConfiguration
    from chromadb.api.models.Collection import Collection

BATCH = 1000
SAMPLE = 64
_CONFIGURATION: CreateCollectionConfiguration = {
    "hnsw": {
        "space": "cosine",
        "ef_construction": 100,
        "ef_search": 128,
        "max_neighbors": 16,
        "sync_threshold": 5000,
    }
}


class IndexBroken(Exception):
    """The index failed or is not what the ledger says it should be."""


def client_for(folder: Path) -> Client:
    """Open Chroma on a folder, with its telemetry off."""
    import chromadb
    from chromadb.config import Settings

    client: Client = chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))  # type: ignore[assignment]
    return client


def counts(folder: Path) -> dict[str, int]:
    """Open every collection, count it and search it once."""
    found = {}
    client = client_for(folder)
    for collection in client.list_collections():
        found[collection.name] = collection.count()
        some: Any = collection.get(limit=1, include=["embeddings"])
        if len(some["ids"]):
            collection.query(query_embeddings=some["embeddings"], n_results=1, include=["distances"])
    client.close()
    return found


class ChromaIndex:
    """The collections in one folder. Every failure of Chroma comes out as IndexBroken."""

    def __init__(self, folder: Path, items: Items) -> None:
        self.folder, self._items = folder, items
        try:
            self._client: Client = client_for(folder)
            self._collections = {one.name: one for one in self._client.list_collections()}
        except Exception as error:  # Chroma raises many types, among them those of its Rust core
            raise IndexBroken(str(error)) from error
        self._held: dict[str, set[int]] = {}
        self.bytes_expected = 1 << 20

    def load(self, name: str, roster: Roster, sequence: int) -> None:
        """Take over a kept collection; IndexBroken when it differs from the ledger at `sequence`."""
        rows = roster.rows_until(sequence)
        try:
            collection = self._collections[name]
            held: set[int] = set()
            while ids := collection.get(limit=20_000, offset=len(held), include=[])["ids"]:
                held.update(map(int, ids))
            self._held[name] = held
            unchanged = roster.keys(0, rows)[roster.alive()[:rows]].tolist()
            if not held.issuperset(unchanged):
                raise IndexBroken(f"{name} lacks {len(set(unchanged) - held)} items")
            self._compare(collection, unchanged)
        except IndexBroken:
            raise
        except Exception as error:
            raise IndexBroken(str(error)) from error

    def _compare(self, collection: Collection, keys: list[int]) -> None:
        """Look up some items in both places: the same key must have the same vector."""
        step = max(1, len(keys) // SAMPLE)
        wanted = {row["key"]: vector_of(row["vector"]) for row in self._items.columns(keys[::step], "vector")}
        got: Any = collection.get(ids=[str(key) for key in wanted], include=["embeddings"])
        for key, vector in zip(got["ids"], got["embeddings"], strict=True):
            if not np.allclose(unit(wanted[int(key)]), unit(vector), atol=1e-4):
                raise IndexBroken(f"{collection.name} holds another vector for item {key}")

    def add(self, name: str, roster: Roster, start: int, stop: int, dim: int) -> None:
        """Put in the rows `start` to `stop` that can be seen."""
        try:
            collection = self._collections.get(name)
            if collection is None:
                collection = self._client.create_collection(
                    name, embedding_function=None, configuration=_CONFIGURATION
                )  # fmt: skip
                self._collections[name] = collection
            held = self._held.setdefault(name, set())
            keys = roster.keys(start, stop)[roster.alive()[start:stop]].tolist()
            rows = [(row["key"], vector_of(row["vector"])) for row in self._items.columns(keys, "vector")]
            if rows:
                vectors = unit(np.stack([vector for _, vector in rows]))
                collection.upsert(ids=[str(key) for key, _ in rows], embeddings=vectors)
                held.update(key for key, _ in rows)
                self.bytes_expected += len(rows) * (dim * 5 + 400)
        except Exception as error:
            raise IndexBroken(str(error)) from error

    def prune(self, name: str, roster: Roster) -> None:
        """Take out what can no longer be seen, and check the count."""
        held = self._held.get(name, set())
        try:
            gone = [str(key) for key in held - set(roster.live_keys())]
            for at in range(0, len(gone), BATCH):
                self._collections[name].delete(ids=gone[at : at + BATCH])
            held.difference_update(map(int, gone))
            if name in self._collections and self._collections[name].count() != len(held):
                raise IndexBroken(
                    f"{name} counts {self._collections[name].count()} items instead of {len(held)}"
                )
        except IndexBroken:
            raise
        except Exception as error:
            raise IndexBroken(str(error)) from error

    def drop(self, names: set[str]) -> None:
        """Delete every collection that is not in `names`."""
        try:
            for name in set(self._collections) - names:
                self._client.delete_collection(name)
                del self._collections[name]
                self._held.pop(name, None)
        except Exception as error:
            raise IndexBroken(str(error)) from error

    def near(self, name: str, vector: Vector, k: int) -> list[int]:
        """Return the keys of about the k nearest, best first."""
        try:
            found = self._collections[name].query(
                query_embeddings=np.asarray(vector, dtype=np.float32)[None],
                n_results=k,
                include=["distances"],
            )
            return [int(key) for key in found["ids"][0]]
        except Exception as error:
            raise IndexBroken(str(error)) from error

    def holds(self, name: str) -> int:
        """Return how many items are in one collection."""
        return len(self._held.get(name, ()))

    def counts(self) -> dict[str, int]:
        """Return how many items are in each collection."""
        return {name: self.holds(name) for name in self._collections}

    def count(self) -> int:
        """Return how many items are in all collections."""
        return sum(len(held) for held in self._held.values())

    def close(self) -> None:
        """Let go of the folder's files."""
        try:
            self._client.close()
        except Exception as error:
            raise IndexBroken(str(error)) from error
