"""Readers of graph files: edge lists with any separator, CSV, adjacency lists, GML and GraphML."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from assistant.graphs.errors import BadGraph
from assistant.graphs.graph import Edge, Graph, build
from assistant.phrase import Phrase

LARGEST = 256 * 1024 * 1024
_NAMES = """
source target from to src dst node node1 node2 u v a b i j start end head tail weight w id1 id2
元 先 始点 終点 頂点 頂点1 頂点2 重み
"""
_HEADERS = frozenset(_NAMES.split())
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?|[-+]?(nan|inf(inity)?)", re.IGNORECASE)


def read(path: Path, name: str = "", *, directed: bool | None = None) -> Graph:
    """Read a graph file by its ending and content; BadGraph says what is wrong with it.

    `directed` overrides what the file says (text files say nothing and count as undirected).
    """
    name = name or path.stem
    if path.stat().st_size > LARGEST:
        raise BadGraph(name=path.name, why=f"it is larger than {LARGEST // 2**20} MB")
    data = path.read_bytes()
    if data.startswith((b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")):
        raise BadGraph(name=path.name, why=Phrase("it is a pickle", "pickle です"))
    text = _decoded(path, data)
    if path.suffix.lower() in {".graphml", ".xml"} or text.lstrip().startswith("<"):
        edges, arrows = graphml(path.name, text)
    elif path.suffix.lower() == ".gml" or re.match(r"\s*(Creator[^\n]*\n\s*)?graph\s*\[", text):
        edges, arrows = gml(path.name, text)
    else:
        edges, arrows = lines(path.name, text), False
    return build(name, edges, directed=arrows if directed is None else directed)


def _decoded(path: Path, data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp932", "euc_jp", "utf-16"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadGraph(name=path.name, why=Phrase("it is not text", "テキストではありません"))


def lines(name: str, text: str) -> list[Edge]:
    """Read an edge list or an adjacency list (a node, then its neighbours, on every line)."""
    rows = [(number, row) for number, row in split(text) if row]
    if not rows:
        raise BadGraph(name=name, why=Phrase("it is empty", "中身が空です"))
    if _is_header(rows):
        rows = rows[1:]
    widths = {len(row) for _, row in rows}
    if widths <= {2} or (
        widths <= {2, 3} and all(_NUMBER.fullmatch(row[2]) for _, row in rows if len(row) == 3)
    ):
        return [_edge(name, number, row) for number, row in rows]
    if widths == {1}:
        raise BadGraph(
            name=name,
            why=Phrase(
                "its lines have one name each; an edge needs two",
                "1行に名前が1つしかありません（辺には2つ要ります）",
            ),
        )
    if len(widths) == 1:
        return [
            _edge(name, number, row[:3] if _NUMBER.fullmatch(row[2]) else row[:2]) for number, row in rows
        ]
    return [(row[0], other) for _, row in rows for other in row[1:]]


def split(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (line number, cells). Where a line has tabs, commas or semicolons, names may contain spaces."""
    for number, line in enumerate(text.splitlines(), 1):
        line = line.split("#", 1)[0].strip() if line.lstrip().startswith("#") else line.strip()
        if not line or line.startswith("%"):
            continue
        if '"' in line:
            separator = next((one for one in "\t,;" if one in line), " ")
            cells = next(csv.reader([line], delimiter=separator, skipinitialspace=True))
        elif re.search(r"[\t,;]", line):
            cells = re.split(r"\s*[\t,;]+\s*", line)
        else:
            cells = line.split()
        yield number, [cell.strip() for cell in cells if cell.strip()]


def _is_header(rows: list[tuple[int, list[str]]]) -> bool:
    """A first line of column names: no number in it, no name that comes again, and it reads like names."""
    first, others = rows[0][1], [row for _, row in rows[1:]]
    seen = {cell for row in others for cell in row[:2]}
    if (
        not others
        or len(first) < 2
        or any(_NUMBER.fullmatch(cell) for cell in first)
        or set(first[:2]) & seen
    ):
        return False
    if {cell.casefold() for cell in first[:2]} <= _HEADERS:
        return True
    same_width = [row for row in others[:20] if len(row) == len(first) <= 3]
    return bool(same_width) and any(
        all(_NUMBER.fullmatch(row[column]) for row in same_width) for column in range(len(first))
    )


def _edge(name: str, number: int, row: list[str]) -> Edge:
    if len(row) == 2:
        return row[0], row[1]
    weight = float(row[2])
    if not weight >= 0 or weight == float("inf"):
        raise BadGraph(
            name=name,
            why=Phrase(
                f"line {number} has the weight {row[2]}; walks need weights of 0 or more",
                f"{number}行目の重みが {row[2]} です（0以上が要ります）",
            ),
        )
    return row[0], row[1], weight


def gml(name: str, text: str) -> tuple[list[Edge], bool]:
    """Read GML with networkx, by labels where they are unique and by ids elsewhere."""
    import networkx as nx

    for label in ("label", "id"):
        try:
            graph = nx.parse_gml(text, label=label)
        except (nx.NetworkXError, ValueError, KeyError, RecursionError) as error:
            problem = str(error)
            continue
        return [
            _weighted(u, v, data.get("weight")) for u, v, data in graph.edges(data=True)
        ], graph.is_directed()
    raise BadGraph(name=name, why=problem[:200])


def graphml(name: str, text: str) -> tuple[list[Edge], bool]:
    """Read GraphML; documents with a DTD or entities are refused before they can expand."""
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root = fromstring(text.encode(), forbid_dtd=True)
    except DefusedXmlException as error:
        raise BadGraph(
            name=name,
            why=Phrase(
                "it has a document type or entities, which are refused",
                "文書型宣言かエンティティがあり、これらは受け付けません",
            ),
        ) from error
    except (ParseError, ValueError) as error:
        raise BadGraph(name=name, why=f"it is not well-formed XML ({error})") from error
    graph = next((node for node in root.iter() if _tag(node.tag) == "graph"), None)
    if graph is None:
        raise BadGraph(name=name, why=Phrase("it has no <graph> element", "<graph> 要素がありません"))
    keys = {
        key.get("id"): (key.get("for"), (key.get("attr.name") or "").casefold())
        for key in root.iter()
        if _tag(key.tag) == "key"
    }
    names: dict[str, str] = {}
    edges: list[Edge] = []
    for element in graph:
        values = {
            keys.get(data.get("key"), ("", ""))[1]: data.text for data in element if _tag(data.tag) == "data"
        }
        if _tag(element.tag) == "node":
            names[element.get("id", "")] = values.get("label") or values.get("name") or element.get("id", "")
        elif _tag(element.tag) == "edge":
            edges.append(
                _weighted(element.get("source", ""), element.get("target", ""), values.get("weight"))
            )
    if len(set(names.values())) < len(names):
        names = {}
    renamed = [
        (names.get(str(edge[0]), edge[0]), names.get(str(edge[1]), edge[1]), *edge[2:]) for edge in edges
    ]
    return renamed, graph.get("edgedefault") == "directed"


def _weighted(source: object, target: object, weight: object) -> Edge:
    try:
        return str(source), str(target), float(str(weight)) if weight is not None else 1.0
    except ValueError:
        return str(source), str(target)


def _tag(tag: object) -> str:
    return str(tag).rsplit("}", 1)[-1]
