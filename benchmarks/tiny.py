"""Pictures of 32 pixels a side: photos that the classifier is sure of, shrunk, named among everyday things."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assets.recipes.images_data import PHOTOS, PRODUCTS, labelled, seen
from assistant.encoders.images.concepts import Things
from assistant.encoders.images.run import SIZE
from assistant.encoders.images.small_clip import BuiltInImageText
from store.types import Matrix

if TYPE_CHECKING:
    from PIL.Image import Image

THINGS = (
    "car", "bird", "dog", "boat", "bicycle", "ball", "shoe", "bag", "sunglasses", "shirt", "jeans", "mountain", "beach",
    "swing", "racket",
)  # fmt: skip
SIDE, SURE, MOST, LEAST = 32, 0.6, 45, 5
"""Pixels, how probable the thing is at full size, and how many photos of a thing are taken."""


def tiny(data: Path, work: Path, encoder: BuiltInImageText, things: Things) -> None:
    """Print how often a shrunk photo is named right, the mean over the things: as read now, and blown up as large ones are."""
    from PIL.Image import Resampling

    dev, names = seen(data / PHOTOS, set(), work / "dev.npz")
    products, _ = labelled(data, work)
    _, more = seen(data / PRODUCTS, set(), work / "fashion.npz")
    shown, photos = chosen(np.concatenate([dev.logits, products.logits]), things)
    wanted = [[*names, *more][photo] for photo in photos]
    found = pictures(data, set(wanted))
    small = [found[name].resize((SIDE, SIDE), Resampling.BOX) for name in wanted]
    texts = encoder.texts([THINGS[thing] for thing in np.unique(shown)])
    truth = np.unique(shown, return_inverse=True)[1]
    for how, given in (
        ("as they are", small),
        (f"blown up to {SIZE}", [one.resize((SIZE, SIZE), Resampling.BICUBIC) for one in small]),
    ):
        best = (encoder.images(given) @ texts.T).argmax(axis=1)
        right = np.mean([(best[truth == thing] == thing).mean() for thing in np.unique(truth)])
        print(f"{len(small)} photos of {SIDE} pixels among {len(texts)} everyday things, {how}: {right:.3f}")


def chosen(logits: Matrix, things: Things) -> tuple[np.ndarray, np.ndarray]:
    """Return a thing and a photo for each photo that shows one of THINGS for sure."""
    nodes = [things.named(name)[0][0] for name in THINGS]
    chances = things.probabilities(logits)
    scores = np.stack([chances[:, group].max(axis=1) for group in nodes], axis=1)
    draw, pairs = np.random.default_rng(0), []
    for thing in range(len(THINGS)):
        sure = np.flatnonzero((scores.argmax(axis=1) == thing) & (scores[:, thing] > SURE))
        if len(sure) >= LEAST:
            pairs += [(thing, photo) for photo in draw.permutation(sure)[:MOST]]
    shown, photos = np.array(pairs).T
    return shown, photos


def pictures(data: Path, wanted: set[str]) -> dict[str, Image]:
    """Return the pictures of these names."""
    found: dict[str, Image] = {}
    for archive in (PHOTOS, PRODUCTS):
        found |= _pictures(data / archive, wanted)
    return found


def _pictures(file: Path, wanted: set[str]) -> dict[str, Image]:
    from PIL.Image import open as opened

    with tarfile.open(file) as archive:
        streams = [
            (Path(one.name).name, archive.extractfile(one))
            for one in archive
            if Path(one.name).name in wanted
        ]
        return {
            name: opened(io.BytesIO(stream.read())).convert("RGB")
            for name, stream in streams
            if stream is not None
        }
