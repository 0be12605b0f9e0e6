"""Readers of purchases: a basket per line, columns of user or order and item, or a table of yes and no."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from assistant.engines.items import roles as named_roles
from assistant.engines.items.errors import BadBaskets
from assistant.engines.items.matrix import matrix
from assistant.engines.items.roles import Role
from assistant.ingest import tabular
from assistant.ingest.encoding import decode
from assistant.ingest.errors import IngestError
from assistant.ingest.tabular import Row
from assistant.ingest.values import is_number
from assistant.phrase import Phrase

__all__ = ["BasketFile", "Role", "parse", "read"]
Form: TypeAlias = Literal["lines", "columns", "matrix"]
LARGEST = 256 * 1024 * 1024
_DOUBLE = "::"
_EVEN, _CARRIED = 0.98, 0.2
_TITLES = 10
"""Rows at the top among which the names of the columns are looked for."""
_TOTAL = re.compile(r"(?:grand )?total|sum|summe|gesamt|合計|総計|小計|計", re.IGNORECASE)


@dataclass(frozen=True)
class BasketFile:
    """Baskets in file order (items in order of time where there is one) and how the file was understood.

    `roles` is empty for a basket per line, also when it is given. Reading again with other roles corrects a wrong guess.
    `divided` is the mark at which cells with several items were divided, `carried` the number of rows that took the
    basket of the row above, `left_out` the lines without basket or item and lines of totals; `aside` the columns of a
    table of yes and no that are no items.
    """

    baskets: tuple[tuple[str, ...], ...]
    separator: str
    header: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    form: Form = "lines"
    divided: str = ""
    carried: int = 0
    left_out: tuple[int, ...] = ()
    aside: tuple[str, ...] = ()


def read(path: Path, roles: Sequence[Role] | None = None, *, whole: bool = False) -> BasketFile:
    """Read a file of purchases, guessing separator, header and roles; BadBaskets says what is wrong.

    With `whole`, a cell is one item whatever marks it holds.
    """
    if path.stat().st_size > LARGEST:
        limit = LARGEST // 2**20
        raise BadBaskets(
            name=path.name, why=Phrase(f"it is larger than {limit} MB", f"{limit} MB を超えています")
        )
    try:
        text = decode(path.read_bytes(), path.name)
    except IngestError as error:
        raise BadBaskets(name=path.name, why=Phrase("it is not text", "テキストではありません")) from error
    return parse(path.name, text, roles, whole=whole)


def parse(name: str, text: str, roles: Sequence[Role] | None = None, *, whole: bool = False) -> BasketFile:
    """Read purchases from text, as read() does."""
    if not text.strip():
        raise BadBaskets(name=name, why=Phrase("it is empty", "中身が空です"))
    separator, rows = _rows(text)
    if max(len(row) for _, row in rows) < 2:
        raise BadBaskets(
            name=name,
            why=Phrase(
                "it has one column; a basket needs at least two items",
                "列が1つしかありません（かごには2つ以上の商品が要ります）",
            ),
        )
    if roles is None and (found := _yes_and_no(rows, separator)):
        return found
    header, body = _headed(rows)
    width = len(header or body[0][1])
    like = [
        (line, row[:width])
        for line, row in body
        if len(row) == width or (len(row) > width and not any(row[width:]))
    ]
    even = 2 <= width <= (40 if header else 12) and len(like) >= _EVEN * len(body)
    cells = [row for _, row in like]
    if roles is None and (items := named_roles.numbered(header)):
        return _side_by_side(header, body, items, separator)
    guessed = tuple(roles) if roles is not None else named_roles.guess(header, cells) if even else ()
    if not guessed:
        lead = int(roles is None and _led_by_numbers([row for _, row in body]))
        lines = tuple(_distinct(row[lead:]) for _, row in body)
        return BasketFile(lines, separator, aside=("1",) * lead)
    if len(guessed) != width or not {"basket", "item"} <= set(guessed):
        raise BadBaskets(
            name=name,
            why=Phrase(
                "one column must be the user or order, and one the item",
                "客か注文の列と、商品の列が1つずつ要ります",
            ),
        )
    odd = sorted({line for line, _ in body} - {line for line, _ in like})
    return _grouped(like, guessed, separator, tuple(header), odd, whole)


def _rows(text: str) -> tuple[str, list[Row]]:
    """Return the separator that most lines have, white space when none is, and the rows that are not blank."""
    fit = tabular.fit(text)
    lines = [line for line in text.splitlines()[:1000] if line.strip()]
    if sum(_DOUBLE in line for line in lines) > 0.9 * len(lines):
        mark = _DOUBLE
    elif fit.mark != tabular.NO_MARK and sum(fit.mark in line for line in lines) >= 0.3 * len(lines):
        mark = fit.mark
    else:
        counts = {one: sum(one in line for line in lines) for one in tabular.MARKS}
        best = max(counts, key=lambda one: counts[one])
        mark = best if counts[best] >= max(1, 0.3 * len(lines)) else " "
    if len(mark) == 1 and mark != " ":
        return mark, [(line, row) for line, row in tabular.records(text, mark) if any(row)]
    numbered = enumerate(text.splitlines(), 1)
    divided = ((n, line.split(None if mark == " " else mark)) for n, line in numbered if line.strip())
    return mark, [(n, [cell.strip() for cell in row]) for n, row in divided]


def _headed(rows: Sequence[Row]) -> tuple[list[str], list[Row]]:
    """Return the row that names the columns, [] without one, and the rows below it; titles above it are left aside."""
    for place, (_, row) in enumerate(rows[:_TITLES]):
        below = [cells for _, cells in rows[place + 1 : place + 200] if cells != row]
        names = [cell for cell in row if cell]
        told = bool(below) and named_roles.names_columns(names) and not any(map(is_number, names))
        if told and not set(names) & {cell for cells in below for cell in cells}:
            return list(row), [(n, cells) for n, cells in rows[place + 1 :] if cells != row]
    return [], list(rows)


def _yes_and_no(rows: Sequence[Row], separator: str) -> BasketFile | None:
    if separator in (" ", _DOUBLE):
        return None
    width = max(len(row) for _, row in rows)
    place = next(n for n, (_, row) in enumerate(rows) if len(row) == width)
    header, body = rows[place][1], list(rows[place + 1 :])
    left_out = [line for line, row in body if _TOTAL.fullmatch(row[0])]
    found = matrix(header, [row for line, row in body if line not in left_out])
    if found is None:
        return None
    return BasketFile(
        found.baskets, separator, found.items, form="matrix", left_out=tuple(left_out), aside=found.aside
    )


def _side_by_side(
    header: Sequence[str], body: Sequence[Row], items: Sequence[int], separator: str
) -> BasketFile:
    """Return a basket for each row whose items stand in columns of their own."""
    aside = tuple(name for place, name in enumerate(header) if name and place not in items)
    lines = tuple(_distinct([row[place] for place in items if place < len(row)]) for _, row in body)
    return BasketFile(lines, separator, aside=aside)


def _led_by_numbers(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether every line begins with the number of its order (T1, 0002, #3), which no other cell has."""
    first = [row[0] for row in rows if row]
    rest = {cell for row in rows for cell in row[1:]}
    return (
        len(first) > 2
        and len(set(first)) == len(first)
        and all(re.fullmatch(r"\W?[A-Za-z]{0,3}[-_]?\d+", cell) for cell in first)
        and not set(first) & rest
        and not any(cell.isdigit() for cell in rest)
        and all(len(row) > 1 for row in rows)
    )


