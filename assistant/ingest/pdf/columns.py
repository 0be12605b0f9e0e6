"""Reading order on a page: columns are read one after the other, whatever the order of drawing.

A recursive cut, as in Nagy and Seth (1984), "Hierarchical representation of optically scanned documents": a
gutter that runs through enough lines divides them; what crosses it (a title, a wide figure's caption) divides
the page into bands. Rows of a table have gutters as well: they stay rows.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from assistant.ingest.pdf.cells import whole
from assistant.ingest.pdf.lines import Line, lines, width
from assistant.ingest.pdf.words import Piece

LEAST = 3
"""Lines that a column has at least."""
_BULLET = re.compile(r"(?:[-•●○■◆・*–▪✓☑☐]|\(?\d{1,2}[.)）]|[①-⑳])\s*\S")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


Region = tuple[list[Line], bool]
"""Lines from first to last, and whether they are a column beside others."""


def regions(found: Sequence[Piece], depth: int = 0) -> list[Region]:
    """Return the lines of one frame as regions in reading order, each a column or what spans several."""
    best = _best(found) if depth < 6 and len(found) >= 2 * LEAST else None
    if best is None:
        return _plain(found, depth)
    made: list[Region] = []
    plain: list[Piece] = []
    for (left, right, spanning), beside in best:
        if beside:
            made += _plain(plain, depth)
            plain = []
            made += regions(left, depth + 1) + regions(right, depth + 1)
        else:
            plain += left + right
        plain += spanning
    return made + _plain(plain, depth)


def _plain(some: Sequence[Piece], depth: int) -> list[Region]:
    return [(lines(whole(some)), depth > 0)] if some else []


Band = tuple[list[Piece], list[Piece], list[Piece]]
"""What stands left and right of a gutter, and what crosses it below them."""


def _best(found: Sequence[Piece]) -> list[tuple[Band, bool]] | None:
    """Return the bands of the gutter that divides most lines, each with whether its sides are columns.

    None where no gutter divides columns.
    """
    best, most = None, 0
    ordered = sorted(found, key=lambda p: p.middle)
    for gutter in _gutters(found):
        bands = [(band, _columns(band[0], band[1])) for band in _bands(ordered, gutter)]
        score = sum(min(len(left), len(right)) for (left, right, _), beside in bands if beside)
        if score > most:
            best, most = bands, score
        if most > 0.3 * len(found):
            break  # no other can divide many more
    return best


def _gutters(found: Sequence[Piece]) -> list[float]:
    """Return where gutters may run: right before a place where several pieces begin, the most used first."""
    size = sorted(one.size for one in found)[len(found) // 2]
    starts: dict[int, list[float]] = {}
    for one in found:
        starts.setdefault(round(one.u0 / size / 1.5), []).append(one.u0)
    least = min(one.u0 for one in found) + 3 * size
    places = sorted(starts.values(), key=len, reverse=True)
    return [min(some) - 0.2 * size for some in places[:8] if len(some) >= 2 and min(some) > least]


def _bands(ordered: Sequence[Piece], gutter: float) -> Iterator[Band]:
    left: list[Piece] = []
    right: list[Piece] = []
    spanning: list[Piece] = []
    for one in ordered:
        if one.u0 < gutter < one.u1 or (spanning and _ends(spanning, one, ordered, gutter)):
            spanning.append(one)
            continue
        if spanning:
            yield left, right, spanning
            left, right, spanning = [], [], []
        (left if one.u1 <= gutter else right).append(one)
    yield left, right, spanning


def _ends(spanning: Sequence[Piece], one: Piece, ordered: Sequence[Piece], gutter: float) -> bool:
    """Tell the short last line of a text that spans the columns: it has no neighbour on the other side."""
    start = min(above.u0 for above in spanning)
    close = one.middle - spanning[-1].middle < 1.5 * one.size and one.size < 1.1 * spanning[-1].size
    if not close or one.u1 > gutter or abs(one.u0 - start) > one.size:
        return False
    return not any(other.u0 > gutter and abs(other.middle - one.middle) < 0.5 * one.size for other in ordered)


def _columns(left: Sequence[Piece], right: Sequence[Piece]) -> bool:
    """Tell whether two sides are read one after the other and not row by row."""
    if len(left) < LEAST or len(right) < LEAST:
        return False
    one, other = lines(left), lines(right)
    if len(one) < LEAST or len(other) < LEAST:
        return False
    if one[-1].middle < other[0].middle or other[-1].middle < one[0].middle:
        return False
    fewer, more = sorted((one, other), key=len)
    level = sum(_level(line, fewer, more) for line in fewer) / len(fewer)
    if level < 0.5:
        return _mean(one) >= 6 and _mean(other) >= 6
    drawn = max(p.line for p in left) < min(p.line for p in right) and min(_mean(one), _mean(other)) >= 12
    return drawn or (_prose(one) and _prose(other)) or (_listed(one) and _listed(other))


def _level(line: Line, own: Sequence[Line], other: Sequence[Line]) -> bool:
    """Tell whether a line has a neighbour on its base line; the wider the lines stand apart, the less exactly."""
    steps = sorted(b.middle - a.middle for a, b in itertools.pairwise(own))
    near = max(0.25 * line.size, min(0.5 * line.size, 0.2 * steps[len(steps) // 2]))
    return any(abs(line.middle - one.middle) < near for one in other)


def _mean(some: Sequence[Line]) -> float:
    return sum(width(line.text) for line in some) / len(some)


def _prose(some: Sequence[Line]) -> bool:
    """Tell running text from cells: lines are filled, and many go on in small letters."""
    start, end = min(line.u0 for line in some), max(line.u1 for line in some)
    filled = sum(line.u1 >= start + 0.75 * (end - start) for line in some) / len(some)
    texts = [line.text for line in some]
    mean = _mean(some)
    if filled < 0.5 or mean < 14 or (any(len(line.pieces) > 1 for line in some[:3]) and mean < 25):
        return False
    small = sum(text[:1].islower() for text in texts) / len(texts)
    dense = sum(bool(_WIDE.search(text)) for text in texts) / len(texts) > 0.5
    return small >= 0.2 or dense or mean >= 45


def _listed(some: Sequence[Line]) -> bool:
    return sum(bool(_BULLET.match(line.text)) for line in some) >= 0.6 * len(some)
