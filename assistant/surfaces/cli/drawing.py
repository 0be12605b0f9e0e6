"""Plots in characters: bars, a heat map as a table, points on a small canvas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.blocks import Plot
from assistant.surfaces.service.clean import clean_line

WIDTH, HEIGHT, MOST = 64, 18, 40
MARKS = "ox+*#@%&svd^"
EIGHTHS = " ▏▎▍▌▋▊▉"


def bar(share: float, width: int = 10) -> str:
    """Return a bar `width` characters long for a share in [0, 1], in steps of an eighth."""
    share = min(max(share, 0.0), 1.0) if share == share else 0.0
    full, rest = divmod(round(share * width * 8), 8)
    return ("█" * full + (EIGHTHS[rest] if rest else "")).ljust(width)


def draw(plot: Plot) -> Iterator[str]:
    """Yield the lines of a plot."""
    if plot.kind == "bar":
        yield from _bars(plot)
    elif plot.kind == "heatmap":
        yield from _heatmap(plot)
    else:
        yield from _canvas(plot)


def _bars(plot: Plot) -> Iterator[str]:
    values = plot.y or plot.x
    labels = [clean_line(label)[:30] for label in plot.labels]
    widest = max((len(label) for label in labels), default=0)
    top = max((abs(value) for value in values), default=0.0) or 1.0
    for label, value in zip(labels, values, strict=False):
        yield f"{label:<{widest}}  {bar(abs(value) / top, 30)} {value:.3f}"


def _heatmap(plot: Plot) -> Iterator[str]:
    yield "\t".join(["", *(clean_line(column) for column in plot.columns)])
    for label, row in zip(plot.labels, plot.matrix, strict=False):
        yield "\t".join([clean_line(label), *(f"{value:.2f}" for value in row)])


def _canvas(plot: Plot) -> Iterator[str]:
    """Yield points as one mark per group, then what the marks mean, or the first labels."""
    if not plot.x:
        return
    names = list(dict.fromkeys(plot.groups))
    rows = [[" "] * WIDTH for _ in range(HEIGHT)]
    points = zip(_scaled(plot.x, WIDTH), _scaled(plot.y, HEIGHT), strict=False)
    for number, (column, row) in enumerate(points):
        group = names.index(plot.groups[number]) if number < len(plot.groups) else 0
        rows[HEIGHT - 1 - row][column] = MARKS[group % len(MARKS)]
    yield from ("".join(row).rstrip() for row in rows)
    yield from (f"{MARKS[n % len(MARKS)]} {clean_line(name)}" for n, name in enumerate(names) if name)
    for label, x, y in list(zip(plot.labels, plot.x, plot.y, strict=False))[:MOST]:
        yield f"  {clean_line(label)} ({x:.3g}, {y:.3g})"


def _scaled(values: Sequence[float], steps: int) -> list[int]:
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    return [round((value - low) / span * (steps - 1)) for value in values]
