"""Where graphs and their embeddings are kept: in the store for their owners, the karate club's once for all."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.engines.graphs.embed_settings import EmbedSettings
from assistant.engines.graphs.graph import Graph
from assistant.engines.graphs.sources import KARATE, GraphSources
from assistant.engines.graphs.stored import from_text, to_text
from assistant.engines.pretrained import Pretrained
from assistant.engines.stamped import Stamped
from assistant.engines.trained import EngineStore, Trained
from store.types import SHARED, Matrix, Owner

SHARED_SETTINGS = EmbedSettings(method="walks")
"""How the karate club is embedded for everybody."""


@dataclass(frozen=True)
class Embedded:
    """A graph with its (n, dim) rows, the labels of its nodes where known, and how it was embedded."""

    graph: Graph
    matrix: Matrix
    labels: Mapping[str, str]
    label: str


class Kept:
    """Graphs and embeddings by owner and name. Safe to use from threads."""

    def __init__(self, store: EngineStore, cache: Path) -> None:
        self._trained, self._shelved = Trained(store, "graph"), Pretrained(cache)
        self.sources = GraphSources(self._trained)
        self._held = Stamped[Embedded]()
        self._lock = threading.RLock()

    def add(self, graph: Graph, labels: Mapping[str, str], owner: Owner) -> None:
        """Keep a graph without vectors, replacing one of its name."""
        self._trained.keep(graph.name, to_text(graph, labels), owner=owner)

    def forget(self, name: str, owner: Owner) -> None:
        """Forget a graph and its embedding."""
        self._trained.forget(name, owner=owner)

    def stamp(self, owner: Owner, name: str) -> str:
        """Return what changes whenever a graph or its vectors do."""
        return self._trained.stamp(name, owner=owner)

    def known(self, name: str, holder: Owner) -> Embedded | None:
        """Return what was embedded before, now or in an earlier run."""
        with self._lock:
            stamp = self._trained.stamp(name, owner=holder)
            if (held := self._held.get(holder, name, stamp)) is not None:
                return held
            if holder == SHARED:
                graph, labels = self.sources.read(name, SHARED)
                rows = self._shelved.load(*_made_of(graph), rows=len(graph.nodes))
                label = SHARED_SETTINGS.label
                return (
                    None
                    if rows is None
                    else self._held.put(SHARED, name, stamp, Embedded(graph, rows, labels, label))
                )
            kept = self._trained.load(name, owner=holder)
            if kept is None or not kept.ids:
                return None
            graph, labels = self.sources.held(name, holder, kept.stamp) or from_text(name, kept.text)
            return self._held.put(holder, name, stamp, Embedded(graph, kept.matrix, labels, ""))

    def holder(self, name: str, owner: Owner) -> Owner:
        """Return whose vectors of that name are read: the karate club's are everybody's until somebody has own ones."""
        return SHARED if name == KARATE and not self._trained.stamp(name, owner=owner) else owner

    def ready(self, name: str, owner: Owner) -> bool:
        """Return whether a graph has vectors."""
        if self.holder(name, owner) == SHARED:
            return self.known(name, SHARED) is not None
        return self._trained.embedded(name, owner=owner)

    def keep(self, name: str, found: Embedded, holder: Owner) -> None:
        """Keep an embedding."""
        graph, matrix = found.graph, found.matrix
        if holder == SHARED:
            self._shelved.keep(*_made_of(graph), matrix=matrix)
        else:
            text = to_text(graph, found.labels)
            self._trained.embed(name, text, graph.nodes, matrix, found.label, owner=holder)
        with self._lock:
            self._held.put(holder, name, self.stamp(holder, name), found)


def _made_of(graph: Graph) -> tuple[str, str]:
    return to_text(graph, {}), SHARED_SETTINGS.label
