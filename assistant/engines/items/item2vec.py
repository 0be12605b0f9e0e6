"""item2vec (Barkan & Koenigstein 2016): skip-gram with negative sampling over baskets in random order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.engines.items.baskets import Baskets
from assistant.engines.items.errors import TooFewBaskets
from store.types import Matrix

Report = Callable[[str, int, int, float | None], None]
"""stage, done, total, value; it raises to stop."""

PRIOR = 0.5
"""Weight of log popularity in scores, chosen on both development sets (docs/items.md)."""


@dataclass(frozen=True, slots=True)
class Item2VecSettings:
    """Skip-gram over shuffled baskets: `window` items to each side, drawn anew every epoch."""

    size: int = 32
    window: int = 20
    epochs: int = 40
    negative: int = 10
    rate: float = 0.025
    seed: int = 1

    @property
    def label(self) -> str:
        """Return the settings in one line, part of a space's fingerprint."""
        return (
            f"item2vec {self.size}d window {self.window} epochs {self.epochs} "
            f"negative {self.negative} rate {self.rate:g} seed {self.seed}"
        )


@dataclass(frozen=True)
class Item2Vec:
    """Input rows w (what an item is like) and output rows c (what it is bought with), both (n, size) float32.

    Skip-gram with negative sampling makes w_i . c_j approach log P(j | i) - log P_n(j) (Levy & Goldberg
    2014), so that w . c plus a share of log popularity ranks what is bought together.
    """

    inputs: Matrix
    outputs: Matrix

    def scores(
        self, weights: NDArray[np.floating], popularity: NDArray[np.float64], prior: float = PRIOR
    ) -> NDArray[np.float64]:
        """Return (m, n) scores for (m, n) weights of the items held; weights may be negative.

        Each item held gives its P(j | i), a softmax over w_i . c_j + prior * log popularity; the score is their
        weighted mean, so that it reads as the chance of being bought next.
        """
        held = np.flatnonzero(np.abs(weights).sum(axis=0))
        logits = self.inputs[held] @ self.outputs.T + prior * np.log(np.maximum(popularity, 1))
        logits[np.arange(len(held)), held] = -np.inf  # an item is not bought with itself
        shares = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        total = np.maximum(np.abs(weights).sum(axis=1, keepdims=True), 1e-12)
        return np.asarray((weights[:, held] / total) @ shares, np.float64)


def train(
    baskets: Baskets,
    settings: Item2VecSettings,
    report: Report = lambda stage, done, total, value: None,
    name: str = "",
) -> Item2Vec:
    """Train on baskets of two items or more; TooFewBaskets when there are fewer than three."""
    from gensim.models import Word2Vec

    if baskets.pairs < 3:
        raise TooFewBaskets(name=name, pairs=baskets.pairs)
    corpus = _Shuffled(baskets, settings, report)
    # one worker: more would make the result depend on their timing
    model = Word2Vec(
        vector_size=settings.size, window=settings.window, negative=settings.negative, seed=settings.seed, sg=1,
        min_count=1, sample=0, workers=1, alpha=settings.rate,
    )  # fmt: skip
    popularity = np.bincount(
        [item for basket in corpus.kept for item in basket], minlength=len(baskets.items)
    )
    model.build_vocab_from_freq({str(item): int(seen) for item, seen in enumerate(popularity) if seen})
    total = int(popularity.sum())
    model.train(corpus, total_examples=len(corpus.kept), total_words=total, epochs=settings.epochs)
    corpus.raise_if_stopped()
    inputs = np.zeros((len(baskets.items), settings.size), np.float32)
    outputs = np.zeros_like(inputs)
    rows = [int(item) for item in model.wv.index_to_key]
    inputs[rows], outputs[rows] = model.wv.vectors, model.syn1neg
    return Item2Vec(inputs, outputs)


class _Shuffled:
    """The baskets as sentences, in another order within each at every reading; stops when told to."""

    def __init__(self, baskets: Baskets, settings: Item2VecSettings, report: Report) -> None:
        self.kept = [basket for basket in baskets.baskets if len(basket) > 1]
        self._report, self._epochs, self._epoch = report, settings.epochs, 0
        self._random = np.random.default_rng(settings.seed)
        self._error: Exception | None = None

    def __iter__(self) -> Iterator[list[str]]:
        try:
            self._report("train", self._epoch, self._epochs, None)
        except Exception as error:
            self._error = error  # gensim reads in its own thread, where an exception would be lost
        self._epoch += 1
        if self._error is None:
            for basket in self.kept:
                yield [str(item) for item in self._random.permutation(basket)]

    def raise_if_stopped(self) -> None:
        """Raise what the report raised."""
        if self._error is not None:
            raise self._error
