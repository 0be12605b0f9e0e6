"""Plots as shapes: inside the frame, in proportion, and unharmed by numbers that are none."""

from __future__ import annotations

from math import inf, nan
from typing import get_args

import pytest

from assistant.blocks import Frame, Plot
from assistant.surfaces.page.plots import HEIGHT, WIDTH, draw

KINDS = get_args(Plot.__annotations__["kind"]) or ("scatter", "line", "bar", "heatmap", "network")
PLOTS = {
    "scatter": Plot("scatter", "t", (-5.0, 0.0, 12.0), (1e3, 2e3, 5e3), ("a", "b", "c"), ("x", "y", "x")),
    "line": Plot("line", "t", (0, 1, 2, 0, 1), (3, 1, 2, 5, 5), (), ("x", "x", "x", "y", "y")),
    "bar": Plot("bar", "t", y=(0.5, -0.25, 1.0), labels=("a", "b", "c")),
    "heatmap": Plot("heatmap", "t", matrix=((0.0, 0.5), (1.0, 0.25)), labels=("a", "b"), columns=("c", "d")),
    "network": Plot("network", "t", (0, 1, 0), (0, 1, 1), ("a", "b", "c"), edges=((0, 1), (1, 2))),
}


@pytest.mark.parametrize("kind", PLOTS)
def test_everything_is_inside_the_frame(kind: str) -> None:
    drawing = draw(PLOTS[kind])
    assert drawing.dots or drawing.boxes
    assert all(0 <= dot.x <= WIDTH and 0 <= dot.y <= HEIGHT for dot in drawing.dots)
    for box in drawing.boxes:
        assert box.x >= 0
        assert box.width > 0
        assert box.x + box.width <= WIDTH
        assert box.y + box.height <= HEIGHT


def test_a_picture_is_no_higher_than_what_is_in_it() -> None:
    drawing = draw(PLOTS["heatmap"])
    bottom = max(box.y + box.height for box in drawing.boxes)
    assert bottom <= drawing.height <= bottom + 12
    assert draw(PLOTS["scatter"]).height == HEIGHT


def test_labels_at_the_edges_stay_in_the_frame() -> None:
    for long, shown in (
        ("The bank raised its rates again", "The bank raised its rat…"),
        ("銀" * 40, "銀" * 23 + "…"),
    ):
        drawing = draw(Plot("scatter", "t", (0.0, 0.5, 1.0), (0.0, 0.5, 1.0), (long, "middle", long)))
        words = [word for word in drawing.words if word.kind == "label"]
        assert [word.text for word in words] == [shown, "middle", shown]
        assert [word.anchor for word in words[1:]] == ["middle", "end"]


def test_a_scatter_keeps_proportions_and_colours_groups() -> None:
    a, b, c = draw(PLOTS["scatter"]).dots
    assert (b.x - a.x) / (c.x - a.x) == pytest.approx(5 / 17, abs=0.01)
    assert a.y > b.y > c.y
    assert (a.colour, b.colour, c.colour) == (0, 1, 0)


def test_bars_are_as_long_as_their_values() -> None:
    half, negative, whole = draw(PLOTS["bar"]).boxes
    assert half.width / whole.width == pytest.approx(0.5, abs=0.01)
    assert negative.x < half.x
    assert negative.title == "b: -0.25"


def test_a_heatmap_is_darkest_where_it_is_highest() -> None:
    cells = draw(PLOTS["heatmap"]).boxes
    assert [cell.opacity for cell in cells] == [0.08, 0.54, 1.0, 0.31]
    assert cells[1].title == "a / d: 0.5"


def test_edges_join_the_right_nodes_and_wrong_ones_are_left_out() -> None:
    drawing = draw(Plot("network", "t", (0, 1), (0, 1), edges=((0, 1), (0, 7))))
    (edge,) = drawing.lines
    assert (edge.x1, edge.y1) == (drawing.dots[0].x, drawing.dots[0].y)
    assert (edge.x2, edge.y2) == (drawing.dots[1].x, drawing.dots[1].y)


@pytest.mark.parametrize(
    "plot",
    [
        Plot("scatter", "t"), Plot("bar", "t"), Plot("heatmap", "t"), Plot("network", "t"), Plot("line", "t"),
        Plot("scatter", "t", (nan, 1.0), (1.0, inf)), Plot("bar", "t", y=(nan, inf)),
        Plot("heatmap", "t", matrix=((nan,),)), Plot("scatter", "t", (3.0,), (3.0,)),
    ],
)  # fmt: skip
def test_nothing_and_no_number_are_drawn_without_failing(plot: Plot) -> None:
    drawing = draw(plot)
    assert all(abs(dot.x) < 1e6 and abs(dot.y) < 1e6 for dot in drawing.dots)
    assert drawing.boxes == []


def test_frames_move_the_dots_within_one_scale() -> None:
    first = Frame("1", (0.0, 40.0), (0.0, 0.0), "before")
    last = Frame("2", (0.0, 10.0), (0.0, 5.0), "after")
    drawing = draw(Plot("scatter", "t", last.x, last.y, ("a", "b"), frames=(first, last)))
    assert [move.title for move in drawing.moves] == ["1", "2"]
    spots = [[tuple(map(float, spot.split(","))) for spot in move.spots.split()] for move in drawing.moves]
    assert spots[1] == [(dot.x, dot.y) for dot in drawing.dots]
    assert spots[0][0] == spots[1][0]
    assert spots[0][1][0] - spots[0][0][0] == pytest.approx(4 * (spots[1][1][0] - spots[1][0][0]), abs=0.3)
    assert 0 <= spots[0][1][0] <= WIDTH


def test_frames_that_place_other_points_are_left_out() -> None:
    odd = (Frame("short", (0.0,), (0.0,)), Frame("nan", (nan, 1.0), (0.0, 1.0)))
    assert draw(Plot("scatter", "t", (0.0, 1.0), (0.0, 1.0), ("a", "b"), frames=odd)).moves == []
