"""Where the labels of a plot's points stand, so that none covers another; one without room is left to its tooltip."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LINE, NARROW, WIDE = 12.0, 6.2, 11.5
"""Height of a line and widths of a letter and of a wide one, in pixels of the drawing."""
AWAY = 9.0
_DOT = 5.0


@dataclass(frozen=True, slots=True)
class Place:
    """A label's anchor point: x, y of its baseline, and start, middle or end."""

    x: float
    y: float
    anchor: str


Box = tuple[float, float, float, float]


def places(
    spots: Sequence[tuple[float, float]], labels: Sequence[str], width: float, height: float
) -> list[Place | None]:
    """Return a place for each label above, below, right or left of its point, within the frame; None without room."""
    taken: list[Box] = [(x - _DOT, y - _DOT, x + _DOT, y + _DOT) for x, y in spots]
    found: list[Place | None] = []
    for number, ((x, y), label) in enumerate(zip(spots, labels, strict=False)):
        others = [box for at, box in enumerate(taken) if at != number]
        size = sum(NARROW if char < "\u2e80" else WIDE for char in label)
        fits = (
            (place, box)
            for place, box in _around(x, y, size)
            if _inside(box, width, height) and not any(_meet(box, other) for other in others)
        )
        place, box = next(fits, (None, None))
        if box is not None:
            taken.append(box)
        found.append(place)
    return found


def _around(x: float, y: float, size: float) -> Iterator[tuple[Place, Box]]:
    half = size / 2
    above, below, beside = round(y - AWAY, 1), round(y + AWAY + LINE * 0.7, 1), round(y + 4, 1)
    yield Place(x, above, "middle"), (x - half, above - LINE, x + half, above)
    yield Place(x, below, "middle"), (x - half, below - LINE, x + half, below)
    right, left = round(x + AWAY, 1), round(x - AWAY, 1)
    yield Place(right, beside, "start"), (right, beside - LINE, right + size, beside)
    yield Place(left, beside, "end"), (left - size, beside - LINE, left, beside)
    yield Place(right, above, "start"), (right, above - LINE, right + size, above)
    yield Place(left, above, "end"), (left - size, above - LINE, left, above)


def _inside(box: Box, width: float, height: float) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= width and box[3] <= height


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
