"""Pictures by how they look: the CNN layer before the classifier (Razavian et al. 2014), for look-alikes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.encoders.images.base import Eyes, Picture
from assistant.encoders.images.errors import WordsOnly
from assistant.encoders.images.network import FINGERPRINT, WIDE, Seen, features
from assistant.encoders.text.batches import unit_rows
from assistant.encoders.verified import verified
from store.types import Matrix

NAME = "image-look"


def plain(seen: Seen) -> Matrix:
    """Return (n, 2560) unit rows: square roots of the averages and the peaks of the last layer."""
    parts = [unit_rows(np.sqrt(np.maximum(part, np.float32(0)))) for part in (seen.mean, seen.peak)]
    return unit_rows(np.hstack(parts))


def looks(seen: Seen, held: Mapping[str, Matrix], about: Mapping[str, Any]) -> Matrix:
    """Return (n, 2560 + kinds) unit rows: what the network saw, and beside it which kind of product it likely is.

    The kinds are square roots of probabilities (products are Bhattacharyya coefficients). The last probability, of
    showing no product, is left out, so that photos of other things are compared by what the network saw alone.
    """
    scores = (
        (features(seen) - held["shift"]) @ held["kinds"].astype(np.float32) + held["usual"]
    ) / np.float32(about["softness"])
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    chances = np.sqrt(raised / raised.sum(axis=1, keepdims=True))[:, :-1]
    share = np.float32(about["share"])
    return unit_rows(np.hstack([plain(seen) * np.sqrt(1 - share), chances * np.sqrt(share)]))


class LookEncoder:
    """An ImageEncoder without words. `file` holds the map to kinds of products; without it `plain` rows are made."""

    name = NAME

    def __init__(self, eyes: Eyes, file: Path | None) -> None:
        from safetensors import safe_open

        self._eyes = eyes
        self._held: dict[str, Matrix] = {}
        self.dim, self.fingerprint = 2 * WIDE, f"{NAME}@{FINGERPRINT}/plain/l2"
        if file is None:
            return
        with safe_open(verified(file), "np") as held:
            self._held = {name: held.get_tensor(name) for name in ("shift", "kinds", "usual")}
            self._about = json.loads(held.metadata()["about"])
        self.dim = 2 * WIDE + len(self._held["usual"]) - 1
        digest = hashlib.sha256(file.read_bytes()).hexdigest()[:12]
        self.fingerprint = f"{NAME}@{FINGERPRINT}/{digest}/l2"

    def images(self, images: Sequence[Picture]) -> Matrix:
        """Return (n, dim) float32 rows of unit length."""
        rows = [self.of(seen) for seen in self._eyes.see(images)]
        return np.concatenate(rows) if rows else np.zeros((0, self.dim), np.float32)

    def of(self, seen: Seen) -> Matrix:
        """Return the rows of pictures that went through the network already."""
        return looks(seen, self._held, self._about) if self._held else plain(seen)

    def texts(self, texts: Sequence[str]) -> Matrix:
        """Raise WordsOnly: looks have no words."""
        raise WordsOnly(name=NAME)

    queries = documents = texts
