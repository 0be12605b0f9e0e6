"""Whether a passage answers a question, judged against what else this very question scores."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.encoders.base import Encoder
from assistant.encoders.text import reference
from assistant.retrieval.cohort import COHORT
from assistant.retrieval.fusion import idf
from assistant.retrieval.sentences import coverage
from store.types import Hit, Matrix, Vector

NEAREST = 24
"""How many of the cohort's sentences, nearest to the question, make its background."""
LIFT_WEIGHT, COVERAGE_WEIGHT, BIAS = 12.0, 6.0, -5.5
"""Logistic regression of "can be answered" on lift and coverage; docs/search.md says on what."""
WORDLESS, WORDLESS_LIFT = 0.05, 0.22
"""A passage that shares fewer of the question's words is in another language or in other words: words
then say nothing for or against it, and a lift of this size decides alone."""
SHARE_OF_BEST = 0.6
"""A passage whose lift is below this share of the best passage's lift is not confident beside it."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known about a question: `words` with their idf in this library, and `background`, the
    mean cosine to sentences that have nothing to do with it."""

    words: Mapping[str, float]
    background: float

    def lift(self, cosine: float) -> float:
        """Return which share of the way from the background to a perfect match a cosine has come."""
        return (cosine - self.background) / (1 - self.background)

    def chance(self, hit: Hit) -> float:
        """Return the probability in [0, 1] that a hit answers the question."""
        title = f"{hit.metadata.get('title', '')}\n{hit.metadata.get('heading', '')}"
        covered = coverage(self.words, f"{title}\n{hit.text}")
        lift = self.lift(hit.scores.get("dense", 0.0))
        judged = LIFT_WEIGHT * lift + COVERAGE_WEIGHT * covered + BIAS
        if covered < WORDLESS:
            judged = LIFT_WEIGHT * (lift - WORDLESS_LIFT)
        return float(1 / (1 + np.exp(-judged)))


class Judge:
    """Keeps the cohort's vectors, one matrix per encoder."""

    def __init__(self) -> None:
        self._cohorts: dict[str, Matrix] = {}
        self._lock = threading.Lock()

    def evidence(
        self, question: Vector, total: int, frequencies: Mapping[str, int], encoder: Encoder
    ) -> Evidence:
        """Return the evidence on a question's vector; `frequencies` say in how many of `total` passages each word is."""
        words = {word: idf(total, n) for word, n in frequencies.items()}
        cosines = self._cohort(encoder) @ question
        return Evidence(words, float(np.sort(cosines)[-NEAREST:].mean()))

    def confident(self, hits: Sequence[Hit], evidence: Evidence) -> list[bool]:
        """Tell for each hit, best first, whether it answers."""
        lifts = [evidence.lift(hit.scores.get("dense", 0.0)) for hit in hits]
        enough = SHARE_OF_BEST * max(lifts, default=0.0)
        return [evidence.chance(hit) >= 0.5 and lift >= enough for hit, lift in zip(hits, lifts, strict=True)]

    def _cohort(self, encoder: Encoder) -> Matrix:
        with self._lock:
            if encoder.fingerprint not in self._cohorts:
                kept = reference.load().get(reference.cohort_key(encoder.fingerprint, COHORT))
                self._cohorts[encoder.fingerprint] = encoder.documents(COHORT) if kept is None else kept
            return self._cohorts[encoder.fingerprint]
