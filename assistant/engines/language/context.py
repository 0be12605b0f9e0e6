"""One word in several sentences: the contextual vector of each occurrence, and which occurrences share a sense."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.engines.language.errors import EmptySentence, WordAbsent
from assistant.engines.language.states import Tokens
from store.types import Matrix

LAYER = 12
"""The layer of multilingual-e5-small whose vectors tell senses apart best (docs/language.md)."""
OWN = 0.75
"""Share of the word's own direction that is taken out: what it carries in every context tells no senses apart."""
SAME_SENSE = 0.52
"""Cosine above which two occurrences have one sense, fitted on the pairs of tests/language/wic.toml."""

PLAIN = (
    "The children are playing in the park.", "He bought a book and read it on the train.",
    "Please call me before you leave the office.", "The soup was too hot to eat.",
    "Prices have gone up since last year.", "A dog ran across the street.",
    "She is learning to play the piano.", "The meeting starts at nine in the morning.",
    "子どもたちが公園で遊んでいる。", "彼は本を買って電車で読んだ。", "出かける前に電話をください。",
    "スープが熱すぎて飲めない。", "去年から物価が上がっている。", "犬が通りを横切った。",
    "彼女はピアノを習っている。", "会議は朝九時に始まります。",
)  # fmt: skip
"""Everyday sentences whose tokens' mean is the direction that all contextual vectors share."""


@dataclass(frozen=True)
class Senses:
    """Occurrences of a word: (n, n) cosines, a group number for each sentence, and places on a plane (n, 2).

    `vectors` are (n, hidden); `static` is what one vector for the word would say: 1 everywhere.
    """

    word: str
    sentences: tuple[str, ...]
    similarities: Matrix
    groups: tuple[int, ...]
    plane: Matrix
    vectors: Matrix
    spans: tuple[tuple[int, int], ...]

    @property
    def static(self) -> float:
        """Return the similarity of a word's one static vector to itself."""
        return 1.0


def occurrence(word: str, sentence: str) -> tuple[int, int]:
    """Return where the word stands, an English word also with an ending; WordAbsent when nowhere."""
    if not word.strip() or not sentence.strip():
        raise EmptySentence
    plain = re.escape(word.strip())
    for pattern in (rf"\b{plain}\b", rf"\b{plain}(?:s|es|ed|ing|d|r|er|'s)\b", plain, _stem(word.strip())):
        found = re.search(pattern, sentence, re.IGNORECASE) if pattern else None
        if found:
            return found.span()
    raise WordAbsent(word=word, sentence=sentence[:80])


def _stem(word: str) -> str:
    """Return a pattern for other forms: make/making, 切る/切った; "" for a word without endings."""
    if re.search(r"[\u3400-\u9fff]+[\u3041-\u3096]+$", word):
        return re.escape(re.sub(r"[\u3041-\u3096]+$", "", word))
    return rf"\b{re.escape(word[:-1])}\w{{0,4}}\b" if re.fullmatch(r"[A-Za-z]{4,}", word) else ""


def vector(tokens: Tokens, span: tuple[int, int], layer: int = LAYER) -> Matrix:
    """Return the mean state of the tokens that cover a span, (hidden,)."""
    rows = [i for i, (a, b) in enumerate(tokens.spans) if a < span[1] and b > span[0]]
    if not rows:  # beyond the part of a long sentence that the encoder reads
        raise WordAbsent(word=tokens.text[span[0] : span[1]], sentence=tokens.text[:80])
    return np.asarray(tokens.layers[layer][rows].mean(axis=0), np.float32)


def common(tokens: Sequence[Tokens], layer: int = LAYER) -> Matrix:
    """Return the mean state of all tokens, (hidden,)."""
    return np.asarray(np.concatenate([each.layers[layer] for each in tokens]).mean(axis=0), np.float32)


def senses(word: str, tokens: Sequence[Tokens], alone: Tokens, centre: Matrix, layer: int = LAYER) -> Senses:
    """Return the similarities of a word's occurrences; `alone` is the word without any sentence.

    Contextual vectors share one large direction, `centre` (hidden,), without which cosines spread out
    (Ethayarajh 2019); most of the word's own direction is taken out as well.
    """
    spans = tuple(occurrence(word, each.text) for each in tokens)
    rows = np.array([vector(each, span, layer) for each, span in zip(tokens, spans, strict=True)]) - centre
    own = alone.layers[layer].mean(axis=0) - centre
    own = own / max(float(np.linalg.norm(own)), 1e-9)
    rows = rows - OWN * (rows @ own)[:, None] * own
    unit = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    cosines = np.clip(unit @ unit.T, -1, 1).astype(np.float32)
    np.fill_diagonal(cosines, 1.0)
    return Senses(
        word, tuple(each.text for each in tokens), cosines, _groups(cosines), _plane(unit), unit, spans
    )


def _groups(cosines: Matrix) -> tuple[int, ...]:
    """Cluster by average linkage, cut where two occurrences stop being of one sense."""
    if len(cosines) < 2:
        return (0,) * len(cosines)
    from sklearn.cluster import AgglomerativeClustering

    model = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=1 - SAME_SENSE
    )
    found = model.fit_predict(1 - cosines)
    order = {number: i for i, number in enumerate(dict.fromkeys(found.tolist()))}
    return tuple(order[number] for number in found.tolist())


def _plane(unit: Matrix) -> Matrix:
    """Return (n, 2) places on the two main axes."""
    rows = unit - unit.mean(axis=0)
    left, size, _ = np.linalg.svd(rows, full_matrices=False)
    places = (left * size)[:, :2]
    return np.pad(places, ((0, 0), (0, 2 - places.shape[1]))).astype(np.float32)
