"""Two pictures beside each other, colours, and what the model cannot do."""

from __future__ import annotations

import pytest

from assistant import Assistant, Message
from assistant.blocks import Block, Notice, Table, Text
from plugins.photos.beyond import coloured, counts
from store.types import Owner
from tests.images.conftest import PICTURES

NOBODY = Owner("asked-test")


def said(assistant: Assistant, text: str, *names: str) -> list[Block]:
    message = Message(text, [PICTURES / f"{name}.png" for name in names])
    return list(assistant.turn(message, owner=NOBODY).blocks)


@pytest.mark.parametrize(
    "text",
    ["compare these two pictures", "how alike are they?", "what is the difference between these photos", "この2枚を比べて", "似てる？"],
)  # fmt: skip
def test_two_pictures_are_compared_in_look_and_meaning(assistant: Assistant, text: str) -> None:
    blocks = said(assistant, text, "cat", "bicycle")
    words = next(block.markdown for block in blocks if isinstance(block, Text))
    assert "cat.png" in words
    assert "0.64" in words
    shows = next(block for block in blocks if isinstance(block, Table))
    assert [row[0] for row in shows.rows] == ["cat.png", "bicycle.png"]
    assert "bicycle" in str(shows.rows[1][1]) or "輪車" in str(shows.rows[1][1])


def test_three_pictures_are_compared_pair_by_pair(assistant: Assistant) -> None:
    table = next(
        b for b in said(assistant, "compare these", "cat", "bicycle", "apple") if isinstance(b, Table)
    )
    assert [row[0] for row in table.rows] == [
        "cat.png / bicycle.png",
        "cat.png / apple.png",
        "bicycle.png / apple.png",
    ]


@pytest.mark.parametrize(
    ("text", "picture", "first"),
    [
        ("what colour is the apple?", "apple", "red"),
        ("りんごは何色？", "apple", "赤い"),
        ("what colour is the circle?", "red-circle", "red"),
    ],
)
def test_a_colour_is_named_as_far_as_the_model_can(
    assistant: Assistant, text: str, picture: str, first: str
) -> None:
    table = next(block for block in said(assistant, text, picture) if isinstance(block, Table))
    assert table.rows[0][0] == first


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("how many cats are there?", "cannot count"),
        ("猫は何匹いる？", "数えられません"),
        ("人は何人写ってる？", "数えられません"),
    ],
)
def test_what_cannot_be_counted_is_refused_with_the_reason(
    assistant: Assistant, text: str, reason: str
) -> None:
    blocks = said(assistant, text, "cat")
    assert any(isinstance(block, Notice) and reason in block.text for block in blocks)
    assert any(isinstance(block, Table) for block in blocks), "what it shows is said all the same"


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("what colour is the car?", "car"), ("what colours are in this picture", ""), ("what's the color of her dress", "dress"),
        ("屋根の色は？", "屋根"), ("この写真の犬はどんな色", "犬"), ("is it red or blue?", None), ("what is this?", None),
    ],
)  # fmt: skip
def test_whose_colour_is_asked_for(text: str, thing: str | None) -> None:
    assert coloured(text) == thing


@pytest.mark.parametrize(
    ("text", "wanted"), [("how many dogs", True), ("what dogs", False), ("いくつかの犬", False)]
)
def test_what_wants_counting(text: str, wanted: bool) -> None:
    assert counts(text) is wanted
