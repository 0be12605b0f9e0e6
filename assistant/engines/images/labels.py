"""Labels as vectors: the default vocabulary, labels a person gives, and probabilities from cosines."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import numpy as np

from assistant.encoders.images.base import ImageEncoder
from assistant.encoders.images.models import ImageModels
from assistant.settings import shipped
from store.atomic import replacing
from store.types import Matrix, Vector

if TYPE_CHECKING:
    from assistant.settings import Settings

CACHED = 5_000
"""Vectors of labels that people gave, kept in memory."""
SHIPPED = shipped("models", "images", "labels.npz")
"""Vectors of the default tags by the built-in model, in half precision (assets/recipes/images_labels.py)."""
EXTRA = "tags.txt"
"""A file in the home folder with the person's own tags, one a line."""
TEMPERATURE = 0.02
"""Of the softmax over labels that a person gives. On the development photos, one right caption of ten, the log
loss is least at 0.015 (python -m benchmarks images)."""
STEEP, MIDDLE = 1.0, 1.2
"""Of the logistic curve that says how likely one thing is, over the standard deviations that it lies above the mean
cosine of all default tags: fitted on 1,000 training photos held out, everyday things that two captions name against
things that none names, half of these drawn evenly and half as often as captions name them."""
LISTED, RARE = 0.48, 4.2
"""The same for tags that nobody asked about: how often captions of the same photos mention them."""


class Labels:
    """Vectors of labels, each computed once; those of the default tags are kept on disk. Safe for threads."""

    def __init__(self, encoder: Callable[[], ImageEncoder], models: ImageModels, settings: Settings) -> None:
        self._encoder, self._models, self._settings = encoder, models, settings
        self._kept: OrderedDict[str, Vector] = OrderedDict()
        self._usual: dict[str, tuple[list[str], Matrix]] = {}
        self._gains: dict[str, tuple[list[str], Vector]] = {}
        self._of = ""
        self._lock = threading.Lock()

    def vectors(self, labels: Sequence[str]) -> Matrix:
        """Return (n, dim) unit rows, from the cache where they are."""
        encoder = self._current()
        with self._lock:
            missing = [label for label in dict.fromkeys(labels) if label not in self._kept]
            if missing:
                for label, row in zip(missing, encoder.texts(missing), strict=True):
                    self._kept[label] = row
            rows = np.stack([self._kept[label] for label in labels])
            while len(self._kept) > CACHED:
                self._kept.popitem(last=False)
        return rows

    def default(self, language: str) -> list[str]:
        """Return the default tags in a language, everyday words first, then the person's own."""
        classes, everyday = self._models.tags
        names = [(thing.ja if language == "ja" else thing.en)[0] for thing in [*everyday, *classes]]
        file = self._settings.home / EXTRA
        own = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
        return list(dict.fromkeys(name.strip() for name in [*names, *own] if name.strip()))

    def usual(self, language: str) -> tuple[list[str], Matrix]:
        """Return the default tags and their vectors (n, dim)."""
        names, encoder = self.default(language), self._current()
        known = self._usual.get(language)
        if known is None or known[0] != names:
            name, shape = key(encoder.fingerprint, names), (len(names), encoder.dim)
            rows = _shipped(name, shape)
            if rows is None:
                file = self._settings.cache / "labels" / f"{name}.npy"
                rows = _read(file, shape)
                if rows is None:
                    rows = encoder.texts(names)
                    _write(file, rows)
            known = self._usual[language] = (names, rows)
        return known

    def rank(
        self, picture: Vector, labels: Sequence[str] | None, k: int, language: str
    ) -> list[tuple[str, float]]:
        """Return the k best (label, probability), best first.

        Among labels the probabilities sum to one over all of them. Default tags may all be right at once:
        each has a probability of its own.
        """
        if labels is None:
            names, rows = self.usual(language)
            scores = rows @ picture + self._expected(language, names)
            away = (scores - float(scores.mean())) / max(float(scores.std()), 1e-6)
            chances = 1 / (1 + np.exp(RARE - LISTED * away))
        else:
            names = list(dict.fromkeys(labels))
            if not names:
                return []
            chances = softmax(self.vectors(names) @ picture / TEMPERATURE)
        best = np.argsort(-chances, kind="stable")[:k]
        return [(names[i], float(chances[i])) for i in best]

    def shows(self, picture: Vector, thing: str) -> float:
        """Return the probability that a picture shows a thing: where its cosine lies among all tags'."""
        usual = self.usual("en")[1] @ picture
        score = float(self.vectors([thing])[0] @ picture)
        away = (score - float(usual.mean())) / max(float(usual.std()), 1e-6)
        return float(1 / (1 + np.exp(-STEEP * (away - MIDDLE))))

    def _expected(self, language: str, names: list[str]) -> Vector:
        """Return (n,) what the default tags gain because nobody asked for them; only the built-in model knows."""
        from assistant.encoders.images.small_clip import BuiltInImageText

        known = self._gains.get(language)
        if known is None or known[0] is not names:
            encoder = self._current()
            gains = np.zeros(len(names), np.float32)
            if isinstance(encoder, BuiltInImageText):
                gains = encoder.expected(names)
            known = self._gains[language] = (names, gains)
        return known[1]

    def _current(self) -> ImageEncoder:
        """Return the encoder in use; vectors of one that was in use before are dropped."""
        encoder = self._encoder()
        with self._lock:
            if encoder.fingerprint != self._of:
                self._of = encoder.fingerprint
                self._kept.clear()
                self._usual.clear()
                self._gains.clear()
        return encoder


def key(fingerprint: str, names: Sequence[str]) -> str:
    """Return under which name the vectors of these tags by that model are kept."""
    return hashlib.sha256("\n".join([fingerprint, *names]).encode()).hexdigest()[:24]


def _shipped(name: str, shape: tuple[int, int]) -> Matrix | None:
    """Return the rows that came with the program, None where there are none of that model and those tags."""
    with suppress(OSError, ValueError, EOFError, KeyError, BadZipFile), np.load(SHIPPED) as held:
        found = held[name]
        return found.astype(np.float32) if found.shape == shape else None
    return None


def _read(file: Path, shape: tuple[int, int]) -> Matrix | None:
    with suppress(OSError, ValueError, EOFError):
        found = np.load(file, allow_pickle=False)
        if found.shape == shape and found.dtype == np.float32:
            return np.asarray(found)
    return None


def _write(file: Path, rows: Matrix) -> None:
    """Keep rows for the next start, where that is possible; they are renamed into place complete."""
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        with replacing(file) as draft, draft.open("wb") as stream:
            np.save(stream, rows)


def softmax(scores: Vector) -> Vector:
    """Return probabilities that sum to one."""
    raised = np.exp(scores - scores.max())
    result: Vector = raised / raised.sum()
    return result
