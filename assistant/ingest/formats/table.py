"""Rows: CSV, XLSX, JSONL and JSON. Each row says its column names, so that it can be read alone."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from assistant.ingest.encoding import decode
from assistant.ingest.errors import Damaged, NoText
from assistant.ingest.extracted import Builder, Extracted, squeeze
from assistant.ingest.formats.archive import open_office

_NUMBER = re.compile(r"^[\d\s.,:/%$€£¥+-]+$")
_TITLES = ("title", "name", "題名", "タイトル", "名前")


def csv_file(data: bytes, name: str) -> Extracted:
    """Return one block per row; row numbers are those that a spreadsheet shows."""
    text = decode(data, name)
    csv.field_size_limit(50_000_000)
    sample = text[:20_000]
    lines = sample.splitlines()[:50]
    delimiter = max(",\t;|", key=lambda mark: (min((line.count(mark) for line in lines if line), default=0) > 0,
                                               sum(line.count(mark) for line in lines)))  # fmt: skip
    builder = Builder("csv")
    try:
        _rows(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), builder)
    except csv.Error as error:
        raise Damaged(name=name, found=str(error)) from error
    return _some(builder, name)


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
                _rows((_plain(row) for row in sheet.iter_rows(values_only=True)), builder, sheet.title)
    except (MemoryError, RecursionError):
        raise
    except Exception as error:  # openpyxl raises KeyError, ValueError, ExpatError on broken parts
        raise Damaged(name=name, found=type(error).__name__) from error
    return _some(builder, name)


def jsonl(data: bytes, name: str) -> Extracted:
    """Return one block per line; a broken line is kept as it is."""
    builder = Builder("jsonl")
    for number, line in enumerate(decode(data, name).splitlines(), 1):
        if line.strip():
            builder.add(_value(_loads(line)), "row", row=number)
    return _some(builder, name)


def json_file(data: bytes, name: str) -> Extracted:
    """Return one block per entry of a list or object; raises Damaged for broken JSON."""
    text = decode(data, name)
    try:
        content = json.loads(text)
    except RecursionError as error:
        raise Damaged(name=name, found="nested too deeply") from error
    except ValueError as error:
        if "\n" in text.strip() and _loads(text.strip().split("\n", 1)[0], None) is not None:
            return jsonl(data, name)
        raise Damaged(name=name, found=f"not valid JSON: {error}"[:120]) from error
    builder = Builder("json")
    if isinstance(content, list):
        for number, entry in enumerate(content, 1):
            builder.add(_value(entry), "row", row=number)
    else:
        builder.add(_value(content))
    return _some(builder, name)


def _some(builder: Builder, name: str) -> Extracted:
    result = builder.done()
    if not result.text:
        raise NoText(name=name)
    return result


def _rows(rows: Iterable[Sequence[str]], builder: Builder, sheet: str = "") -> None:
    """Append rows as "name: value; name: value" where the first row names columns."""
    numbered = ((n, [squeeze(cell) for cell in row]) for n, row in enumerate(rows, 1))
    filled = ((n, cells) for n, cells in numbered if any(cells))
    first = list(itertools.islice(filled, 8))
    names = first[0][1] if _is_header([cells for _, cells in first]) else []
    title = next((at for at, column in enumerate(names) if column.lower() in _TITLES), None)
    for number, cells in itertools.chain(first[1:] if names else first, filled):
        if names:
            pairs = itertools.zip_longest(names, cells, fillvalue="")
            line = "; ".join(f"{column}: {cell}" if column else cell for column, cell in pairs if cell)
        else:
            line = " | ".join(cell for cell in cells if cell)
        context = cells[title] if title is not None and title < len(cells) else ""
        builder.place = sheet
        builder.add(line, "row", context=context, row=number)


def _is_header(rows: list[list[str]]) -> bool:
    """Tell whether the first row names the columns of the rows under it."""
    if len(rows) < 2:
        return False
    names = [cell for cell in rows[0] if cell]
    if len(names) < max(1, len(rows[0]) - 1) or len(set(names)) < len(names):
        return False
    if any(len(cell) > 60 or _NUMBER.match(cell) for cell in names) or any(
        len(row) > len(rows[0]) for row in rows
    ):
        return False
    below = list(zip(*(row + [""] * (len(rows[0]) - len(row)) for row in rows[1:]), strict=True))
    differs = any(
        any(_NUMBER.match(cell) for cell in column) or sum(map(len, column)) > 2 * len(head) * len(column)
        for head, column in zip(rows[0], below, strict=True)
    )
    return differs or all(re.fullmatch(r"[A-Za-z_][\w ]{0,30}|[\w（）()・]{1,12}", cell) for cell in names)


def _plain(row: Iterable[Any]) -> list[str]:
    return ["" if cell is None else str(cell) for cell in row]


def _loads(line: str, default: Any = "") -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return line if default == "" else default


def _value(value: Any) -> str:
    """Write one entry as lines of "name: value", nested names joined with dots."""
    if not isinstance(value, dict | list):
        return squeeze(str(value))
    lines = []
    for path, leaf in _leaves(value):
        text = clean_leaf(leaf)
        if text:
            lines.append(f"{path}: {text}" if path else text)
    return "\n".join(lines)


def clean_leaf(leaf: Any) -> str:
    """Return a leaf as one line; true and null as JSON writes them."""
    return squeeze(leaf) if isinstance(leaf, str) else "" if leaf is None else json.dumps(leaf)


def _leaves(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield (path, leaf) without recursion, in order."""
    stack: list[tuple[str, Any]] = [("", value)]
    while stack:
        path, node = stack.pop()
        if isinstance(node, dict):
            stack.extend(
                (f"{path}.{key}" if path else str(key), item) for key, item in reversed(node.items())
            )
        elif isinstance(node, list):
            stack.extend((path, item) for item in reversed(node))
        else:
            yield path, node
