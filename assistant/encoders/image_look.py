"""Pictures by how they look: the CNN layer before the classifier (Razavian et al. 2014), for look-alikes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.encoders.batches import unit_rows
from assistant.encoders.image_base import Eyes, Picture
from assistant.encoders.image_errors import WordsOnly
from assistant.encoders.image_net import FINGERPRINT, WIDE, Seen
from store.types import Matrix

NAME = "image-look"


def plain(seen: Seen) -> Matrix:
    """Return (n, 2560) unit rows: square roots of the averages and the peaks of the last layer."""
    parts = [unit_rows(np.sqrt(np.maximum(part, np.float32(0)))) for part in (seen.mean, seen.peak)]
    return unit_rows(np.hstack(parts))


class LookEncoder:
    """An ImageEncoder without words. `file` holds a linear map that sharpens what kind of thing it is."""

    name = NAME

    def __init__(self, eyes: Eyes, file: Path) -> None:
        from safetensors.numpy import load_file

        held = load_file(file)
        self._centre = held["centre"].astype(np.float32)
        self._kinds = held["kinds"].astype(np.float32)
        self._eyes = eyes
        self.dim = 2 * WIDE + self._kinds.shape[1]
        self.fingerprint = f"{NAME}@{FINGERPRINT}/{_digest(file)}/l2"

    def images(self, images: Sequence[Picture]) -> Matrix:
        """Return (n, dim) float32 rows of unit length."""
        rows = [self.of(seen) for seen in self._eyes.see(images)]
        return np.concatenate(rows) if rows else np.zeros((0, self.dim), np.float32)

    def of(self, seen: Seen) -> Matrix:
        """Return the rows of pictures that went through the network already."""
        look = plain(seen)
        kinds = np.asarray((look - self._centre) @ self._kinds, np.float32)
        return unit_rows(np.hstack([look, unit_rows(kinds)]))

    def texts(self, texts: Sequence[str]) -> Matrix:
        """Raise WordsOnly: looks have no words."""
        raise WordsOnly(name=NAME)

    queries = documents = texts


def _digest(file: Path) -> str:
    import hashlib

    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]
