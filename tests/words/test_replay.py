"""Neighbourhoods replay on one plane: turned and flipped epochs give the same picture, near words come near."""

import numpy as np
import pytest

from assistant.engines.words.errors import UnknownWords
from assistant.engines.words.index import WordIndex
from assistant.engines.words.replay import aligned, replay
from assistant.engines.words.vectors import WordVectors, unit

WORDS = ["sun", "moon", "star", "tea", "milk", "cake", "bus", "tram", "car", "bike"]


def epochs(count: int, turn: bool) -> list[WordVectors]:
    """Words drift from random places to those of their kind; with `turn`, every epoch is rotated anew."""
    random = np.random.default_rng(1)
    kinds = np.repeat(random.normal(size=(3, 6)), [3, 3, 4], axis=0) + 0.2 * random.normal(size=(10, 6))
    start, index, made = random.normal(size=(10, 6)), WordIndex.build(WORDS), []
    for share in np.linspace(0, 1, count):
        rows = unit((1 - share) * start + share * kinds)
        rotation = np.linalg.qr(random.normal(size=(6, 6)))[0].astype(np.float32)
        made.append(WordVectors("e", index, rows @ rotation if turn else rows))
    return made


def test_a_rotation_of_the_vectors_changes_nothing_in_the_picture() -> None:
    plain, turned = replay(epochs(6, turn=False), "tea", 3), replay(epochs(6, turn=True), "tea", 3)
    assert plain.words == turned.words
    for one, other in zip(plain.moments, turned.moments, strict=True):
        np.testing.assert_allclose(
            np.linalg.norm(one.positions, axis=1), np.linalg.norm(other.positions, axis=1), atol=1e-4
        )
    steps = [
        np.abs(np.diff([moment.positions for moment in found.moments], axis=0)).sum()
        for found in (plain, turned)
    ]
    assert steps[0] == pytest.approx(steps[1], rel=1e-3)


def test_the_asked_word_stays_and_its_kind_comes_near() -> None:
    found = replay(epochs(6, turn=True), "tea", 3)
    assert found.words[0] == "tea"
    assert all(np.abs(moment.positions[0]).max() < 1e-6 for moment in found.moments)
    assert {near.word for near in found.moments[-1].nearest[:2]} == {"milk", "cake"}
    milk = found.words.index("milk")
    away = [float(np.linalg.norm(moment.positions[milk])) for moment in found.moments]
    assert away[-1] < 0.5 * max(away)


def test_alignment_undoes_turns_and_flips() -> None:
    random = np.random.default_rng(0)
    plane = random.normal(size=(12, 2)).astype(np.float32)
    turn = np.array([[0.6, -0.8], [0.8, 0.6]], np.float32)
    flip = np.array([[-1, 0], [0, 1]], np.float32)
    for back in aligned([plane @ turn, plane @ flip, plane @ turn @ flip, plane]):
        np.testing.assert_allclose(back, plane, atol=1e-5)


def test_long_trainings_are_thinned_and_unknown_words_say_so() -> None:
    moments = replay(epochs(150, turn=False), "bus", 2).moments
    assert len(moments) == 60
    assert (moments[0].epoch, moments[-1].epoch) == (1, 150)
    with pytest.raises(UnknownWords):
        replay(epochs(3, turn=False), "plane")
