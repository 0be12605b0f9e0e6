"""The built-in image-text model: pictures and sentences, English or Japanese, in one space.

A row has three parts, each of unit length or empty: what the sentence means (CNN features and the multilingual
sentence encoder), the same with its English words beside (empty without any), and which things it shows or names (image_nodes). assets/models/images/card.md says how it was made and what it is bad at.
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
from assistant.encoders.image_net import FINGERPRINT, Seen, features
from assistant.encoders.image_nodes import Things, unprompted
from assistant.encoders.image_tower import unpack
from store.types import Matrix

NAME = "image-text"
PARTS = ("meaning", "words")
_WORD = re.compile(r"[a-z]+")
_PLURAL = re.compile(r"(?<=[a-z]{3})s$")


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

        with safe_open(file, "np") as open_file:
            held = {name: open_file.get_tensor(name).astype(np.float32) for name in open_file.keys()}  # noqa: SIM118
            about = json.loads(open_file.metadata()["about"])
        self._photo = {part: unpack(f"{part}.photo", held) for part in PARTS}
        self._text = {part: unpack(f"{part}.text", held) for part in PARTS}
        self._names, self._worth = held["names"], held["words.worth"]
        self._shift, self._scale = held["photo.shift"], held["photo.scale"]
        self._blend = {name: float(share) for name, share in about["blend"].items()}
        self._softness, self._power = float(about["softness"]), np.float32(about["power"])
        self._index = {word: number for number, word in enumerate(about["words"])}
        self._eyes, self._things, self._encoder = eyes, things, encoder
        self.dim = sum(tower.dim for tower in self._photo.values()) + things.dim + 1
        digest = hashlib.sha256(file.read_bytes()).hexdigest()[:12]
        self.fingerprint = f"{NAME}@built-in:{digest}/{FINGERPRINT}/l2"

    def images(self, images: Sequence[Picture]) -> Matrix:
        """Return (n, dim) float32 rows of unit length."""
        rows = [self.of(seen) for seen in self._eyes.see(images)]
        return np.concatenate(rows) if rows else np.zeros((0, self.dim), np.float32)

    def of(self, seen: Seen) -> Matrix:
        """Return the rows of pictures that went through the network already."""
        plain = (features(seen) - self._shift) * self._scale
        known = self._things.probabilities(seen.logits, self._softness) ** self._power
        return self._row(self._photo["meaning"](plain), self._photo["words"](plain), known)

    def texts(self, texts: Sequence[str]) -> Matrix:
        """Return (n, dim) float32 rows of unit length; "a photo of a ..." around a name changes nothing."""
        if not texts:
            return np.zeros((0, self.dim), np.float32)
        bare = [unprompted(text) for text in texts]
        vectors = self._encoder().documents(bare)
        things, share = self._things.meant(bare, vectors, self._names)
        said = counted(bare, self._index, self._worth)
        read = self._text["words"](np.hstack([vectors, said])) * said.any(axis=1, keepdims=True)
        return self._row(self._text["meaning"](vectors), read, things, share)

    queries = documents = texts

    def _row(self, meaning: Matrix, read: Matrix, things: Matrix, share: Matrix | None = None) -> Matrix:
        """Join the parts; what a text lacks of length one lies along an axis that no picture has."""
        weight = {name: np.float32(np.sqrt(part)) for name, part in self._blend.items()}
        named = unit_rows(things) if share is None else unit_rows(things) * (share**3)[:, None]
        parts = [
            meaning * weight["meaning"],
            read * weight["words"],
            named * weight["things"],
        ]
        joined = np.hstack(parts)
        rest = np.sqrt(np.maximum(1 - np.square(joined).sum(axis=1, keepdims=True), 0))
        return unit_rows(np.hstack([joined, rest]))
