"""Walks and embeddings against the reference way of DeepWalk, and label prediction; see docs/graphs.md."""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.engines.graphs.embed import embed
from assistant.engines.graphs.embed_settings import EmbedSettings
from assistant.engines.graphs.graph import Graph
from assistant.engines.graphs.readers import read
from assistant.engines.graphs.walks import random_walks
from store.types import Matrix

GRAPHS = Path(__file__).parents[2] / "shared" / "data" / "graphs"


def main(argv: Sequence[str] | None = None) -> None:
    """Print walk speed, training time against the reference, and Micro- and Macro-F1."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks graphs", description=__doc__)
    parser.add_argument(
        "--graph", default="blogcatalog", help="a folder of the data with edges.tsv and labels.tsv"
    )
    parser.add_argument("--walks", type=int, default=80)
    parser.add_argument(
        "--methods", default="factorise", help="of factorise, walks, reference, reference-hs, pecanpy"
    )
    parser.add_argument("--splits", type=int, default=3)
    parser.add_argument(
        "--pecanpy", default="", help="a Python that has pecanpy 2.0.9, which pins another numpy than ours"
    )
    options = parser.parse_args(argv)
    graph = read(GRAPHS / options.graph / "edges.tsv")
    print(f"{options.graph}: {len(graph.nodes):,} nodes, {graph.edge_count:,} edges")
    _speed(graph, options.pecanpy)
    labels = _labels(graph, GRAPHS / options.graph / "labels.tsv")
    for method in options.methods.split(","):
        wall, processor = time.perf_counter(), _processor()
        matrix = _embedded(graph, method, options.walks, options.pecanpy)
        spent = f"{time.perf_counter() - wall:.0f} s wall {_processor() - processor:.0f} s processor"
        print(f"{method}: {spent}", flush=True)
        for share in (0.1, 0.5):
            micro, macro = classified(matrix, labels, share, options.splits)
            print(
                f"  {share:.0%} labelled: Micro-F1 {micro:.1f}, Macro-F1 {macro:.1f} (mean of {options.splits})"
            )


def _processor() -> float:
    """Return the processor seconds of this process and of the children it has waited for."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def _embedded(graph: Graph, method: str, walks: int, pecanpy: str) -> Matrix:
    if method in ("reference", "reference-hs"):
        return _reference(graph, walks, negative=5 if method == "reference" else 0)
    if method == "pecanpy":
        return _pecanpy(graph, pecanpy, walks)[1]
    return embed(graph, EmbedSettings(method=method, walks=walks))  # type: ignore[arg-type]  # checked by use


def python_walks(graph: Graph, per_node: int, length: int = 40, nodes: int | None = None) -> list[list[str]]:
    """Walk as the reference implementation does: one step at a time in Python."""
    adjacency = [graph.neighbors(node).tolist() for node in range(len(graph.nodes))]
    walks = []
    for _ in range(per_node):
        starts = list(range(len(adjacency)))
        random.shuffle(starts)
        for start in starts[:nodes]:
            walk = [start]
            while len(walk) < length:
                walk.append(random.choice(adjacency[walk[-1]]))
            walks.append([str(node) for node in walk])
    return walks


def _speed(graph: Graph, pecanpy: str) -> None:
    start = time.process_time()
    slow = sum(map(len, python_walks(graph, 1, nodes=3000)))
    middle = time.process_time()
    fast = random_walks(graph, 20, 40).size
    end = time.process_time()
    rates = slow / (middle - start), fast / (end - middle)
    print(
        f"walks: Python loop {rates[0] / 1e6:.2f} M steps/s, ours {rates[1] / 1e6:.1f} M steps/s: {rates[1] / rates[0]:.0f} x"
    )
    if pecanpy:
        print(f"pecanpy: {_pecanpy(graph, pecanpy, 20, train=False)[0] / 1e6:.1f} M steps/s, compiled before")
    else:
        print("pecanpy: not compared (give --pecanpy a Python that has it)", flush=True)


