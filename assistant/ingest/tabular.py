"""Text to rows of cells: which mark separates columns, quotes and line breaks within them, and where the header stands."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from assistant.ingest.values import is_date, is_number

MARKS = ("\t", ";", ",", "|")
"""Separators, the first of equals first."""
NO_MARK = "\x1f"
"""Stands for no separator: commas here and there are those of sentences."""
_SAMPLE, _RECORDS = 200_000, 400
_SEP = re.compile(r"\ufeff?\"?sep=(.)\"?\s*(?:\r?\n|$)", re.IGNORECASE)
_SPACED = {mark: re.compile(rf"{re.escape(mark)}(\s?)") for mark in MARKS}
_ALONE = frozenset(
    [
        "name",
        "title",
        "id",
        "item",
        "word",
        "words",
        "text",
        "email",
        "e-mail",
        "url",
        "city",
        "country",
        "question",
        "product",
        "customer",
        "note",
        "notes",
        "名前",
        "氏名",
        "題名",
        "タイトル",
        "商品",
        "商品名",
        "品名",
        "単語",
        "言葉",
        "質問",
        "住所",
        "都市",
        "国",
        "メール",
        "備考",
        "メモ",
        "会社",
        "会社名",
    ]
)
"""Names of a column that stands alone over texts; other words there are the first of the list."""
LOOKED_AT = 30
"""Rows at the top of a table that are looked at for its header."""
_LONGEST_NAME, _SENTENCE = 200, 20

Row = tuple[int, list[str]]
"""The number of the line on which a row begins, and its cells."""


class Fit(NamedTuple):
    """A separator and the share (0 to 1) of rows that it divides alike, lines of title above them not counted."""

    mark: str
    share: float


def fit(text: str) -> Fit:
    """Return the separator that divides most rows of a text, and most evenly, outside quotes; tabs win over commas in names."""
    told = _SEP.match(text)
    if told:
        return Fit(told[1], 1.0)
    sample = (
        text[:_SAMPLE] if len(text) <= _SAMPLE else text[: text.rfind("\n", 0, _SAMPLE) + 1] or text[:_SAMPLE]
    )
    best, best_rank = Fit(NO_MARK, 0.0), (0.0, False)
    for mark in MARKS:
        if mark not in sample:
            continue
        rows = [
            row
            for row in itertools.islice(_read(sample, mark), _RECORDS)
            if any(cell.strip() for cell in row)
        ]
        widths = Counter(len(row) for row in rows if len(row) > 1)
        if not widths:
            continue
        divided, (width, alike) = sum(widths.values()), widths.most_common(1)[0]
        title = next(n for n, row in enumerate(rows) if len(row) > 1)
        counted = len(rows) - (title if alike > title and len(rows[title]) == width else 0)
        share = divided / counted * (0.5 + alike / divided / 2)
        spaces = [bool(gap) for gap in _SPACED[mark].findall(sample[:20_000])]
        rank = (round(share, 1), mark == "\t" or sum(spaces) < 0.9 * len(spaces))
        if rank > best_rank:
            best, best_rank = Fit(mark, alike / counted), rank
    return best if best_rank[1] or best.share > 0.5 else Fit(NO_MARK, 0.0)


def records(text: str, mark: str) -> Iterator[Row]:
    """Yield (line number, cells) for every row, blank ones too; quoted cells keep their separators and line breaks.

    A quote that is opened and never closed is a sign like any other. A first line "sep=;" is no row.
    """
    told = _SEP.match(text)
    begun = 1 + (text.count("\n", 0, told.end()) if told else 0)
    body = text[told.end() :] if told else text
    for cells, line in _numbered(body, mark, _quoting(body, mark)):
        yield begun + line, cells


def _quoting(text: str, mark: str) -> bool:
    """Tell whether quotes are quotes: false where the last one opened would swallow the rest."""
    if text.count('"') % 2 == 0:
        return '"' in text
    last = ""
    for cells in _read(text, mark):
        last = max(cells, key=len, default="")
    return "\n" not in last


def _numbered(text: str, mark: str, quoting: bool) -> Iterator[tuple[list[str], int]]:
    reader = _reader(text, mark, quoting)
    while True:
        before = reader.line_num
        try:
            cells = next(reader)
        except StopIteration:
            return
        yield [cell.strip() for cell in cells], before


def _read(text: str, mark: str) -> Iterator[list[str]]:
    return iter(_reader(text, mark, True))


def _reader(text: str, mark: str, quoting: bool) -> Any:
    csv.field_size_limit(50_000_000)
    return csv.reader(
        io.StringIO(text.replace("\0", ""), newline=""), delimiter=mark, skipinitialspace=mark != "\t",
        quoting=csv.QUOTE_MINIMAL if quoting else csv.QUOTE_NONE,
    )  # fmt: skip


def header(table: Sequence[Sequence[str]]) -> int | None:
    """Return the place of the row that names the columns among the first rows, below lines of title; None where none does.

    A name is no number and no date (but years may head columns of numbers), stands once in its row, and not
    again under it. A row that comes again whole is the header of another page.
    """
    filled = [sum(map(bool, row)) for row in table[:LOOKED_AT]]
    if len(filled) < 2:
        return None
    usual = Counter(filled).most_common(1)[0][0] if len(filled) > 2 else filled[-1]
    least = max(usual, min(2, max(filled)))
    full = (n for n, count in enumerate(filled) if count + _unnamed_index(table[n]) >= least)
    place = next(full, None)
    if place is None or place + 1 >= len(table):
        return None
    below = [row for row in table[place + 1 : place + 1 + LOOKED_AT] if list(row) != list(table[place])]
    return place if _names(table[place], below) else None


def _unnamed_index(row: Sequence[str]) -> bool:
    """Tell whether all cells but the first are filled, as in the header of a table whose rows are numbered."""
    return len(row) > 1 and not row[0] and all(row[1:])


def _names(first: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Tell whether a full row names the columns of the rows below it."""
    width = len(first)
    if not below or any(any(row[width:]) for row in below):
        return False
    columns = list(itertools.zip_longest(*(row[:width] for row in below), fillvalue=""))
    columns += [()] * (width - len(columns))
    unnamed = sum(any(column) for name, column in zip(first, columns, strict=True) if not name)
    names = [cell for cell in first if cell]
    if not names or unnamed > 1 or not _are_names(names):
        return False
    pairs = zip(first, columns, strict=True)
    if any(name and _measured(name) and not _year_over(name, column) for name, column in pairs):
        return False
    if len(names) == 1:
        return _tells(first, columns) or names[0].casefold() in _ALONE
    values = {cell.casefold() for row in below for cell in row if cell}
    again = {name for name in names if name.casefold() in values}
    return not again or (_tells(first, columns) and len(again) * 2 < len(names))


