"""Sort texts into labels: without examples by the labels' own words, or taught by a few examples each."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.engines.language.errors import TooFewExamples, TooFewLabels
from store.types import Matrix

Ints = NDArray[np.int64]

Encode = Callable[[Sequence[str]], Matrix]
TEMPLATES = (
    ("{label}", "This text is about {label}.", "It is {label}."),
    ("{label}", "この文章は{label}についてです。", "{label}です。"),
)
"""English and Japanese; the vectors of a label's sentences are averaged, as Radford et al. (2021) do."""
FEELINGS: Mapping[str, tuple[str, ...]] = {
    "positive": (
        "I love it, it is wonderful.", "Great, I am very happy with it.", "Excellent and highly recommended.",
        "とても良い、大満足です。", "最高で、おすすめです。", "嬉しくて楽しい。",
    ),
    "negative": (
        "I hate it, it is terrible.", "Bad, I am very disappointed.", "Awful and a waste of money.",
        "とても悪い、がっかりです。", "最低で、二度と買いません。", "悲しくてつらい。",
    ),
    "neutral": (
        "It is okay, nothing special.", "This is a fact without any opinion.", "It is average.",
        "普通です。", "特に意見はありません。", "事実を述べています。",
    ),
}  # fmt: skip
"""What people say when they are glad, sorry, or neither: a label's name alone says too little."""
_ALIASES = {
    "positive": r"positive|pos|good|praise|happy|肯定(?:的)?|ポジティブ|良い|よい|好評|好意的|プラス",
    "negative": r"negative|neg|bad|complaint|否定(?:的)?|ネガティブ|悪い|わるい|不評|批判的|マイナス",
    "neutral": r"neutral|mixed|中立(?:的)?|ニュートラル|どちらでもない|普通",
}
SCALE = 40.0
"""Sharpness of the softmax over centred cosines; measured by benchmarks in docs/language.md."""
LEAST = 2
"""Examples for each label below which nothing can be learned or checked."""


def feeling(label: str) -> str:
    """Return which built-in feeling a label names ("" when none)."""
    named = label.strip().lower()
    return next((name for name, pattern in _ALIASES.items() if re.fullmatch(pattern, named)), "")


def distinct(labels: Sequence[str]) -> list[str]:
    """Return the labels as given; TooFewLabels when they are fewer than two or not all different."""
    cleaned = [label.strip() for label in labels]
    if len(cleaned) < 2 or not all(cleaned) or len({label.casefold() for label in cleaned}) != len(cleaned):
        raise TooFewLabels
    return cleaned


def sentences(label: str) -> list[str]:
    """Return the sentences whose mean vector stands for a label."""
    if feeling(label):
        return list(FEELINGS[feeling(label)])
    japanese = re.search(r"[\u3040-\u30ff\u3400-\u9fff]", label) is not None
    return [template.format(label=label) for template in TEMPLATES[japanese]]


def prototypes(labels: Sequence[str], encode: Encode) -> Matrix:
    """Return (labels, dim) unit rows."""
    groups = [sentences(label) for label in labels]
    rows = encode([text for group in groups for text in group])
    ends = np.cumsum([len(group) for group in groups])
    means = np.array([part.mean(axis=0) for part in np.split(rows, ends[:-1])])
    return _unit(means)


def zero_shot(texts: Sequence[str], labels: Sequence[str], encode: Encode) -> Matrix:
    """Return (texts, labels) probabilities: softmax of cosines, the labels' common direction taken out."""
    chosen = distinct(labels)
    if not texts:
        return np.zeros((0, len(chosen)), np.float32)
    anchors = prototypes(chosen, encode)
    scores = encode(texts) @ (anchors - anchors.mean(axis=0)).T
    return softmax(SCALE * scores)


def softmax(scores: Matrix) -> Matrix:
    """Return rows that sum to one."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)


def _unit(rows: Matrix) -> Matrix:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12), np.float32)


@dataclass(frozen=True)
class Taught:
    """A linear head: probabilities = softmax(x W + b). `accuracy` was measured on examples left out in turn,
    `zero_shot` is what the labels' own words reach on the same; `telling` are each label's clearest examples."""

    labels: tuple[str, ...]
    weights: Matrix
    bias: Matrix
    accuracy: float
    zero_shot: float
    examples: int
    telling: Mapping[str, tuple[str, ...]]

    def probabilities(self, vectors: Matrix) -> Matrix:
        """Return (n, labels) for (n, dim) unit rows."""
        return softmax(vectors @ self.weights + self.bias)


def teach(examples: Mapping[str, Sequence[str]], encode: Encode) -> Taught:
    """Fit a logistic regression on embeddings; TooFewLabels, TooFewExamples below two a label."""
    labels = distinct(list(examples))
    kept = {label: list(dict.fromkeys(t.strip() for t in examples[label] if t.strip())) for label in examples}
    for label, texts in kept.items():
        if len(texts) < LEAST:
            raise TooFewExamples(label=label, got=len(texts), needed=LEAST)
    texts = [text for some in kept.values() for text in some]
    wanted = np.repeat(np.arange(len(kept)), [len(some) for some in kept.values()])
    rows = encode(texts)
    checked = float(np.mean(_left_out(rows, wanted) == wanted))
    guessed = float(np.mean(zero_shot(texts, labels, encode).argmax(axis=1) == wanted))
    weights, bias = _fit(rows, wanted, len(labels))
    sure = softmax(rows @ weights + bias)[np.arange(len(texts)), wanted]
    order = sorted(range(len(texts)), key=lambda i: -sure[i])
    telling = {label: tuple(texts[i] for i in order if wanted[i] == n)[:2] for n, label in enumerate(labels)}
    return Taught(tuple(labels), weights, bias, checked, guessed, len(texts), telling)


def _fit(rows: Matrix, wanted: Ints, count: int) -> tuple[Matrix, Matrix]:
    from sklearn.linear_model import LogisticRegression

    centre = rows.mean(axis=0)
    model = LogisticRegression(C=30.0, max_iter=500, class_weight="balanced").fit(rows - centre, wanted)
    weights, bias = model.coef_.T.astype(np.float32), model.intercept_.astype(np.float32)
    if count == 2:  # one column of scores says both
        weights, bias = np.concatenate([-weights, weights], axis=1) / 2, np.concatenate([-bias, bias]) / 2
    return weights, np.asarray(bias - centre @ weights, np.float32)


def _left_out(rows: Matrix, wanted: Ints) -> Ints:
    """Return what is predicted for every example by a head that has not seen it."""
    from sklearn.model_selection import StratifiedKFold

    folds = min(5, int(np.bincount(wanted).min()))
    found = np.zeros_like(wanted)
    for train, test in StratifiedKFold(folds, shuffle=True, random_state=0).split(rows, wanted):
        weights, bias = _fit(rows[train], wanted[train], int(wanted.max()) + 1)
        found[test] = (rows[test] @ weights + bias).argmax(axis=1)
    return found
