"""Communities of an embedding, how good they are, distances in the graph, and where to draw its nodes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.engines.graphs.graph import Graph
from store.types import Matrix

_MOST_GROUPS, _PATIENCE = 20, 4
_LARGE = 50_000


@dataclass(frozen=True)
class Communities:
    """The group of every node, the modularity (Newman 2006) of the grouping, and, where labels exist,
    its normalised mutual information with them."""

    groups: NDArray[np.int64]
    modularity: float
    nmi: float | None = None

    @property
    def count(self) -> int:
        """Return the number of groups."""
        return len(set(self.groups.tolist()))


def communities(
    graph: Graph, matrix: Matrix, k: int | None = None, labels: Mapping[str, str] | None = None, seed: int = 0
) -> Communities:
    """Cluster the embedding with k-means; without k, the number of groups that gives the best modularity."""
    whole = graph.undirected()
    rows = unit(matrix)
    step = 1 if len(rows) <= _LARGE else 3  # a large graph is clustered less often
    tried = [k] if k else range(2, min(_MOST_GROUPS, len(graph.nodes) - 1) + 1, step)
    together = np.zeros(len(graph.nodes), np.int64)
    best: tuple[float, NDArray[np.int64]] = (-np.inf if tried else modularity(whole, together), together)
    worse = 0
    for count in tried:
        groups = _clusters(rows, count, seed)
        value = modularity(whole, groups)
        worse = 0 if value > best[0] else worse + 1
        if value > best[0]:
            best = (value, groups)
        if worse == _PATIENCE:
            break
    return Communities(best[1], float(best[0]), agreement(graph, best[1], labels))


def _clusters(rows: Matrix, count: int, seed: int) -> NDArray[np.int64]:
    from sklearn.cluster import KMeans, MiniBatchKMeans

    if count >= len(rows):
        return np.arange(len(rows))
    if len(rows) > _LARGE:  # centres from a sample, to which all rows then go
        sample = rows[np.random.default_rng(seed).choice(len(rows), _LARGE // 2, replace=False)]
        centres = MiniBatchKMeans(count, n_init=1, random_state=seed).fit(sample).cluster_centers_
        return np.asarray((rows @ centres.T - (centres**2).sum(axis=1) / 2).argmax(axis=1), np.int64)
    kind = KMeans if len(rows) <= 5000 else MiniBatchKMeans
    return np.asarray(
        kind(count, n_init=5 if len(rows) <= 5000 else 3, random_state=seed).fit_predict(rows), np.int64
    )


def agreement(graph: Graph, groups: NDArray[np.int64], labels: Mapping[str, str] | None) -> float | None:
    """Return the normalised mutual information with labels over the nodes that have one."""
    from sklearn.metrics import normalized_mutual_info_score

    known = (
        [(labels[node], group) for node, group in zip(graph.nodes, groups, strict=True) if node in labels]
        if labels
        else []
    )
    return float(normalized_mutual_info_score(*zip(*known, strict=True))) if known else None


def modularity(graph: Graph, groups: NDArray[np.int64]) -> float:
    """Return the modularity of a grouping: edges inside groups less what degrees alone would give."""
    adjacency = graph.undirected().matrix()
    total = float(adjacency.sum())
    if not total:
        return 0.0
    strengths = np.asarray(adjacency.sum(axis=1)).ravel()
    sources = graph.undirected().sources()
    inside = float(adjacency.data[groups[sources] == groups[adjacency.indices]].sum())
    sums = np.bincount(groups, strengths)
    return inside / total - float((sums**2).sum()) / total**2


def distances(graph: Graph, position: int) -> NDArray[np.float64]:
    """Return the number of steps from a node to every node, infinite where there is no way."""
    steps = np.full(len(graph.nodes), np.inf)
    steps[position], front, step = 0, np.array([position]), 0
    while len(front):
        step += 1
        starts, counts = graph.indptr[front], graph.degrees[front]
        places = np.arange(counts.sum()) + np.repeat(starts - np.cumsum(counts) + counts, counts)
        reached = np.unique(graph.indices[places])
        front = reached[steps[reached] == np.inf]
        steps[front] = step
    return steps


def way(graph: Graph, start: int, end: int) -> list[int]:
    """Return the nodes of a shortest way from one node to another, both included; [] where there is none."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import breadth_first_order

    count = len(graph.nodes)
    links = csr_matrix((np.ones(len(graph.indices), np.int8), graph.indices, graph.indptr), (count, count))
    _, before = breadth_first_order(links, start, directed=True, return_predecessors=True)
    found = [end]
    while found[-1] != start:
        previous = int(before[found[-1]])
        if previous < 0:
            return []
        found.append(previous)
    return found[::-1]


def layout(graph: Graph, matrix: Matrix, seed: int = 0) -> NDArray[np.float64]:
    """Return (n, 2) positions for drawing: force-directed for small graphs, the embedding's plane for large."""
    if len(graph.nodes) > 600:
        return plane(matrix)
    import networkx as nx

    drawn = nx.Graph()
    drawn.add_nodes_from(range(len(graph.nodes)))
    drawn.add_edges_from(graph.edges().tolist())
    placed = nx.spring_layout(drawn, seed=seed, iterations=80)
    return np.array([placed[node] for node in range(len(graph.nodes))], np.float64)


def plane(matrix: Matrix) -> NDArray[np.float64]:
    """Return (n, 2): the rows, scaled to unit length, on their two main axes (PCA)."""
    rows = unit(matrix).astype(np.float64)
    rows -= rows.mean(axis=0)
    _, _, axes = np.linalg.svd(rows.T @ rows)
    placed = rows @ axes[:2].T
    # the sign of an axis is arbitrary; fixing it keeps drawings the same from run to run
    return np.asarray(placed * np.where(np.abs(placed).max(0) == placed.max(0), 1, -1))


def unit(matrix: Matrix) -> Matrix:
    """Return the rows scaled to length 1; rows of zeros stay zeros."""
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    return np.asarray(matrix / np.where(lengths > 0, lengths, 1), np.float32)


def best(scores: NDArray[np.floating], k: int) -> list[int]:
    """Return the places of the k greatest finite scores, greatest first."""
    order = np.argsort(-scores, kind="stable")[: max(k, 0)]
    return [int(i) for i in order if np.isfinite(scores[i])]
