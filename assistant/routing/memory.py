"""What the router has learned from: example sentences, the fit over them, and the person's corrections."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.encoders.base import Encoder
from assistant.encoders.text import token_states
from assistant.message import Message
from assistant.phrase import Language
from assistant.routing import cache, catalogue, learned, network
from assistant.routing.cues import cues
from assistant.routing.examples import Example, Named, build
from assistant.routing.features import Vectors
from assistant.routing.slots.negation import affirmed
from store.types import Matrix, Vector

CUE_WEIGHT = 0.25
"""How much a cue counts beside an embedding of unit length (chosen on development messages)."""
REACH = 2.0
"""Kernel width of a correction: narrower than the fit's, so that only paraphrases follow it."""
FORCE = 1.3
"""Score that a correction gives to its own message; above 1, so that paraphrases follow too."""
NETWORK = 0.5
"""How much the network's probability counts beside the fit's score (chosen on a held-out author)."""
AROUND = 60
"""Examples nearest to a message among which those in its language are looked for."""

_NOISE = re.compile(r"[\s。、,.!?「」\"'“”]+")


def key(text: str) -> str:
    """Return what two messages share that differ only in case, spaces and punctuation."""
    return _NOISE.sub("", text.casefold()) or text


@dataclass(frozen=True, slots=True)
class Likeness:
    """What the learned part says of one message: a score per intent (1 for a known message, 0 for nothing
    like it), the nearest example sentences as (text, label, cosine), and the correction that it follows."""

    scores: Vector
    nearest: tuple[tuple[str, int, float], ...]
    corrected: tuple[str, int] | None


@dataclass(frozen=True, slots=True)
class _Correction:
    text: str
    label: int
    row: Vector
    change: Vector


