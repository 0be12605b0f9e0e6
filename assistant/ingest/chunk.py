"""Documents to passages along their structure, with exact offsets back into the document's text.

Sizes are in estimated tokens: UTF-8 bytes / 4 (English words average 4 bytes a token, Japanese 1.3
to 1.6 characters of 3 bytes each; see docs/ingest.md for the measurement). The encoders read at most
512 tokens, the title and headings included.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.ingest.extracted import Block, Extracted

TARGET = 200
"""Tokens aimed at where a section must be divided: about a paragraph or two, so that what is found can
be read at a glance; attention costs grow faster than length, so shorter also embeds faster."""
MAX = 360
"""A section up to this size stays whole; leaves 150 tokens for title, headings and dense scripts."""
ROW_ALONE = 40
"""A table row this long is a passage of its own (a message, an abstract)."""
ROWS = 100
"""Short rows are grouped up to this size: small, because each row is about something else."""

_NOT_AN_END = "".join(
    rf"(?<!\b{word})" for word in ("Mr", "Mrs", "Ms", "Dr", "Prof", "St", "vs", "No", "Fig", "cf")
)
_SENTENCE = re.compile(
    r"[。．！？!?…]+[」』）)】\]\"'”’]*\s*|" + _NOT_AN_END + r"\.[\"')\]”’]*\s+(?=[\"'(\[“‘]?[A-Z0-9À-Þ])|\n+"
)
_CUT = re.compile(r"[\s、，,;；：]+")


@dataclass(frozen=True, slots=True)
class Chunk:
    """document.text[start:end]; `heading` is the path of titles joined with " > "."""

    start: int
    end: int
    place: str = ""
    heading: str = ""
    page: int = 0
    context: str = ""


def tokens(text: str) -> int:
    """Return about how many tokens an encoder makes of a text."""
    return len(text.encode("utf-8", "replace")) // 4 + 1


def embedded(text: str, title: str, heading: str, context: str = "") -> str:
    """Return what the encoder reads: title and headings that the passage does not say itself, then the text."""
    parts = [part for part in [title, *heading.split(" > "), context] if part]
    fresh = [
        part[:150] for at, part in enumerate(parts) if part not in parts[:at] and not text.startswith(part)
    ]
    return "\n".join([*fresh, text])


def chunk(document: Extracted) -> list[Chunk]:
    """Return the passages in order; every character of every block is in exactly one."""
    found: list[Chunk] = []
    for section in _sections(document.blocks):
        rows = section[0].row > 0
        groups = _rows(section, document.text) if rows else _packed(section, document.text)
        found.extend(_passage(group, document.kind) for group in groups)
    return found


def _sections(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Yield runs of blocks under one heading on one page; a heading goes with what follows it."""
    section: list[Block] = []
    for block in blocks:
        if section and any(b.kind != "heading" for b in section):
            last = section[-1]
            apart = block.kind == "heading" or block.heading != last.heading or block.page != last.page
            if apart or block.place != last.place or (block.row > 0) != (last.row > 0):
                yield section
                section = []
        section.append(block)
    if section:
        yield section


def _packed(section: list[Block], text: str) -> Iterator[list[Block]]:
    """Yield a section whole, or divided into parts of about equal size at block and sentence ends."""
    total = tokens(text[section[0].start : section[-1].end])
    if total <= MAX:
        yield section
        return
    goal = total / -(-total // TARGET)
    group: list[Block] = []
    for piece in (part for block in section for part in _pieces(block, text)):
        if group and any(b.kind != "heading" for b in group):
            size = tokens(text[group[0].start : group[-1].end])
            grown = tokens(text[group[0].start : piece.end])
            if grown > MAX or (size >= goal * 0.5 and grown - goal > goal - size):
                yield group
                group = []
        group.append(piece)
    if group:
        yield group


def _rows(section: list[Block], text: str) -> Iterator[list[Block]]:
    """Yield long rows alone and short ones in groups."""
    group: list[Block] = []
    for row in section:
        long = tokens(text[row.start : row.end]) > ROW_ALONE
        if group and (long or tokens(text[group[0].start : row.end]) > ROWS):
            yield group
            group = []
        if long:
            yield from ([piece] for piece in _pieces(row, text))
        else:
            group.append(row)
    if group:
        yield group


def _pieces(block: Block, text: str) -> Iterator[Block]:
    """Yield a block, or its parts of at most TARGET tokens where it is longer than MAX."""
    if tokens(text[block.start : block.end]) <= MAX:
        yield block
        return
    start, end, size = block.start, block.start, 0
    for stop in _stops(text, block.start, block.end):
        grown = tokens(text[end:stop])
        if size and size + grown > TARGET:
            yield _part(block, start, end, text)
            start, size = end, 0
        end, size = stop, size + grown
    if start < block.end:
        yield _part(block, start, block.end, text)


def _part(block: Block, start: int, end: int, text: str) -> Block:
    piece = text[start:end]
    lead, tail = len(piece) - len(piece.lstrip()), len(piece) - len(piece.rstrip())
    if lead < len(piece):
        start, end = start + lead, end - tail
    return Block(start, end, block.kind, block.heading, block.page, block.place, block.context, block.row)


def _stops(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where a long block may be cut: sentence ends, in endless sentences commas or spaces, else anywhere."""
    at = start
    ends = (match.end() for match in _SENTENCE.finditer(text, start, end))
    for stop in [*ends, end]:
        if stop > at:
            yield from _hard(text, at, stop) if tokens(text[at:stop]) > TARGET else (stop,)
            at = stop


def _hard(text: str, start: int, end: int) -> Iterator[int]:
    while tokens(text[start : start + TARGET * 4]) > TARGET or start + TARGET * 4 < end:
        stop = start + TARGET
        while stop < end and tokens(text[start:stop]) < TARGET:
            stop += 20
        stop = min(stop, end)
        cuts = list(_CUT.finditer(text, start + (stop - start) // 2, stop))
        start = cuts[-1].end() if cuts and stop < end else stop
        if start >= end:
            break
        yield start
    yield end


def _passage(group: list[Block], kind: str) -> Chunk:
    body = next((block for block in group if block.kind != "heading"), group[-1])
    heading = " > ".join(part for part in body.heading if part)
    contexts = [block.context for block in group if block.context] if len(group) == 1 else [body.context]
    return Chunk(
        group[0].start,
        group[-1].end,
        _place(group, body, kind),
        heading,
        body.page,
        contexts[0] if contexts else "",
    )


def _place(group: Iterable[Block], body: Block, kind: str) -> str:
    rows = [block.row for block in group if block.row]
    if rows:
        word = "entry" if kind in {"json"} else "line" if kind == "jsonl" else "row"
        plural = "entries" if word == "entry" else word + "s"
        span = f"{word} {rows[0]}" if rows[0] == rows[-1] else f"{plural} {rows[0]}-{rows[-1]}"
        return f"{body.place}, {span}" if body.place else span
    if body.place:
        return body.place
    if kind == "pdf" and body.page:
        return f"p. {body.page}"
    return body.heading[-1] if body.heading else ""