_PECANPY = """
import sys, time
import numpy as np
from numba import set_num_threads
from pecanpy.pecanpy import FirstOrderUnweighted

set_num_threads(1)
folder, walks, train = sys.argv[1], int(sys.argv[2]), sys.argv[3] == "train"
graph = FirstOrderUnweighted(1, 1, workers=1)
graph.read_edg(folder + "/edges.tsv", weighted=False, directed=False)
graph.simulate_walks(1, 40)  # compiles
start = time.process_time()
if train:
    rows = graph.embed(128, walks, 40, 10, epochs=1)
    np.save(folder + "/rows.npy", rows[np.argsort([int(name) for name in graph.nodes])])
else:
    made = graph.simulate_walks(walks, 40)
    print(sum(map(len, made)) / (time.process_time() - start))
"""


def _pecanpy(graph: Graph, python: str, walks: int, *, train: bool = True) -> tuple[float, Matrix]:
    """Return pecanpy's steps per second, or its embedding (DeepWalk's walks, five negative samples)."""
    with tempfile.TemporaryDirectory() as folder:
        lines = "".join(f"{u}\t{v}\n" for u, v in graph.edges().tolist())
        Path(folder, "edges.tsv").write_text(lines, "utf-8")
        call = [python, "-c", _PECANPY, folder, str(walks), "train" if train else "walk"]
        said = subprocess.run(call, check=True, capture_output=True, text=True, cwd=folder).stdout
        empty = np.empty((0, 128), np.float32)
        return (0.0, np.load(Path(folder, "rows.npy"))) if train else (float(said.split()[-1]), empty)


def _reference(graph: Graph, walks: int, negative: int) -> Matrix:
    """DeepWalk's own way: Python walks as lists of strings, window 10, 128 dimensions, one worker as by default.

    Its program calls Word2Vec(walks, size=, window=, min_count=0, sg=1, hs=1, workers=) and leaves the rest to
    gensim, which therefore draws five negative samples beside hierarchical softmax; negative=0 is the latter alone.
    """
    from gensim.models import Word2Vec

    sentences = python_walks(graph, walks)
    model = Word2Vec(
        sentences, vector_size=128, window=10, min_count=0, sg=1, hs=1, negative=negative, workers=1, epochs=1
    )
    return np.array([model.wv[str(node)] for node in range(len(graph.nodes))])


def _labels(graph: Graph, path: Path) -> NDArray[np.bool_]:
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    names = sorted({label for _, given in rows for label in given.split(",")})
    found = np.zeros((len(graph.nodes), len(names)), bool)
    for node, given in rows:
        if node in graph.positions:
            found[graph.positions[node], [names.index(label) for label in given.split(",")]] = True
    return found


def classified(matrix: Matrix, labels: NDArray[np.bool_], share: float, splits: int) -> tuple[float, float]:
    """Return Micro- and Macro-F1 in percent: one-vs-rest logistic regression, label counts known."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import f1_score

    scores = []
    for seed in range(splits):
        order = np.random.default_rng(seed).permutation(len(labels))
        train, test = np.split(order, [int(share * len(labels))])
        chances = np.full((len(test), labels.shape[1]), -np.inf)
        for column in np.flatnonzero(labels[train].any(axis=0)):
            model = LogisticRegression(solver="liblinear").fit(matrix[train], labels[train, column])
            chances[:, column] = model.decision_function(matrix[test])
        ranks = np.argsort(np.argsort(-chances, axis=1), axis=1)
        predicted = ranks < labels[test].sum(axis=1, keepdims=True)
        scores.append(
            [f1_score(labels[test], predicted, average=kind, zero_division=0) for kind in ("micro", "macro")]
        )
    micro, macro = np.mean(scores, axis=0) * 100
    return float(micro), float(macro)


if __name__ == "__main__":
    main()
