"""Draw docs/architecture.svg from the imports: `python docs/draw_imports.py` (grimp comes with import-linter).

A room is a package of assistant/, a module beside them, plugins/ or store/. It stands above every room that it
imports. An arrow that follows from two others is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path

import grimp

PICTURE = Path(__file__).with_name("architecture.svg")
ROOTS = ("assistant", "plugins", "store")
WIDE, FLOOR, HIGH, GAP, SWEEPS = 780, 86, 40, 26, 12
LETTER = 7.6
"""Width of a letter at 13 pixels, about; the picture names a font of even width."""
Arrows = Mapping[str, frozenset[str]]


def imports() -> tuple[dict[str, list[str]], Arrows]:
    """Return the parts of each room, and for each room the rooms that it imports, also inside functions."""
    graph = grimp.build_graph(*ROOTS, cache_dir=None)
    rooms: dict[str, list[str]] = {}
    arrows: dict[str, set[str]] = {}
    for module in sorted(graph.modules - {"assistant.__main__"}):
        room = room_of(module, graph)
        parts = rooms.setdefault(room, [])
        inner = module.removeprefix("assistant.").split(".")
        if len(inner) == 2 and graph.find_children(module) and not module.startswith("store"):
            parts.append(inner[1])
        found = {room_of(other, graph) for other in graph.find_modules_directly_imported_by(module)}
        arrows.setdefault(room, set()).update(found - {room})
    return rooms, {room: frozenset(found) for room, found in arrows.items()}


def room_of(module: str, graph: grimp.ImportGraph) -> str:
    """Return the room that a module belongs to, by its path from the top."""
    root, *inner = module.split(".")
    if root != "assistant":
        return f"{root}/"
    if not inner:
        return "assistant"
    return f"{inner[0]}/" if graph.find_children(f"assistant.{inner[0]}") else inner[0]


def below(room: str, arrows: Arrows, path: tuple[str, ...] = ()) -> frozenset[str]:
    """Return every room that one rests on; ValueError names a circle of imports."""
    if room in path:
        raise ValueError(f"imports run in a circle: {' -> '.join((*path, room))}")
    found = (below(other, arrows, (*path, room)) for other in sorted(arrows[room]))
    return arrows[room].union(*found)


def floors(arrows: Arrows) -> dict[str, int]:
    """Return the floor of each room: 0 where it imports none, else one above the highest that it imports."""
    rests = {room: below(room, arrows) for room in arrows}
    found: dict[str, int] = {}
    for room in sorted(arrows, key=lambda room: (len(rests[room]), room)):
        found[room] = max((found[other] + 1 for other in arrows[room]), default=0)
    return found


def needed(arrows: Arrows) -> list[tuple[str, str]]:
    """Return the arrows that follow from no others."""
    rests = {room: below(room, arrows) for room in arrows}
    return [
        (room, other)
        for room in sorted(arrows)
        for other in sorted(arrows[room])
        if not any(other in rests[third] for third in arrows[room])
    ]


Edge = tuple[str, str]
Place = tuple[float, float, float]


def routed(level: Mapping[str, int], edges: Iterable[Edge]) -> tuple[dict[str, int], dict[Edge, list[str]]]:
    """Return the floor of every stop and the stops of every arrow: on the floors between its ends an arrow has a
    stop of its own, so that it passes beside boxes and not behind them."""
    stops, ways = dict(level), {}
    for upper, lower in edges:
        way = [upper]
        for floor in range(level[upper] - 1, level[lower], -1):
            way.append(f"{upper} {lower} {floor}")
            stops[way[-1]] = floor
        ways[upper, lower] = [*way, lower]
    return stops, ways


def placed(
    stops: Mapping[str, int], ways: Iterable[Sequence[str]], wide: Mapping[str, float]
) -> dict[str, Place]:
    """Return (left, top, width) of each box and stop, in an order that keeps neighbours under each other
    (the barycentre heuristic of Sugiyama, Tagawa and Toda 1981)."""
    steps = [(way[n], way[n + 1]) for way in ways for n in range(len(way) - 1)]
    top = max(stops.values())
    rows = [sorted(stop for stop in stops if stops[stop] == floor) for floor in range(top, -1, -1)]
    places: dict[str, Place] = {}
    for number, row in enumerate(rows):
        _spread(row, number, wide, places)
    for sweep in range(SWEEPS):
        order = range(len(rows)) if sweep % 2 == 0 else range(len(rows) - 1, -1, -1)
        side = sweep % 2
        for number in order:
            beside = {
                stop: [places[step[side]] for step in steps if step[1 - side] == stop]
                for stop in rows[number]
            }
            rows[number].sort(key=lambda stop, beside=beside: (_middle(beside[stop], places[stop]), stop))  # type: ignore[misc]
            _spread(rows[number], number, wide, places)
    return places


def _spread(row: Sequence[str], number: int, wide: Mapping[str, float], places: dict[str, Place]) -> None:
    left = (WIDE - sum(wide.get(stop, 0.0) for stop in row) - GAP * (len(row) - 1)) / 2
    for stop in row:
        places[stop] = (left, GAP + number * FLOOR, wide.get(stop, 0.0))
        left += wide.get(stop, 0.0) + GAP


def _middle(beside: Sequence[Place], own: Place) -> float:
    middles = [left + wide / 2 for left, _, wide in beside or [own]]
    return sum(middles) / len(middles)


def _width(room: str, parts: list[str]) -> float:
    return max(len(room) * LETTER, len(" · ".join(parts)) * LETTER * 0.82) + 26


def drawing() -> str:
    """Return the picture as SVG text; the same imports give the same text."""
    rooms, arrows = imports()
    stops, ways = routed(floors(arrows), needed(arrows))
    places = placed(stops, ways.values(), {room: _width(room, parts) for room, parts in rooms.items()})
    tall = max(top for _, top, _ in places.values()) + HIGH + GAP
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {tall:.0f}" '
        'font-family="ui-monospace, Menlo, Consolas, monospace" font-size="13">',
        "<title>What imports what: every arrow runs down</title>",
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        'orient="auto"><path d="M0 0 8 4 0 8z" fill="#7a8798"/></marker></defs>',
        f'<rect width="{WIDE}" height="{tall:.0f}" fill="#fbfaf7"/>',
    ]
    lines += [_arrow([places[stop] for stop in way]) for _, way in sorted(ways.items())]
    lines += [line for room in sorted(rooms) for line in _box(room, rooms[room], places[room])]
    return "\n".join([*lines, "</svg>", ""])


def _arrow(way: Sequence[Place]) -> str:
    """Return a line from below the first place to the top of the last, straight down beside the boxes between."""
    points = [(left + wide / 2, top) for left, top, wide in way]
    path = f"M{points[0][0]:.0f} {points[0][1] + HIGH:.0f}"
    for number, (x, y) in enumerate(points[1:], 1):
        before, start = points[number - 1][0], points[number - 1][1] + HIGH
        bend = (y - start) / 2
        path += f"C{before:.0f} {start + bend:.0f} {x:.0f} {y - bend:.0f} {x:.0f} {y:.0f}"
        if number < len(points) - 1:
            path += f"V{y + HIGH:.0f}"
    return f'<path d="{path}" fill="none" stroke="#7a8798" stroke-width="1.1" marker-end="url(#tip)"/>'


def _box(room: str, parts: list[str], place: Place) -> list[str]:
    left, top, wide = place
    fill = "#e3ecf7" if room.endswith("/") else "#ffffff"
    middle, down = left + wide / 2, top + (17 if parts else 25)
    lines = [
        f'<rect x="{left:.0f}" y="{top:.0f}" width="{wide:.0f}" height="{HIGH}" rx="7" fill="{fill}" '
        'stroke="#56657a"/>',
        f'<text x="{middle:.0f}" y="{down:.0f}" text-anchor="middle" font-weight="600" '
        f'fill="#1f2a38">{escape(room)}</text>',
    ]
    if parts:
        lines.append(
            f'<text x="{middle:.0f}" y="{top + 32:.0f}" text-anchor="middle" font-size="10.5" '
            f'fill="#4b5868">{escape(" · ".join(parts))}</text>'
        )
    return lines


if __name__ == "__main__":
    PICTURE.write_text(drawing(), encoding="utf-8")
