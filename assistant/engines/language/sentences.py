"""Two sentences beside each other: meaning, word overlap, and the token pairs that carry the meaning."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.engines.language.states import Tokens
from store.types import Matrix

CENTRE, WIDTH = 0.917, 0.022
"""Logistic fit of "three or more of five" in human similarity: 350 pairs each of STS-B dev and JSTS train (81 % right)."""
MOST_TOKENS = 24
"""Tokens a side in a grid: more cannot be read on a screen."""


@dataclass(frozen=True)
class Alignment:
    """A token of the first sentence, its nearest of the second, and their cosine."""

    first: str
    second: str
    cosine: float


@dataclass(frozen=True)
class Comparison:
    """How near two sentences are. `cosine` is the encoder's own, `closeness` the same on a scale where
    0.5 parts paraphrases from the rest, `overlap` the Jaccard index of their words; `grid` is
    (tokens of a, tokens of b) with the mean of all tokens taken out; `cut` as in Tokens."""

    cosine: float
    closeness: float
    overlap: float
    first: tuple[str, ...]
    second: tuple[str, ...]
    grid: Matrix
    pairs: tuple[Alignment, ...]
    cut: bool


def closeness(cosine: float, centre: float = CENTRE, width: float = WIDTH) -> float:
    """Return a cosine of e5, which lie in .7 to .95, as the chance that people call the two alike."""
    return float(1 / (1 + np.exp(-(cosine - centre) / width)))


def words(text: str) -> set[str]:
    """Return the words of an English text, or the character pairs of a Japanese one, in lower case."""
    text = unicodedata.normalize("NFKC", text).lower()
    japanese = re.findall(r"[\u3040-\u30ff\u3400-\u9fff々]+", text)
    pairs = {run[i : i + 2] for run in japanese for i in range(max(1, len(run) - 1))}
    return pairs | set(re.findall(r"[^\W\d_\u3040-\u30ff\u3400-\u9fff]+|\d+", text))


def overlap(x: str, y: str) -> float:
    """Return the Jaccard index of the words of two texts; 1 for two texts without words."""
    a, b = words(x), words(y)
    return len(a & b) / len(a | b) if a | b else 1.0


def similarity(x: Matrix, y: Matrix, centre: Matrix) -> Matrix:
    """Return (rows of x, rows of y) cosines after the mean `centre` (hidden,) of all tokens is taken out.

    Contextual vectors share one large direction (Ethayarajh 2019); without it, pairs come apart.
    """
    a, b = _unit(x - centre), _unit(y - centre)
    return np.asarray(a @ b.T, np.float32)


def _unit(rows: Matrix) -> Matrix:
    norms = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return np.asarray(rows / norms, np.float32)


def align(first: Sequence[str], second: Sequence[str], grid: Matrix, most: int = 5) -> tuple[Alignment, ...]:
    """Return pairs of tokens that are each other's nearest, best first, without punctuation."""
    found = []
    for i, token in enumerate(first):
        j = int(grid[i].argmax())
        if int(grid[:, j].argmax()) == i and re.search(r"\w", token) and re.search(r"\w", second[j]):
            found.append(Alignment(token, second[j], float(grid[i, j])))
    return tuple(sorted(found, key=lambda pair: -pair.cosine)[:most])


def compare(x: Tokens, y: Tokens, cosine: float, closer: float, centre: Matrix) -> Comparison:
    """Put a comparison together from two encoded sentences and their cosine."""
    last = max(x.layers)
    a, b = x.layers[last][:MOST_TOKENS], y.layers[last][:MOST_TOKENS]
    first, second = x.pieces[:MOST_TOKENS], y.pieces[:MOST_TOKENS]
    grid = similarity(a, b, centre) if len(a) and len(b) else np.zeros((len(a), len(b)), np.float32)
    return Comparison(
        cosine, closer, overlap(x.text, y.text), first, second, grid,
        align(first, second, grid) if grid.size else (), x.cut or y.cut,
    )  # fmt: skip
