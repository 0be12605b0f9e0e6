"""A graph as compressed sparse rows, built from any edge list with what was cleaned on the way."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from assistant.engines.graphs.errors import BadGraph, EmptyGraph, NoNode
from assistant.phrase import Phrase

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Name: TypeAlias = str | int


def fold(name: str) -> str:
    """Return the form under which letter case and Unicode variants are one name."""
    return unicodedata.normalize("NFKC", name).casefold()


Edge: TypeAlias = tuple[Name, Name] | tuple[Name, Name, float]


@dataclass(frozen=True)
class Graph:
    """n nodes in order of first appearance; row i of the CSR holds the sorted neighbours of node i.

    Undirected graphs hold every edge in both rows. `loops` and `duplicates` count what was left out;
    `numeric` says that names were given as whole numbers and go out as such.
    """

    name: str
    nodes: tuple[str, ...]
    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    weights: NDArray[np.float32] | None = None
    directed: bool = False
    loops: int = 0
    duplicates: int = 0
    numeric: bool = False

    @property
    def degrees(self) -> NDArray[np.int64]:
        """Return the number of neighbours (out-neighbours when directed) of each node."""
        return np.diff(self.indptr)

    @property
    def edge_count(self) -> int:
        """Return the number of edges, each undirected one once."""
        return len(self.indices) if self.directed else len(self.indices) // 2

    @cached_property
    def positions(self) -> dict[str, int]:
        """Return the position of each node name."""
        return {node: position for position, node in enumerate(self.nodes)}

    @cached_property
    def _folded(self) -> dict[str, int]:
        return {fold(node): position for position, node in reversed(list(enumerate(self.nodes)))}

    def has(self, node: Name) -> bool:
        """Return whether there is a node of that name, letter case and Unicode form aside."""
        text = str(node).strip()
        return text in self.positions or fold(text) in self._folded

    def position(self, node: Name) -> int:
        """Return a node's position, letter case and Unicode form aside; NoNode offers near names."""
        text = str(node).strip()
        found = self.positions.get(text)
        if found is None:
            found = self._folded.get(fold(text))
        if found is None:
            near = get_close_matches(text, self.nodes[:20_000], 5, 0.5) or list(self.nodes[:5])
            raise NoNode(graph=self.name, node=text, near=", ".join(near))
        return found

    def names(self) -> list[Name]:
        """Return the node names as they were given."""
        return [int(node) for node in self.nodes] if self.numeric else list(self.nodes)

    def neighbors(self, position: int) -> NDArray[np.int32]:
        """Return the positions of a node's neighbours."""
        return self.indices[self.indptr[position] : self.indptr[position + 1]]

    def sources(self) -> NDArray[np.int32]:
        """Return the row of every entry of `indices`."""
        return np.repeat(np.arange(len(self.nodes), dtype=np.int32), self.degrees)

    def edges(self) -> NDArray[np.int32]:
        """Return (edge_count, 2) positions, each undirected edge once."""
        pairs = np.stack([self.sources(), self.indices], axis=1)
        return pairs if self.directed else pairs[pairs[:, 0] < pairs[:, 1]]

    def matrix(self) -> csr_array:
        """Return the (n, n) adjacency matrix, float32."""
        from scipy.sparse import csr_array

        data = np.ones(len(self.indices), np.float32) if self.weights is None else self.weights
        return csr_array((data, self.indices, self.indptr), shape=(len(self.nodes),) * 2)

    def undirected(self) -> Graph:
        """Return this graph with every edge in both directions."""
        if not self.directed:
            return self
        return assemble(self.name, self.nodes, self.sources(), self.indices, self.weights, directed=False)

    def without(self, edges: NDArray[np.int32]) -> Graph:
        """Return this graph less some of its edges, given as (m, 2) positions; all nodes stay."""
        keys = edges[:, 0].astype(np.int64) * len(self.nodes) + edges[:, 1]
        if not self.directed:
            keys = np.concatenate([keys, edges[:, 1].astype(np.int64) * len(self.nodes) + edges[:, 0]])
        sources = self.sources()
        kept = ~np.isin(sources.astype(np.int64) * len(self.nodes) + self.indices, keys)
        weights = None if self.weights is None else self.weights[kept]
        return assemble(self.name, self.nodes, sources[kept], self.indices[kept], weights, directed=True)


def build(name: str, edges: Iterable[Edge], *, directed: bool = False, nodes: Iterable[Name] = ()) -> Graph:
    """Build a graph from (u, v) or (u, v, weight); BadGraph for weights that are negative or not finite.

    Self-loops are left out; of duplicates (and of both directions of an undirected edge) the greatest
    weight stays, so that lists naming every edge twice mean the same as those naming it once. `nodes` come
    first, also those without an edge.
    """
    positions: dict[str, int] = {}
    for node in nodes:
        positions.setdefault(str(node).strip(), len(positions))
    sources, targets, weights, numeric = list[int](), list[int](), list[float](), True
    for edge in edges:
        sources.append(positions.setdefault(str(edge[0]).strip(), len(positions)))
        targets.append(positions.setdefault(str(edge[1]).strip(), len(positions)))
        weights.append(float(edge[2]) if len(edge) > 2 else 1.0)
        numeric = numeric and not isinstance(edge[0], str) and not isinstance(edge[1], str)
    values = np.array(weights, np.float32)
    if not np.isfinite(values).all() or (values < 0).any():
        wrong = int(np.flatnonzero(~np.isfinite(values) | (values < 0))[0])
        raise BadGraph(
            name=name,
            why=Phrase(
                f"edge {wrong + 1} has the weight {values[wrong]:g}; walks need weights of 0 or more",
                f"{wrong + 1}本目の辺の重みが {values[wrong]:g} です（0以上が要ります）",
            ),
        )
    kept = values > 0
    weighted = values[kept] if (values != 1).any() else None
    row, column = np.array(sources, np.int64)[kept], np.array(targets, np.int64)[kept]
    graph = assemble(name, tuple(positions), row, column, weighted, directed=directed)
    return replace(graph, numeric=numeric and bool(positions))


def assemble(
    name: str,
    nodes: Sequence[str],
    sources: NDArray[np.integer],
    targets: NDArray[np.integer],
    weights: NDArray[np.float32] | None,
    *,
    directed: bool,
) -> Graph:
    """Return the graph of edges given as positions, sorted and without loops and duplicates."""
    count = len(nodes)
    plain = sources != targets
    loops = int(len(sources) - plain.sum())
    row, column = sources[plain].astype(np.int64), targets[plain].astype(np.int64)
    values = None if weights is None else weights[plain]
    given = len(row)
    if not directed:
        row, column = np.concatenate([row, column]), np.concatenate([column, row])
        values = None if values is None else np.concatenate([values, values])
    keys = row * count + column
    order = np.argsort(keys, kind="stable")
    first = np.concatenate([[True], np.diff(keys[order]) != 0]) if len(keys) else np.empty(0, bool)
    kept = keys[order][first]
    merged = None if values is None else np.maximum.reduceat(values[order], np.flatnonzero(first))
    indptr = np.searchsorted(kept // max(count, 1), np.arange(count + 1)).astype(np.int64)
    indices = (kept % max(count, 1)).astype(np.int32)
    duplicates = given - (len(indices) if directed else len(indices) // 2)
    return Graph(name, tuple(nodes), indptr, indices, merged, directed, loops, duplicates)


def require_edges(graph: Graph) -> Graph:
    """Return the graph, or raise EmptyGraph when nothing in it is connected."""
    if not len(graph.indices):
        raise EmptyGraph(name=graph.name, nodes=len(graph.nodes))
    return graph
