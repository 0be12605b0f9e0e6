"""Baskets as a table of yes and no: a row for each basket, a column for each item."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from assistant.engines.items.roles import named
from assistant.ingest.values import is_number, number, yes

_FEWEST, _EMPTY, _FIRST = 2, 0.4, 200
_NUMBERED = re.compile(r"|#|no\.?|nr\.?|id|index|番号|行", re.IGNORECASE)


class Matrix(NamedTuple):
    """Baskets of a table of yes and no, the columns that are items, and the columns left aside."""

    baskets: tuple[tuple[str, ...], ...]
    items: tuple[str, ...]
    aside: tuple[str, ...]


def matrix(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Matrix | None:
    """Return the baskets where columns hold nothing but 0 and 1, TRUE and FALSE, ○ and blank …, or counts with many zeros.

    None for another table: without two such columns, or where other columns are named as buyer and item.
    """
    width = len(header)
    full = [[*row[:width], *[""] * (width - len(row))] for row in rows]
    if len(full) < 2 or width < _FEWEST or sum(map(is_number, header)) * 2 > width:
        return None
    columns = list(zip(*full, strict=True))
    chosen = [place for place in range(width) if header[place] and _holds(header[place], columns[place])]
    others = [place for place in range(width) if place not in chosen]
    sorts = {named(header[place]) for place in others}
    cells = [cell for place in chosen for cell in columns[place]]
    if sum(not _held(cell) for cell in cells) < _EMPTY * len(cells):
        chosen = [place for place in chosen if _says(columns[place])]
        others = [place for place in range(width) if place not in chosen]
    if len(chosen) < _FEWEST or len(chosen) * 2 < width or "item" in sorts:
        return None
    held = [[_held(row[place]) for place in chosen] for row in full]
    if not any(map(any, held)) or all(map(all, held)):
        return None
    baskets = tuple(
        tuple(header[place] for place, has in zip(chosen, row, strict=True) if has) for row in held
    )
    return Matrix(
        baskets,
        tuple(header[place] for place in chosen),
        tuple(header[place] for place in others if header[place]),
    )


def _holds(name: str, column: Sequence[str]) -> bool:
    """Tell whether a column says which baskets hold an item; the number of an order does not."""
    if _NUMBERED.fullmatch(name) or named(name) in ("order", "customer", "time", "other", "rating"):
        return False
    if any(yes(cell) is None and not is_number(cell) for cell in column[:_FIRST]):
        return False
    counts = [number(cell) if cell else 0.0 for cell in column]
    whole = all(count is not None and count >= 0 and count == int(count) for count in counts)
    return _says(column) or (whole and 0.0 in counts)


def _says(column: Sequence[str]) -> bool:
    return all(yes(cell) is not None for cell in column)


def _held(cell: str) -> bool:
    said = yes(cell)
    return bool(number(cell)) if said is None else said
