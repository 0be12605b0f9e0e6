"""What is recognised: lines with their boxes, and what they come to for a reader."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

Box: TypeAlias = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels of the upright picture."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text; `confidence` is the mean probability of its letters, in [0, 1]. `level` is its box where a tilted
    picture would be level, by which lines are put in order."""

    text: str
    box: Box
    confidence: float
    level: Box = field(default=(0, 0, 0, 0), compare=False, repr=False)

    def __post_init__(self) -> None:
        """Take the box for level where nothing else was said."""
        if self.level == (0, 0, 0, 0):
            object.__setattr__(self, "level", self.box)

    @property
    def height(self) -> int:
        """Return how high the level box is, in pixels."""
        return self.level[3] - self.level[1]

    @property
    def width(self) -> int:
        """Return how wide the level box is, in pixels."""
        return self.level[2] - self.level[0]

    @property
    def upright(self) -> bool:
        """Tell whether its letters stand below each other, as in vertical Japanese."""
        return self.height > 2 * self.width


@dataclass(frozen=True, slots=True)
class Recognised:
    """The text of one picture: lines in reading order, the picture's size in pixels, and how many lines were too
    unsure to be kept."""

    lines: tuple[Line, ...] = ()
    width: int = 0
    height: int = 0
    dropped: int = 0

    @property
    def confidence(self) -> float:
        """Return the mean confidence of all letters, in [0, 1]; 0 without any."""
        return confidence(self.lines)


def confidence(lines: Sequence[Line]) -> float:
    """Return the mean confidence of lines, weighed by their letters; 0 without any."""
    letters = sum(len(line.text) for line in lines)
    return sum(line.confidence * len(line.text) for line in lines) / letters if letters else 0.0


def to_json(found: Recognised) -> str:
    """Return a compact text that `from_json` reads."""
    lines = [[line.text, *line.box, round(line.confidence, 3)] for line in found.lines]
    return json.dumps(
        [found.width, found.height, found.dropped, lines], ensure_ascii=False, separators=(",", ":")
    )


def from_json(text: str) -> Recognised:
    """Return what `to_json` was given; ValueError for anything else."""
    try:
        width, height, dropped, lines = json.loads(text)
        made = tuple(
            Line(str(one[0]), (int(one[1]), int(one[2]), int(one[3]), int(one[4])), float(one[5]))
            for one in lines
        )
        return Recognised(made, int(width), int(height), int(dropped))
    except (TypeError, IndexError, AttributeError) as error:
        raise ValueError("no recognised text") from error
