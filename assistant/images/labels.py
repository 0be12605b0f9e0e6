"""Labels as vectors: the default vocabulary, labels a person gives, and probabilities from cosines."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from assistant.encoders.image_base import ImageEncoder
from assistant.encoders.image_models import ImageModels
from store.types import Matrix, Vector

CACHED = 20_000
EXTRA = "tags.txt"
"""A file in the home folder with the person's own tags, one a line."""
TEMPERATURE = 0.02
"""Of the softmax over labels that a person gives. On the development photos, one right caption of ten, the log
loss is least at 0.015 (python -m benchmarks images)."""
OPEN_TEMPERATURE = 0.05
"""Of the softmax over the default tags, several of which may be right at once: flatter, so that they show."""


class Labels:
    """Vectors of labels, each computed once. Safe to call from threads."""

    def __init__(self, encoder: Callable[[], ImageEncoder], models: ImageModels, home: Path) -> None:
        self._encoder, self._models, self._home = encoder, models, home
        self._kept: OrderedDict[str, Vector] = OrderedDict()
        self._lock = threading.Lock()
        self._default: dict[str, tuple[list[str], Matrix]] = {}

    def vectors(self, labels: Sequence[str]) -> Matrix:
        """Return (n, dim) unit rows, from the cache where they are."""
        encoder = self._encoder()
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
        file = self._home / EXTRA
        own = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
        return list(dict.fromkeys(name.strip() for name in [*names, *own] if name.strip()))

    def rank(
        self, picture: Vector, labels: Sequence[str] | None, k: int, language: str
    ) -> list[tuple[str, float]]:
        """Return the k best (label, probability), best first; the softmax runs over all labels."""
        names = self.default(language) if labels is None else list(dict.fromkeys(labels))
        if not names:
            return []
        temperature = OPEN_TEMPERATURE if labels is None else TEMPERATURE
        chances = softmax(self.vectors(names) @ picture / temperature)
        best = np.argsort(-chances, kind="stable")[:k]
        return [(names[i], float(chances[i])) for i in best]

    def shows(self, picture: Vector, thing: str) -> float:
        """Return the probability that a picture shows a thing: where its cosine lies among all tags'.

        The default tags say what cosine is usual for this picture; two standard deviations above
        their mean is even odds.
        """
        usual = self.vectors(self.default("en")) @ picture
        score = float(self.vectors([thing])[0] @ picture)
        away = (score - float(usual.mean())) / max(float(usual.std()), 1e-6)
        return float(1 / (1 + np.exp(-1.5 * (away - 2.0))))


def softmax(scores: Vector) -> Vector:
    """Return probabilities that sum to one."""
    raised = np.exp(scores - scores.max())
    result: Vector = raised / raised.sum()
    return result
