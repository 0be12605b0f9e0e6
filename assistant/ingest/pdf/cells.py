"""Cells of several lines: where a table is drawn cell by cell, a cell's lines belong together, not to their rows."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.ingest.pdf.lines import MOST, spaceless
from assistant.ingest.pdf.words import Piece, joined

TALL = 8
"""Lines of a cell at most; what is taller is a column or a text of its own."""


def whole(found: Sequence[Piece]) -> list[Piece]:
    """Return pieces of one frame with the lines of a cell as one, where a neighbour stands beside them."""
    if len(found) > MOST:
        return list(found)
    stacks: list[list[Piece]] = []
    for one in sorted(found, key=lambda p: (p.line, p.u0)):
        if stacks and _under(stacks[-1][-1], one):
            stacks[-1].append(one)
        else:
            stacks.append([one])
    made: list[Piece] = []
    for stack in stacks:
        cell = 1 < len(stack) <= TALL and any(_beside(stack, other) for other in stacks if other is not stack)
        made += [_one(stack)] if cell else stack
    return made


def _under(last: Piece, one: Piece) -> bool:
    size = max(last.size, one.size)
    near = 0.7 * size < one.middle - last.middle < 1.6 * size and size < 1.15 * min(last.size, one.size)
    aligned = abs(one.u0 - last.u0) < 0.3 * size or abs(one.u0 + one.u1 - last.u0 - last.u1) < 0.6 * size
    return near and aligned and one.line > last.line


def _beside(stack: Sequence[Piece], other: Sequence[Piece]) -> bool:
    """Tell whether other lines stand beside these, between the first and the last, and off their base lines."""
    if len(other) > TALL:
        return False
    start, end = min(one.u0 for one in stack), max(one.u1 for one in stack)
    beside = all(one.u0 > end or one.u1 < start for one in other)
    middle = (other[0].middle + other[-1].middle) / 2
    inside = stack[0].v0 < middle < stack[-1].v1
    uneven = all(abs(other[0].middle - one.middle) > 0.2 * one.size for one in stack)
    return beside and inside and (uneven or len(other) < len(stack)) and len(other) <= len(stack)


def _one(stack: Sequence[Piece]) -> Piece:
    first = stack[0]
    text, box = first.text, first.box
    for one in stack[1:]:
        text += one.text if spaceless(text, one.text) else f" {one.text}"
        box = joined(box, one.box)
    u0, u1 = min(one.u0 for one in stack), max(one.u1 for one in stack)
    return Piece(text, u0, first.v0, u1, stack[-1].v1, first.size, first.line, first.frame, box)