def _distinct(cells: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(_one_line, cells))))


def _one_line(cell: str) -> str:
    return " ".join(cell.split()) if "\n" in cell else cell


def _grouped(
    rows: Sequence[Row],
    roles: tuple[Role, ...],
    separator: str,
    header: tuple[str, ...],
    odd: Sequence[int],
    whole: bool,
) -> BasketFile:
    """Gather the rows of each basket, in order of time where there is one, each item once."""
    place: Mapping[Role, int] = {role: roles.index(role) for role in roles}
    named = [row[place["basket"]] for _, row in rows]
    carrying = bool(named[0]) and named.count("") >= _CARRIED * len(named)
    items = [row[place["item"]] for _, row in rows]
    once = len(set(named)) >= 0.95 * len(named)
    mark = named_roles.several(items) if once and not whole else ""
    groups: dict[str, list[tuple[tuple[float, str], str]]] = {}
    left_out, carried, last = list(odd), 0, ""
    for (line, row), basket, cell in zip(rows, named, items, strict=True):
        if not basket and carrying:
            basket, carried = last, carried + 1
        if not (basket and cell) or (_TOTAL.fullmatch(basket) and not named.count(basket) > 1):
            left_out.append(line)
            continue
        last = basket
        when = _moment(row[place["time"]]) if "time" in place else (0.0, "")
        for item in named_roles.pieces(cell, mark) if mark else [cell]:
            groups.setdefault(basket, []).append((when, _one_line(item)))
    ordered = (sorted(group, key=lambda pair: pair[0]) for group in groups.values())
    baskets = tuple(tuple(dict.fromkeys(item for _, item in group)) for group in ordered)
    return BasketFile(baskets, separator, header, roles, "columns", mark, carried, tuple(sorted(left_out)))


def _moment(text: str) -> tuple[float, str]:
    """Return what sorts by time: a number as such, a date by year, month, day."""
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return float(text), ""
    parts = [part for part in re.split(r"\D+", text) if part]
    if len(parts) >= 3 and len(parts[2]) == 4:  # day-month-year; the order of the first two is unknowable
        parts = [parts[2], parts[1], parts[0], *parts[3:]]
    return 0.0, "-".join(part.zfill(4) for part in parts)
