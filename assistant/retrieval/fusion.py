"""One ranking from two: cosine similarity and BM25, made comparable within each query."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from store.tokens import tokens

Scores = NDArray[np.float64]

DENSE_WEIGHT = 0.4
"""Share of the dense score; docs/search.md says how it was chosen and how flat its optimum is."""
LEAST_SHARE = 0.2
"""Below this share of the attainable BM25 score the best lexical match no longer counts in full."""


def fuse(dense: Scores, lexical: Scores, attainable: float) -> Scores:
    """Return one score in [0, 1] for each candidate: a convex combination of both, scaled.

    Cosines are scaled between the lowest and the highest of the candidates, BM25 between 0 and the
    highest (Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", 2023,
    section 4), except that a highest score far below what the query's words could reach (`attainable`)
    is not stretched to 1: one shared word of many is no match.
    """
    low = float(dense.min(initial=1.0))
    top = max(float(lexical.max(initial=0.0)), LEAST_SHARE * attainable)
    meaning = (dense - low) / max(float(dense.max(initial=low)) - low, 1e-9)
    return DENSE_WEIGHT * meaning + (1 - DENSE_WEIGHT) * lexical / max(top, 1e-9)


def attainable(query: str, total: int, frequencies: Mapping[str, int]) -> float:
    """Return the BM25 score that no passage exceeds: the sum of the query's idf (store/lexical.py)."""
    counts = Counter(tokens(query))
    return sum(n * idf(total, frequencies.get(word, 0)) for word, n in counts.items())


def idf(total: int, frequency: int) -> float:
    """Return the inverse document frequency of a word, as Lucene's BM25 has it."""
    return float(np.log1p((total - frequency + 0.5) / (frequency + 0.5)))
