"""What can be asked of an assistant from Python, beside chatting with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from store.types import ME, Hit, Matrix, Owner

if TYPE_CHECKING:
    from assistant.encoders.images.base import Picture
    from assistant.encoders.models import Models
    from assistant.engines.engines import Engines
    from assistant.engines.graphs.graphs import Graphs
    from assistant.engines.items.items import Items
    from assistant.engines.words.words import Words
    from assistant.library.library import Library


class Abilities:
    """The engines by name; nothing is loaded before it is asked for."""

    engines: Engines
    library: Library
    models: Models

    def encoder(self, name: str) -> Any:
        """Return a loaded encoder: "text", "image-text", "image-look", a full name or a folder."""
        return self.models.images(name) if name.startswith("image-") else self.models.encoder(name)

    @property
    def words(self) -> Words:
        """Return the word vectors: neighbours, analogies, odd ones out, distances."""
        return self.engines.words

    @property
    def graphs(self) -> Graphs:
        """Return the graphs: embeddings, neighbours, links, communities."""
        return self.engines.graphs

    @property
    def items(self) -> Items:
        """Return the baskets: recommendations and their baselines."""
        return self.engines.items

    def features(self, space: str, *, owner: Owner = ME) -> tuple[list[str], Matrix]:
        """Return the texts of a space and their (n, dim) float32 vectors, as features for machine learning.

        `space` is words, documents, images, looks, nodes or items, or one by name ("nodes:friends"); ValueError.
        """
        from assistant.engines.spaces import points

        found = points(space, self.engines, self.library.store, owner)
        return (found.texts, found.rows) if found else ([], np.zeros((0, 0), np.float32))

    def compare(self, x: str, y: str) -> float:
        """Return the cosine similarity of two sentences."""
        return self.engines.language.compare(x, y)

    def infer(self, premises: Sequence[str], hypotheses: Sequence[str]) -> Matrix:
        """Return (n, 3) probabilities of entailment, neutral and contradiction."""
        return self.engines.language.infer(premises, hypotheses)

    def classify(self, texts: Sequence[str], labels: Sequence[str]) -> Matrix:
        """Return (n, labels) probabilities without any example."""
        return self.engines.language.classify(texts, labels)

    def fill_mask(self, text: str, k: int = 5) -> list[list[tuple[str, float]]]:
        """Return for each blank its k best (token, probability)."""
        return self.engines.language.fill_mask(text, k)

    def word_in_context(self, word: str, sentences: Sequence[str]) -> Matrix:
        """Return (n, n) similarities of one word in n sentences."""
        return self.engines.language.word_in_context(word, sentences)

    def tag(self, path: Picture, labels: Sequence[str] | None = None, k: int = 10) -> list[tuple[str, float]]:
        """Return the k best (label, probability) of a photo, over everyday tags without labels."""
        return self.library.images.tag(path, labels, k)

    def find_images(self, query: str, k: int = 10) -> list[Hit]:
        """Return the k photos of the library that fit a description best."""
        return self.library.images.find_images(query, k)

    def similar_images(
        self, path: Picture, k: int = 10, by: Literal["look", "meaning"] = "look"
    ) -> list[Hit]:
        """Return the k photos of the library most like a photo."""
        return self.library.images.similar_images(path, k, by)
