"""What the large sets measure, held on small ones of the project's own that are always there."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr

from assistant.engines.language.language import Language

SMALL = Path(__file__).parents[1] / "data" / "small"
LABELS = ("entailment", "neutral", "contradiction")


def rows(name: str) -> list[list[str]]:
    with (SMALL / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream, delimiter="\t"))


def test_inference_is_right_four_times_in_five(language: Language) -> None:
    pairs = rows("nli.tsv")
    said = language.infer([one[0] for one in pairs], [one[1] for one in pairs]).argmax(axis=1)
    right = [LABELS[label] == one[2] for label, one in zip(said, pairs, strict=True)]
    assert len(right) == 28
    assert np.mean(right) >= 0.8, [one for one, good in zip(pairs, right, strict=True) if not good]


def test_sentences_come_in_the_order_in_which_people_find_them_alike(language: Language) -> None:
    pairs = rows("sts.tsv")
    found = [language.compare(one[0], one[1]) for one in pairs]
    assert spearmanr(found, [float(one[2]) for one in pairs])[0] >= 0.85
