"""The built-in image-text model: pictures and sentences, English or Japanese, in one space.

A row has three parts, each of unit length or empty: what the sentence means (canonical correlation of CNN
features with the multilingual sentence encoder), the same with its English words beside (empty without any),
and which things it shows or names (image_nodes). assets/models/images/card.md says how it was made and what it is bad at.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from assistant.encoders.base import Encoder
from assistant.encoders.batches import unit_rows
from assistant.encoders.image_base import Eyes, Picture
from assistant.encoders.image_net import FINGERPRINT, Seen
from assistant.encoders.image_nodes import Things, unprompted
from store.types import Matrix

NAME = "image-text"
_WORD = re.compile(r"[a-z]+")
_PLURAL = re.compile(r"(?<=[a-z]{3})s$")


def features(seen: Seen) -> Matrix:
    """Return (n, 3288): stage averages, then square roots of the last layer's averages and peaks."""
    zero = np.float32(0)
    return np.hstack(
        [seen.stages, np.sqrt(np.maximum(seen.mean, zero)), np.sqrt(np.maximum(seen.peak, zero))]
    )


def words(text: str) -> list[str]:
    """Return the English words of a text, plurals cut."""
    return [_PLURAL.sub("", word) for word in _WORD.findall(text.lower())]


def counted(texts: Sequence[str], index: dict[str, int], weights: Matrix) -> Matrix:
    """Return (n, words) unit rows that say which known words each text has; a row without any stays zero."""
    rows = np.zeros((len(texts), len(index)), np.float32)
    for row, text in zip(rows, texts, strict=True):
        row[[index[word] for word in words(text) if word in index]] = 1
    return unit_rows(rows * weights)


class BuiltInImageText:
    """An ImageEncoder over EfficientNet-Lite2 and the multilingual sentence encoder."""

    name = "built-in"

    def __init__(self, eyes: Eyes, things: Things, encoder: Callable[[], Encoder], file: Path) -> None:
        from safetensors import safe_open

        with safe_open(file, "np") as held:
            self._held = {name: held.get_tensor(name).astype(np.float32) for name in held.keys()}  # noqa: SIM118
            about = json.loads(held.metadata()["about"])
        self._blend = {name: float(share) for name, share in about["blend"].items()}
        self._softness, self._power = float(about["softness"]), np.float32(about["power"])
        self._index = {word: number for number, word in enumerate(about["words"])}
        self._eyes, self._things, self._encoder = eyes, things, encoder
        self.dim = 2 * self._held["meaning.photo"].shape[1] + things.dim + 1
        digest = hashlib.sha256(file.read_bytes()).hexdigest()[:12]
        self.fingerprint = f"{NAME}@built-in:{digest}/{FINGERPRINT}/l2"

    def images(self, images: Sequence[Picture]) -> Matrix:
        """Return (n, dim) float32 rows of unit length."""
        rows = [self.of(seen) for seen in self._eyes.see(images)]
        return np.concatenate(rows) if rows else np.zeros((0, self.dim), np.float32)

    def of(self, seen: Seen) -> Matrix:
        """Return the rows of pictures that went through the network already."""
        plain = features(seen) * self._held["photo.scale"] - self._held["photo.shift"]
        known = self._things.probabilities(seen.logits, self._softness) ** self._power
        return self._row(plain @ self._held["meaning.photo"], plain @ self._held["words.photo"], known)

    def texts(self, texts: Sequence[str]) -> Matrix:
        """Return (n, dim) float32 rows of unit length; "a photo of a ..." around a name changes nothing."""
        if not texts:
            return np.zeros((0, self.dim), np.float32)
        bare = [unprompted(text) for text in texts]
        vectors = self._encoder().documents(bare)
        meaning = (vectors - self._held["meaning.shift"]) @ self._held["meaning.text"]
        seen = counted(bare, self._index, self._held["words.weights"])
        both = np.hstack([vectors, seen]) - self._held["words.shift"]
        said = both @ self._held["words.text"] * seen.any(axis=1, keepdims=True)
        things, share = self._things.meant(bare, vectors, self._held["names"])
        return self._row(meaning, said, things, share)

    queries = documents = texts

    def _row(self, meaning: Matrix, said: Matrix, things: Matrix, share: Matrix | None = None) -> Matrix:
        """Join the parts; what a text lacks of length one lies along an axis that no picture has."""
        weight = {name: np.float32(np.sqrt(part)) for name, part in self._blend.items()}
        named = unit_rows(things) if share is None else unit_rows(things) * (share**3)[:, None]
        parts = [
            unit_rows(meaning) * weight["meaning"],
            unit_rows(said) * weight["words"],
            named * weight["things"],
        ]
        joined = np.hstack(parts)
        rest = np.sqrt(np.maximum(1 - np.square(joined).sum(axis=1, keepdims=True), 0))
        return unit_rows(np.hstack([joined, rest]))
