"""Lines of a region to paragraphs, and sentences that go on overleaf."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.ingest.pdf.hyphens import Hyphens
from assistant.ingest.pdf.lines import Line, spaceless, width

_END = re.compile(r"[.!?。．！？:：」』）)][\"'”’⁰-⁹¹²³]*$")
_STOP = re.compile(r"[.!?。！？][\"'”’」』）)]*(?=\s|$|[^\x00-\x7f])")
_BULLET = re.compile(r"^(?:[-•●○■◆・*–▪✓☑☐]|\(?\d{1,2}[.)）]|[①-⑳])\s*\S")
_COMMA = re.compile(r"[、，,]$")
LONG = 30
"""Width in letters from which a line is thought to be running text wherever it stands."""
TAIL = 400
"""Longest end of a sentence, in letters, that is read with the page on which the sentence begins."""


def paragraphs(region: Sequence[Line], hyphens: Hyphens, *, column: bool = False) -> list[str]:
    """Join a region's lines into paragraphs.

    A line goes on when it nearly reaches the region's end and is long (or stands in a column), or ends no sentence.
    A bullet, a change of size, a wide gap, and an indented line after the end of a sentence begin anew.
    """
    texts = [line.text for line in region]
    left = min((line.u0 for line in region), default=0.0)
    ends = sorted(line.u1 for line in region)
    right = ends[int(len(ends) * 0.85)] if ends else 0.0
    steps = sorted(b.middle - a.middle for a, b in itertools.pairwise(region))
    step = steps[len(steps) // 2] if steps else 0.0
    begun = sum(text[:1].islower() for text in texts)
    shape = Shape(left, right, step, column, len(texts) > 2 and begun >= 0.25 * len(texts))
    found: list[str] = []
    for at, (line, text) in enumerate(zip(region, texts, strict=True)):
        if at and _goes_on(region[at - 1], texts[at - 1], line, text, shape):
            found[-1] = united(found[-1], text, hyphens)
        else:
            found.append(text)
    return found


@dataclass(frozen=True, slots=True)
class Shape:
    """Where a region's lines begin and most of them end, how far they stand apart, whether it is a column beside
    others, and whether many of its lines begin in the middle of a sentence."""

    left: float
    right: float
    step: float
    column: bool
    prose: bool


def _goes_on(last: Line, before: str, line: Line, text: str, shape: Shape) -> bool:
    if before.endswith("\x02"):
        return True
    gap, long = line.middle - last.middle, width(before)
    if _breaks(last, line, gap, text, shape):
        return False
    ended, small, fits = bool(_END.search(before[-5:])), text[:1].islower(), _fits(last, before, text, shape)
    if ended and not small and (fits or _indented(last, line, shape)):
        return False
    reached = last.u1 >= shape.left + (0.72 if shape.column or long >= LONG else 0.8) * (
        shape.right - shape.left
    )
    close = gap <= 1.3 * shape.step
    if reached and (long >= LONG or (shape.column and long >= 12 and (close or not ended))):
        return True
    if ended:
        return False
    flows = shape.column or shape.prose or shape.right - shape.left > 20 * line.size
    if small and close and flows and long >= 12:
        return True
    return (
        long >= LONG
        or bool(_COMMA.search(before[-1:]))
        or (shape.prose and close and not fits and long >= 12)
    )


def _breaks(last: Line, line: Line, gap: float, text: str, shape: Shape) -> bool:
    """Tell a new entry, another size, a wide gap, or cells that stand apart."""
    size = max(last.size, line.size)
    if _BULLET.match(text) or size > 1.25 * min(last.size, line.size):
        return True
    if gap > 1.6 * shape.step and gap > 1.7 * size:
        return True
    wide = 4.0 if shape.column else 1.5  # narrow columns are justified with wide gaps
    return _apart(line, wide) and (len(line.pieces) > 2 or _apart(last, wide))


def _indented(last: Line, line: Line, shape: Shape) -> bool:
    return line.u0 > shape.left + 0.8 * line.size and last.u0 < line.u0 - 0.5 * line.size


def _fits(last: Line, before: str, text: str, shape: Shape) -> bool:
    """Tell whether a line's first word would have found room on the line before, so that the break is meant."""
    word = text.split(maxsplit=1)[0] if text.split() else ""
    letters = 1 if spaceless(before, text) else len(word) + 1
    return shape.right - last.u1 > 1.1 * letters * (last.u1 - last.u0) / max(1, len(before)) + 0.3 * last.size


def _apart(line: Line, wide: float) -> bool:
    """Tell whether a line is cells with wide gaps between them."""
    gaps = (b.u0 - a.u1 for a, b in zip(line.pieces, line.pieces[1:], strict=False))
    return any(gap > wide * line.size for gap in gaps)


def carried(last: str, first: str, hyphens: Hyphens) -> tuple[str, str] | None:
    """Return a page's last paragraph and the next one's first, with the end of a sentence put to its beginning.

    None where the two are not one sentence.
    """
    if not _one_sentence(last, first):
        return None
    stop = _STOP.search(first)
    if (stop is None and len(first) > TAIL) or (stop is not None and stop.end() > TAIL):
        return None
    end = stop.end() if stop else len(first)
    return united(last, first[:end].strip(), hyphens), first[end:].strip()


def united(last: str, first: str, hyphens: Hyphens) -> str:
    """Return two texts as one."""
    return last + first if spaceless(last, first) else hyphens.join(last, first)


def across(last: Sequence[str], more: Sequence[str], hyphens: Hyphens) -> list[str]:
    """Return the paragraphs of two columns, the last and the first as one where a sentence goes on."""
    if last and more and _one_sentence(last[-1], more[0]):
        return [*last[:-1], united(last[-1], more[0], hyphens), *more[1:]]
    return [*last, *more]


def _one_sentence(last: str, first: str) -> bool:
    dense = spaceless(last, first) and width(last) >= 20
    on = last.endswith("\x02") or first[:1].islower() or dense
    return on and not _END.search(last[-5:]) and not _BULLET.match(first) and width(last) >= 12
