"""Tables on a page: lines whose pieces stand in the same columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.ingest.pdf.lines import Line, glued
from assistant.ingest.pdf.words import Piece

LEAST = 3
"""Lines that make a table."""
_NUMBER = re.compile(r"(?=.*\d)[\d\s.,:/%$€£¥円+()−–-]+")
_LABEL = re.compile(
    r"[-•●○■◆・*–▪✓☑☐◦‣⁃\uf0a7\uf0b7]|[(（\[]?(?:\d{1,3}[.]?|[a-zA-Z]|[ivx]{1,4})(?:\.\d{1,3})*[.):）\]]?|[①-⑳]"
)
"""What begins the entries of a list or of a table of contents."""
_HEAD = 60


def divided(region: Sequence[Line]) -> Iterator[tuple[list[Line], bool]]:
    """Yield a region's lines as runs in order; True where a run is a table."""
    plain: list[Line] = []
    at = 0
    while at < len(region):
        end = _run(region, at)
        start = next((n for n in range(at, end - LEAST + 1) if _is_table(region[n:end])), end)
        if start == end:
            plain += region[at : max(end, at + 1)]
            at = max(end, at + 1)
            continue
        plain += region[at:start]
        if plain:
            yield plain, False
        plain = []
        yield list(region[start:end]), True
        at = end
    if plain:
        yield plain, False


def rows(table: Sequence[Line]) -> list[str]:
    """Return a table's rows as text: "name: cell; …" under a certain header, else "cell | cell"."""
    starts = [start for start, _ in _spans(table)]
    cells: list[list[str]] = []
    for line in table:
        row = _cells(line, starts)
        if cells and not row[0]:
            cells[-1] = [f"{old} {new}".strip() for old, new in zip(cells[-1], row, strict=True)]
        else:
            cells.append(row)
    if _is_header(cells):
        return [
            "; ".join(f"{name}: {cell}" for name, cell in zip(cells[0], row, strict=True) if cell)
            for row in cells[1:]
        ]
    return [_plain([cell for cell in row if cell]) for row in cells]


def _plain(row: Sequence[str]) -> str:
    return " ".join(row) if len(row) == 2 and row[0].endswith((":", "：")) else " | ".join(row)


def _run(region: Sequence[Line], at: int) -> int:
    """Return where the lines end that may be rows, from a first one on."""
    if len(region[at].pieces) < 2:
        return at
    second = region[at].pieces[1].u0
    end = at + 1
    while end < len(region):
        line, before = region[end], region[end - 1]
        wrapped = line.u0 > second - line.size and line.middle - before.middle < 1.5 * line.size
        if line.middle - before.middle > 4 * max(line.size, before.size) or (
            len(line.pieces) < 2 and not wrapped
        ):
            break
        end += 1
    return end


def _is_table(some: Sequence[Line]) -> bool:
    """Tell whether clear gutters run through all lines, and every column holds cells in most of them."""
    spans = _spans(some)
    full = [line for line in some if len(line.pieces) >= 2]
    if len(spans) < 2 or len(full) < LEAST or len(some[0].pieces) < 2:
        return False
    starts = [start for start, _ in spans]
    if len(spans) == 2 and all(_LABEL.fullmatch(line.pieces[0].text) for line in full):
        return False
    filled = [sum(bool(cell) for cell in _cells(line, starts)) for line in full]
    return sum(filled) >= 0.6 * len(spans) * len(full) and min(filled) >= 2


def _spans(some: Sequence[Line]) -> list[tuple[float, float]]:
    """Return the columns' extents: what is left between gutters that run through all lines."""
    size = sorted(line.size for line in some)[len(some) // 2]
    spans: list[tuple[float, float]] = []
    for one in sorted((one for line in some for one in line.pieces), key=lambda p: p.u0):
        if spans and one.u0 < spans[-1][1] + 0.6 * size:
            spans[-1] = (spans[-1][0], max(spans[-1][1], one.u1))
        else:
            spans.append((one.u0, one.u1))
    return spans


def _cells(line: Line, starts: Sequence[float]) -> list[str]:
    held: list[list[Piece]] = [[] for _ in starts]
    for one in line.pieces:
        held[max(0, sum(start <= one.u0 + 0.01 for start in starts) - 1)].append(one)
    return [glued(some).replace("\x02", "-") if some else "" for some in held]


def _is_header(cells: Sequence[Sequence[str]]) -> bool:
    """Tell with certainty whether the first row names columns: words over a column of numbers, times or dates."""
    names, below = cells[0], cells[1:]
    if len(below) < 2 or not all(names) or len(set(names)) < len(names):
        return False
    if any(len(name) > _HEAD or _NUMBER.fullmatch(name) or name.endswith((":", "：")) for name in names):
        return False
    return any(all(_NUMBER.fullmatch(row[at]) for row in below if row[at]) and any(row[at] for row in below)
               for at in range(len(names)))  # fmt: skip
