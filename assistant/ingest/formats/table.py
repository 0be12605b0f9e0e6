"""Rows: CSV and XLSX. Each row says its column names, so that it can be read alone."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterable, Sequence
from typing import Any

from assistant.ingest import tabular
from assistant.ingest.encoding import decode
from assistant.ingest.errors import Damaged, NoText
from assistant.ingest.extracted import Builder, Extracted, squeeze
from assistant.ingest.formats.archive import open_office

_TITLES = ("title", "name", "題名", "タイトル", "名前")


def csv_file(data: bytes, name: str) -> Extracted:
    """Return one block per row; row numbers are those that a spreadsheet shows."""
    text = decode(data, name)
    builder = Builder("csv")
    try:
        add_rows((cells for _, cells in tabular.records(text, tabular.fit(text).mark)), builder)
    except csv.Error as error:
        raise Damaged(name=name, found=str(error)) from error
    return some(builder, name)


def xlsx(data: bytes, name: str) -> Extracted:
    """Return one block per row under each sheet's name."""
    import warnings

    import openpyxl

    open_office(data, name).close()
    builder = Builder("xlsx")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            builder.title = book.properties.title or ""
            for sheet in book.worksheets:
                if sheet.sheet_state != "visible":
                    continue
                builder.section(sheet.title, 1)
                add_rows((_plain(row) for row in sheet.iter_rows(values_only=True)), builder, sheet.title)
    except (MemoryError, RecursionError):
        raise
    except Exception as error:  # openpyxl raises KeyError, ValueError, ExpatError on broken parts
        raise Damaged(name=name, found=type(error).__name__) from error
    return some(builder, name)


def some(builder: Builder, name: str) -> Extracted:
    """Return what was gathered; NoText where it is nothing."""
    result = builder.done()
    if not result.text:
        raise NoText(name=name)
    return result


def add_rows(rows: Iterable[Sequence[str]], builder: Builder, sheet: str = "") -> None:
    """Append rows as "name: value; name: value" where a row, the first or one below lines of title, names columns."""
    numbered = ((n, [squeeze(cell) for cell in row]) for n, row in enumerate(rows, 1))
    filled = ((n, cells) for n, cells in numbered if any(cells))
    first = list(itertools.islice(filled, 2 * tabular.LOOKED_AT))
    place = tabular.header([cells for _, cells in first])
    names = [] if place is None else first[place][1]
    title = next((at for at, column in enumerate(names) if column.lower() in _TITLES), None)
    builder.place = sheet
    for at, (number, cells) in enumerate(itertools.chain(first, filled)):
        if names and cells == names:
            continue  # the header, also where it comes again on another page
        if names and at > (place or 0):
            pairs = itertools.zip_longest(names, cells, fillvalue="")
            line = "; ".join(f"{column}: {cell}" if column else cell for column, cell in pairs if cell)
        else:
            line = " | ".join(cell for cell in cells if cell)
        context = cells[title] if title is not None and at > (place or 0) and title < len(cells) else ""
        builder.add(line, "row", context=context, row=number)


def _plain(row: Iterable[Any]) -> list[str]:
    return ["" if cell is None else str(cell) for cell in row]
