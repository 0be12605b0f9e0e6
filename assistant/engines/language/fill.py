"""Blanks filled by a masked language model (Devlin et al. 2019), several of them together by beam search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.engines.language.blanks import MOST, parts
from assistant.engines.language.errors import BlankCutOff, NoBlank, TooManyBlanks
from store.types import Matrix

Ids = NDArray[np.int64]
BEAM = 6
"""Fillings kept while blanks are filled from left to right."""


class MaskedModel(Protocol):
    """A masked language model: its tokenizer and one forward pass."""

    name: str
    mask: int
    most: int

    def ids(self, text: str) -> list[int]:
        """Return the token ids of a stretch of text, without special tokens."""

    def around(self) -> tuple[list[int], list[int]]:
        """Return the special tokens before and after a text."""

    def scores(self, rows: Ids, places: Ids) -> Matrix:
        """Return (n, vocabulary) log-probabilities at one place of each row."""

    def words(self) -> NDArray[np.bool_]:
        """Return which tokens are whole words that may stand in a blank."""

    def spell(self, token: int) -> str:
        """Return a token as people write it."""


@dataclass(frozen=True)
class Filled:
    """What fits: `blanks` lists (token, probability) for each blank, the other blanks holding the best joint
    filling; `together` lists fillings of all blanks with their joint probability, best first."""

    blanks: tuple[tuple[tuple[str, float], ...], ...]
    together: tuple[tuple[tuple[str, ...], float], ...]
    model: str


def fill(text: str, model: MaskedModel, k: int = 5) -> Filled:
    """Fill the blanks; NoBlank, TooManyBlanks above ten, BlankCutOff when they are too far apart."""
    row, places = _window(text, model)
    allowed = model.words()
    beam: list[tuple[float, list[int]]] = [(0.0, list(row))]
    for place in places:
        scores = model.scores(np.array([ids for _, ids in beam]), np.full(len(beam), place))
        masked = np.where(allowed, scores, -np.inf)
        grown = []
        for (before, ids), line in zip(beam, masked, strict=True):
            best = np.argpartition(-line, max(k, BEAM))[: max(k, BEAM)].tolist()
            grown += [
                (before + float(line[token]), [*ids[:place], token, *ids[place + 1 :]]) for token in best
            ]
        beam = sorted(grown, key=lambda pair: -pair[0])[: max(k, BEAM)]
    together = tuple(
        (tuple(model.spell(ids[place]) for place in places), float(np.exp(score))) for score, ids in beam[:k]
    )
    if len(places) == 1:  # the joint fillings of one blank are its fillings
        return Filled((tuple((words[0], chance) for words, chance in together),), together, model.name)
    best = beam[0][1]
    rows = np.array(
        [[model.mask if i == place else token for i, token in enumerate(best)] for place in places]
    )
    lines = np.where(allowed, model.scores(rows, np.array(places)), -np.inf)
    return Filled(tuple(_best(line, model, k) for line in lines), together, model.name)


def _best(line: Matrix, model: MaskedModel, k: int) -> tuple[tuple[str, float], ...]:
    order = np.argpartition(-line, k)[:k]
    return tuple(
        (model.spell(int(token)), float(np.exp(line[token]))) for token in order[np.argsort(-line[order])]
    )


def _window(text: str, model: MaskedModel) -> tuple[list[int], list[int]]:
    """Return the token ids around the blanks, as many as the model reads, and the places of the masks."""
    stretches = parts(text)
    if len(stretches) < 2:
        raise NoBlank
    if len(stretches) - 1 > MOST:
        raise TooManyBlanks(got=len(stretches) - 1, most=MOST)
    ids: list[int] = []
    places: list[int] = []
    for number, stretch in enumerate(stretches):
        if number:
            places.append(len(ids))
            ids.append(model.mask)
        ids += model.ids(stretch)
    first, last = model.around()
    room = model.most - len(first) - len(last)
    if places[-1] - places[0] >= room:
        raise BlankCutOff(most=model.most)
    start = min(max(0, (places[0] + places[-1]) // 2 - room // 2), max(0, len(ids) - room))
    kept = ids[start : start + room]
    return [*first, *kept, *last], [place - start + len(first) for place in places]


def log_softmax(scores: Matrix) -> Matrix:
    """Return rows of log-probabilities."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)), np.float32)


def plain_words(pieces: Sequence[str], special: set[int]) -> NDArray[np.bool_]:
    """Return which pieces are whole words: letters or digits, no continuation, nothing reserved."""
    return np.array(
        [
            i not in special and not piece.startswith(("##", "[", "<")) and any(map(str.isalnum, piece))
            for i, piece in enumerate(pieces)
        ]
    )
