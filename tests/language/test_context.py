"""One word in several sentences: senses told apart on hand-made pairs in both languages."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pytest

from assistant.engines.language.context import SAME_SENSE, occurrence
from assistant.engines.language.errors import EmptySentence, WordAbsent
from assistant.engines.language.language import Language

PAIRS = tomllib.loads((Path(__file__).parent / "wic.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("tongue", ["en", "ja"])
def test_most_pairs_are_judged_right(language: Language, tongue: str) -> None:
    right = [
        (language.word_in_context(word, [a, b])[0, 1] >= SAME_SENSE) == same
        for word, a, b, same in PAIRS[tongue]
    ]
    assert np.mean(right) >= 0.8


def test_the_banks_of_rivers_part_from_those_of_money(language: Language) -> None:
    found = language.senses(
        "bank",
        [
            "I sat on the river bank.",
            "The bank raised its rates.",
            "She went to the bank to get cash.",
            "The boat reached the bank of the river.",
        ],
    )
    assert found.groups == (0, 1, 1, 0)
    assert found.plane.shape == (4, 2)
    assert np.allclose(found.similarities, found.similarities.T, atol=1e-5)
    assert found.static == 1.0


@pytest.mark.parametrize(
    ("word", "sentence", "found"),
    [
        ("bank", "Two Banks closed.", "Banks"),
        ("cat", "concatenate the cat", "cat"),
        ("make", "She was making tea.", "making"),
        ("切る", "紙を切った。", "切"),
        ("首", "首が痛い。", "首"),
    ],
)
def test_a_word_is_found_in_its_forms(word: str, sentence: str, found: str) -> None:
    start, end = occurrence(word, sentence)
    assert sentence[start:end] == found


def test_refusals(language: Language) -> None:
    with pytest.raises(WordAbsent, match="bank"):
        language.word_in_context("bank", ["The bank closed.", "A dog barked."])
    with pytest.raises(EmptySentence):
        language.word_in_context("bank", ["The bank closed.", ""])
    with pytest.raises(WordAbsent):
        language.word_in_context("bank", ["dog " * 5000 + "bank", "The bank closed."])
