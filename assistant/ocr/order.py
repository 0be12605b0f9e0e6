"""Boxes of lines to the order in which they are read, and to paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

from assistant.ocr.lines import Line

COLUMN = 6.0
"""Width of a line, in line heights, from which on it is prose of a column rather than a cell or a price."""
LINES = 3
"""Lines that a column has at least."""
APART = 0.9
"""Gap between lines, in line heights, from which on a new paragraph begins."""
_WIDE = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")


def ordered(lines: Sequence[Line]) -> list[Line]:
    """Return lines as they are read: columns one after the other, rows from left to right; vertical text from the right."""
    if sum(line.upright for line in lines) * 2 > len(lines) and len(lines) > 1:
        return [line for band in reversed_bands(lines) for line in band]
    bands = _bands(lines)
    found: list[Line] = []
    at = 0
    while at < len(bands):
        end, columns = _longest(bands, at)
        if columns:
            found += [line for column in columns for line in ordered(column)]
        else:
            found += [line for row in _rows(bands[at]) for line in row]
        at = end
    return found


def reversed_bands(lines: Sequence[Line]) -> list[list[Line]]:
    """Return vertical lines in tiers from the top, each from right to left."""
    return [sorted(band, key=lambda line: -line.level[2]) for band in _bands(lines)]


def _bands(lines: Sequence[Line]) -> list[list[Line]]:
    """Return groups of lines that overlap vertically by more than a fifth, from top to bottom."""
    found: list[list[Line]] = []
    bottom = 0.0
    for line in sorted(lines, key=lambda line: line.level[1]):
        if found and line.level[1] < bottom - 0.2 * min(line.height, max(one.height for one in found[-1])):
            found[-1].append(line)
            bottom = max(bottom, line.level[3])
        else:
            found.append([line])
            bottom = line.level[3]
    return found


def _longest(bands: Sequence[list[Line]], at: int) -> tuple[int, list[list[Line]]]:
    """Return where the longest run of bands that falls into columns ends, and these; else the next band and none."""
    best: tuple[int, list[list[Line]]] = (at + 1, [])
    some: list[Line] = []
    for end in range(at, len(bands)):
        some = [*some, *bands[end]]
        groups = _groups(some)
        if end > at + 1 and len(groups) < 2:
            break
        if len(groups) > 1 and all(_is_column(group) for group in groups):
            best = end + 1, groups
    return best


def _groups(lines: Sequence[Line]) -> list[list[Line]]:
    """Return lines in groups with white space between them from top to bottom, left to right."""
    gap = median(line.height for line in lines) * 0.6
    found: list[list[Line]] = []
    right = 0.0
    for line in sorted(lines, key=lambda line: line.level[0]):
        if found and line.level[0] < right + gap:
            found[-1].append(line)
            right = max(right, line.level[2])
        else:
            found.append([line])
            right = line.level[2]
    return found


def _is_column(lines: Sequence[Line]) -> bool:
    wide = median(line.width for line in lines) >= COLUMN * median(line.height for line in lines)
    return wide and len(lines) >= LINES


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    """Return lines of one band in rows: a row's middles lie within half a line."""
    found: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.level[1] + line.level[3]):
        middle = (line.level[1] + line.level[3]) / 2
        last = found[-1][0] if found else None
        if last and abs(middle - (last.level[1] + last.level[3]) / 2) < 0.5 * min(line.height, last.height):
            found[-1].append(line)
        else:
            found.append([line])
    return [sorted(row, key=lambda line: line.level[0]) for row in found]


def paragraphs(lines: Sequence[Line]) -> list[str]:
    """Return the text of lines in reading order, joined to paragraphs where one runs on into the next."""
    found: list[str] = []
    before: Line | None = None
    for line in lines:
        if before is not None and _same_row(before, line):
            found[-1] += f" {line.text}"
        elif before is not None and _runs_on(before, line, lines):
            found[-1] = _join(found[-1], line.text)
        else:
            found.append(line.text)
        before = line
    return found


def _same_row(before: Line, line: Line) -> bool:
    middle = (line.level[1] + line.level[3]) / 2
    return (
        before.level[1] < middle < before.level[3] and line.level[0] >= before.level[0] and not line.upright
    )


def _runs_on(before: Line, line: Line, lines: Sequence[Line]) -> bool:
    """Tell whether a line is full up to where its column ends, and the next one follows below it at the usual distance."""
    if before.upright and line.upright:
        same = [one for one in lines if one.upright]
        full = before.level[3] >= max(one.level[3] for one in same) - 2 * before.width
        return full and 0 < before.level[0] - line.level[0] < 2.5 * before.width
    gap = line.level[1] - before.level[3]
    if not -0.5 * before.height < gap < APART * before.height or line.level[0] > before.level[2]:
        return False
    beside = [
        one.level[2] for one in lines if one.level[0] < before.level[2] and one.level[2] > before.level[0]
    ]
    return before.level[2] >= max(beside) - 2.5 * before.height and before.width >= COLUMN * before.height


def _join(first: str, second: str) -> str:
    """Japanese lines are joined without a space, hyphenated words without their hyphen."""
    if first.endswith("-") and first[-2:-1].isalpha() and second[:1].islower():
        return first[:-1] + second
    return f"{first}{'' if _WIDE.match(first[-1]) and _WIDE.match(second[0]) else ' '}{second}"
