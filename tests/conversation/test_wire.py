"""Blocks and routes survive the trip through JSON."""

from __future__ import annotations

import json
from typing import get_args

import pytest

from assistant import blocks as b
from assistant.plugin import Alternative, Route
from assistant.wire import from_json, route_from_json, route_to_json, to_json

SAMPLES: tuple[b.Block, ...] = (
    b.Text("**hello** 世界"),
    b.Table(("word", "score"), (("king", 0.5), ("王", None)), "near", ("score",)),
    b.Answer("30 days", 0.93, (b.Span("d#0", 4, 11),), 2),
    b.Sources(
        (
            b.Passage(
                "d#0", "d", "title", "text", "p. 3", 0, 4, ((0, 2),), 0.7, {"dense": 0.9}, False, 2, "pdf"
            ),
        ),
        "c",
    ),
    b.Gallery((b.Picture("i", "/tmp/i.png", "cat", 0.25),)),
    b.Plot("network", "karate", (0.0, 1.0), (1.0, 0.0), ("a", "b"), ("x", "y"), edges=((0, 1),)),
    b.Choices("?", (b.Option("yes", "/forget-now d"),)),
    b.Notice("warning", "what", "do"),
    b.Details("how", "cos(q, p)"),
    b.Progress("reading", 3, 10, "pages", 1.5, 4.0),
    b.Download("a.csv", "/tmp/a.csv", "text/csv"),
)


def test_every_kind_of_block_is_sampled() -> None:
    assert {type(sample) for sample in SAMPLES} == set(get_args(b.Block))


@pytest.mark.parametrize("block", SAMPLES, ids=lambda block: type(block).__name__)
def test_round_trip(block: b.Block) -> None:
    assert from_json(json.loads(json.dumps(to_json(block)))) == block


def test_an_unknown_type_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match="choices, details"):
        from_json({"type": "video"})


def test_routes_round_trip() -> None:
    route = Route(
        "words",
        "odd_one_out",
        {"words": ["cat", "犬"]},
        0.9,
        "because",
        (Alternative("", "x", 0.1),),
        True,
        (("a", "b", 0.5),),
    )
    assert route_from_json(json.loads(json.dumps(route_to_json(route)))) == route
