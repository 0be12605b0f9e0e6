"""Graphs as they were given, with the labels of their nodes, before anything is learned from them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from assistant.engines.graphs.errors import NoGraph
from assistant.engines.graphs.graph import Graph
from assistant.engines.graphs.karate import karate_club
from assistant.engines.graphs.stored import from_text
from assistant.engines.stamped import Stamped
from assistant.engines.trained import Trained
from store.types import Owner

KARATE = "karate"
READY = 16
"""Graphs that are kept read, so that a question need not read them again."""


class GraphSources:
    """Reads graphs by name for each owner; the karate club is there at start. Safe to use from threads."""

    def __init__(self, trained: Trained) -> None:
        self._trained = trained
        self._held = Stamped[tuple[Graph, Mapping[str, str]]](READY)

    def names(self, owner: Owner) -> list[str]:
        """Return the names of all graphs, newest first, the karate club last."""
        return list(dict.fromkeys([*self._trained.names(owner), KARATE]))

    def held(self, name: str, owner: Owner, stamp: str) -> tuple[Graph, Mapping[str, str]] | None:
        """Return a graph that was read already and has not changed since it had this stamp, or None."""
        return self._held.get(owner, name, stamp)

    @cached_property
    def _karate(self) -> tuple[Graph, Mapping[str, str]]:
        return karate_club()

    def read(self, name: str, owner: Owner) -> tuple[Graph, Mapping[str, str]]:
        """Return a graph and its nodes' labels; NoGraph when there is none of that name."""
        stamp = self._trained.stamp(name, owner=owner)
        held = self.held(name, owner, stamp)
        if held is not None:
            return held
        text = self._trained.text(name, owner=owner)
        if text is not None:
            return self._held.put(owner, name, stamp, from_text(name, text))
        if name == KARATE:
            return self._karate
        raise NoGraph(name=name, known=", ".join(self.names(owner)))
