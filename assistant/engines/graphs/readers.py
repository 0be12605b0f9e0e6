"""Readers of graph files: edge lists with any separator, CSV, adjacency lists; markup.py reads GML and GraphML, node_link.py JSON."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.engines.graphs.columns import TICK, bad_weight
from assistant.engines.graphs.comments import without_comments
from assistant.engines.graphs.errors import BadGraph
from assistant.engines.graphs.graph import Edge, Graph, build
from assistant.engines.graphs.markup import gml, graphml
from assistant.engines.graphs.node_link import node_link
from assistant.engines.graphs.parsed import Form, Parsed
from assistant.engines.graphs.tables import FEW, SPACED_DECIMAL, is_header, table, unlike
from assistant.ingest import tabular, values
from assistant.ingest.encoding import decode
from assistant.ingest.errors import IngestError
from assistant.ingest.tabular import Row
from assistant.paths import printable
from assistant.phrase import Phrase

LARGEST = 256 * 1024 * 1024
_ADJACENCY = (".adjlist", ".adj")
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?|[-+]?(nan|inf(inity)?)", re.IGNORECASE)


@dataclass(frozen=True)
class GraphFile:
    """A graph from a file and how its lines were understood, so that a wrong guess can be seen and corrected."""

    graph: Graph
    form: Form
    parsed: Parsed


def read(path: Path, name: str = "", *, directed: bool | None = None) -> Graph:
    """Read a graph file by its ending and content; BadGraph says what is wrong with it.

    `directed` overrides what the file says (text files say nothing and count as undirected).
    """
    return understand(path, name, directed=directed).graph


def understand(
    path: Path,
    name: str = "",
    *,
    directed: bool | None = None,
    weighted: bool = True,
    form: Literal["pairs", "neighbours"] | None = None,
    tick: Callable[[], None] = lambda: None,
) -> GraphFile:
    """Read a graph file as read() does and say how; `form` reads the lines of a text file that way.

    With weighted=False, numbers beside the names are no weights. `tick` is called now and then; what it raises
    ends the reading.
    """
    text = _text(path)
    if path.suffix.lower() in {".graphml", ".xml"} or text.lstrip().startswith("<"):
        found = graphml(path.name, text)
    elif path.suffix.lower() == ".gml" or re.match(r"\s*(Creator[^\n]*\n\s*)?graph\s*\[", text):
        found = gml(path.name, text)
    elif path.suffix.lower() == ".json" or re.match(r"\s*\{\s*\"", text):
        found = node_link(path.name, text)
    else:
        found = lines(path.name, text, form, tick)
    edges = found.edges if weighted else [edge[:2] for edge in found.edges]
    arrows = found.directed if directed is None else directed
    graph = build(name or printable(path.stem), edges, directed=arrows, nodes=found.nodes)
    return GraphFile(graph, found.form, found)


def _text(path: Path) -> str:
    if path.stat().st_size > LARGEST:
        limit = LARGEST // 2**20
        raise BadGraph(
            name=path.name, why=Phrase(f"it is larger than {limit} MB", f"{limit} MB を超えています")
        )
    data = path.read_bytes()
    if data.startswith((b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")):
        raise BadGraph(name=path.name, why=Phrase("it is a pickle", "pickle です"))
    try:
        return decode(data, path.name)
    except IngestError as error:
        raise BadGraph(name=path.name, why=Phrase("it is not text", "テキストではありません")) from error


def lines(
    name: str,
    text: str,
    form: Literal["pairs", "neighbours"] | None = None,
    tick: Callable[[], None] = lambda: None,
) -> Parsed:
    """Read an edge list or an adjacency list (a node, then its neighbours, on every line), guessed without `form`.

    A line with one name is a node without an edge. BadGraph names the line that does not fit the others.
    """
    text = without_comments(text)
    fit = tabular.fit(text)
    if form != "neighbours" and not name.lower().endswith(_ADJACENCY):
        found = table(name, text, fit, tick)
        if found is not None:
            return found
    rows = [(number, row) for number, row in split(text, tick, fit.mark) if row]
    if not rows:
        raise BadGraph(name=name, why=Phrase("it is empty", "中身が空です"))
    if is_header(rows):
        rows = rows[1:]
    widths = Counter(len(row) for _, row in rows)
    if set(widths) == {1}:
        raise BadGraph(
            name=name,
            why=Phrase(
                "its lines have one name each; an edge needs two",
                "1行に名前が1つしかありません（辺には2つ要ります）",
            ),
        )
    odd = [number for number, row in rows if not (len(row) < 3 or _weighted(row))]
    if len(widths) == 1 and form is None:
        odd = []  # a table: columns after the second and a weight are left aside
    if form == "neighbours" or (form is None and _is_adjacency(name, rows, bool(odd) or widths[1] > 0)):
        return _adjacency(rows)
    if odd and form is None and len(odd) > FEW * len(rows):
        return _adjacency(rows)
    if odd and form is None:
        raise BadGraph(name=name, why=unlike(odd[0]))
    edges = [_edge(name, number, row) for number, row in rows if len(row) > 1]
    return Parsed([row[0] for _, row in rows if len(row) == 1], edges, False, "pairs")


def _adjacency(rows: list[Row]) -> Parsed:
    edges: list[Edge] = [(row[0], other) for _, row in rows for other in row[1:]]
    return Parsed([row[0] for _, row in rows], edges, False, "neighbours")


def _weighted(row: list[str]) -> bool:
    return len(row) == 3 and _value(row[2]) is not None


def _is_adjacency(name: str, rows: list[Row], uneven: bool) -> bool:
    """Return whether every line is a node of its own: the name's ending says so, or lines of many lengths do."""
    return name.lower().endswith(_ADJACENCY) or (
        uneven and len({len(row) for _, row in rows}) > 1 and len({row[0] for _, row in rows}) == len(rows)
    )


def cells(text: str) -> list[list[str]]:
    """Return the cells of the lines of a list of edges that are neither blank nor comments."""
    clean = without_comments(text)
    return [row for _, row in split(clean, mark=tabular.fit(clean).mark) if row]


def split(text: str, tick: Callable[[], None] = lambda: None, mark: str = "") -> Iterator[Row]:
    """Yield (line number, cells). A line that has `mark` is divided there; other lines at their tabs, commas or semicolons,
    so that names may contain spaces, and at spaces where they have none."""
    for number, line in enumerate(text.splitlines(), 1):
        if number % TICK == 0:
            tick()
        line = line.strip()
        if not line:
            continue
        separator = mark if mark and mark in line else next((one for one in "\t,;" if one in line), " ")
        if mark == "," and SPACED_DECIMAL.fullmatch(line):
            cells = line.split()
        elif '"' in line or (mark and separator == mark):
            cells = next(csv.reader([line], delimiter=separator, skipinitialspace=True))
        elif separator != " ":
            cells = re.split(r"\s*[\t,;]+\s*", line)
        else:
            cells = line.split()
        yield number, [cell.strip() for cell in cells if cell.strip()]


def _edge(name: str, number: int, row: list[str]) -> Edge:
    if len(row) == 2 or (weight := _value(row[2])) is None:
        return row[0], row[1]
    if not weight >= 0 or weight == float("inf"):
        raise BadGraph(name=name, why=bad_weight(number, row[2]))
    return row[0], row[1], weight


def _value(cell: str) -> float | None:
    return float(cell) if _NUMBER.fullmatch(cell) else values.number(cell)
