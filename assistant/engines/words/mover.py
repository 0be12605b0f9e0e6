"""Word Mover's Distance (Kusner et al. 2015): what it costs to carry one sentence's words to another's."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.engines.words.errors import TooFewWords
from assistant.engines.words.vectors import WordVectors
from store.types import Vector


@dataclass(frozen=True, slots=True)
class Flow:
    """`amount` (share of its sentence) of `source` carried to `target`; `cost` = amount x distance."""

    source: str
    target: str
    amount: float
    distance: float

    @property
    def cost(self) -> float:
        """Return what this flow adds to the distance."""
        return self.amount * self.distance


@dataclass(frozen=True, slots=True)
class Transport:
    """The distance, the flows that make it up (dearest first), and words without a vector."""

    distance: float
    flows: tuple[Flow, ...]
    unknown: tuple[str, ...] = ()


def word_movers_distance(vectors: WordVectors, x: Sequence[str], y: Sequence[str]) -> Transport:
    """Solve the optimal transport between two bags of words; Euclidean distance of unit vectors.

    Raises TooFewWords when a side has no known word.
    """
    from scipy.spatial.distance import cdist

    sides = [Counter(word for word in side if word in vectors) for side in (x, y)]
    unknown = tuple(dict.fromkeys(word for word in (*x, *y) if word not in vectors))
    if not all(sides):
        raise TooFewWords(needed=1, got=0)
    (source, a), (target, b) = (_weights(side) for side in sides)
    costs = np.asarray(cdist(vectors.vectors(source), vectors.vectors(target)))
    plan = _solve(a, b, costs)
    flows = [
        Flow(source[i], target[j], float(plan[i, j]), float(costs[i, j])) for i, j in np.argwhere(plan > 1e-9)
    ]
    flows.sort(key=lambda flow: -flow.cost)
    return Transport(float((plan * costs).sum()), tuple(flows), unknown)


def _weights(side: Counter[str]) -> tuple[list[str], Vector]:
    counts = np.array(list(side.values()), np.float64)
    return list(side), counts / counts.sum()


def _solve(a: Vector, b: Vector, costs: Vector) -> Vector:
    # POT would import torch and other array libraries to support their arrays; numpy is enough here
    for library in ("PYTORCH", "JAX", "TENSORFLOW", "CUPY"):
        os.environ.setdefault(f"POT_BACKEND_DISABLE_{library}", "1")
    from ot import emd

    plan: Vector = np.asarray(emd(a, b, costs))
    return plan
