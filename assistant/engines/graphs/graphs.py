"""Graphs: named graphs in the store, their embeddings, and what can be asked of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.engines.graphs import structure
from assistant.engines.graphs.embed import embed, used
from assistant.engines.graphs.embed_settings import EmbedSettings, chosen
from assistant.engines.graphs.errors import EmptyGraph
from assistant.engines.graphs.graph import Edge, Graph, Name, build
from assistant.engines.graphs.kept import SHARED_SETTINGS, Embedded, Kept
from assistant.engines.graphs.linked import Linked
from assistant.engines.graphs.links import LinkModel
from assistant.engines.graphs.mentions import mentioned
from assistant.engines.graphs.readers import read
from assistant.engines.graphs.structure import Communities
from assistant.engines.graphs.walks import random_walks
from assistant.engines.jobs import Job, Jobs
from assistant.engines.trained import EngineStore
from store.types import ME, SHARED, Matrix, Owner

if TYPE_CHECKING:
    from assistant.settings import Settings


class NodeNeighbor(NamedTuple):
    """A node and its score, best first in lists."""

    node: Name
    score: float


class Graphs:
    """Graphs by name for each owner. Embedding happens when first needed.

    The karate club is there at start: nobody's own, embedded once (from walks, as a small graph is in the chat)
    and read by everybody, until somebody keeps a graph of its name or embeds it in another way.
    """

    def __init__(self, store: EngineStore, settings: Settings, jobs: Jobs | None = None) -> None:
        self.jobs = jobs or Jobs()
        self._kept = Kept(store, settings.cache)
        self._links = Linked(self._kept.stamp)

    def names(self, owner: Owner = ME) -> list[str]:
        """Return the names of all graphs, newest first, the karate club last."""
        return self._kept.sources.names(owner)

    def add(
        self,
        name: str,
        edges: Iterable[Edge] | str | Path | Graph,
        *,
        directed: bool | None = None,
        labels: Mapping[Name, str] | None = None,
        owner: Owner = ME,
    ) -> Graph:
        """Keep a graph given as (u, v) or (u, v, weight) edges, as a file or built, replacing one of that name.

        Raises BadGraph for what cannot be read.
        """
        if isinstance(edges, str | Path):
            graph = read(Path(edges), name, directed=directed)
        elif isinstance(edges, Graph):
            graph = replace(edges, name=name)
        else:
            graph = build(name, edges, directed=bool(directed))
        known = {str(node): label for node, label in (labels or {}).items()}
        self._kept.add(graph, known, owner)
        return graph

    def graph(self, name: str, *, owner: Owner = ME) -> Graph:
        """Return a graph; NoGraph when there is none of that name."""
        return self._kept.sources.read(name, owner)[0]

    def embed(
        self, name: str, settings: EmbedSettings | None = None, *, owner: Owner = ME, **values: Any
    ) -> tuple[list[Name], Matrix]:
        """Embed a graph and store it in a space of its own; returns its n nodes and (n, size) float32 rows.

        Keywords are those of EmbedSettings: method, size, walks, length, window, epochs, negative, p, q, seed.
        """
        return self.embed_job(name, settings, owner=owner, **values).result()

    def embed_job(
        self, name: str, settings: EmbedSettings | None = None, *, owner: Owner = ME, **values: Any
    ) -> Job[tuple[list[Name], Matrix]]:
        """Queue an embedding and return its job, whose reports say how far it is."""
        wanted = chosen(settings, values)
        graph = self.graph(name, owner=owner)
        shared = used(graph, wanted) == used(graph, SHARED_SETTINGS) or (settings is None and not values)
        holder = self._kept.holder(name, owner) if shared else owner
        settled = SHARED_SETTINGS if holder == SHARED else wanted
        return self.jobs.submit(owner, lambda job: self._embed(name, settled, holder, job))

    def embedded(self, name: str, *, owner: Owner = ME) -> Embedded:
        """Return a graph with its stored embedding, embedding it now with default settings if need be."""
        holder = self._kept.holder(name, owner)
        if (known := self._kept.known(name, holder)) is not None:
            return known
        self.embed(name, owner=owner)
        found = self._kept.known(name, holder)
        assert found is not None  # it has just been kept
        return found

    def is_embedded(self, name: str, *, owner: Owner = ME) -> bool:
        """Return whether a graph has vectors."""
        return self._kept.ready(name, owner)

    def holding(self, node: Name, *, text: str = "", owner: Owner = ME) -> tuple[str, str]:
        """Return (graph, node): the newest graph that has the node, or else one of whose nodes `text` names the
        longest; the newest graph with the node as given when there is neither."""
        wanted, names = str(node).strip(), self.names(owner)
        graphs = [self.graph(name, owner=owner) for name in names]
        for graph in graphs if wanted else ():
            if graph.has(wanted):
                return graph.name, wanted
        for graph in graphs:
            if found := mentioned(text, graph.positions):
                return graph.name, found
        return names[0], wanted

    def shared(self, name: str, x: Name, y: Name, *, owner: Owner = ME) -> int:
        """Return how many neighbours two nodes have in common."""
        graph = self.graph(name, owner=owner)
        mine, theirs = (graph.neighbors(graph.position(node)) for node in (x, y))
        return len(np.intersect1d(mine, theirs))

    def neighbors(self, name: str, node: Name, k: int = 10, *, owner: Owner = ME) -> list[NodeNeighbor]:
        """Return the k nodes nearest to a node by cosine of their vectors; NoNode when it is unknown."""
        found = self.embedded(name, owner=owner)
        position = found.graph.position(node)
        rows = structure.unit(found.matrix)
        scores = rows @ rows[position]
        scores[position] = -np.inf
        names = found.graph.names()
        return [NodeNeighbor(names[i], float(scores[i])) for i in structure.best(scores, k)]

    def distances(self, name: str, node: Name, *, owner: Owner = ME) -> dict[Name, float]:
        """Return the number of steps from a node to every node (infinite where there is no way)."""
        graph = self.graph(name, owner=owner)
        steps = structure.distances(graph, graph.position(node))
        return dict(zip(graph.names(), steps.tolist(), strict=True))

    def way(self, name: str, start: Name, end: Name, *, owner: Owner = ME) -> list[Name]:
        """Return the nodes of a shortest way between two nodes, [] where there is none; NoNode."""
        graph = self.graph(name, owner=owner)
        names = graph.names()
        return [names[at] for at in structure.way(graph, graph.position(start), graph.position(end))]

    def predict_links(self, name: str, node: Name, k: int = 10, *, owner: Owner = ME) -> list[NodeNeighbor]:
        """Return the k nodes not yet linked to a node that most likely should be."""
        found = self.embedded(name, owner=owner)
        graph, position = found.graph, found.graph.position(node)
        others = np.ones(len(graph.nodes), bool)
        others[graph.neighbors(position)] = False
        others[position] = False
        candidates = np.flatnonzero(others).astype(np.int32)
        pairs = np.stack([np.full_like(candidates, position), candidates], axis=1)
        scores = self.link_model(name, owner=owner).score(graph, found.matrix, pairs)
        names = graph.names()
        return [NodeNeighbor(names[candidates[i]], float(scores[i])) for i in structure.best(scores, k)]

    def link_model(self, name: str, *, owner: Owner = ME) -> LinkModel:
        """Return what predicts links, with its area under the ROC curve on hidden edges."""
        return (
            self._links.known(self._kept.holder(name, owner), name)
            or self.link_job(name, owner=owner).result()
        )

    def knows_links(self, name: str, *, owner: Owner = ME) -> bool:
        """Return whether link_model() answers at once."""
        return self._links.known(self._kept.holder(name, owner), name) is not None

    def link_job(self, name: str, *, owner: Owner = ME) -> Job[LinkModel]:
        """Queue the learning of what predicts links, which embeds the graph less some edges, and return its job."""
        found = self.embedded(name, owner=owner)
        graph, size, holder = found.graph, found.matrix.shape[1], self._kept.holder(name, owner)

        def learn(job: Job[LinkModel]) -> LinkModel:
            known = self._links.known(holder, name)  # by somebody whose turn came before
            return known or self._links.learn(holder, name, graph, size, job.report)

        return self.jobs.submit(owner, learn)

    def communities(
        self, name: str, k: int | None = None, labels: Mapping[Name, str] | None = None, *, owner: Owner = ME
    ) -> Communities:
        """Cluster the embedding into k groups (by default as many as give the best modularity)."""
        found = self.embedded(name, owner=owner)
        known = {str(node): label for node, label in labels.items()} if labels else found.labels
        return structure.communities(found.graph, found.matrix, k, known)

    def layout(self, name: str, *, owner: Owner = ME) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return (n, 2) positions of the graph's drawing and of its embedding's plane."""
        found = self.embedded(name, owner=owner)
        return structure.layout(found.graph, found.matrix), structure.plane(found.matrix)

    def walks(self, name: str, count: int = 5, length: int = 10, *, owner: Owner = ME) -> list[list[Name]]:
        """Return a few random walks as the sentences that DeepWalk reads."""
        graph = self.graph(name, owner=owner)
        names = graph.names()
        walks = random_walks(graph, 1, length)[:count]
        return [[names[position] for position in walk if position >= 0] for walk in walks]

    def forget(self, name: str, *, owner: Owner = ME) -> None:
        """Forget a graph and its embedding."""
        self._kept.forget(name, owner)

    def _embed(
        self, name: str, settings: EmbedSettings, owner: Owner, job: Job[tuple[list[Name], Matrix]]
    ) -> tuple[list[Name], Matrix]:
        if owner == SHARED and (known := self._kept.known(name, SHARED)) is not None:
            return known.graph.names(), known.matrix  # by somebody whose turn came before
        graph, labels = self._kept.sources.read(name, owner)
        if not len(graph.indices):
            raise EmptyGraph(name=name, nodes=len(graph.nodes))
        settings = used(graph, settings)
        matrix = embed(graph, settings, job.report)
        self._kept.keep(name, Embedded(graph, matrix, labels, settings.label), owner)
        return graph.names(), matrix
