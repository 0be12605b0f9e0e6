"""Which edge is missing: nodes ranked by embedding and shared neighbours, with accuracy on hidden edges."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.engines.graphs.graph import Graph
from store.types import Matrix

Pairs = NDArray[np.int32]
Embedder = Callable[[Graph], Matrix]

FEATURES = ("embedding", "adamic-adar", "resource", "popularity")
_SHARE = 0.2
"""Share of the edges that is hidden for the held-out measure."""
_MOST = 20_000
_REPEATS, _ENOUGH = 10, 1000


@dataclass(frozen=True)
class LinkModel:
    """Weights of the four features, and areas under the ROC curve on hidden edges against random non-edges.

    `auc` is of the combination, `parts` of each feature alone.
    """

    weights: NDArray[np.float64]
    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    auc: float
    parts: dict[str, float]

    def score(self, graph: Graph, matrix: Matrix, pairs: Pairs) -> NDArray[np.float64]:
        """Return the probability-like score in (0, 1) of each pair of positions."""
        values = (features(graph, matrix, pairs) - self.mean) / self.scale
        return np.asarray(1 / (1 + np.exp(-(values @ self.weights[:-1] + self.weights[-1]))))


def features(graph: Graph, matrix: Matrix, pairs: Pairs) -> NDArray[np.float64]:
    """Return (m, 4): cosine, Adamic-Adar (2003), resource allocation (Zhou et al. 2009), log degree product."""
    lengths = np.maximum(np.linalg.norm(matrix, axis=1), 1e-12)
    rows = matrix / lengths[:, None]
    cosines = np.einsum("ij,ij->i", rows[pairs[:, 0]], rows[pairs[:, 1]])
    adjacency = graph.matrix()
    adjacency.data = np.ones_like(adjacency.data)
    degrees = np.maximum(graph.degrees, 1).astype(np.float64)
    shared = []
    alone = len(pairs) > 0 and bool((pairs[:, 0] == pairs[0, 0]).all())
    for strength in (1 / np.log(np.maximum(degrees, 2)), 1 / degrees):
        if alone:  # one row against many: a product with one vector, whatever the row's length
            weighed = np.zeros(len(degrees))
            near = graph.neighbors(int(pairs[0, 0]))
            weighed[near] = strength[near]
            shared.append(np.asarray(adjacency @ weighed)[pairs[:, 1]])
            continue
        left = adjacency[pairs[:, 0]].multiply(strength[None, :]).tocsr()
        shared.append(np.asarray(left.multiply(adjacency[pairs[:, 1]]).sum(axis=1)).ravel())
    popularity = np.log(degrees[pairs[:, 0]]) + np.log(degrees[pairs[:, 1]])
    return np.stack([cosines, np.log1p(shared[0]), np.log1p(10 * shared[1]), popularity], axis=1)


def fit(graph: Graph, embedder: Embedder, seed: int = 0) -> LinkModel:
    """Hide a fifth of the edges, embed what is left, learn on half of the hidden ones, measure on the other.

    Edges are hidden only where both ends keep another one. The embedding measured never saw the hidden
    edges. Small graphs repeat this with other edges, because a dozen of them measure nothing.
    """
    rounds = [_round(graph, embedder, seed)]
    repeats = min(_REPEATS, _ENOUGH // max(1, len(rounds[0][1])))
    rounds += [_round(graph, embedder, seed + number) for number in range(1, repeats)]
    values = np.concatenate([values for values, _ in rounds])
    truth = np.concatenate([truth for _, truth in rounds])
    group = np.repeat(np.arange(len(rounds)), [len(truth) for _, truth in rounds])
    if len(truth) < 8:
        return LinkModel(np.array([1.0, 0, 0, 0, 0]), np.zeros(4), np.ones(4), float("nan"), {})
    learn = np.random.default_rng(seed).random(len(truth)) < 0.5 if len(rounds) == 1 else group % 2 == 0
    mean, scale = values[learn].mean(axis=0), np.maximum(values[learn].std(axis=0), 1e-9)
    return _learned((values - mean) / scale, truth, learn, mean, scale)


def _round(graph: Graph, embedder: Embedder, seed: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the features of hidden edges and as many non-edges, and which is which."""
    random = np.random.default_rng(seed)
    hidden = _hidden(graph, random)
    rest = graph.without(hidden)
    apart = _non_edges(graph, len(hidden), random)
    pairs = np.concatenate([hidden, apart])
    truth = np.concatenate([np.ones(len(hidden)), np.zeros(len(apart))])
    if not len(hidden) or not len(rest.indices):
        return np.empty((0, 4)), np.empty(0)
    return features(rest, embedder(rest), pairs), truth


def _learned(
    values: NDArray[np.float64],
    truth: NDArray[np.float64],
    learn: NDArray[np.bool_],
    mean: NDArray[np.float64],
    scale: NDArray[np.float64],
) -> LinkModel:
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score

    model = LogisticRegression(C=0.3).fit(values[learn], truth[learn])
    weights = np.concatenate([model.coef_[0], model.intercept_])
    test = ~learn
    predicted = values[test] @ weights[:-1]
    parts = {name: float(roc_auc_score(truth[test], values[test, i])) for i, name in enumerate(FEATURES)}
    return LinkModel(weights, mean, scale, float(roc_auc_score(truth[test], predicted)), parts)


def _hidden(graph: Graph, random: np.random.Generator) -> Pairs:
    edges = graph.edges()
    left = graph.degrees.copy()
    if graph.directed:
        left = left + np.bincount(graph.indices, minlength=len(graph.nodes))
    wanted = min(int(len(edges) * _SHARE), _MOST)
    chosen: list[int] = []
    for number in random.permutation(len(edges)):
        if len(chosen) >= wanted:
            break
        u, v = edges[number]
        if left[u] > 1 and left[v] > 1:
            left[u] -= 1
            left[v] -= 1
            chosen.append(int(number))
    return np.asarray(edges[chosen], np.int32).reshape(-1, 2)


def _non_edges(graph: Graph, count: int, random: np.random.Generator) -> Pairs:
    """Draw pairs of different nodes without an edge."""
    total = len(graph.nodes)
    keys = graph.sources().astype(np.int64) * total + graph.indices
    found = np.empty((0, 2), np.int32)
    for _ in range(100):
        pairs = random.integers(0, total, (2 * count + 10, 2), dtype=np.int32)
        wanted = pairs[:, 0].astype(np.int64) * total + pairs[:, 1]
        found = np.concatenate([found, pairs[(pairs[:, 0] != pairs[:, 1]) & ~np.isin(wanted, keys)]])
        if len(found) >= count:
            break
    return found[:count]
