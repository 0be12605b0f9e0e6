"""Batches of similar length under a token budget: little padding, bounded memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from store.types import Matrix

Ids = NDArray[np.int64]


def batches(lengths: Sequence[int], budget: int) -> Iterator[list[int]]:
    """Yield positions of texts, longest first, so that rows x longest row stays within `budget`.

    The first batch is the largest, so memory that is too small shows at once.
    """
    order = sorted(range(len(lengths)), key=lengths.__getitem__, reverse=True)
    start = 0
    while start < len(order):
        rows = max(1, budget // max(1, lengths[order[start]]))
        yield order[start : start + rows]
        start += rows


def pad(rows: Sequence[Sequence[int]], fill: int) -> tuple[Ids, Matrix]:
    """Return ids (n, longest) int64 filled up with `fill`, and the mask (n, longest) float32."""
    longest = max(map(len, rows))
    ids = np.full((len(rows), longest), fill, np.int64)
    mask = np.zeros((len(rows), longest), np.float32)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = row
        mask[i, : len(row)] = 1
    return ids, mask


def unit_rows(matrix: Matrix) -> Matrix:
    """Return float32 rows of length one; a zero row stays zero."""
    norms = np.linalg.norm(matrix, axis=1, keepdims=True)
    return np.ascontiguousarray(matrix / np.maximum(norms, 1e-12), dtype=np.float32)