class Memory:
    """Examples as rows of features with a fit over them, and corrections on top. Not safe across threads.

    Where no fit is shipped or kept, one is made over sentence vectors alone, which takes seconds; `whole`
    makes the one to ship, which takes minutes.
    """

    def __init__(
        self,
        intents: Sequence[Named],
        encoder: Callable[[], Encoder],
        folder: Path | None = None,
        *,
        whole: bool = False,
    ) -> None:
        sentence, self._count = encoder(), len(intents)
        self._encoder = Vectors(sentence, token_states.load())
        quick = self._encoder if whole else Vectors(sentence, None)
        self.made: tuple[str, cache.Fit] | None = None
        builtin = [("", catalogue.intent(name)) for name in catalogue.names()]
        places = {intent.name: label for label, (_, intent) in reversed(list(enumerate(intents)))}
        known = sorted(build(builtin), key=lambda example: (example.label, str(example.message)))
        fit = self._kept(known, folder)
        if fit is None:
            self._encoder = quick
            fit = self._kept(known, folder) or self._made(known, len(builtin), folder)
        self._basis = fit.basis
        self.key = self._key(known)
        self._network = network.load() if self._encoder.context is not None else None
        told = self._network.intents if self._network else ()
        self._told = [(place, places[name]) for place, name in enumerate(told) if name in places]
        weights = np.zeros((len(known), self._count), np.float32)
        for column, (_, intent) in enumerate(builtin):
            if intent.name in places:
                weights[:, places[intent.name]] = fit.weights[:, column]
        self._machine = learned.machine(_rows(fit.vectors, fit.cues), weights)
        self._examples = [
            (e.message.text, places[builtin[e.label][1].name])
            for e in known
            if builtin[e.label][1].name in places
        ]
        self._vectors = fit.vectors[[builtin[e.label][1].name in places for e in known]]
        self._corrections: list[_Correction] = []
        texts = set(self._examples)
        self._extend(
            [example for example in build(intents) if (example.message.text, example.label) not in texts]
        )

    def _kept(self, examples: Sequence[Example], folder: Path | None) -> cache.Fit | None:
        """Return the fit over the built-in examples that was shipped, or kept from before."""
        kept = cache.load(self._key(examples), folder)
        return kept if kept is not None and len(kept.weights) == len(examples) else None

    def _made(self, examples: Sequence[Example], classes: int, folder: Path | None) -> cache.Fit:
        """Return a fit made now, and keep it for the next start."""
        raw, seen = self._seen([example.message for example in examples])
        basis = self._encoder.basis(raw)
        vectors = cache.rounded(self._encoder.rows(raw, basis))
        weights = learned.solve(_rows(vectors, seen), [example.label for example in examples], classes)
        fit = cache.Fit(vectors, seen, weights, basis)
        self.made = (self._key(examples), fit)
        if folder is not None:
            cache.keep(*self.made, folder)
        return fit

    def _key(self, examples: Sequence[Example]) -> str:
        shown = [f"{example.label}|{example.message.files}|{example.message.text}" for example in examples]
        return cache.digest(self._encoder.fingerprint, shown)

    def _seen(self, messages: Sequence[Message]) -> tuple[Matrix, NDArray[np.uint8]]:
        texts = [affirmed(message.text) for message in messages]
        places = {text: index for index, text in enumerate(dict.fromkeys(texts))}
        unique = self._encoder.raw(list(places))
        extra = np.stack([cues(message) for message in messages]).astype(np.uint8)
        return unique[[places[text] for text in texts]], extra

    def _extend(self, examples: Sequence[Example]) -> None:
        """Learn other people's examples on top of the fit, held in check by the built-in ones nearest to them."""
        if not examples:
            return
        raw, seen = self._seen([example.message for example in examples])
        vectors = self._encoder.rows(raw, self._basis)
        rows = _rows(vectors, seen)
        self._machine = learned.extended(self._machine, rows, [example.label for example in examples])
        self._examples += [(example.message.text, example.label) for example in examples]
        self._vectors = np.vstack([self._vectors, vectors])

    def correct(self, message: Message, label: int) -> None:
        """Learn what a message means; a later correction of the same message replaces the earlier one."""
        self._corrections = [old for old in self._corrections if key(old.text) != key(message.text)]
        target = np.zeros(self._count, np.float32)
        target[label] = FORCE
        row, vector = self._row(message)
        scores = self._scores(row)[0]
        said = scores + self._by_network(message, vector, scores)
        self._corrections.append(_Correction(message.text, label, row, target - said))

    def evidence(self, message: Message) -> Likeness:
        """Return scores (intents,), the three nearest examples, and the correction it follows."""
        row, vector = self._row(message)
        scores, corrected = self._scores(row)
        scores = scores + self._by_network(message, vector, scores)
        return Likeness(scores, self._nearest(vector, message.language), corrected)

    def seen(self, message: Message) -> tuple[Vector, Vector]:
        """Return the vector (kept,) and the cues (cues,) of a message."""
        return self._row(message)[1], cues(message)

    def _by_network(self, message: Message, vector: Vector, scores: Vector) -> Vector:
        """Return what the network adds to the score of each intent, zeros where there is none.

        It knows the built-in intents only: the more a message is like one of another plugin, the less it counts.
        """
        added = np.zeros(self._count, np.float32)
        context = self._encoder.context
        if self._network is None or context is None:
            return added
        states = context.read(affirmed(message.text) or " ").vectors
        found = self._network.probabilities(states, vector, cues(message))
        others = np.delete(scores, [label for _, label in self._told])
        share = NETWORK * float(np.clip(1 - 2 * others.max(initial=0.0), 0, 1))
        for place, label in self._told:
            added[label] += share * found[place]
        return added

    def _row(self, message: Message) -> tuple[Vector, Vector]:
        vectors = self._encoder.rows(self._encoder.raw([affirmed(message.text) or " "]), self._basis)
        return _rows(vectors, cues(message)[None, :])[0], vectors[0]

    def _scores(self, row: Vector) -> tuple[Vector, tuple[str, int] | None]:
        scores = self._machine.scores(row)
        closest, followed = 0.25, None
        for correction in self._corrections:
            apart = row - correction.row
            weight = float(np.exp(-REACH * (apart @ apart)))
            scores = scores + weight * correction.change
            if weight > closest:
                closest, followed = weight, (correction.text, correction.label)
        return scores, followed

    def _nearest(
        self, vector: Vector, language: Language, count: int = 3
    ) -> tuple[tuple[str, int, float], ...]:
        """Return the nearest examples, as (text, label, cosine), in the reader's language where there are any near."""
        cosines = self._vectors @ vector / float(vector @ vector)
        near = [(*self._examples[int(i)], float(cosines[i])) for i in np.argsort(-cosines)[:AROUND]]
        own = [example for example in near if Message(example[0]).language == language]
        found = {example[0]: example for example in reversed(own[: 2 * count] or near[: 2 * count])}
        return tuple(sorted(found.values(), key=lambda example: -example[2])[:count])


def _rows(vectors: Matrix, seen: NDArray[Any]) -> Matrix:
    return np.hstack([vectors, CUE_WEIGHT * seen]).astype(np.float32)
