"""Random walks, all of them one step at a time: every step is a handful of array operations over CSR."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from assistant.graphs.graph import Graph

Walks = NDArray[np.int32]
"""(number, length) positions; -1 after a walk reached a node without a way out."""


def random_walks(
    graph: Graph,
    per_node: int = 10,
    length: int = 40,
    *,
    p: float = 1.0,
    q: float = 1.0,
    seed: int = 0,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Walks:
    """Return `per_node` walks from every node, starts shuffled (DeepWalk, Perozzi et al. 2014, alg. 1).

    With p or q other than 1, steps follow node2vec (Grover & Leskovec 2016, sec. 3.2): going back is
    weighted 1/p, staying near the previous node 1, moving away 1/q; drawn by rejection, so that memory
    stays that of the graph. Directed graphs are walked along their arrows.
    """
    random = np.random.default_rng(seed)
    step = _Stepper(graph, p, q, random)
    rounds = []
    for number in range(per_node):
        progress(number, per_node)
        walks = np.full((length, len(graph.nodes)), -1, np.int32)
        walks[0] = random.permutation(len(graph.nodes))
        for place in range(1, length):
            before = walks[place - 2] if place > 1 else None
            walks[place] = step(walks[place - 1], before)
        rounds.append(walks.T)
    progress(per_node, per_node)
    return np.concatenate(rounds) if rounds else np.empty((0, length), np.int32)


class _Stepper:
    """Draws the next node of many walks at once."""

    def __init__(self, graph: Graph, p: float, q: float, random: np.random.Generator) -> None:
        self._graph, self._random = graph, random
        self._degrees = graph.degrees
        self._back, self._away = 1 / p, 1 / q
        self._second_order = p != 1 or q != 1
        self._sums = None
        if graph.weights is not None:
            self._sums = np.concatenate([[0.0], np.cumsum(graph.weights, dtype=np.float64)])
        self._keys = None
        if self._second_order:
            self._keys = graph.sources().astype(np.int64) * len(graph.nodes) + graph.indices

    def __call__(self, at: NDArray[np.int32], before: NDArray[np.int32] | None) -> NDArray[np.int32]:
        following = np.full(len(at), -1, np.int32)
        active = np.flatnonzero(at >= 0)
        active = active[self._degrees[at[active]] > 0]
        if before is None or not self._second_order:
            following[active] = self._draw(at[active])
            return following
        highest = max(self._back, 1.0, self._away)
        while len(active):
            proposed = self._draw(at[active])
            bias = self._bias(before[active], proposed)
            accepted = self._random.random(len(active)) * highest < bias
            following[active[accepted]] = proposed[accepted]
            active = active[~accepted]
        return following

    def _draw(self, at: NDArray[np.int32]) -> NDArray[np.int32]:
        """Draw one neighbour of each node in proportion to the edges' weights."""
        start, degree = self._graph.indptr[at], self._degrees[at]
        if self._sums is None:
            # float32 is enough below 16 million neighbours and twice as fast
            chosen = (self._random.random(len(at), dtype=np.float32) * degree).astype(np.int64)
            chosen = start + np.minimum(chosen, degree - 1)
        else:
            low, high = self._sums[start], self._sums[start + degree]
            drawn = low + self._random.random(len(at)) * (high - low)
            chosen = np.searchsorted(self._sums, drawn, side="right") - 1
            chosen = np.clip(chosen, start, start + degree - 1)
        return self._graph.indices[chosen]

    def _bias(self, before: NDArray[np.int32], proposed: NDArray[np.int32]) -> NDArray[np.float64]:
        assert self._keys is not None
        wanted = before.astype(np.int64) * len(self._graph.nodes) + proposed
        place = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
        near = self._keys[place] == wanted
        return np.where(proposed == before, self._back, np.where(near, 1.0, self._away))
