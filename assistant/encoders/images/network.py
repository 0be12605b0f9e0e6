"""EfficientNet-Lite2 (Tan & Le 2019; Lite variants 2020), trained on ImageNet-1k: what everything visual is built on."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.encoders.images.run import SIZE, compiled, fastest
from assistant.encoders.images.weights import PACKAGE, SHA256, branch, trunk
from assistant.encoders.verified import verified
from store.types import Matrix

if TYPE_CHECKING:
    from PIL.Image import Image

TINY, TINY_SIZE = 64, 192
"""Pictures of at most so many pixels a side are read at this size: blown up further they are mostly blur."""
BATCH = 16
MAX_ASPECT = 2.0
STAGES = (48, 120, 208, 352)
"""Channels of the averaged stages before the last layer, which has 1280."""
WIDE = 1280
FINGERPRINT = f"efficientnet-lite2@{PACKAGE}:{SHA256[:16]}/squash{SIZE}-{TINY_SIZE}"


@dataclass(frozen=True, slots=True)
class Seen:
    """What the network makes of n pictures.

    `stages` (n, 728): averages of four inner stages. `mean` and `peak` (n, 1280): average and maximum of
    the layer before the classifier over its 9 x 9 places. `logits` (n, 1000): ImageNet classes.
    `captioned_mean` and `captioned_peak` (n, 1280): those of the branch whose last two stages learned from captions.
    """

    stages: Matrix
    mean: Matrix
    peak: Matrix
    logits: Matrix
    captioned_mean: Matrix
    captioned_peak: Matrix


def features(seen: Seen) -> Matrix:
    """Return (n, 3288): stage averages, then square roots of the last layer's averages and peaks."""
    return np.hstack([seen.stages, _root(seen.mean), _root(seen.peak)])


def captioned(seen: Seen) -> Matrix:
    """Return (n, 5848): `features`, then square roots of the averages and peaks of the branch."""
    return np.hstack([features(seen), _root(seen.captioned_mean), _root(seen.captioned_peak)])


def _root(part: Matrix) -> Matrix:
    return np.sqrt(np.maximum(part, np.float32(0)))


def prepare(image: Image) -> Matrix:
    """Return (3, size, size) in [-1, 1]: the whole picture squeezed to a square; size is SIZE, or TINY_SIZE.

    Beyond 2:1 only the middle is taken. Squeezing loses nothing at the edges, and the network was
    trained on crops squeezed by up to 4:3.
    """
    from PIL.Image import Resampling

    image = image.convert("RGB")
    width, height = image.size
    size = TINY_SIZE if max(image.size) <= TINY else SIZE
    keep_w, keep_h = min(width, MAX_ASPECT * height), min(height, MAX_ASPECT * width)
    left, top = (width - keep_w) / 2, (height - keep_h) / 2
    box = (left, top, left + keep_w, top + keep_h)
    square = image.resize((size, size), Resampling.BICUBIC, box=box)
    rows = np.asarray(square, np.float32).transpose(2, 0, 1)
    return np.ascontiguousarray(rows / np.float32(127.5) - np.float32(1))


class Network:
    """The network compiled for the CPU, with the branch of `heads`, or its own last stages. Safe to call from threads.

    It computes in bfloat16 where that is timed to be faster on this machine (rows keep cosines of .98 and more to
    those of float32), elsewhere in float32; which it is, is kept in `cache`. `precision` names one.
    """

    def __init__(self, heads: Path | None, cache: Path, precision: str = "") -> None:
        from assistant.encoders.images.graph import build

        made = hashlib.sha256(SHA256.encode() + (verified(heads).read_bytes() if heads else b"")).hexdigest()
        plain = trunk()
        model = build(plain, branch(heads) if heads else plain)
        known = cache / f"efficientnet-lite2-{made[:12]}" / "precision"
        self._model = compiled(model, precision) if precision else fastest(model, known)
        self._lock = threading.Lock()

    def see(self, images: Sequence[Image]) -> Seen:
        """Run upright RGB pictures of any size through the network."""
        return self.each([prepare(image) for image in images])

    def each(self, prepared: Sequence[Matrix]) -> Seen:
        """Run prepared pictures; those of one size go through together."""
        sizes = np.array([len(picture[0]) for picture in prepared])
        order = [np.flatnonzero(sizes == size).tolist() for size in np.unique(sizes)]
        parts = [self.run(np.stack([prepared[i] for i in group])) for group in order]
        back = np.argsort(np.concatenate(order))
        return Seen(
            *(np.concatenate([getattr(part, one.name) for part in parts])[back] for one in fields(Seen))
        )

    def run(self, batch: Matrix) -> Seen:
        """Run a prepared (n, 3, size, size) batch."""
        with self._lock:
            out = self._model(batch)
            parts: list[Matrix] = [np.array(out[i], np.float32) for i in range(len(fields(Seen)))]
        return Seen(*parts)
