"""The nearest words without reading every vector whole: half the numbers say which rows cannot be among them.

Rotated onto the main axes of the vocabulary, x = (y, z) and q = (p, r) with q.x = p.y + r.z <= p.y + |r||z|
(Cauchy-Schwarz). The rows kept here are (y, |z|): one product with (p, |r|) bounds every score from above.
The k best of a few promising rows, scored exactly, say how high the k-th must at least be; rows bounded
below that are out, the others are scored exactly. What is found is what scoring every row would find.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.engines.words.ranks import best
from store.types import Matrix, Vector

FEWEST = 50_000
"""Words below which scoring all of them is as quick."""
_PROMISING = 64
_ROUNDING = 1e-5
"""How far float32 may take a bound below the score that it bounds."""
_BLOCK = 50_000


class Bounds:
    """(n, m) rows (y, |z|) and the (dim, dim) axes that they are on, the first m - 1 of them spelled out."""

    def __init__(self, rows: Matrix, axes: Matrix) -> None:
        self._rows, self._axes = rows, axes

    @classmethod
    def build(cls, matrix: Matrix) -> Bounds:
        """Compute the bounds of (n, dim) rows: a principal axis analysis, half of whose axes are kept."""
        blocks = [slice(start, start + _BLOCK) for start in range(0, len(matrix), _BLOCK)]
        moments = np.sum(
            [np.asarray(matrix[block].T @ matrix[block], np.float64) for block in blocks], axis=0
        )
        axes = np.linalg.eigh(moments)[1][:, ::-1].astype(np.float32)
        kept = min(max(8, matrix.shape[1] // 16 * 8) - 1, matrix.shape[1])  # whole vector registers with |z|
        rows = np.empty((len(matrix), kept + 1), np.float32)
        for block in blocks:
            rows[block] = _split(matrix[block] @ axes, kept)
        return cls(rows, axes)

    @classmethod
    def load(cls, folder: Path) -> Bounds | None:
        """Map bounds written by save(); None where there are none."""
        if not (folder / "bounds.npy").exists():
            return None
        rows = np.load(folder / "bounds.npy", mmap_mode="r")
        return cls(rows.view(np.ndarray), np.load(folder / "axes.npy"))

    def save(self, folder: Path) -> None:
        """Write the bounds as .npy files."""
        np.save(folder / "bounds.npy", self._rows)
        np.save(folder / "axes.npy", self._axes)

    def candidates(self, matrix: Matrix, query: Vector, k: int) -> NDArray[np.int64]:
        """Return, in order, rows of `matrix` that hold the k of the greatest product with a query."""
        highest = self._rows @ _split((query @ self._axes)[None], self._rows.shape[1] - 1)[0]
        promising = best(highest, max(_PROMISING, 4 * k))
        least = np.sort(matrix[promising] @ query)[-min(k, len(promising))]
        return np.flatnonzero(highest >= least - _ROUNDING)


def _split(rotated: Matrix, kept: int) -> Matrix:
    """Return rotated rows as (y, |z|)."""
    rest = np.linalg.norm(rotated[:, kept:], axis=1, keepdims=True)
    return np.concatenate([rotated[:, :kept], rest], axis=1)
