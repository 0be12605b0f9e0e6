"""From a graph to vectors: skip-gram on random walks (DeepWalk, node2vec), or their limit in closed form."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.engines.graphs.embed_settings import EmbedSettings
from assistant.engines.graphs.graph import Graph, require_edges
from assistant.engines.graphs.walks import Walks, walk_rounds
from store.types import Matrix

Report = Callable[[str, int, int, float | None], None]
"""stage, done, total, value; it raises to stop."""

_RATE, _LOWEST_RATE = 0.025, 0.0001
_CHUNKS, _PART = 5, 1_000_000
"""Parts at least that the walks are trained in, and steps of a part at most."""


def embed(
    graph: Graph, settings: EmbedSettings, report: Report = lambda stage, done, total, value: None
) -> Matrix:
    """Return (n, size) float32 rows, one per node; EmptyGraph when there is no edge.

    Nodes without any edge get zeros.
    """
    require_edges(graph)
    if settings.factorises(len(graph.nodes)):
        report("factorise", 0, 1, None)
        return factorise(graph.undirected(), settings, report)
    return _skip_gram(graph, used(graph, settings), report)


def used(graph: Graph, settings: EmbedSettings) -> EmbedSettings:
    """Return the settings with what is left open resolved for this graph."""
    count = len(graph.nodes)
    return replace(
        settings, method="factorise" if settings.factorises(count) else "walks", walks=settings.walked(count)
    )


def _skip_gram(graph: Graph, settings: EmbedSettings, report: Report) -> Matrix:
    """Train gensim's skip-gram over walks as sentences of node positions.

    Walks are drawn twice from one seed, to be counted and to be read, so that a million edges need no more
    memory than one round of them.
    """
    from gensim.models import Word2Vec

    model = Word2Vec(
        vector_size=settings.size, window=settings.window, sg=1, hs=int(not settings.negative),
        negative=settings.negative, sample=0, min_count=1, workers=2, seed=settings.seed, epochs=settings.epochs,
    )  # fmt: skip
    counts = _counts(graph, settings, report)
    # counting with numpy spares gensim's pass over the walks in Python
    model.build_vocab_from_freq({str(node): int(seen) for node, seen in enumerate(counts) if seen})
    done, total = 0, settings.epochs * int(counts.sum())
    with tempfile.TemporaryDirectory(prefix="walks-") as folder:
        corpus = Path(folder) / "walks.txt"
        for part in _parts(graph, settings):
            report("train", done, total, None)
            words = write_walks(part, corpus)
            # a corpus file is read without holding the interpreter's lock, unlike lists of strings
            model.train(
                corpus_file=str(corpus), total_examples=len(part), total_words=words, epochs=1,
                start_alpha=_rate(done / total), end_alpha=_rate((done + words) / total),
            )  # fmt: skip
            done += words
    report("train", total, total, None)
    matrix = np.zeros((len(graph.nodes), settings.size), np.float32)
    matrix[[int(node) for node in model.wv.index_to_key]] = model.wv.vectors
    matrix[~_linked(graph)] = 0  # such a node was seen alone and has only its random start
    return matrix


def _rate(share: float) -> float:
    """Return the learning rate when a share of all is read: it falls evenly."""
    return _RATE + (_LOWEST_RATE - _RATE) * share


def _rounds(graph: Graph, settings: EmbedSettings) -> Iterator[Walks]:
    walks = settings.walked(len(graph.nodes))
    return walk_rounds(graph, walks, settings.length, p=settings.p, q=settings.q, seed=settings.seed)


def _counts(graph: Graph, settings: EmbedSettings, report: Report) -> NDArray[np.int64]:
    """Return how often the walks pass each node."""
    counts = np.zeros(len(graph.nodes) + 1, np.int64)  # the first for -1, where a walk has ended
    total = settings.walked(len(graph.nodes))
    for number, walks in enumerate(_rounds(graph, settings)):
        report("walks", number, total, None)
        counts += np.bincount(walks.ravel() + 1, minlength=len(counts))
    report("walks", total, total, None)
    return counts[1:]


def _parts(graph: Graph, settings: EmbedSettings) -> Iterator[Walks]:
    """Yield the walks of every epoch in parts small enough to show progress and to stop soon."""
    steps = len(graph.nodes) * settings.walked(len(graph.nodes)) * settings.length
    most = min(_PART, -(-steps // _CHUNKS))
    for _ in range(settings.epochs):
        gathered: list[Walks] = []
        for walks in _rounds(graph, settings):
            gathered.append(walks)
            size = sum(one.size for one in gathered)
            if size >= most:
                yield from np.array_split(np.concatenate(gathered), max(1, size // most))
                gathered = []
        if gathered:
            yield np.concatenate(gathered)


def _linked(graph: Graph) -> NDArray[np.bool_]:
    """Return which nodes have an edge, in or out."""
    linked = graph.degrees > 0
    linked[graph.indices] = True
    return np.asarray(linked)


def write_walks(walks: Walks, path: Path) -> int:
    """Write walks as lines of positions; returns the number of words. Fixed-width cells make it one copy."""
    width = len(str(int(walks.max(initial=0)))) + 1
    cells = np.char.ljust(np.arange(int(walks.max(initial=0)) + 1).astype(f"S{width}"), width)
    blank = np.array([b" " * width], f"S{width}")  # where a walk ended early
    text = np.concatenate([cells, blank])[np.ascontiguousarray(walks)].view(np.uint8).reshape(len(walks), -1)
    lines = np.concatenate([text, np.full((len(walks), 1), ord("\n"), np.uint8)], axis=1)
    lines.tofile(path)
    return int((walks >= 0).sum())


def factorise(graph: Graph, settings: EmbedSettings, report: Report) -> Matrix:
    """Return NetMF's embedding (Qiu et al. 2018, alg. 4): a truncated SVD of DeepWalk's limit.

    log max(1, vol / (b T) * sum_{r=1..T} (D^-1 A)^r D^-1), with the sum from the largest eigenpairs of
    D^-1/2 A D^-1/2, and b = 1.
    """
    from scipy.sparse.linalg import eigsh
    from sklearn.utils.extmath import randomized_svd

    adjacency, count = graph.matrix(), len(graph.nodes)
    degrees = np.asarray(adjacency.sum(axis=1), np.float64).ravel()
    scale = np.where(degrees > 0, 1 / np.sqrt(np.maximum(degrees, 1e-12)), 0)
    normal = adjacency.multiply(scale[:, None]).multiply(scale[None, :]).tocsr().astype(np.float64)
    rank = min(max(256, 2 * settings.size), count - 1)
    if count <= 1000:
        values, vectors = np.linalg.eigh(normal.toarray())
    else:
        start = np.random.default_rng(settings.seed).random(count)
        values, vectors = eigsh(normal, rank, which="LA", v0=start)
    report("factorise", 1, 3, None)
    powers = np.mean([values**step for step in range(1, settings.window + 1)], axis=0)
    kept = np.flatnonzero(powers > 0) if count > 1000 else np.arange(len(powers))
    left = (vectors[:, kept] * scale[:, None]).astype(np.float32)
    matrix = (left * powers[kept].astype(np.float32)) @ left.T
    matrix *= np.float32(degrees.sum())
    np.maximum(matrix, 1, out=matrix)
    np.log(matrix, out=matrix)
    report("factorise", 2, 3, None)
    size = min(settings.size, count)
    u, s, _ = randomized_svd(matrix, size, n_iter=3, random_state=settings.seed)
    report("factorise", 3, 3, None)
    result = np.zeros((count, settings.size), np.float32)
    result[:, :size] = u * np.sqrt(s)
    return result
