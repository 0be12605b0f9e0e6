"""Readers of the two graph formats that are languages of their own: GML and GraphML."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.engines.graphs.errors import BadGraph
from assistant.engines.graphs.graph import Edge
from assistant.engines.graphs.parsed import Parsed
from assistant.phrase import Phrase

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_PLACE = re.compile(r"at \((\d+), \d+\)")
_EDGE = re.compile(r"edge #(\d+)")
_NODE = re.compile(r"node #(\d+) has no 'id'")


def gml(name: str, text: str) -> Parsed:
    """Read GML with networkx, by labels where they are unique and by ids elsewhere; BadGraph says what is wrong.

    An edge given twice is read twice, whether or not the file calls itself a multigraph.
    """
    import networkx as nx

    several = re.sub(r"\bmultigraph\s+[01]\b", "", text)
    several = re.sub(r"\bgraph\s*\[", "graph [ multigraph 1 ", several, count=1)
    problem = ""
    for label in ("label", "id"):
        try:
            graph = nx.parse_gml(several, label=label)
        except (nx.NetworkXError, ValueError, KeyError, RecursionError) as error:
            problem = str(error)
            continue
        edges = [_weighted(u, v, data.get("weight")) for u, v, data in graph.edges(data=True)]
        return Parsed([str(node) for node in graph], edges, graph.is_directed(), "gml")
    raise BadGraph(name=name, why=_gml_problem(problem))


def _gml_problem(problem: str) -> Phrase:
    """Return networkx's complaint in both languages."""
    if place := _PLACE.search(problem):
        if "EOF" in problem:
            return Phrase("its GML ends too early", "GML が途中で終わっています")
        line = place[1]
        return Phrase(f"line {line} is not GML", f"{line}行目が GML の書き方になっていません")
    if (edge := _EDGE.search(problem)) and "undefined" in problem:
        number = int(edge[1]) + 1
        return Phrase(
            f"edge {number} ends at a node that is not there", f"{number}本目の辺の端になる頂点がありません"
        )
    if edge:
        number = int(edge[1]) + 1
        return Phrase(
            f"edge {number} lacks its source or target", f"{number}本目の辺に source か target がありません"
        )
    if node := _NODE.search(problem):
        number = int(node[1]) + 1
        return Phrase(f"node {number} has no id", f"{number}個目の頂点に id がありません")
    if "duplicated" in problem:
        return Phrase("two nodes have the same id", "同じ id の頂点が2つあります")
    if "more than one graph" in problem:
        return Phrase("it has more than one graph", "グラフが2つ以上入っています")
    return Phrase("it has no graph in the form of GML", "GML の形のグラフがありません")


def graphml(name: str, text: str) -> Parsed:
    """Read GraphML, one element at a time; documents with a DTD or entities are refused before they can expand."""
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    # the text is decoded already, so that an encoding that the file declares no longer holds
    data = re.sub(r"^\s*<\?xml[^>]*\?>", "", text, count=1).encode()
    reader = _GraphML()
    try:
        for event, element in iterparse(io.BytesIO(data), ("start", "end"), forbid_dtd=True):
            reader.read(event, element)
    except DefusedXmlException as error:
        raise BadGraph(
            name=name,
            why=Phrase(
                "it has a document type or entities, which are refused",
                "文書型宣言かエンティティがあり、これらは受け付けません",
            ),
        ) from error
    except (ParseError, ValueError) as error:
        line = getattr(error, "position", (1, 0))[0]
        why = Phrase(f"line {line} is not well-formed XML", f"{line}行目が XML の書き方になっていません")
        raise BadGraph(name=name, why=why) from error
    if reader.directed is None:
        raise BadGraph(name=name, why=Phrase("it has no <graph> element", "<graph> 要素がありません"))
    return reader.parsed()


class _GraphML:
    """Gathers nodes and edges from the elements of a GraphML document, leaving nothing of them in memory."""

    def __init__(self) -> None:
        self.directed: bool | None = None
        self._keys: dict[str | None, str] = {}
        self._names: dict[str, str] = {}
        self._edges: list[Edge] = []

    def read(self, event: str, element: Element) -> None:
        """Take one element, at its start or at its end."""
        tag = _tag(element.tag)
        if event == "start":
            if tag == "graph" and self.directed is None:
                self.directed = element.get("edgedefault") == "directed"
        elif tag == "key":
            self._keys[element.get("id")] = (element.get("attr.name") or "").casefold()
        elif tag in ("node", "edge"):
            self._take(tag, element)
            element.clear()

    def _take(self, tag: str, element: Element) -> None:
        values = {
            self._keys.get(data.get("key"), ""): data.text for data in element if _tag(data.tag) == "data"
        }
        if tag == "node":
            given = values.get("label") or values.get("name") or next(_drawn(element), "")
            self._names[element.get("id", "")] = given.strip() or element.get("id", "")
        else:
            ends = element.get("source", ""), element.get("target", "")
            self._edges.append(_weighted(*ends, values.get("weight")))

    def parsed(self) -> Parsed:
        """Return what was read, by labels where every node has one of its own and by ids elsewhere."""
        names = self._names if len(set(self._names.values())) == len(self._names) else {}
        edges = [
            (names.get(str(edge[0]), edge[0]), names.get(str(edge[1]), edge[1]), *edge[2:])
            for edge in self._edges
        ]
        return Parsed([names.get(node, node) for node in self._names], edges, bool(self.directed), "graphml")


def _drawn(node: Element) -> Iterator[str]:
    """Yield the labels that drawing programs (yEd) write inside a node's picture."""
    return (part.text for part in node.iter() if _tag(part.tag) == "NodeLabel" and part.text)


def _weighted(source: object, target: object, weight: object) -> Edge:
    try:
        return str(source), str(target), float(str(weight)) if weight is not None else 1.0
    except ValueError:
        return str(source), str(target)


def _tag(tag: object) -> str:
    return str(tag).rsplit("}", 1)[-1]
