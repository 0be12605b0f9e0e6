"""The frames of a plot as pixels, for page.js to move its dots between."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from assistant.blocks import Plot


@dataclass(frozen=True, slots=True)
class Move:
    """Where all dots are at one moment, as "x,y x,y ..."."""

    title: str
    spots: str
    note: str


def moves(plot: Plot, across: Callable[[float], float], up: Callable[[float], float]) -> list[Move]:
    """Return the frames that place every point of the plot somewhere; none where a number is not finite."""
    count = len(plot.x)
    found = []
    for frame in plot.frames:
        if len(frame.x) == len(frame.y) == count and all(map(math.isfinite, (*frame.x, *frame.y))):
            spots = " ".join(f"{across(x)},{up(y)}" for x, y in zip(frame.x, frame.y, strict=True))
            found.append(Move(frame.title, spots, frame.note))
    return found if all(map(math.isfinite, (*plot.x, *plot.y))) else []
