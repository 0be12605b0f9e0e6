"""Exact cosine search by one matrix product: the reference, the fallback, and read-only vectors."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from store.items import BATCH, Items
from store.roster import Growing, Mask, Roster
from store.rows import vector_of
from store.types import Matrix, Vector

FEW = 2000
"""So many rows are read from the ledger for one search rather than all of them for good."""
CACHED = 1 << 17
"""Numbers that are gathered at a time."""


def unit(vectors: Matrix) -> Matrix:
    """Return (n, d) or (d,) float32 with rows of length one; a row of zeros stays zeros."""
    values = np.asarray(vectors, dtype=np.float32)
    lengths = np.linalg.norm(values, axis=-1, keepdims=True)
    found: Matrix = np.divide(values, lengths, out=np.zeros_like(values), where=lengths > 0)
    return found


def top(scores: NDArray[np.float32], k: int, mask: Mask | None = None) -> NDArray[np.int64]:
    """Return positions of the k highest scores under the mask, best first, the earlier of two equals first."""
    places = np.arange(len(scores)) if mask is None else np.flatnonzero(mask)
    values = scores[places]
    if k <= 0:
        return places[:0]
    if k < len(values):
        least = np.partition(values, len(values) - k)[len(values) - k]
        chosen = np.flatnonzero(values >= least)
        places, values = places[chosen], values[chosen]
    return places[np.lexsort((places, -values))][:k]


def dots(matrix: Matrix, rows: NDArray[np.int64], query: Vector) -> NDArray[np.float32]:
    """Return the dot products of the query (d,) with those rows of `matrix` (n, d), which alone are read.

    Rows that follow one another are read where they are, others are gathered in blocks that fit a cache. One
    thread works: more only wait for the memory, and waiting costs processor time.
    """
    found = np.empty(len(rows), dtype=np.float32)
    size = max(64, CACHED // matrix.shape[1])
    space = np.empty((min(size, len(rows)), matrix.shape[1]), dtype=np.float32)
    for start in range(0, len(rows), size):
        some = rows[start : start + size]
        first, last = int(some[0]), int(some[-1])
        if last - first + 1 == len(some):
            block = matrix[first : last + 1]
        else:
            block = np.take(matrix, some, axis=0, out=space[: len(some)], mode="clip")
        np.vecdot(block, query, out=found[start : start + size])
    return found


class Exact:
    """The unit vectors of a roster's rows in memory: 4 bytes x dim x rows, read when first asked for."""

    def __init__(self, items: Items, roster: Roster, dim: int) -> None:
        self._items, self._roster, self._dim = items, roster, dim
        self._matrix = Growing("float32", dim)
        self._lock = threading.Lock()

    @property
    def loaded(self) -> int:
        """Return how many rows are in memory."""
        return self._matrix.size

    def near(self, vector: Vector, k: int, mask: Mask) -> list[tuple[int, float]]:
        """Return (key, cosine) of the k nearest rows under the mask, best first."""
        query = unit(vector)
        rows = np.flatnonzero(mask)
        with self._lock:
            if len(rows) <= FEW and self.loaded < len(mask) - FEW:
                return self._near_few(query, k, rows)
            self._fill(len(mask))
            matrix = self._matrix.rows
        scores = dots(matrix, rows, query)
        best = top(scores, k)
        keys = self._roster.keys(0, len(mask))[rows[best]]
        return [(int(key), float(score)) for key, score in zip(keys, scores[best], strict=True)]

    def _near_few(self, query: Vector, k: int, rows: NDArray[np.int64]) -> list[tuple[int, float]]:
        """Search a handful of rows by reading only their vectors."""
        wanted = self._roster.keys()[rows].tolist()
        found = [(row["key"], vector_of(row["vector"])) for row in self._items.columns(wanted, "vector")]
        found.sort(key=lambda pair: pair[0])
        if not found:
            return []
        scores = unit(np.stack([vector for _, vector in found])) @ query
        return [(found[at][0], float(scores[at])) for at in top(scores, k)]

    def _fill(self, rows: int) -> None:
        """Read vectors until there are `rows`. One that was removed meanwhile stays zeros, unseen."""
        if rows > 2 * self.loaded:
            self._matrix.reserve(rows)
        while self.loaded < rows:
            keys = self._roster.keys(self.loaded, min(self.loaded + 8 * BATCH, rows))
            block = np.zeros((len(keys), self._dim), dtype=np.float32)
            places: dict[int, list[int]] = {}
            for place, key in enumerate(keys.tolist()):
                places.setdefault(key, []).append(place)
            for row in self._items.columns(list(places), "vector"):
                block[places[row["key"]]] = vector_of(row["vector"])
            self._matrix.append(unit(block))


class Mounted:
    """Read-only vectors of a package or file: memory-mapped (n, d) with one name per row."""

    def __init__(self, vectors: Matrix | Path, names: list[str]) -> None:
        data = np.load(vectors, mmap_mode="r") if isinstance(vectors, Path) else vectors
        if data.ndim != 2 or len(data) != len(names):
            raise ValueError(f"{data.shape} vectors do not go with {len(names)} names")
        self._vectors, self.names = data, names
        self._lengths = np.maximum(np.linalg.norm(data, axis=1), 1e-12).astype(np.float32)
        self._row_of = {name: row for row, name in enumerate(names)}

    def get(self, name: str) -> Vector | None:
        """Return the unit vector of `name`, or None."""
        row = self._row_of.get(name)
        return None if row is None else unit(self._vectors[row])

    def near(self, vector: Vector, k: int = 10) -> list[tuple[str, float]]:
        """Return (name, cosine) of the k nearest, best first."""
        scores = (self._vectors @ unit(vector)) / self._lengths
        return [(self.names[row], float(scores[row])) for row in top(scores, k)]
