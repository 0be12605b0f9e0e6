"""Why a photo was found or tagged so: places that lose the score when covered (Zeiler & Fergus 2014), words
that lose it when left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from assistant.encoders.images.base import ImageEncoder
from store.types import Matrix, Vector

if TYPE_CHECKING:
    from PIL.Image import Image

GRID = 5
GREY = 128
_PIECE = re.compile(r"[A-Za-z0-9]+(?:['’-][A-Za-z0-9]+)*|[一-龥々]+|[ァ-ヴー]+|[^\W\d_a-zA-Zぁ-ゖ]+")
_STOP = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "in",
        "on",
        "at",
        "to",
        "and",
        "or",
        "with",
        "is",
        "are",
        "it",
        "this",
        "that",
        "for",
        "from",
        "by",
    ]
)


def heat(encoder: ImageEncoder, image: Image, target: Vector, grid: int = GRID) -> Matrix:
    """Return (grid, grid) losses of cosine with a unit `target`, from the top left; negative where covering helps."""
    from PIL import ImageDraw

    covered = [image]
    for row in range(grid):
        for column in range(grid):
            copy = image.copy()
            left, top = column * image.width / grid, row * image.height / grid
            box = (left, top, left + image.width / grid, top + image.height / grid)
            ImageDraw.Draw(copy).rectangle(box, fill=(GREY, GREY, GREY))
            covered.append(copy)
    scores = encoder.images(covered) @ target
    return np.asarray((scores[0] - scores[1:]).reshape(grid, grid), np.float32)


def overlay(image: Image, losses: Matrix) -> Image:
    """Return the picture with what carried the score in warm colours and the rest dimmed."""
    from PIL import Image as module
    from PIL.Image import Resampling

    top = max(float(losses.max()), 1e-6)
    shares = module.fromarray(np.clip(losses / top, 0, 1).astype(np.float32)).resize(
        image.size, Resampling.BICUBIC
    )
    warmth = np.clip(np.asarray(shares, np.float32), 0, 1)[..., None]
    pixels = np.asarray(image.convert("RGB"), np.float32)
    grey = pixels.mean(axis=2, keepdims=True) * np.float32(0.75)
    colour = np.concatenate([np.full_like(warmth, 255), 230 - 190 * warmth, np.full_like(warmth, 20)], axis=2)
    dimmed = grey + (pixels - grey) * np.clip(0.25 + warmth, 0, 1)
    mixed = dimmed * (1 - 0.45 * warmth) + colour * 0.45 * warmth
    return module.fromarray(np.clip(mixed, 0, 255).astype(np.uint8))


def pieces(text: str) -> list[tuple[int, int]]:
    """Return the places of the words that may carry meaning: English words, runs of kanji or katakana."""
    return [found.span() for found in _PIECE.finditer(text) if found.group().lower() not in _STOP]


def word_shares(encoder: ImageEncoder, text: str, photo: Vector) -> list[tuple[str, float]]:
    """Return (word, the cosine with the photo that is lost without it), in the order of the text.

    A text of one word is compared with nothing: its share is the whole cosine.
    """
    places = pieces(text)
    if len(places) < 2:
        return [(text.strip(), float(encoder.texts([text])[0] @ photo))] if text.strip() else []
    without = [re.sub(r"\s+", " ", text[:start] + text[end:]).strip() for start, end in places]
    scores = encoder.texts([text, *without]) @ photo
    return [
        (text[start:end], float(scores[0] - score))
        for (start, end), score in zip(places, scores[1:], strict=True)
    ]
