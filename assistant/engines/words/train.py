"""Training word2vec (Mikolov et al. 2013) with gensim, epoch by epoch, so that it can be watched and stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from assistant.engines.words.errors import BadSettings, TooLittleText
from store.types import Matrix

Report = Callable[[str, int, int, float | None], None]
"""stage, done, total, value; it raises to stop the training."""

_RATE, _LOWEST_RATE = 0.025, 0.0001
_JUDGED = 5000
"""Sentences at most that give a pair to judge the loss by."""


@dataclass(frozen=True, slots=True)
class Word2VecSettings:
    """Skip-gram (or CBOW) with negative sampling. `window` is in words to each side."""

    skip_gram: bool = True
    size: int = 100
    window: int = 5
    negative: int = 5
    epochs: int = 5
    min_count: int = 2
    sample: float = 1e-3
    seed: int = 1

    def __post_init__(self) -> None:
        ranges = {
            "size": (2, 1000),
            "window": (1, 100),
            "negative": (1, 50),
            "epochs": (1, 200),
            "min_count": (1, 10_000),
        }
        for name, (low, high) in ranges.items():
            if not low <= getattr(self, name) <= high:
                raise BadSettings(name=name, low=low, high=high, value=getattr(self, name))

    @property
    def label(self) -> str:
        """Return the settings in one line, part of a space's fingerprint."""
        kind = "skip-gram" if self.skip_gram else "cbow"
        return (
            f"word2vec {kind} {self.size}d window {self.window} negative {self.negative} "
            f"epochs {self.epochs} min-count {self.min_count} seed {self.seed}"
        )


@dataclass(frozen=True, slots=True)
class TrainedWords:
    """Words by falling count with (n, size) float32 rows; the mean loss of a pair after each epoch and a float16 snapshot of each."""

    words: tuple[str, ...]
    counts: tuple[int, ...]
    matrix: Matrix
    losses: tuple[float, ...]
    snapshots: tuple[NDArray[np.float16], ...]


def train(sentences: Sequence[Sequence[str]], settings: Word2VecSettings, report: Report) -> TrainedWords:
    """Train on tokenised sentences; what `report` raises stops it within a thousand sentences.

    Raises TooLittleText when fewer than five words are frequent enough.
    """
    from gensim.models import Word2Vec

    model = Word2Vec(
        vector_size=settings.size, window=settings.window, negative=settings.negative, seed=settings.seed,
        min_count=settings.min_count, sg=int(settings.skip_gram), sample=settings.sample, workers=2,
    )  # fmt: skip
    report("count", 0, 0, None)
    model.build_vocab(sentences)
    if len(model.wv) < 5:
        raise TooLittleText(words=len(model.wv), min_count=settings.min_count)
    pairs = _Pairs(sentences, model.wv.key_to_index, settings)
    losses: list[float] = []
    snapshots: list[NDArray[np.float16]] = []
    rates = np.linspace(_RATE, _LOWEST_RATE, settings.epochs + 1)
    for epoch, (start, end) in enumerate(pairwise(rates)):
        watched = _Watched(sentences, report, epoch, settings.epochs)
        model.train(
            watched, total_examples=len(sentences), epochs=1, start_alpha=float(start), end_alpha=float(end),
        )  # fmt: skip
        watched.raise_if_stopped()
        losses.append(pairs.loss(model.wv.vectors, model.syn1neg))
        snapshots.append(model.wv.vectors.astype(np.float16))
        report("epoch", epoch + 1, settings.epochs, losses[-1])
    counts = tuple(int(model.wv.get_vecattr(word, "count")) for word in model.wv.index_to_key)
    return TrainedWords(
        tuple(model.wv.index_to_key), counts, model.wv.vectors.copy(), tuple(losses), tuple(snapshots)
    )


class _Pairs:
    """The same pairs of words, each with the same random words, judged after every epoch.

    gensim's own sum misses what its workers count at the same time, so that it may rise while training improves.
    """

    def __init__(
        self, sentences: Sequence[Sequence[str]], known: Mapping[str, int], settings: Word2VecSettings
    ) -> None:
        random = np.random.default_rng(settings.seed)
        chosen = random.permutation(len(sentences))[:_JUDGED]
        found: list[tuple[int, int]] = []
        for number in chosen:
            places = [known[word] for word in sentences[number] if word in known]
            if len(places) > 1:
                centre = int(random.integers(len(places)))
                near = [
                    place
                    for place in range(max(0, centre - settings.window), centre + settings.window + 1)
                    if place != centre and place < len(places)
                ]
                found.append((places[centre], places[int(random.choice(near))]))
        pairs = np.array(found, np.int64).reshape(-1, 2)
        self._inputs, self._outputs = pairs.T if settings.skip_gram else pairs[:, ::-1].T
        self._noise = random.integers(0, len(known), (len(pairs), settings.negative))

    def loss(self, inputs: Matrix, outputs: Matrix) -> float:
        """Return the mean over pairs of -log s(w.c) - sum over random words of log s(-w.n), s the logistic function."""
        rows = inputs[self._inputs]
        right = np.einsum("ij,ij->i", rows, outputs[self._outputs])
        wrong = np.einsum("ij,ikj->ik", rows, outputs[self._noise])
        each = np.logaddexp(0, -right) + np.logaddexp(0, wrong).sum(axis=1)
        return float(each.mean()) if len(each) else 0.0


class _Watched:
    """Sentences that report how far gensim has read, and end early when the report raises.

    gensim reads in a thread of its own where an exception would be lost, so it is kept for later.
    """

    def __init__(self, sentences: Sequence[Sequence[str]], report: Report, epoch: int, epochs: int) -> None:
        self._sentences, self._report, self._epoch, self._epochs = sentences, report, epoch, epochs
        self._error: Exception | None = None

    def __iter__(self) -> Iterator[Sequence[str]]:
        total = len(self._sentences)
        for number, sentence in enumerate(self._sentences):
            if number % 1000 == 0:
                try:
                    self._report("sentences", self._epoch * total + number, self._epochs * total, None)
                except Exception as error:
                    self._error = error
                    return
            yield sentence

    def raise_if_stopped(self) -> None:
        """Raise what the report raised."""
        if self._error is not None:
            raise self._error
