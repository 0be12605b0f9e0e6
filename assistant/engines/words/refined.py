"""An analogy in two spaces: what word vectors propose is ordered together with what a sentence encoder says of the same sum.

Word vectors of a small corpus know which words go together and little of what each one is; a sentence encoder knows that, and
little arithmetic. Both are asked, and their scores are added after each was brought to mean 0 and deviation 1 over the CANDIDATES.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.encoders.base import Encoder
from assistant.engines.words.vectors import Term, WordNeighbor, WordVectors, weighted
from store.types import Matrix

CANDIDATES = 200
CENTRED = 0.5
"""Share of the candidates' mean that is taken off the encoder's vectors: what all of them have in common says nothing."""


def analogy(
    vectors: WordVectors,
    positive: Sequence[Term],
    negative: Sequence[Term],
    encoder: Encoder,
    weight: float,
    k: int = 10,
) -> list[WordNeighbor]:
    """Return the k words that complete an analogy best in both spaces; the encoder counts `weight` times."""
    found = vectors.analogy(positive, negative, max(k, CANDIDATES))
    if len(found) < 2:
        return found
    terms = [*map(weighted, positive), *((word, -times) for word, times in map(weighted, negative))]
    rows = encoder.queries([near.word for near in found])
    common = CENTRED * rows.mean(axis=0)
    sum_ = np.array([times for _, times in terms], np.float32) @ _unit(
        encoder.queries([word for word, _ in terms]) - common
    )
    own = np.array([near.score for near in found])
    both = _standard(own) + weight * _standard(_unit(rows - common) @ sum_)
    order = np.argsort(-both, kind="stable")[:k]
    return [WordNeighbor(found[i].word, float(both[i])) for i in order]


def _unit(rows: Matrix) -> Matrix:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12), np.float32)


def _standard(scores: Matrix) -> Matrix:
    return np.asarray((scores - scores.mean()) / max(float(scores.std()), 1e-9), np.float32)
