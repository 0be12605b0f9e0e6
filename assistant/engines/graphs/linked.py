"""What predicts the links of each graph, learned once and kept as long as the graph stays as it is."""

from __future__ import annotations

from collections.abc import Callable

from assistant.engines.graphs.embed import Report, embed
from assistant.engines.graphs.embed_settings import FACTORISED, EmbedSettings
from assistant.engines.graphs.graph import Graph
from assistant.engines.graphs.links import LinkModel, fit
from assistant.engines.stamped import Stamped
from store.types import Owner

_SIZE, _WALKS = 64, 2
"""Dimensions of the embedding that never saw the hidden edges, and walks where a graph is too large to factorise."""


class Linked:
    """Link models by owner and name of a graph; `stamp` says what changes whenever the graph does."""

    def __init__(self, stamp: Callable[[Owner, str], str]) -> None:
        self._stamp = stamp
        self._models = Stamped[LinkModel]()

    def known(self, owner: Owner, name: str) -> LinkModel | None:
        """Return the model of a graph as it is now, or None."""
        return self._models.get(owner, name, self._stamp(owner, name))

    def learn(self, owner: Owner, name: str, graph: Graph, size: int, report: Report) -> LinkModel:
        """Learn and keep the model of a graph; large graphs report how far they are."""
        stamp = self._stamp(owner, name)
        large = len(graph.nodes) > FACTORISED
        settings = EmbedSettings(size=min(size, _SIZE), walks=_WALKS if large else None)

        def quiet(stage: str, done: int, total: int, value: float | None) -> None:
            return None

        model = fit(graph, lambda rest: embed(rest, settings, report if large else quiet))
        return self._models.put(owner, name, stamp, model)
