"""What a graph file says, before a graph is built of it."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from assistant.engines.graphs.graph import Edge

Form: TypeAlias = Literal["pairs", "neighbours", "gml", "graphml", "json"]
"""How a file says its edges: one on every line, a node with its neighbours on every line, or a language."""


class Parsed(NamedTuple):
    """What a file says: all nodes by name (those without an edge too), the edges, and whether they are arrows.

    Of a table also the lines that were left out because they lack a name, those whose weight cannot be read and counts as
    1, and the names of the columns that were used (source, target, weight, direction) and of those that were not.
    """

    nodes: list[str]
    edges: list[Edge]
    directed: bool
    form: Form
    left_out: tuple[int, ...] = ()
    weightless: tuple[int, ...] = ()
    used: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
