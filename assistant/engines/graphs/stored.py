"""A graph as the JSON text that is kept in the store."""

from __future__ import annotations

import json
from collections.abc import Mapping

import numpy as np

from assistant.engines.graphs.graph import Graph


def to_text(graph: Graph, labels: Mapping[str, str]) -> str:
    """Return a graph as the JSON that is stored."""
    weights = None if graph.weights is None else graph.weights.tolist()
    kept = {"nodes": graph.nodes, "indptr": graph.indptr.tolist(), "indices": graph.indices.tolist()}
    kept |= {"weights": weights, "directed": graph.directed, "loops": graph.loops, "numeric": graph.numeric}
    return json.dumps(kept | {"duplicates": graph.duplicates, "labels": dict(labels)}, ensure_ascii=False)


def from_text(name: str, text: str) -> tuple[Graph, dict[str, str]]:
    """Return the graph and the labels of its nodes that to_text() wrote."""
    kept = json.loads(text)
    weights = None if kept["weights"] is None else np.array(kept["weights"], np.float32)
    graph = Graph(
        name, tuple(kept["nodes"]), np.array(kept["indptr"], np.int64), np.array(kept["indices"], np.int32),
        weights, kept["directed"], kept["loops"], kept["duplicates"], kept["numeric"],
    )  # fmt: skip
    return graph, kept["labels"]
