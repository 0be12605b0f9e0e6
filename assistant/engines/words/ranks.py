"""The greatest of many scores."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_BLOCK = 512


def best(scores: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """Return the indices of the k greatest scores, greatest first.

    The k greatest lie within the k blocks of greatest maxima, so that only those are sorted.
    """
    k = min(k, len(scores))
    whole = len(scores) // _BLOCK * _BLOCK
    if whole > 8 * k * _BLOCK:
        maxima = scores[:whole].reshape(-1, _BLOCK).max(axis=1)
        blocks = np.argpartition(maxima, -k)[-k:]
        inside = (blocks[:, None] * _BLOCK + np.arange(_BLOCK)).ravel()
        candidates = np.concatenate([inside, np.arange(whole, len(scores))])
    else:
        candidates = np.arange(len(scores))
    values = scores[candidates]
    top = np.argpartition(values, -k)[-k:] if k else np.empty(0, np.int64)
    return np.asarray(candidates[top[np.lexsort((candidates[top], -values[top]))]], np.int64)
