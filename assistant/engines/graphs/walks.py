"""Random walks, all of them one step at a time: every step is a handful of array operations over CSR."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from assistant.engines.graphs.graph import Graph

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
    """Return `per_node` walks from every node, one round of walk_rounds() after the other."""
    rounds = []
    for number, walks in enumerate(walk_rounds(graph, per_node, length, p=p, q=q, seed=seed)):
        progress(number, per_node)
        rounds.append(walks)
    progress(per_node, per_node)
    return np.concatenate(rounds) if rounds else np.empty((0, length), np.int32)


def walk_rounds(
    graph: Graph, per_node: int, length: int, *, p: float = 1.0, q: float = 1.0, seed: int = 0
) -> Iterator[Walks]:
    """Yield a walk from every node, starts shuffled, `per_node` times (DeepWalk, Perozzi et al. 2014, alg. 1).

    With p or q other than 1, steps follow node2vec (Grover & Leskovec 2016, sec. 3.2): going back is
    weighted 1/p, staying near the previous node 1, moving away 1/q; drawn by rejection, so that memory
    stays that of the graph. Directed graphs are walked along their arrows.
    """
    random = np.random.default_rng(seed)
    step = _Stepper(graph, p, q, random)
    for _ in range(per_node):
        walks = np.full((length, len(graph.nodes)), -1, np.int32)
        walks[0] = random.permutation(len(graph.nodes))
        for place in range(1, length):
            before = walks[place - 2] if place > 1 else None
            walks[place] = step(walks[place - 1], before)
        yield walks.T


class _Stepper:
    """Draws the next node of many walks at once; a walk without a way out goes to -1 and stays there."""

    def __init__(self, graph: Graph, p: float, q: float, random: np.random.Generator) -> None:
        self._random, self._back, self._away = random, 1 / p, 1 / q
        self._second_order = p != 1 or q != 1
        self._count, self._keys = len(graph.nodes), None
        self._ways = _Weighted(graph) if graph.weights is not None else _Even(graph)
        if self._second_order:
            self._keys = graph.sources().astype(np.int64) * self._count + graph.indices

    def __call__(self, at: NDArray[np.int32], before: NDArray[np.int32] | None) -> NDArray[np.int32]:
        following = self._ways.draw(at, self._random)
        if before is None or not self._second_order:
            return following
        highest = max(self._back, 1.0, self._away)
        active = np.flatnonzero(following >= 0)
        while len(active):
            proposed = following[active]
            refused = self._random.random(len(active)) * highest >= self._bias(before[active], proposed)
            active = active[refused]
            following[active] = self._ways.draw(at[active], self._random)
        return following

    def _bias(self, before: NDArray[np.int32], proposed: NDArray[np.int32]) -> NDArray[np.float64]:
        assert self._keys is not None
        wanted = before.astype(np.int64) * self._count + proposed
        place = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
        near = self._keys[place] == wanted
        return np.where(proposed == before, self._back, np.where(near, 1.0, self._away))


class _Even:
    """All ways out of a node are as likely.

    One 64-bit number per node holds where its neighbours start and how many they are, so that a step costs
    two look-ups and three operations on whole numbers. Nodes without a way out, and -1, lead to a last
    cell that says -1.
    """

    def __init__(self, graph: Graph) -> None:
        degrees = graph.degrees
        packed = np.empty((len(degrees) + 1, 2), "<u4")
        packed[:-1, 0] = np.where(degrees > 0, graph.indptr[:-1], len(graph.indices))
        packed[:-1, 1] = np.maximum(degrees, 1)
        packed[-1] = len(graph.indices), 1
        self._packed = packed.view("<u8").ravel()
        self._indices = np.append(graph.indices, np.int32(-1))

    def draw(self, at: NDArray[np.int32], random: np.random.Generator) -> NDArray[np.int32]:
        """Draw one neighbour of each node: start + (degree * 32 random bits >> 32)."""
        starts = self._packed.take(at, mode="wrap")
        chosen = starts >> 32
        chosen *= random.integers(0, 1 << 32, len(at), np.uint32)
        chosen >>= 32
        chosen += starts & 0xFFFFFFFF
        return np.asarray(self._indices.take(chosen.view(np.int64), mode="clip"))


class _Weighted:
    """The ways out of a node are as likely as their weights say."""

    def __init__(self, graph: Graph) -> None:
        assert graph.weights is not None
        self._graph, self._degrees = graph, graph.degrees
        self._sums = np.concatenate([[0.0], np.cumsum(graph.weights, dtype=np.float64)])

    def draw(self, at: NDArray[np.int32], random: np.random.Generator) -> NDArray[np.int32]:
        """Draw one neighbour of each node by where a random number falls among the sums of weights."""
        following = np.full(len(at), -1, np.int32)
        active = np.flatnonzero(at >= 0)
        active = active[self._degrees[at[active]] > 0]
        start, degree = self._graph.indptr[at[active]], self._degrees[at[active]]
        low, high = self._sums[start], self._sums[start + degree]
        drawn = low + random.random(len(active)) * (high - low)
        chosen = np.clip(np.searchsorted(self._sums, drawn, side="right") - 1, start, start + degree - 1)
        following[active] = self._graph.indices[chosen]
        return following
