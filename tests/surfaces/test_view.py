"""Blocks in the terminal: every kind, plain and rich, with hostile text made harmless."""

from __future__ import annotations

import io
from typing import get_args

import pytest
from rich.console import Console

from assistant import blocks as b
from assistant.surfaces.cli.drawing import bar
from assistant.surfaces.cli.view import View, pieces
from assistant.surfaces.service.clean import clean, clean_line, dump

EVIL = "a\x1b[2Jb\x1b]52;c;aGk=\x07c\x9b31md\x00e\u202ef\rg\x1b"
PASSAGE = b.Passage(
    "d#0", "d", "Title", "Before. The answer. After.", "p. 3", highlights=((8, 19),), score=0.5
)
EXAMPLES: list[b.Block] = [
    b.Text("**bold** words"),
    b.Table(("name", "score"), (("one", 0.5), (None, True)), "Caption", ("score",)),
    b.Answer("The answer", 0.9, (b.Span("d#0", 8, 18),)),
    b.Sources((PASSAGE, b.Passage("d#1", "d", "Other", "text", confident=False, folded=2)), "Found"),
    b.Gallery((b.Picture("p", "/tmp/p.png", "A cat", 0.25),), "Pictures"),
    b.Plot("bar", "Bars", y=(1.0, 2.0), labels=("x", "y")),
    b.Plot("heatmap", "Heat", labels=("r",), columns=("c",), matrix=((0.5,),)),
    b.Plot("scatter", "Points", x=(0.0, 1.0), y=(0.0, 1.0), labels=("lo", "hi"), groups=("g", "h")),
    b.Plot("network", "Empty"),
    b.Choices("Which?", (b.Option("This", "/this"),)),
    b.Notice("warning", "Careful.", "Do this."),
    b.Details("How", "line 1\nline 2"),
    b.Progress("x", 1, 2),
    b.Download("f.csv", "/tmp/f.csv"),
]


def shown(block: b.Block, *, rich: bool = False) -> str:
    out = io.StringIO()
    console = Console(file=out, force_terminal=rich, width=100, markup=False, emoji=False, highlight=False)
    View(console, "en").show(block)
    return out.getvalue()


def test_every_kind_of_block_is_in_the_examples() -> None:
    assert {type(block) for block in EXAMPLES} == set(get_args(b.Block))


@pytest.mark.parametrize("block", EXAMPLES, ids=lambda block: type(block).__name__)
def test_a_terminal_and_a_pipe_show_the_same_words(block: b.Block) -> None:
    words = set(clean(shown(block, rich=True)).split())
    plain = shown(block)
    assert "\x1b" not in plain
    kept = {word for word in plain.replace("*", "").split() if word.isalpha()}
    assert kept <= {word.strip("\x1b") for word in words} or isinstance(block, b.Progress)
    assert bool(plain.strip()) != isinstance(block, b.Progress)


def test_plain_passages_give_number_place_score_doubt_and_folding() -> None:
    assert shown(EXAMPLES[3]).splitlines() == [
        "Found",
        "1. Title  p. 3 · 0.500",
        "   Before. The answer. After.",
        "   d#0",
        "2. Other  0.000 · low confidence · and 2 nearly the same",
        "   text",
        "   d#1",
    ]


def test_plain_tables_are_tab_separated() -> None:
    assert shown(EXAMPLES[1]).splitlines() == ["Caption", "name\tscore", "one\t0.5", "\tTrue"]


def test_a_long_plain_line_is_not_wrapped() -> None:
    assert shown(b.Text("word " * 100)).count("\n") == 1


def test_the_answer_is_highlighted() -> None:
    drawn = shown(EXAMPLES[3], rich=True)
    assert "\x1b[1;33mThe answer.\x1b[0m" in drawn


@pytest.mark.parametrize("rich", [False, True])
def test_text_from_documents_cannot_command_the_terminal(rich: bool) -> None:
    passage = b.Passage(EVIL, EVIL, EVIL, EVIL, EVIL, highlights=((0, 3), (2, 9)), score=1.0)
    hostile: list[b.Block] = [
        b.Text(EVIL), b.Table((EVIL,), ((EVIL,),), EVIL), b.Sources((passage,), EVIL),
        b.Gallery((b.Picture(EVIL, EVIL, EVIL),), EVIL), b.Choices(EVIL, (b.Option(EVIL, EVIL),)),
        b.Plot("bar", EVIL, y=(1.0,), labels=(EVIL,)), b.Notice("info", EVIL, EVIL), b.Details(EVIL, EVIL),
        b.Plot("scatter", EVIL, x=(1.0,), y=(1.0,), labels=(EVIL,), groups=(EVIL,)), b.Download(EVIL, EVIL),
    ]  # fmt: skip
    for block in hostile:
        out = shown(block, rich=rich)
        for bad in ("\x1b[2J", "\x1b]52", "\x9b", "\x00", "\u202e", "\r"):
            assert bad not in out, block
        assert rich or "\x1b" not in out, block


def test_links_in_markdown_are_not_hidden_behind_words() -> None:
    assert "\x1b]8" not in shown(b.Text("[click](http://evil.example)"), rich=True)


def test_clean_keeps_words_and_takes_sequences_out_whole() -> None:
    assert clean("a\x1b[31mred\x1b[0m\x1b]0;title\x07 b\tc\nd 日本語 🧭") == "ared b\tc\nd 日本語 🧭"
    assert clean("x\x08y") == "x\N{REPLACEMENT CHARACTER}y"
    assert clean_line(" a\n b\t c ") == "a b c"


def test_json_escapes_what_a_terminal_would_obey() -> None:
    text = dump({"text": EVIL + "日本"}, indent=1)
    assert not set("\x1b\x9b\x00\u202e\r") & set(text)
    assert "日本" in text
    import json

    assert json.loads(text) == {"text": EVIL + "日本"}


@pytest.mark.parametrize(
    ("share", "drawn"), [(0.0, ""), (0.5, "█████"), (1.0, "██████████"), (7.0, "██████████"), (-1.0, ""), (float("nan"), "")]
)  # fmt: skip
def test_bars_are_as_long_as_their_share(share: float, drawn: str) -> None:
    assert bar(share) == drawn.ljust(10)


def test_pieces_put_together_are_the_text() -> None:
    text = "0123456789"
    for marks in [(), ((0, 10),), ((3, 5), (4, 7)), ((8, 99),), ((5, 2),)]:
        cut = pieces(text, marks)
        assert "".join(piece for piece, _ in cut) == text
    assert pieces(text, ((3, 5), (4, 7))) == [("012", False), ("34", True), ("56", True), ("789", False)]
