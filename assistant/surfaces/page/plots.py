"""Plot blocks as shapes for an inline SVG: no library in the page, colours follow the theme."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.blocks import Frame, Plot
from assistant.surfaces.page.moves import Move, moves
from assistant.surfaces.page.point_labels import places

WIDTH, HEIGHT = 640, 380
COLOURS = 8
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 16, 12, 44
_NAMED = 40
"""Up to this many points carry their label as text; more would be unreadable and only have a tooltip."""


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line of the axes ("grid") or of a network ("edge")."""

    kind: str
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Path:
    """A series of a line plot."""

    d: str
    colour: int


@dataclass(frozen=True, slots=True)
class Box:
    """A bar or a cell."""

    x: float
    y: float
    width: float
    height: float
    title: str
    colour: int = 0
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Dot:
    """A point."""

    x: float
    y: float
    r: float
    title: str
    colour: int = 0


@dataclass(frozen=True, slots=True)
class Word:
    """A label; `anchor` is start, middle or end."""

    kind: str
    x: float
    y: float
    text: str
    anchor: str = "middle"


@dataclass(slots=True)
class Drawing:
    """Everything that is drawn, in the order it is drawn."""

    lines: list[Line] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    legend: list[tuple[int, str]] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    height: int = HEIGHT


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps values in [low, high] to pixels in [start, end]."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the pixel of a value."""
        return round(self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start), 1)


def draw(plot: Plot) -> Drawing:
    """Return a plot's shapes in a frame WIDTH wide and as high as the drawing says, at most HEIGHT."""
    drawing = Drawing()
    if plot.kind == "heatmap":
        _heatmap(plot, drawing)
    elif plot.kind == "bar":
        _bars(plot, drawing)
    else:
        _points(plot, drawing)
    return drawing


def _scale(values: Sequence[float], start: float, end: float, *, zero: bool = False) -> Scale:
    known = [value for value in values if math.isfinite(value)] + ([0.0] if zero else [])
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    pad = (high - low) * 0.06 or 0.5
    return Scale(low if zero and low == 0 else low - pad, high + pad, start, end)


def _points(plot: Plot, drawing: Drawing) -> None:
    seen: list[Plot | Frame] = [plot, *plot.frames]
    across = _scale([x for one in seen for x in one.x], _LEFT, WIDTH - _RIGHT)
    up = _scale([y for one in seen for y in one.y], HEIGHT - _BOTTOM, _TOP)
    if plot.kind != "network":
        _axes(plot, drawing, across, up)
    groups = list(dict.fromkeys(plot.groups))
    colour = {name: number % COLOURS for number, name in enumerate(groups)}
    spots = [
        (across(x), up(y))
        for x, y in zip(plot.x, plot.y, strict=False)
        if math.isfinite(x) and math.isfinite(y)
    ]
    drawing.lines += [
        Line("edge", *spots[a], *spots[b]) for a, b in plot.edges if a < len(spots) and b < len(spots)
    ]
    by_group: dict[int, list[tuple[float, float]]] = {}
    for number, (x, y) in enumerate(spots):
        label = plot.labels[number] if number < len(plot.labels) else ""
        hue = colour[plot.groups[number]] if number < len(plot.groups) else 0
        by_group.setdefault(hue, []).append((x, y))
        drawing.dots.append(Dot(x, y, 3 if plot.kind == "line" else 5, label, hue))
    if plot.kind != "line" and len(spots) <= _NAMED:
        labels = [_cut(label, 24) for label in plot.labels[: len(spots)]]
        for label, place in zip(labels, places(spots, labels, WIDTH, HEIGHT), strict=True):
            if label and place is not None:
                drawing.words.append(Word("label", place.x, place.y, label, place.anchor))
    if plot.kind == "line":
        drawing.paths += [
            Path("M" + "L".join(f"{x} {y}" for x, y in run), hue)
            for hue, run in by_group.items()
            if len(run) > 1
        ]
    drawing.moves = moves(plot, across, up)
    if len(groups) > 1:
        drawing.legend = [(colour[name], name) for name in groups[:COLOURS]]


