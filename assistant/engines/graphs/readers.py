"""Readers of graph files: edge lists with any separator, CSV, adjacency lists; markup.py reads GML and GraphML."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.engines.graphs.errors import BadGraph
from assistant.engines.graphs.graph import Edge, Graph, build
from assistant.engines.graphs.markup import Form, Parsed, gml, graphml
from assistant.paths import printable
from assistant.phrase import Phrase

LARGEST = 256 * 1024 * 1024
TICK = 10_000
"""Lines after which a reader lets itself be stopped."""
_NAMES = """
source target from to src dst node node1 node2 u v a b i j start end head tail weight w id1 id2
元 先 始点 終点 頂点 頂点1 頂点2 重み
"""
_ADJACENCY, _FEW = (".adjlist", ".adj"), 0.02
_HEADERS = frozenset(_NAMES.split())
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?|[-+]?(nan|inf(inity)?)", re.IGNORECASE)


@dataclass(frozen=True)
class GraphFile:
    """A graph from a file and how its lines were understood, so that a wrong guess can be seen and corrected."""

    graph: Graph
    form: Form


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
    else:
        found = lines(path.name, text, form, tick)
    edges = found.edges if weighted else [edge[:2] for edge in found.edges]
    arrows = found.directed if directed is None else directed
    return GraphFile(
        build(name or printable(path.stem), edges, directed=arrows, nodes=found.nodes), found.form
    )


def _text(path: Path) -> str:
    if path.stat().st_size > LARGEST:
        limit = LARGEST // 2**20
        raise BadGraph(
            name=path.name, why=Phrase(f"it is larger than {limit} MB", f"{limit} MB を超えています")
        )
    data = path.read_bytes()
    if data.startswith((b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")):
        raise BadGraph(name=path.name, why=Phrase("it is a pickle", "pickle です"))
    return _decoded(path, data)


def _decoded(path: Path, data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp932", "euc_jp", "utf-16"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadGraph(name=path.name, why=Phrase("it is not text", "テキストではありません"))


def lines(
    name: str,
    text: str,
    form: Literal["pairs", "neighbours"] | None = None,
    tick: Callable[[], None] = lambda: None,
) -> Parsed:
    """Read an edge list or an adjacency list (a node, then its neighbours, on every line), guessed without `form`.

    A line with one name is a node without an edge. BadGraph names the line that does not fit the others.
    """
    rows = [(number, row) for number, row in split(text, tick) if row]
    if not rows:
        raise BadGraph(name=name, why=Phrase("it is empty", "中身が空です"))
    if _is_header(rows):
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
    if odd and form is None and len(odd) > _FEW * len(rows):
        return _adjacency(rows)
    if odd and form is None:
        raise BadGraph(
            name=name,
            why=Phrase(
                f"line {odd[0]} is not two names and a weight like the others",
                f"{odd[0]}行目が他の行のように名前2つと重みになっていません",
            ),
        )
    edges = [_edge(name, number, row) for number, row in rows if len(row) > 1]
    return Parsed([row[0] for _, row in rows if len(row) == 1], edges, False, "pairs")


def _adjacency(rows: list[tuple[int, list[str]]]) -> Parsed:
    edges: list[Edge] = [(row[0], other) for _, row in rows for other in row[1:]]
    return Parsed([row[0] for _, row in rows], edges, False, "neighbours")


def _weighted(row: list[str]) -> bool:
    return len(row) == 3 and _NUMBER.fullmatch(row[2]) is not None


def _is_adjacency(name: str, rows: list[tuple[int, list[str]]], uneven: bool) -> bool:
    """Return whether every line is a node of its own: the name's ending says so, or lines of many lengths do."""
    return name.lower().endswith(_ADJACENCY) or (
        uneven and len({len(row) for _, row in rows}) > 1 and len({row[0] for _, row in rows}) == len(rows)
    )


def split(text: str, tick: Callable[[], None] = lambda: None) -> Iterator[tuple[int, list[str]]]:
    """Yield (line number, cells). Where a line has tabs, commas or semicolons, names may contain spaces."""
    for number, line in enumerate(text.splitlines(), 1):
        if number % TICK == 0:
            tick()
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
    if len(row) == 2 or not _NUMBER.fullmatch(row[2]):
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
