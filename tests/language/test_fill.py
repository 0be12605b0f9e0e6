"""Blanks: what is read as one, what is refused, and that the shipped head guesses sensibly."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assets.recipes.mlm_text import PAD, chunks, documents, sentences, short
from assistant.encoders.text import minilm_file
from assistant.engines.language.blanks import japanese, parts
from assistant.engines.language.english_fill import FILE, EnglishFill, load, measured
from assistant.engines.language.errors import BlankCutOff, NoBlank, NotEnglish, TooManyBlanks
from assistant.engines.language.language import Language

shipped = pytest.mark.skipif(not FILE.is_file(), reason="the masked-language head is not there")


@pytest.mark.parametrize(
    "text", ["a [MASK] b", "a ___ b", "a 〇〇 b", "a （　） b", "a ( ) b", "a <mask> b", "a □□ b", "a ＿＿ b"]
)
def test_blanks_however_written(text: str) -> None:
    assert [part.strip() for part in parts(text)] == ["a", "b"]


def test_japanese_is_told_from_english() -> None:
    assert japanese("猫が[MASK]の上にいる。")
    assert not japanese("The cat sat on the [MASK].")


def test_refusals(language: Language) -> None:
    with pytest.raises(NoBlank):
        language.fill_mask("The cat sat on the mat.")
    with pytest.raises(NotEnglish):
        language.fill_mask("猫が[MASK]の上にいる。")


@shipped
def test_too_many_and_too_far(language: Language) -> None:
    with pytest.raises(TooManyBlanks, match="11"):
        language.fill_mask("the ___ " * 11)
    with pytest.raises(BlankCutOff):
        language.fill_mask("The ___ " + "word " * 5000 + "___.")


@shipped
def test_one_blank_gives_words_in_order(language: Language) -> None:
    (found,) = language.fill_mask("He is one of the [MASK] in the world.", 5)
    words, chances = zip(*found, strict=True)
    assert len(words) == 5
    assert list(chances) == sorted(chances, reverse=True)
    assert 0 < sum(chances) <= 1.0001
    assert all(word.isalnum() for word in words)


@shipped
def test_a_gap_for_a_preposition_gets_one(language: Language) -> None:
    (found,) = language.fill_mask("The film is based [MASK] a book.", 3)
    assert {word for word, _ in found} <= {"on", "in", "of", "to", "with", "for", "at", "by", "from"}


@shipped
@pytest.mark.parametrize("name", ["corpus", "sentences"])
def test_the_head_reaches_what_its_card_says(data: Path, name: str) -> None:
    model = EnglishFill(minilm_file.load(), load())
    tokenizer = minilm_file.load().tokenizer()
    tokenizer.no_padding()
    tokenizer.no_truncation()
    held = {"corpus": documents, "sentences": sentences}[name](data)[1]
    rows = chunks(tokenizer, held, 96) if name == "corpus" else short(tokenizer, held)
    rows = rows[:: len(rows) // 64]
    draw = np.random.default_rng(0)
    places = np.array([draw.integers(1, int((row != PAD).sum()) - 1) for row in rows])
    wanted = rows[np.arange(len(rows)), places]
    best = []
    for row, place in zip(rows, places, strict=True):
        hidden = row[row != PAD][None].copy()
        hidden[0, place] = model.mask
        best.append(np.argsort(-model.scores(hidden, np.array([place]))[0])[:5])
    said = measured()[name]["top5"]
    assert said >= 0.35
    # some 64 tokens: twice the standard error around the figure measured on thousands
    reached = (np.array(best) == wanted[:, None]).any(axis=1).mean()
    assert reached >= said - 2 * (said * (1 - said) / len(rows)) ** 0.5


@shipped
@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "A man is riding a [MASK] down the street.",
            {"bike", "bicycle", "motorcycle", "horse", "skateboard"},
        ),
        ("Two dogs are running in the [MASK].", {"grass", "snow", "water", "field", "park", "sand"}),
        ("The [MASK] is playing a guitar on stage.", {"man", "woman", "band", "boy", "girl"}),
    ],
)
def test_content_words_are_guessed_from_their_sentence(
    language: Language, text: str, words: set[str]
) -> None:
    (found,) = language.fill_mask(text, 5)
    assert len({word for word, _ in found} & words) >= 2


@shipped
def test_blanks_are_filled_together(language: Language) -> None:
    found = language.fill("She opened the ___ with a ___.", 4)
    assert len(found.blanks) == 2
    joint = [chance for _, chance in found.together]
    assert joint == sorted(joint, reverse=True)
    assert all(len(words) == 2 for words, _ in found.together)
    # the joint probability is a product of conditional ones: never above either single one
    assert joint[0] <= max(chance for _, chance in found.blanks[0]) + 1e-3


@shipped
def test_a_blank_in_a_long_text(language: Language) -> None:
    text = "It was a long day. " * 1250 + "This is one of the best films i have ever [MASK]."
    assert len(language.fill_mask(text, 5)[0]) == 5


@shipped
def test_probabilities_are_those_of_one_pass(language: Language) -> None:
    one, again = (language.fill_mask("The [MASK] is red.", 3) for _ in range(2))
    assert [word for word, _ in one[0]] == [word for word, _ in again[0]]
    assert np.allclose([c for _, c in one[0]], [c for _, c in again[0]], atol=1e-5)
