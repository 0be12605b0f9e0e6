"""Words and a photo added up, other words taken away: one vector to search with."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.encoders.images.base import ImageEncoder, Picture
from store.types import Vector

LIKE, LESS = 0.4, 0.7
"""What a photo and a word taken away weigh beside one word in a sum: photos are far more alike among
themselves than they are like words."""


def summed(
    encoder: ImageEncoder, query: str, plus: Sequence[str], minus: Sequence[str], like: Picture | None
) -> Vector:
    """Return the unit vector of a sum of words and a photo less other words; zeros for nothing at all."""
    words = [text for text in (query, *plus) if text.strip()]
    total = np.zeros(encoder.dim, np.float32)
    if words:
        total += encoder.texts(words).sum(axis=0)
    if minus:
        total -= np.float32(LESS) * encoder.texts(list(minus)).sum(axis=0)
    if like is not None:
        total += np.float32(LIKE if words or minus else 1.0) * encoder.images([like])[0]
    return np.asarray(total / max(float(np.linalg.norm(total)), 1e-9), np.float32)
