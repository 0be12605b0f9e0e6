"""Readers of purchases: a basket per line, or columns of user or order, item, optional time and rating."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from assistant.engines.items.errors import BadBaskets
from assistant.phrase import Phrase

Role: TypeAlias = Literal["basket", "item", "time", "rating", "other"]
LARGEST = 256 * 1024 * 1024
_SEPARATORS = ("\t", ",", ";", "|", "::")
_NAMES: dict[Role, str] = {
    "basket": r"user|member|customer|client|buyer|viewer|reader|listener|order|basket|transaction|session|invoice|visitor|cart|会員|顧客|注文|ユーザ|利用者|伝票|取引|客",
    "time": r"time|date|stamp|日付|日時|時刻|年月日",
    "rating": r"rating|score|stars|quantity|qty|count|plays|評価|点数|数量|個数",
    "item": r"item|product|description|movie|track|artist|article|sku|title|goods|商品|品名|品目|アイテム|作品",
}


@dataclass(frozen=True)
class BasketFile:
    """Baskets in file order (items in order of time where there is one) and how the file was understood.

    `roles` is empty for a basket per line, also when it is given. Reading again with other roles corrects a wrong guess.
    """

    baskets: tuple[tuple[str, ...], ...]
    separator: str
    header: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()


def read(path: Path, roles: Sequence[Role] | None = None) -> BasketFile:
    """Read a file of purchases, guessing separator, header and roles; BadBaskets says what is wrong."""
    if path.stat().st_size > LARGEST:
        limit = LARGEST // 2**20
        raise BadBaskets(
            name=path.name, why=Phrase(f"it is larger than {limit} MB", f"{limit} MB を超えています")
        )
    return parse(path.name, _decoded(path), roles)


def _decoded(path: Path) -> str:
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "cp932", "euc_jp", "utf-16"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadBaskets(name=path.name, why=Phrase("it is not text", "テキストではありません"))


def parse(name: str, text: str, roles: Sequence[Role] | None = None) -> BasketFile:
    """Read purchases from text."""
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise BadBaskets(name=name, why=Phrase("it is empty", "中身が空です"))
    separator = _separator(lines)
    rows = [_cells(line, separator) for line in lines]
    if max(map(len, rows)) < 2:
        raise BadBaskets(
            name=name,
            why=Phrase(
                "it has one column; a basket needs at least two items",
                "列が1つしかありません（かごには2つ以上の商品が要ります）",
            ),
        )
    width = len(rows[0])
    even = 2 <= width <= 12 and sum(len(row) == width for row in rows) >= 0.98 * len(rows)
    header = rows[0] if even and _is_header(rows) else []
    body = [row for row in rows[1 if header else 0 :] if len(row) == width] if even else rows
    guessed = tuple(roles) if roles is not None else _roles(header, body) if even else ()
    if not guessed:
        return BasketFile(
            tuple(tuple(dict.fromkeys(c for c in row if c)) for row in rows[bool(header) :]), separator
        )
    if len(guessed) != width or not {"basket", "item"} <= set(guessed):
        raise BadBaskets(
            name=name,
            why=Phrase(
                "one column must be the user or order, and one the item",
                "客か注文の列と、商品の列が1つずつ要ります",
            ),
        )
    return BasketFile(_grouped(body, guessed), separator, tuple(header), guessed)


def _separator(lines: Sequence[str]) -> str:
    """Return the separator that most lines have; white space when none is."""
    sample = lines[:1000]
    counts = {one: sum(one in line for line in sample) for one in _SEPARATORS}
    best = max(counts, key=lambda one: counts[one])
    return best if counts[best] >= max(1, 0.3 * len(sample)) else " "


def _cells(line: str, separator: str) -> list[str]:
    if separator == " ":
        return line.split()
    if '"' in line and len(separator) == 1:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=separator, skipinitialspace=True))]
    # other separators within a line of this one are taken as separators too only where they stand alone
    return [cell.strip() for cell in line.split(separator)]


def _named(cell: str) -> Role | None:
    found = (role for role, pattern in _NAMES.items() if re.search(pattern, cell, re.IGNORECASE))
    return next(found, None)


def _is_header(rows: Sequence[Sequence[str]]) -> bool:
    first, rest = rows[0], rows[1:200]
    roles = {_named(cell) for cell in first}
    names_columns = {"basket", "item"} <= roles or {"basket", "rating"} <= roles or {"item", "time"} <= roles
    seen = {cell for row in rest for cell in row}
    return names_columns and not any(_number(cell) for cell in first) and not set(first) & seen


def _number(cell: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", cell) is not None


def _roles(header: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[Role, ...]:
    """Guess each column's role by its name, then by its values; () when lines are rather baskets."""
    named: list[Role | None] = [_named(cell) for cell in header] if header else [None] * len(rows[0])
    columns = list(zip(*rows, strict=True))
    for number in reversed(range(len(columns))):  # ids come first, what was measured comes last
        if named[number] is None and _still_needed(named) < named.count(None):
            named[number] = _by_values(columns[number])
    _keep_first(named)
    open_ = [number for number, role in enumerate(named) if role is None]
    for role in ("basket", "item"):
        if role not in named and open_:
            named[open_.pop(0)] = role
    roles: tuple[Role, ...] = tuple(role or "other" for role in named)
    if header or {"time", "rating"} & set(roles):
        return roles if {"basket", "item"} <= set(roles) else ()
    return (
        roles if len(columns) == 2 and _repeats(columns[0]) and not set(columns[0]) & set(columns[1]) else ()
    )


