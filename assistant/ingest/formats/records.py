"""Records: JSON and JSONL. One record, one block, under whatever key their list stands."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from typing import Any

from assistant.ingest.encoding import decode
from assistant.ingest.errors import Damaged
from assistant.ingest.extracted import Builder, Extracted, squeeze
from assistant.ingest.formats.table import add_rows, some

_DEEPEST = 6
"""Wrappers around a list that are looked into."""
_COLUMNS = ("columns", "fields", "header", "headers")


def jsonl(data: bytes, name: str) -> Extracted:
    """Return one block per line; a broken line is kept as it is."""
    builder = Builder("jsonl")
    for number, line in enumerate(decode(data, name).splitlines(), 1):
        if line.strip():
            builder.add(_value(_loads(line)), "row", row=number)
    return some(builder, name)


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
    _add(content, builder)
    return some(builder, name)


def _add(content: Any, builder: Builder) -> None:
    """Append a list entry by entry; of an object, first what is in no list of records, then each list under its key."""
    if isinstance(content, list):
        _list(content, builder)
        return
    if not isinstance(content, dict):
        builder.add(_value(content))
        return
    lists: dict[str, Any] = {"": content} if _are_entries(content) else {}
    if not lists:
        builder.add(_value(_without_lists(content, "", lists)))
    for path, found in lists.items():
        if path:
            builder.section(path, 1)
        if isinstance(found, dict):
            for number, (key, entry) in enumerate(found.items(), 1):
                builder.add(f"{squeeze(str(key))}:\n{_value(entry)}", "row", row=number)
        else:
            _list(found, builder)


def _list(entries: list[Any], builder: Builder) -> None:
    if len(entries) > 1 and all(_is_line(entry) for entry in entries):
        add_rows([[clean_leaf(cell) for cell in entry] for entry in entries], builder)
        return
    for number, entry in enumerate(entries, 1):
        builder.add(_value(entry), "row", row=number)


def _is_line(entry: Any) -> bool:
    return (
        isinstance(entry, list) and bool(entry) and not any(isinstance(cell, dict | list) for cell in entry)
    )


def _without_lists(
    node: Mapping[str, Any], path: str, lists: dict[str, Any], depth: int = 0
) -> dict[str, Any]:
    """Return an object less its lists of records, which go into `lists` by their path."""
    rest: dict[str, Any] = {}
    for key, value in node.items():
        inner = f"{path}.{key}" if path else str(key)
        if _are_records(value) or (isinstance(value, dict) and _are_entries(value)):
            lists[inner] = value
        elif isinstance(value, list) and len(value) > 1 and all(map(_is_line, value)):
            names: list[Any] = next((node[name] for name in _COLUMNS if _is_line(node.get(name))), [])
            lists[inner] = [names, *value] if len(names) == len(value[0]) else value
        elif isinstance(value, dict) and depth < _DEEPEST:
            rest[key] = _without_lists(value, inner, lists, depth + 1)
        else:
            rest[key] = value
    return rest


def _are_records(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and sum(isinstance(one, dict) for one in value) > len(value) / 2
    )


def _are_entries(value: dict[str, Any]) -> bool:
    """Tell whether an object is a list of records by their keys: three or more objects with the same names inside."""
    entries = list(itertools.islice(value.values(), 50))
    return len(entries) > 2 and all(
        isinstance(one, dict) and one and one.keys() == entries[0].keys() for one in entries
    )


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
