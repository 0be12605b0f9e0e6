"""Word vectors as a table: a word and its numbers divided by commas, semicolons, bars or tabs, with a header or without."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from itertools import chain, islice
from pathlib import Path

import numpy as np

from assistant.engines.words.errors import BadVectors
from assistant.ingest import tabular
from assistant.phrase import Phrase
from store.types import Matrix

_LOOKED_AT = 20


def is_table(head: bytes) -> bool:
    """Tell whether the first bytes of a file are rows of one word and two or more numbers, below a header or not."""
    if b"\0" in head:
        return False
    text = head.decode("latin-1")
    text = text[: text.rfind("\n") + 1] or text
    mark = tabular.fit(text).mark
    rows = [cells for _, cells in islice(tabular.records(text, mark), _LOOKED_AT) if any(cells)]
    body = rows[1:] if rows and _word(rows[0]) is None else rows
    return (
        mark != tabular.NO_MARK
        and bool(body)
        and all(_word(row) is not None for row in body)
        and len(body[0]) > 2
    )


def columns(path: Path, given: Iterable[bytes]) -> tuple[list[bytes], Matrix]:
    """Return the words as bytes and their (n, dim) float32 vectors; BadVectors names a line of another shape."""
    lines = iter(given)
    first = list(islice(lines, _LOOKED_AT))
    mark = tabular.fit(b"".join(first).decode("latin-1")).mark
    # Latin-1 keeps every byte, so that the words' own encoding can be told afterwards
    text = (line.decode("latin-1") for line in chain(first, lines))
    reader = csv.reader(text, delimiter=mark, skipinitialspace=mark != "\t")
    words, rows, width = list[bytes](), list[list[float]](), 0
    for row in reader:
        place = _word(row)
        if place is None and not rows:
            continue
        if not any(row):
            continue
        width = width or len(row)
        numbers = _numbers(row[(place or 0) + 1 :])
        if place is None or numbers is None or len(row) != width:
            why = Phrase(
                f"line {reader.line_num} is not a word and numbers like the others",
                f"{reader.line_num}行目が他の行のように語と数になっていません",
            )
            raise BadVectors(name=path.name, why=why)
        words.append(row[place].strip().encode("latin-1"))
        rows.append(numbers)
    return words, np.array(rows, np.float32)


def _word(row: Sequence[str]) -> int | None:
    """Return the place of the word in a row: the first cell, or the second after a row number; None for another row."""
    if _numbers(row[1:]) is not None:
        return 0
    return 1 if len(row) > 3 and row[0].strip().isdigit() and _numbers(row[2:]) is not None else None


def _numbers(cells: Sequence[str]) -> list[float] | None:
    try:
        return [float(cell.replace(",", ".")) for cell in cells] or None
    except ValueError:
        return None