def _still_needed(named: Sequence[Role | None]) -> int:
    """Return how many of the two necessary roles no column has yet."""
    return sum(role not in named for role in ("basket", "item"))


def _keep_first(named: list[Role | None]) -> None:
    """Leave each role to its first column; a later one of the same name is free for another role."""
    seen: set[Role] = set()
    for number, role in enumerate(named):
        if role in seen:
            named[number] = "other" if role in ("time", "rating") else None
        elif role:
            seen.add(role)


def _by_values(column: Sequence[str]) -> Role | None:
    sample = column[:5000]
    if all(
        re.fullmatch(r"\d{9,13}(\.\d+)?|\d{4}[-/]\d{1,2}[-/]\d{1,2}.*|\d{1,2}[-/]\d{1,2}[-/]\d{4}.*", cell)
        for cell in sample
    ):
        return "time"
    if all(map(_number, sample)):
        values = {float(cell) for cell in sample}
        if len(values) <= 11 and min(values) >= 0 and max(values) <= 10 and len(sample) >= 3 * len(values):
            return "rating"
    return None


def _repeats(column: Sequence[str]) -> bool:
    return len(set(column)) < 0.8 * len(column)


def _grouped(rows: Sequence[Sequence[str]], roles: Sequence[Role]) -> tuple[tuple[str, ...], ...]:
    """Gather the rows of each basket, in order of time where there is one, each item once."""
    place: Mapping[Role, int] = {role: roles.index(role) for role in roles}
    groups: dict[str, list[tuple[tuple[float, str], str]]] = {}
    for row in rows:
        item = row[place["item"]]
        if item:
            when = row[place["time"]] if "time" in place else ""
            groups.setdefault(row[place["basket"]], []).append((_moment(when), item))
    ordered = (sorted(group, key=lambda pair: pair[0]) for group in groups.values())
    return tuple(tuple(dict.fromkeys(item for _, item in group)) for group in ordered)


def _moment(text: str) -> tuple[float, str]:
    """Return what sorts by time: a number as such, a date by year, month, day."""
    if _number(text):
        return float(text), ""
    parts = [part for part in re.split(r"\D+", text) if part]
    if len(parts) >= 3 and len(parts[2]) == 4:  # day-month-year; the order of the first two is unknowable
        parts = [parts[2], parts[1], parts[0], *parts[3:]]
    return 0.0, "-".join(part.zfill(4) for part in parts)
