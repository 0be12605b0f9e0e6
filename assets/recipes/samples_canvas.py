"""A small drawing board for the sample pictures: shapes in a space of 512 x 512 units."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PIL import Image, ImageDraw

SIDE = 512
_SCALE = 4

Colour = tuple[int, int, int]
Point = tuple[float, float]


class Canvas:
    """A picture of 512 x 512 units; every coordinate and width is in these units."""

    def __init__(self, background: Colour) -> None:
        self.image = Image.new("RGB", (SIDE * _SCALE, SIDE * _SCALE), background)
        self._pen = ImageDraw.Draw(self.image)

    @staticmethod
    def _scaled(points: Sequence[Point]) -> list[Point]:
        return [(x * _SCALE, y * _SCALE) for x, y in points]

    def disc(self, x: float, y: float, radius: float, fill: Colour) -> None:
        """Fill a circle around (x, y)."""
        self.oval(x, y, radius, radius, fill)

    def oval(self, x: float, y: float, rx: float, ry: float, fill: Colour) -> None:
        """Fill an upright ellipse around (x, y)."""
        box = self._scaled([(x - rx, y - ry), (x + rx, y + ry)])
        self._pen.ellipse((*box[0], *box[1]), fill=fill)

    def ring(self, x: float, y: float, radius: float, line: Colour, width: float) -> None:
        """Draw a circle's outline."""
        box = self._scaled([(x - radius, y - radius), (x + radius, y + radius)])
        self._pen.ellipse((*box[0], *box[1]), outline=line, width=round(width * _SCALE))

    def shape(self, points: Sequence[Point], fill: Colour) -> None:
        """Fill a polygon."""
        self._pen.polygon(self._scaled(points), fill=fill)

    def stroke(self, points: Sequence[Point], line: Colour, width: float) -> None:
        """Draw a line with round ends and joints through the points."""
        scaled = self._scaled(points)
        self._pen.line(scaled, fill=line, width=round(width * _SCALE), joint="curve")
        for x, y in points:
            self.disc(x, y, width / 2, line)

    def sky(self, top: Colour, bottom: Colour, until: float) -> None:
        """Blend from one colour at the upper edge to another at the height `until`."""
        for y in range(round(until * _SCALE)):
            share = y / (until * _SCALE)
            mixed = tuple(round(a + (b - a) * share) for a, b in zip(top, bottom, strict=True))
            self._pen.line([(0, y), (SIDE * _SCALE, y)], fill=mixed)

    def small(self) -> Image.Image:
        """Return the picture at 512 x 512 pixels with at most 128 colours."""
        small = self.image.resize((SIDE, SIDE), Image.Resampling.LANCZOS)
        return small.quantize(128, dither=Image.Dither.NONE)


def arc(x: float, y: float, rx: float, ry: float, start: float, end: float, steps: int = 60) -> list[Point]:
    """Return points along an ellipse's edge, in degrees clockwise from the right."""
    turns = [math.radians(start + (end - start) * step / steps) for step in range(steps + 1)]
    return [(x + rx * math.cos(turn), y + ry * math.sin(turn)) for turn in turns]
