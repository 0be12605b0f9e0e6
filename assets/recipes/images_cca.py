"""Regularised canonical correlation analysis between photos and texts (Hotelling 1936; Gong et al. 2014), in closed form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from store.types import Matrix, Vector

PHOTO_RIDGE, TEXT_RIDGE = 1.0, 0.5
POWER = 0.5
"""Directions are weighted by their correlation to this power."""
PRINCIPAL = 1024


@dataclass(frozen=True, slots=True)
class Link:
    """Maps of both sides into one space: (x - shift) @ map."""

    photo: Matrix
    text: Matrix
    text_shift: Vector


def inverse_root(covariance: Matrix, ridge: float) -> Matrix:
    """Return (C + ridge * mean variance)^-1/2."""
    values, vectors = np.linalg.eigh(covariance.astype(np.float64))
    roots = np.sqrt(np.maximum(values, 0) + ridge * values.mean())
    result: Matrix = ((vectors / roots) @ vectors.T).astype(np.float32)
    return result


def link(photos: NDArray[np.float32], texts: Matrix, of: NDArray[np.int64], dim: int) -> Link:
    """Return the maps into `dim` directions for centred photos and texts (m, q); text i describes photo of[i].

    `photos` (views, n, p) holds the same n photos several ways.
    """
    shift = texts.mean(axis=0)
    centred = texts - shift
    summed = np.zeros((photos.shape[1], texts.shape[1]), np.float32)
    np.add.at(summed, of, centred)
    every = photos.reshape(-1, photos.shape[2])
    across: Matrix = every.T @ every / np.float32(len(every))
    left = inverse_root(across, PHOTO_RIDGE)
    within: Matrix = centred.T @ centred / np.float32(len(centred))
    right = inverse_root(within, TEXT_RIDGE)
    shared = photos.mean(axis=0).T @ summed / len(centred)
    u, strength, v = np.linalg.svd(left @ shared @ right, full_matrices=False)
    weight = strength[:dim] ** POWER
    return Link(left @ u[:, :dim] * weight, right @ v[:dim].T * weight, shift)


def principal(photos: Matrix, count: int = PRINCIPAL) -> Matrix:
    """Return (p, count): the main directions of centred photos (Halko et al. 2011, seeded)."""
    from sklearn.utils.extmath import randomized_svd

    _, _, directions = randomized_svd(photos, count, n_iter=2, random_state=0)
    result: Matrix = np.ascontiguousarray(directions.T.astype(np.float32))
    return result


def vocabulary(texts: Sequence[str], words: Sequence[Sequence[str]]) -> tuple[list[str], Vector]:
    """Return the words of at least 8 texts and at most 40 % of them, and their inverse document frequency."""
    counts = Counter(word for text in words for word in set(text))
    known = sorted(word for word, count in counts.items() if 8 <= count < 0.4 * len(texts))
    return known, np.array([np.log(len(texts) / counts[word]) for word in known], np.float32)


def recall(scores: Matrix, of: NDArray[np.int64]) -> dict[str, float]:
    """Return retrieval figures for scores (photos, texts), where text i describes photo of[i]."""
    right = scores[of, np.arange(len(of))]
    rank = (scores > right[None, :]).sum(axis=0)
    best = np.full(len(scores), len(of))
    order = np.argsort(np.argsort(-scores, axis=1), axis=1)
    np.minimum.at(best, of, order[of, np.arange(len(of))])
    text = {f"text to image R@{k}": float((rank < k).mean()) for k in (1, 5, 10)}
    return text | {f"image to text R@{k}": float((best < k).mean()) for k in (1, 5, 10)}
