"""Sets of vectors that a person mounts, questions that name one, and names of several words."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from assistant import Assistant, Message, testing
from assistant.blocks import Text
from assistant.engines.words.errors import UnknownWords
from assistant.engines.words.index import WordIndex
from assistant.engines.words.vectors import WordVectors, unit
from plugins.words.sets import named

ROWS = np.random.default_rng(3).normal(size=(4, 8))
BIRDS = ["Turkey", "turkey", "Greece", "goose"]


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("sets")
    path = folder / "birds.vec"
    lines = [f"{word} {' '.join(f'{x:.4f}' for x in row)}" for word, row in zip(BIRDS, ROWS, strict=True)]
    path.write_text("\n".join(["9 8", *lines]) + "\n")
    with testing.open(folder / "home") as opened:
        (reply,) = (
            block for block in opened.reply(Message("/vectors", files=(path,))) if isinstance(block, Text)
        )
        assert "Its first line says 9 words; there are 4." in reply.markdown
        yield opened


def said(assistant: Assistant, text: str) -> str:
    return "\n".join(block.markdown for block in assistant.reply(Message(text)) if isinstance(block, Text))


@pytest.mark.parametrize(
    ("text", "answered"),
    [
        ("words like Turkey in birds", "The vectors that answered: **birds**."),
        ("what words are similar to Turkey in birds?", "The vectors that answered: **birds**."),
        ("birdsでTurkeyに近い言葉は？", "答えたベクトル: **birds**。"),
    ],
)
def test_a_set_that_is_named_answers_and_is_named_in_the_answer(
    assistant: Assistant, text: str, answered: str
) -> None:
    reply = said(assistant, text)
    assert answered in reply
    rows = unit(ROWS)
    best = max((1, 2, 3), key=lambda row: rows[row] @ rows[0])
    assert f": {BIRDS[best]}" in reply or f"言葉: {BIRDS[best]}" in reply


def test_a_likeness_is_answered_from_the_set_that_is_named(assistant: Assistant) -> None:
    rows = unit(ROWS)
    reply = said(assistant, "how similar are Turkey and goose in birds?")
    assert f"cosine similarity **{rows[0] @ rows[3]:.3f}**" in reply


@pytest.mark.parametrize(
    ("text", "mean"),
    [
        ("words like New York", "“New York” is not one word of `glove-6b-50d`; its vector is the mean of New \\+ York."),
        ("what words are similar to ice cream?", "“ice cream” is not one word of `glove-6b-50d`; its vector is the mean of ice \\+ cream."),
    ],
)  # fmt: skip
def test_a_name_of_two_words_is_the_mean_of_its_words_and_said_so(
    assistant: Assistant, text: str, mean: str
) -> None:
    assert mean in said(assistant, text)


def test_means_of_words_leave_them_out_and_name_the_missing_one(glove: WordVectors) -> None:
    expected = unit(glove.vectors(["new", "york"]).mean(axis=0))
    np.testing.assert_allclose(glove.vectors(["New York"])[0], expected, rtol=1e-5)
    assert not {"new", "york", "new-york", "newyork"} & {near.word for near in glove.neighbors("New York", 8)}
    assert (glove.combined(["New York", "data base", "Paris"]), glove.knows("New York")) == (
        ["New York"],
        True,
    )
    with pytest.raises(UnknownWords) as caught:
        glove.neighbors("New Yrok")
    assert "york" in caught.value.suggestions["Yrok"]


def test_a_phrase_of_the_vocabulary_is_itself() -> None:
    words = [*(f"word{n}" for n in range(30_000)), "new_york", "ice-cream", "new", "york", "ice", "cream"]
    index = WordIndex.build(words)
    assert index.find("New York") == words.index("new_york")
    assert WordVectors("few", index, unit(np.ones((len(words), 2)))).combined(["ice cream"]) == []
    common = WordIndex.build(["new", "york", "ice", "cream", *words[:30_000], "ice-cream", "newyork"])
    assert (common.find("ice cream"), common.find("new york")) == (None, None)


@pytest.mark.parametrize(
    ("text", "name", "rest"),
    [
        ("words like Turkey in case", "case", "words like Turkey"), ("words like Turkey in the case vectors?", "case", "words like Turkey?"),
        ("words like case", "", "words like case"), ("words like Turkey in case of rain", "", "words like Turkey in case of rain"),
        ("caseのベクトルで王に近い言葉は？", "case", "王に近い言葉は？"), ("「case」で王に近い言葉", "case", "王に近い言葉"),
    ],
)  # fmt: skip
def test_the_set_that_a_question_names(text: str, name: str, rest: str) -> None:
    assert named(text, ["glove-6b-50d", "case"]) == (name, rest)
