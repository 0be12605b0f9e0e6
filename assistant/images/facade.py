"""Everything that plugins and surfaces do with photos, over two spaces of the common store."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np

from assistant.encoders.image_base import ImageEncoder, Picture
from assistant.images.labels import Labels
from assistant.images.shelf import LOOKS, MEANINGS, Shelf, fold
from store.types import ME, SHARED, Hit, Owner, Vector

if TYPE_CHECKING:
    from assistant.models import Models
    from assistant.settings import Settings
    from store.library import Store

By = Literal["look", "meaning"]


class Images:
    """Tags, search by words, look-alikes. Making one costs nothing; models load when first needed."""

    def __init__(self, store: Store, models: Models, settings: Settings) -> None:
        self._store, self._models, self._settings = store, models, settings
        self.shelf = Shelf(store, models, settings)
        self._labels: Labels | None = None
        self._lock = threading.Lock()

    @property
    def model(self) -> str:
        """Return the name of the image-text model in use."""
        return self._models.resolve("image-text")

    @property
    def labels(self) -> Labels:
        """Return the cached label vectors and the default vocabulary."""
        with self._lock:
            if self._labels is None:
                self._labels = Labels(self.meanings, self._models.pictures, self._settings.home)
            return self._labels

    def meanings(self) -> ImageEncoder:
        """Return the image-text encoder in use."""
        return self._models.images("image-text")

    def looks(self) -> ImageEncoder:
        """Return the encoder of looks."""
        return self._models.images("image-look")

    def tag(
        self, picture: Picture, labels: Sequence[str] | None = None, k: int = 10, *, language: str = "en"
    ) -> list[tuple[str, float]]:
        """Return the k best (label, probability); over the default tags in `language` without labels.

        With labels the probabilities are a softmax over exactly those; ImageError for a bad picture.
        """
        return self.labels.rank(self.meanings().images([picture])[0], labels, k, language)

    def shows(self, picture: Picture, thing: str) -> float:
        """Return how likely it is, in [0, 1], that the picture shows the thing."""
        return self.labels.shows(self.meanings().images([picture])[0], thing)

    def find_images(
        self, query: str, k: int = 10, *, owner: Owner = ME, plus: Sequence[str] = (), minus: Sequence[str] = (),
        like: Picture | None = None, kinds: Sequence[str] = (),
    ) -> list[Hit]:  # fmt: skip
        """Return the photos that a description fits, best first, near-duplicates folded.

        `plus` and `minus` add and subtract words, `like` starts from a photo; score is the cosine.
        """
        self.shelf.samples()
        if not self._store_has(MEANINGS):
            return []
        hits = self._store.near(MEANINGS, self._query(query, plus, minus, like), 4 * k, owner=owner)
        return fold(hits)[:k]

    def similar_images(
        self, picture: Picture, k: int = 10, by: By = "look", *, owner: Owner = ME
    ) -> list[Hit]:
        """Return the photos most like this one by look or by meaning; the same file is left out."""
        self.shelf.samples()
        space = LOOKS if by == "look" else MEANINGS
        if not self._store_has(space):
            return []
        encoder = self.looks() if by == "look" else self.meanings()
        hits = self._store.near(space, encoder.images([picture])[0], 4 * k + 1, owner=owner)
        return [hit for hit in fold(hits) if hit.score < 0.9995][:k]

    def count(self, *, owner: Owner = ME) -> int:
        """Return how many photos the owner can search, samples included."""
        self.shelf.samples()
        return self._store.count(MEANINGS, owner=owner) if self._store_has(MEANINGS) else 0

    def own(self, *, owner: Owner = ME) -> int:
        """Return how many photos the owner added."""
        return len(self._store.documents(owner=owner, kind="image")) - len(
            self._store.documents(owner=SHARED, kind="image")
        )

    def _query(self, query: str, plus: Sequence[str], minus: Sequence[str], like: Picture | None) -> Vector:
        encoder = self.meanings()
        words = [text for text in (query, *plus) if text.strip()]
        total = np.zeros(encoder.dim, np.float32)
        if words:
            total += encoder.texts(words).sum(axis=0)
        if minus:
            total -= np.float32(0.7) * encoder.texts(list(minus)).sum(axis=0)
        if like is not None:
            total += np.float32(1.0) * encoder.images([like])[0]
        result: Vector = total / max(float(np.linalg.norm(total)), 1e-9)
        return result

    def _store_has(self, name: str) -> bool:
        return any(space.name == name for space in self._store.spaces())
