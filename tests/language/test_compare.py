"""Comparison parts paraphrase from word overlap; the grid shows which tokens carry it."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.engines.language.errors import EmptySentence
from assistant.engines.language.language import Language
from assistant.engines.language.sentences import overlap

PARAPHRASE = ("She bought a car.", "She purchased an automobile.")
MISLEADING = ("The dog bit the man in the park.", "The man in the park bit into the bread.")


def test_paraphrase_and_overlap_come_apart(language: Language) -> None:
    near, far = language.comparison(*PARAPHRASE), language.comparison(*MISLEADING)
    assert near.cosine > far.cosine
    assert near.closeness > 0.5
    assert near.overlap < far.overlap


@pytest.mark.parametrize(
    ("x", "y", "z"),
    [
        ("A man is playing a guitar.", "Someone plays an instrument.", "The stock market fell."),
        ("男性がギターを弾いている。", "誰かが楽器を演奏している。", "株価が下がった。"),
        ("男性がギターを弾いている。", "A man is playing a guitar.", "The stock market fell."),
    ],
)
def test_meaning_is_nearer_than_another_topic(language: Language, x: str, y: str, z: str) -> None:
    assert language.compare(x, y) > language.compare(x, z)


def test_the_grid_pairs_the_words_that_mean_the_same(language: Language) -> None:
    found = language.comparison(*PARAPHRASE)
    assert found.grid.shape == (len(found.first), len(found.second))
    assert float(np.abs(found.grid).max()) <= 1.0001
    pairs = {(p.first, p.second) for p in found.pairs}
    assert (
        ("bought", "purchase") in pairs or ("bought", "purchased") in pairs or ("car", "automobile") in pairs
    )


def test_identical_sentences(language: Language) -> None:
    text = "同じ文です。"
    assert language.compare(text, text) == pytest.approx(1, abs=1e-3)
    found = language.comparison(text, text)
    assert found.overlap == 1
    assert np.allclose(np.diag(found.grid), 1, atol=1e-3)


def test_similarities_are_symmetric(language: Language) -> None:
    found = language.similarities(["a cat", "a dog", "株価"])
    assert np.allclose(found, found.T, atol=1e-6)
    assert np.allclose(np.diag(found), 1, atol=1e-3)
    assert found[0, 1] > found[0, 2]


def test_overlap_counts_words_and_japanese_character_pairs() -> None:
    assert overlap("the cat sat", "The cat ran") == pytest.approx(2 / 4)
    assert overlap("東京都", "京都") == pytest.approx(1 / 2)


def test_long_and_empty_sentences(language: Language) -> None:
    found = language.comparison("word " * 5000, "A word.")
    assert found.cut
    assert len(found.first) <= 24
    with pytest.raises(EmptySentence):
        language.compare("", "a")
