"""Entailment, neutral, contradiction: the lecture's examples, accuracy by set, probabilities, refusals."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import numpy as np
import pytest

from assets.recipes.nli import read
from assistant.engines.language.errors import EmptySentence, HeadDamaged
from assistant.engines.language.head import LABELS, load
from assistant.engines.language.language import Language

LECTURE = [
    ("複数の男性がプレーするサッカーゲーム。", "スポーツをしている男性もいます。", "entailment"),
    ("笑顔の年配の男性と年下の男性。", "床で遊ぶ猫たちを見て、2人の男性がにっこり笑っている。", "neutral"),
    ("東アジアのある国で人物の制服を検査する男性。", "男は寝ている。", "contradiction"),
    ("A soccer game with multiple males playing.", "Some men are playing a sport.", "entailment"),
    ("An older and younger man smiling.", "Two men are smiling and laughing at the cats playing on the floor.", "neutral"),
    ("A man inspects the uniform of a figure in some East Asian country.", "The man is sleeping.", "contradiction"),
]  # fmt: skip


@pytest.mark.parametrize(("premise", "hypothesis", "label"), LECTURE)
def test_the_lectures_examples(language: Language, premise: str, hypothesis: str, label: str) -> None:
    chances = language.infer([premise], [hypothesis])[0]
    assert LABELS[int(chances.argmax())] == label


@pytest.mark.parametrize(("name", "least"), [("SNLI", 0.74), ("JNLI", 0.70)])
def test_the_head_reproduces_its_training_sets(
    language: Language, data: Path, name: str, least: float
) -> None:
    # The head has seen these pairs; its accuracy on unseen ones is in the card. This notices a broken pipeline.
    pairs = read(name, data / "text")
    chosen = np.random.default_rng(0).permutation(len(pairs.labels))[:150]
    found = language.infer([pairs.premises[i] for i in chosen], [pairs.hypotheses[i] for i in chosen])
    assert float((found.argmax(axis=1) == pairs.labels[chosen]).mean()) >= least


def test_rows_sum_to_one_and_order_is_kept(language: Language) -> None:
    premises, hypotheses = [row[0] for row in LECTURE], [row[1] for row in LECTURE]
    together = language.infer(premises, hypotheses)
    assert together.shape == (6, 3)
    assert np.allclose(together.sum(axis=1), 1, atol=1e-5)
    alone = np.concatenate([language.infer([p], [h]) for p, h in zip(premises, hypotheses, strict=True)])
    assert np.allclose(together, alone, atol=1e-3)
    assert language.infer([], []).shape == (0, 3)


@pytest.mark.parametrize("text", ["A dog runs across the field.", "犬が野原を走っている。"])
def test_a_sentence_entails_itself(language: Language, text: str) -> None:
    assert language.infer([text], [text])[0].argmax() == 0


def test_negation_contradicts(language: Language) -> None:
    chances = language.infer(["A man is playing a guitar."], ["There is no man playing a guitar."])[0]
    assert LABELS[int(chances.argmax())] == "contradiction"


def test_refusals(language: Language, tmp_path: Path) -> None:
    with pytest.raises(EmptySentence):
        language.infer(["A dog runs."], ["  "])
    with pytest.raises(ValueError, match="1 premises but 2 hypotheses"):
        language.infer(["a"], ["b", "c"])
    damaged = tmp_path / "head.safetensors"
    damaged.write_bytes(b"not a head")
    with pytest.raises(HeadDamaged):
        load(damaged)


def test_five_thousand_words_are_read_quickly(language: Language) -> None:
    started = time.monotonic()
    chances = language.infer(["A man is walking in the rain. " * 800], ["A man is outside."])
    assert np.isclose(chances.sum(), 1, atol=1e-5)
    assert time.monotonic() - started < 10


def test_a_file_of_pairs(language: Language, tmp_path: Path) -> None:
    from assistant.engines.language.batch import infer_tsv
    from assistant.engines.language.errors import BadTable

    source, target = tmp_path / "pairs.tsv", tmp_path / "judged.tsv"
    lines = [f"{p}\t{h}" for p, h, _ in LECTURE] * 15
    source.write_text("premise\thypothesis\n" + "\n".join(lines) + "\n", encoding="utf-8")
    progress = list(infer_tsv(source, target, language))
    assert [p.done for p in progress] == [64, 90]
    assert progress[-1].total == 90
    rows = list(csv.DictReader(target.open(encoding="utf-8"), delimiter="\t"))
    assert [row["label"] for row in rows] == [label for _, _, label in LECTURE] * 15
    source.write_text("a\tb\nx\ty\n", encoding="utf-8")
    with pytest.raises(BadTable, match="premise, hypothesis"):
        list(infer_tsv(source, target, language))
