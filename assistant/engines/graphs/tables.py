"""Edge lists whose rows one separator divides alike: where their header is, and which columns say the edges."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from assistant.engines.graphs import columns
from assistant.engines.graphs.columns import TICK
from assistant.engines.graphs.errors import BadGraph
from assistant.engines.graphs.graph import Edge
from assistant.engines.graphs.parsed import Parsed
from assistant.ingest import tabular, values
from assistant.ingest.tabular import Row
from assistant.phrase import Phrase

FEW = 0.02
"""Share of lines of another shape that are taken for mistakes and named, where more make another kind of file."""
_EVEN = 0.9
"""Share of lines that one separator divides alike from which a file is a table."""
SPACED_DECIMAL = re.compile(r"\S+\s+\S+\s+\d+,\d+")
"""A line of two names and a weight with a decimal comma, parted by spaces."""


def table(name: str, text: str, fit: tabular.Fit, tick: Callable[[], None]) -> Parsed | None:
    """Read a file whose rows are divided alike by one separator, by the names of its columns or by their places."""
    if fit.share < _EVEN:
        return None
    if fit.mark == "," and all(
        SPACED_DECIMAL.fullmatch(line.strip()) for line in text.splitlines() if line.strip()
    ):
        return None  # the commas are decimal
    rows = []
    for number, row in tabular.records(text, fit.mark):
        if number % TICK == 0:
            tick()
        if any(row):
            rows.append((number, [" ".join(cell.split()) if "\n" in cell else cell for cell in row]))
    header, body = _headed(rows)
    if not body:
        return None
    width = len(header) or Counter(len(row) for _, row in body).most_common(1)[0][0]
    odd = [number for number, row in body if any(row[width:])]
    if len(odd) > FEW * len(body):
        return None
    by_name = columns.named(header) if header else None
    if by_name and by_name.weight is None and width == 3 and (by_place := columns.placed(body)):
        by_name = by_name._replace(weight=by_place.weight if {*by_name[:2]} == {0, 1} else None)
    chosen = by_name or columns.placed(body)
    if chosen is None:
        return None
    if odd:
        raise BadGraph(name=name, why=unlike(odd[0]))
    if width == 2 and (found := _neighbours_in_cells(body)):
        return found
    return columns.edges(name, body, chosen, header, tick)


def _neighbours_in_cells(body: list[Row]) -> Parsed | None:
    """Read a node and, in one cell, its neighbours: where most of what commas divide has a line of its own; else None."""
    nodes = [row[0] for _, row in body]
    lists = [re.split(r"\s*[,;]\s*", row[1]) if len(row) > 1 else [] for _, row in body]
    known, parts = set(nodes), [part for cell in lists if len(cell) > 1 for part in cell]
    if not parts or sum(part in known for part in parts) * 2 < len(parts):
        return None
    edges: list[Edge] = [
        (node, other) for node, cell in zip(nodes, lists, strict=True) for other in cell if other
    ]
    return Parsed(nodes, edges, False, "neighbours")


def _headed(rows: list[Row]) -> tuple[list[str], list[Row]]:
    """Return a table's header, [] where it has none, and the rows below it; lines of title above it are left aside."""
    for place, (_, row) in enumerate(rows[:10]):
        below = rows[place + 1 :]
        if (
            below
            and columns.named(row)
            and not any(map(values.is_number, row))
            and not _come_again(row, below)
        ):
            return row, [(number, cells) for number, cells in below if cells != row]
    return (rows[0][1], rows[1:]) if rows and is_header(rows) else ([], rows)


def _come_again(first: list[str], below: list[Row]) -> bool:
    """Return whether names of a first row are nodes of other rows; the same row again is the header of another page."""
    names = {cell for cell in first if cell}
    return any(names & set(row[:2]) for _, row in below if row != first)


def unlike(number: int) -> Phrase:
    """Return what is said of a line of another shape than the others."""
    return Phrase(
        f"line {number} is not two names and a weight like the others",
        f"{number}行目が他の行のように名前2つと重みになっていません",
    )


def is_header(rows: list[Row]) -> bool:
    """A first line of column names: no number in it, no name that comes again, and it reads like names."""
    first, others = rows[0][1], [row for _, row in rows[1:]]
    seen = {cell for row in others for cell in row[:2]}
    if not others or len(first) < 2 or any(values.is_number(cell) for cell in first) or set(first[:2]) & seen:
        return False
    if columns.named(first):
        return True
    same_width = [row for row in others[:20] if len(row) == len(first) <= 3]
    return bool(same_width) and any(
        all(values.is_number(row[column]) for row in same_width) for column in range(len(first))
    )