def _cut(label: str, most: int) -> str:
    return label if len(label) <= most else label[: most - 1].rstrip() + "…"


def _axes(plot: Plot, drawing: Drawing, across: Scale, up: Scale) -> None:
    for value in _ticks(up):
        drawing.lines.append(Line("grid", _LEFT, up(value), WIDTH - _RIGHT, up(value)))
        drawing.words.append(Word("tick", _LEFT - 8, up(value) + 4, f"{value:g}", "end"))
    for value in _ticks(across):
        drawing.words.append(Word("tick", across(value), HEIGHT - _BOTTOM + 18, f"{value:g}"))
    if plot.x_title:
        drawing.words.append(Word("axis", (WIDTH + _LEFT) / 2, HEIGHT - 6, plot.x_title))
    if plot.y_title:
        drawing.words.append(Word("axis", 4, _TOP, plot.y_title, "start"))


def _ticks(scale: Scale, wanted: int = 5) -> list[float]:
    raw = (scale.high - scale.low) / wanted
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= raw)
    first = math.ceil(scale.low / step)
    return [round(number * step, 12) for number in range(first, math.floor(scale.high / step) + 1)]


def _bars(plot: Plot, drawing: Drawing) -> None:
    values = plot.y or plot.x
    if not values:
        return
    longest = max((len(label) for label in plot.labels), default=0)
    left = min(220, 24 + 8 * longest)
    across = _scale(values, left, WIDTH - 64, zero=True)
    row = min(34.0, (HEIGHT - _TOP) / len(values))
    drawing.height = math.ceil(_TOP + row * len(values)) + 8
    for number, value in enumerate(values):
        label = plot.labels[number] if number < len(plot.labels) else str(number + 1)
        y = round(_TOP + number * row, 1)
        middle = round(y + row / 2 + 4, 1)
        if not math.isfinite(value):
            continue
        ends = sorted((across(0.0), across(value)))
        drawing.boxes.append(
            Box(ends[0], y + 3, round(ends[1] - ends[0], 1), round(row - 6, 1), f"{label}: {value:g}")
        )
        drawing.words.append(Word("tick", left - 8, middle, _cut(label, 26), "end"))
        drawing.words.append(Word("tick", ends[1] + 6, middle, f"{value:.3g}", "start"))


def _heatmap(plot: Plot, drawing: Drawing) -> None:
    values = [value for row in plot.matrix for value in row if math.isfinite(value)]
    if not values:
        return
    low, high = min(values), max(values)
    longest = max((len(label) for label in plot.labels), default=0)
    left, top = min(200, 20 + 8 * longest), 34
    width = (WIDTH - left - _RIGHT) / max(len(row) for row in plot.matrix)
    height = min(56.0, (HEIGHT - top) / len(plot.matrix))
    drawing.height = math.ceil(top + height * len(plot.matrix)) + 8
    for i, row in enumerate(plot.matrix):
        name = plot.labels[i] if i < len(plot.labels) else ""
        drawing.words.append(
            Word("tick", left - 8, round(top + (i + 0.5) * height + 4, 1), _cut(name, 24), "end")
        )
        for j, value in enumerate(row):
            if not math.isfinite(value):
                continue
            column = plot.columns[j] if j < len(plot.columns) else ""
            x, y = round(left + j * width, 1), round(top + i * height, 1)
            share = (value - low) / (high - low) if high > low else 1.0
            title = f"{name} / {column}: {value:.3g}"
            drawing.boxes.append(
                Box(
                    x + 1,
                    y + 1,
                    round(width - 2, 1),
                    round(height - 2, 1),
                    title,
                    0,
                    round(0.08 + 0.92 * share, 2),
                )
            )
            if width > 38:
                kind = "cell strong" if share > 0.55 else "cell"
                drawing.words.append(
                    Word(kind, round(x + width / 2, 1), round(y + height / 2 + 4, 1), f"{value:.2g}")
                )
    for j, column in enumerate(plot.columns):
        drawing.words.append(
            Word("tick", round(left + (j + 0.5) * width, 1), top - 10, _cut(column, max(3, int(width / 8))))
        )
