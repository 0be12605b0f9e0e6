"""The built-in image-text model: pictures and sentences, English or Japanese, in one space.

A row has three parts, each of unit length or empty: what the sentence means (CNN features and the multilingual
sentence encoder), the same with an English sentence encoder and the English words beside (empty without any), and
which things it shows or names (image_nodes). Axes after them take off what is near to everything (image_hubs).
assets/models/images/card.md says how it was made and what it is bad at.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.encoders.base import Encoder
from assistant.encoders.images.base import Eyes, Picture
from assistant.encoders.images.concepts import Things, unprompted
from assistant.encoders.images.hubs import CONSTANT, MOST, Bank
from assistant.encoders.images.network import FINGERPRINT, Seen, captioned
from assistant.encoders.images.text_tower import unpack
from assistant.encoders.images.weights import BRANCH
from assistant.encoders.text.batches import unit_rows
from assistant.encoders.verified import verified
from store.types import Matrix, Vector

NAME = "image-text"
PARTS = ("meaning", "words")
SIDES = ("photo", "text")
EXPECTED, FEW = 0.03, 25
"""Of what is expected: fitted on 1,000 training photos held out; of less than `FEW` photos it learns little."""
_LENGTH = np.float32(1 + len(PARTS) * (CONSTANT**2 + MOST**2))
"""The most that the squared parts and axes of a row add up to."""
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
    """An ImageEncoder over EfficientNet-Lite2, the multilingual sentence encoder, and the English one on need."""

    name = "built-in"

    def __init__(
        self,
        eyes: Eyes,
        things: Things,
        encoder: Callable[[], Encoder],
        english: Callable[[], Encoder],
        file: Path,
    ) -> None:
        from safetensors import safe_open

        with safe_open(verified(file), "np") as open_file:
            names = [name for name in sorted(open_file.keys()) if not name.startswith(BRANCH)]
            held = {name: open_file.get_tensor(name).astype(np.float32) for name in names}
            about = json.loads(open_file.metadata()["about"])
        self._photo = {part: unpack(f"{part}.photo", held) for part in PARTS}
        self._text = {part: unpack(f"{part}.text", held) for part in PARTS}
        self._banks = {side: {part: _bank(f"{part}.{side}", held, about) for part in PARTS} for side in SIDES}
        self._names, self._worth = held["names"], held["words.worth"]
        self._told = held["things.told"]
        self._shift, self._scale = held["photo.shift"], held["photo.scale"]
        self._blend = {name: float(share) for name, share in about["blend"].items()}
        self._softness, self._power = float(about["softness"]), np.float32(about["power"])
        self._index = {word: number for number, word in enumerate(about["words"])}
        self._hubs = float(about["hubs"])
        self._eyes, self._things, self._encoder, self._english = eyes, things, encoder, english
        self.dim = sum(tower.dim for tower in self._photo.values()) + things.dim + 2 * len(PARTS) + 2
        digest = hashlib.sha256(file.read_bytes()).hexdigest()[:12]
        self.fingerprint = f"{NAME}@built-in:{digest}/{FINGERPRINT}/l2"

    def images(self, images: Sequence[Picture]) -> Matrix:
        """Return (n, dim) float32 rows of unit length."""
        rows = [self.of(seen) for seen in self._eyes.see(images)]
        return np.concatenate(rows) if rows else np.zeros((0, self.dim), np.float32)

    def of(self, seen: Seen) -> Matrix:
        """Return the rows of pictures that went through the network already."""
        plain = (captioned(seen) - self._shift) * self._scale
        known = self._things.probabilities(seen.logits, self._softness) ** self._power
        return self._row("photo", {part: self._photo[part](plain) for part in PARTS}, unit_rows(known))

    def texts(self, texts: Sequence[str]) -> Matrix:
        """Return (n, dim) float32 rows of unit length; "a photo of a ..." around a name changes nothing."""
        if not texts:
            return np.zeros((0, self.dim), np.float32)
        bare = [unprompted(text) for text in texts]
        vectors = self._encoder().documents(bare)
        things, share = self._things.meant(bare, vectors, self._names)
        parts = {"meaning": self._text["meaning"](vectors), "words": self._read(bare, vectors)}
        return self._row("text", parts, unit_rows(things) * (share**3)[:, None])

    queries = documents = texts

    def expected(self, names: Sequence[str]) -> Vector:
        """Return (n,) what an everyday name gains on its cosine where nobody asked for it: people speak of dogs, not of yaks.

        It grows with the logarithm of how many training photos have two captions that name the thing; of
        several things the rarest counts.
        """
        told = [
            min((max(self._told[i] for i in group) for group in self._things.named(name)[0]), default=0)
            for name in names
        ]
        return np.asarray(EXPECTED * np.log1p(np.array(told) / FEW), np.float32)

    def _read(self, bare: Sequence[str], vectors: Matrix) -> Matrix:
        """Return the part of English words; the English encoder is only asked about texts that have any."""
        said = counted(bare, self._index, self._worth)
        some = np.flatnonzero(said.any(axis=1)).tolist()
        rows = np.zeros((len(bare), self._text["words"].dim), np.float32)
        if some:
            english = self._english().documents([bare[i] for i in some])
            rows[some] = self._text["words"](np.hstack([vectors[some], english, said[some]]))
        return rows

    def _row(self, side: str, parts: dict[str, Matrix], things: Matrix) -> Matrix:
        """Join the parts, the axes that take off hubs, and an axis of this side alone for what lacks of length one."""
        named = [parts[part] * np.float32(np.sqrt(self._blend[part])) for part in PARTS]
        banks = self._banks[side]
        own = [banks[part].axis(parts[part], self._hubs * self._blend[part]) for part in PARTS]
        other = [parts[part].any(axis=1) * np.float32(CONSTANT) for part in PARTS]
        axes = np.stack([*own, *other] if side == "photo" else [*other, *own], axis=1)
        joined = np.hstack([*named, things * np.float32(np.sqrt(self._blend["things"])), axes])
        rest = np.sqrt(np.maximum(_LENGTH - np.square(joined).sum(axis=1), 0))
        ends = [rest, np.zeros_like(rest)] if side == "photo" else [np.zeros_like(rest), rest]
        return unit_rows(np.hstack([joined, np.stack(ends, axis=1)]))


def _bank(name: str, held: dict[str, Matrix], about: dict[str, Any]) -> Bank:
    return Bank(held[f"{name}.bank"], float(about["usual"][name]))
