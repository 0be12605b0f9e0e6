"""Whether lines of text are a graph (edges, adjacency, GML, GraphML) or purchases (baskets, columns).

Both look like any other table. What gives a graph away is that its columns name the same things; what
gives baskets away is that the same short names come again, in lines of different lengths.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath

from assistant.engines.graphs import readers as graphs
from assistant.engines.items import readers as items
from assistant.engines.items.errors import BadBaskets
from assistant.ingest.values import is_number

_GRAPH_SUFFIXES = frozenset({".edges", ".edgelist", ".el", ".adjlist", ".adj", ".gml", ".graphml", ".ncol"})
_BASKET_SUFFIXES = frozenset({".basket", ".baskets"})
_ENDS = frozenset({
    ("source", "target"), ("from", "to"), ("src", "dst"), ("node1", "node2"), ("u", "v"), ("id1", "id2"),
    ("始点", "終点"), ("元", "先"), ("頂点1", "頂点2"), ("送信元", "送信先"),
})  # fmt: skip
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?")
_WHOLE = re.compile(r"\d+")
_SHARED, _OWN_LINE, _ENOUGH = 0.3, 0.8, 5
_LONGEST_NAME, _LONGEST_TITLE, _RATINGS, _FEW_PAIRS = 60, 200, 11, 5000
_SCORE = re.compile(r"score|similarity|relatedness|human|rating|評価|類似度|点数", re.IGNORECASE)


def graph(lines: Sequence[str], suffix: str) -> bool | None:
    """Return True for a graph, False for what may be one, None for anything else."""
    head = "\n".join(lines[:40])
    if re.search(r"<graphml\b", head) or re.match(
        r"\s*(?:(?:#|Creator|Version|Comment)[^\n]*\n\s*)*graph\s*\[", head
    ):
        return True
    if suffix in _GRAPH_SUFFIXES:
        return True
    rows = graphs.cells("\n".join(lines))
    if len(rows) < 2 or max(len(cell) for row in rows for cell in row) > _LONGEST_NAME:
        return None
    if {"source", "target"} <= {cell.casefold() for cell in rows[0]}:
        return True
    if tuple(cell.casefold() for cell in rows[0][:2]) in _ENDS:
        return True if _edges(rows[1:]) else None
    if _scored_pairs(rows):
        return False
    if _edges(rows):
        return _plain_edges(rows)
    return True if _adjacency(rows) else None


def _edges(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether nearly all rows are two names, or two names and a weight."""
    fits = [len(row) == 2 or (len(row) == 3 and is_number(row[2])) for row in rows]
    return len(rows) > 0 and sum(fits) >= 0.98 * len(fits)


def _scored_pairs(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether the rows are pairs of words with a score, as people rate likeness, more than weighted edges.

    A column called score says so, and so do few pairs that hardly share a word: a graph holds together.
    """
    if len(rows[0]) != 3 or len(rows) > _FEW_PAIRS or not _edges(rows[1:]):
        return False
    if not {row[0] for row in rows} & {row[1] for row in rows}:
        return False
    if _SCORE.search(rows[0][2]):
        return True
    header = not _NUMBER.fullmatch(rows[0][2])
    names = {cell for row in rows[header:] for cell in row[:2]}
    return len(rows) - header < len(names) and not all(map(_WHOLE.fullmatch, names))


def _plain_edges(rows: Sequence[Sequence[str]]) -> bool | None:
    """Judge rows without column names by whether both columns name the same things."""
    left, right = [row[0] for row in rows], [row[1] for row in rows if len(row) > 1]
    one, two = set(left), set(right)
    shared = len(one & two) / max(1, min(len(one), len(two)))
    if not shared or any(_NUMBER.fullmatch(cell) and not _WHOLE.fullmatch(cell) for cell in (*left, *right)):
        return None
    numbers = all(map(_WHOLE.fullmatch, (*left, *right)))
    rated = {row[2] for row in rows if len(row) == 3}
    doubtful = (
        shared < _SHARED
        or len(rows) < _ENOUGH
        or (len(one) == len(left) and len(rows) > 2 * len(two))  # each once: a label of everything
        or (numbers and 0 < len(rated) <= _RATINGS)  # who rated what is written the same way
    )
    return not doubtful


def _adjacency(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether every line is a node of its own with its neighbours, nearly all of which have a line."""
    nodes = {row[0] for row in rows}
    others = [cell for row in rows for cell in row[1:]]
    if len(rows) < _ENOUGH or len(nodes) < len(rows) or len(set(others)) < _SHARED * len(nodes):
        return False
    return sum(cell in nodes for cell in others) >= _OWN_LINE * len(others)


def baskets(lines: Sequence[str], suffix: str) -> bool | None:
    """Return True for purchases, False for what may be some, None for anything else."""
    if suffix in _BASKET_SUFFIXES:
        return True
    if len(lines) < _ENOUGH:
        return None
    try:
        read = items.parse(PurePath("dropped").name, "\n".join(lines))
    except BadBaskets:
        return None
    kept = [basket for basket in read.baskets if basket]
    names = [cell for basket in kept for cell in basket]
    # where columns have names, those of films and books may be long
    if not names or max(map(len, names)) > (_LONGEST_TITLE if read.header else _LONGEST_NAME):
        return None
    if read.form == "matrix":
        return False
    if read.roles:
        return _columns(read, len(kept), len(names))
    return _per_line(read.separator, [len(basket) for basket in kept], names)


def _columns(read: items.BasketFile, count: int, bought: int) -> bool | None:
    """Judge columns: sure when each has a role, by its name or by its values, and people buy several things."""
    several = bought >= 1.5 * count
    if not read.header:
        return (
            True if several and {"time", "rating"} <= set(read.roles) and "other" not in read.roles else None
        )
    return several and "other" not in read.roles


def _per_line(separator: str, sizes: Sequence[int], names: Sequence[str]) -> bool | None:
    """Judge a basket per line: short names that come again, in lines of different lengths."""
    wordy = sum(len(name.split()) > 4 or name.endswith((".", "。", "?", "!")) for name in names)
    if separator == " " or wordy > 0.02 * len(names) or len(names) < 1.5 * len(sizes):
        return None
    repeated = len(set(names)) <= 0.5 * len(names)
    if not repeated or all(map(_NUMBER.fullmatch, names)) or set(sizes) == {2}:
        return False if len(set(sizes)) > 1 and not all(map(_NUMBER.fullmatch, names)) else None
    return len(set(sizes)) > 1
