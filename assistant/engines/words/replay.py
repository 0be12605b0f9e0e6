"""How a neighbourhood formed: the same words after every epoch, on one plane in which they move, not jump."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.engines.words.vectors import WordNeighbor, WordVectors
from store.types import Matrix

_WATCHED = (0.0, 0.25, 0.5, 1.0)
"""Where in the training the nearest words are taken to be watched."""
_MOST_FRAMES = 60


@dataclass(frozen=True, slots=True)
class Moment:
    """The end of an epoch: (n, 2) float32 positions of the words, the asked one at the origin, and the
    nearest words at that time."""

    epoch: int
    positions: Matrix
    nearest: tuple[WordNeighbor, ...]


@dataclass(frozen=True, slots=True)
class Replay:
    """The words that are watched, the asked one first, and what became of them."""

    words: tuple[str, ...]
    moments: tuple[Moment, ...]


def replay(epochs: Sequence[WordVectors], word: str, k: int = 7) -> Replay:
    """Return how a word and those that were ever near it moved; UnknownWords when it was not trained.

    Each epoch is drawn on its own two main axes of difference from the word. Axes are free to turn and
    flip, so each epoch is turned onto the next (orthogonal Procrustes, Schönemann 1966), the last staying.
    """
    epochs = list(epochs)
    chosen = sorted(
        {round(place) for place in np.linspace(0, len(epochs) - 1, min(_MOST_FRAMES, len(epochs)))}
    )
    watched = [epochs[round(share * (len(epochs) - 1))] for share in reversed(_WATCHED)]
    near = [found.word for vectors in watched for found in vectors.neighbors(word, k)]
    words = list(dict.fromkeys([word, *near]))
    drawn = aligned([_plane(epochs[number].vectors(words)) for number in chosen])
    moments = [
        Moment(number + 1, positions, tuple(epochs[number].neighbors(word, 5)))
        for number, positions in zip(chosen, drawn, strict=True)
    ]
    return Replay(tuple(words), tuple(moments))


def _plane(rows: Matrix) -> Matrix:
    """Return (n, 2) positions of unit rows on the two main axes of their differences from the first."""
    apart = rows - rows[0]
    _, _, axes = np.linalg.svd(apart, full_matrices=False)
    placed = apart @ axes[:2].T
    return np.asarray(np.pad(placed, ((0, 0), (0, 2 - placed.shape[1]))), np.float32)


def aligned(planes: Sequence[Matrix]) -> list[Matrix]:
    """Return (n, 2) positions turned or flipped about the origin so that each lies nearest to the next."""
    from scipy.linalg import orthogonal_procrustes

    turned = list(planes[-1:])
    for plane in reversed(planes[:-1]):
        rotation, _ = orthogonal_procrustes(plane, turned[-1])
        turned.append(np.asarray(plane @ rotation, np.float32))
    return turned[::-1]