def _are_names(cells: Sequence[str]) -> bool:
    """Tell whether cells are short enough, not all measured, not all sentences (but questions head surveys), few twice."""
    return (
        max(map(len, cells)) <= _LONGEST_NAME
        and not all(map(_measured, cells))
        and not all(re.search(r"[.。!！]$", cell) and len(cell) > _SENTENCE for cell in cells)
        and 3 * len({cell.casefold() for cell in cells}) >= 2 * len(cells)
    )


def _measured(cell: str) -> bool:
    return is_number(cell) or is_date(cell)


def _year_over(name: str, column: Iterable[str]) -> bool:
    """A year heads a column of numbers that are not years."""
    numbers = [cell for cell in column if cell and is_number(cell)]
    return bool(re.fullmatch(r"(?:19|20)\d{2}年?度?|\d{1,2}月", name)) and any(
        not re.fullmatch(r"(?:19|20)\d{2}", cell) for cell in numbers
    )


def _tells(first: Sequence[str], columns: Sequence[Sequence[str]]) -> bool:
    """Return whether a column under a name holds numbers or dates, or texts of quite another length."""
    for name, column in zip(first, columns, strict=True):
        cells = [cell for cell in column if cell]
        if not cells or not name:
            continue
        if sum(map(_measured, cells)) > 0.7 * len(cells) or sum(map(len, cells)) > 2 * len(name) * len(cells):
            return True
    return False
