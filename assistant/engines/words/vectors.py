"""Unit word vectors in memory or mapped from disk, and the questions that are matrix products over them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from assistant.engines.words.bounds import Bounds
from assistant.engines.words.errors import TooFewWords, UnknownWords
from assistant.engines.words.index import WordIndex, fold
from assistant.engines.words.ranks import best
from store.types import Matrix, Vector

Term: TypeAlias = str | tuple[str, float]
"""A word, or a word with its weight."""

_FEW = 4
"""Gathering more than one row in this many costs more than reading all of them in order."""


class WordNeighbor(NamedTuple):
    """A word and its score, best first in lists."""

    word: str
    score: float


class Step(NamedTuple):
    """A word on the way from one word to another: where (0 to 1) and how near to the line."""

    word: str
    place: float
    score: float


def unit(matrix: NDArray[np.floating]) -> Matrix:
    """Return the rows scaled to length 1, float32; rows of zeros stay zeros."""
    rows = np.asarray(matrix, np.float32)
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1), np.float32)


class WordVectors:
    """A vocabulary of n words in rank order with its (n, dim) float32 unit rows."""

    def __init__(self, name: str, index: WordIndex, matrix: Matrix, bounds: Bounds | None = None) -> None:
        self.name, self.index, self.matrix, self._bounds = name, index, matrix, bounds
        self.dim = int(matrix.shape[1])

    def __len__(self) -> int:
        return len(self.index)

    def __contains__(self, word: str) -> bool:
        return self.index.find(word) is not None

    def knows(self, word: str) -> bool:
        """Return whether a word has a vector of its own, or all words of a name of several have."""
        return bool(self._places(word))

    def combined(self, words: Iterable[str]) -> list[str]:
        """Return, of some words, the names of several words that have no vector of their own but the mean of their words'."""
        return [word for word in dict.fromkeys(words) if len(self._places(word)) > 1]

    def _places(self, word: str) -> list[int]:
        """Return the row of a word; those of its words where it is a name of several without a row; [] when unknown."""
        row = self.index.find(word)
        if row is not None:
            return [row]
        parts = [self.index.find(part) for part in word.split()]
        known = [part for part in parts if part is not None]
        return known if 1 < len(parts) == len(known) else []

    def rows(self, words: Iterable[str]) -> list[int]:
        """Return the rows of words, all rows of a combined() name; UnknownWords names those that are missing."""
        return [row for places in self._found(words).values() for row in places]

    def _found(self, words: Iterable[str]) -> dict[str, list[int]]:
        found = {word: self._places(word) for word in words}
        missing = [part for word, places in found.items() if not places for part in self._missing(word)]
        if missing:
            raise UnknownWords({word: self.index.spellings(word) for word in missing})
        return found

    def _missing(self, word: str) -> list[str]:
        """Return the words of a name that are not known; the name itself where none of them is."""
        parts = word.split()
        unknown = [part for part in parts if self.index.find(part) is None]
        return unknown if len(unknown) < len(parts) else [word]

    def vectors(self, words: Sequence[str]) -> Matrix:
        """Return (len(words), dim) float32 unit rows, of a combined() name the mean of its words' rows scaled to length 1.

        UnknownWords when one is missing.
        """
        found = self._found(words)
        if all(len(places) == 1 for places in found.values()):
            return np.array(self.matrix[[found[word][0] for word in words]], np.float32).reshape(
                len(words), self.dim
            )
        return np.stack([unit(self.matrix[found[word]].mean(axis=0)) for word in words])

    def near(self, query: Vector, k: int = 10, without: Iterable[int] = ()) -> list[WordNeighbor]:
        """Return the k words nearest to a unit vector by cosine, leaving rows out."""
        left_out, rows = list(without), None
        if self._bounds is not None and k > 0:
            rows = self._bounds.candidates(self.matrix, query, k + len(left_out))
        if rows is None or len(rows) > len(self.matrix) // _FEW:
            return self._ranked(self.matrix @ query, k, left_out)
        return self._ranked(self.matrix[rows] @ query, k, np.flatnonzero(np.isin(rows, left_out)), rows)

    def _ranked(
        self,
        scores: NDArray[np.float32],
        k: int,
        without: Iterable[int],
        rows: NDArray[np.int64] | None = None,
    ) -> list[WordNeighbor]:
        """Return the k best by scores of all rows, or of `rows`; `without` are places in the scores."""
        scores[list(without)] = -np.inf
        found = [int(place) for place in best(scores, max(k, 0)) if np.isfinite(scores[place])]
        named = found if rows is None else rows[found].tolist()
        return [
            WordNeighbor(self.index.word(row), float(scores[n])) for row, n in zip(named, found, strict=True)
        ]

    def neighbors(self, word: str, k: int = 10) -> list[WordNeighbor]:
        """Return the k words nearest to a word by cosine similarity."""
        return self.near(self.vectors([word])[0], k, self.rows([word]))

    def similarity(self, x: str, y: str) -> float:
        """Return the cosine similarity of two words."""
        a, b = self.vectors([x, y])
        return float(a @ b)

    def analogy(
        self,
        positive: Sequence[Term],
        negative: Sequence[Term] = (),
        k: int = 10,
        method: Literal["add", "mul"] = "add",
    ) -> list[WordNeighbor]:
        """Return the words that complete an analogy, without the words in the question.

        "add" is 3CosAdd (Mikolov et al. 2013): cosine with the weighted mean of the unit vectors.
        "mul" is 3CosMul (Levy & Goldberg 2014, eq. 4) over cosines shifted into [0, 1].
        """
        terms = [(*weighted(term), 1) for term in positive] + [(*weighted(term), -1) for term in negative]
        if not terms:
            raise TooFewWords(needed=2, got=0)
        rows = self.rows([word for word, _, _ in terms])
        vectors = self.vectors([word for word, _, _ in terms])
        weights = np.array([weight * sign for _, weight, sign in terms], np.float32)
        if method == "add":
            return self.near(unit(weights @ vectors), k, rows)
        return self._ranked(self._multiplied(vectors, weights), k, rows)

    def _multiplied(self, vectors: Matrix, weights: Vector) -> NDArray[np.float32]:
        """Return the product of shifted cosines over that of the negative terms, for every word."""
        product = np.ones(len(self.matrix), np.float32)
        for vector, weight in zip(vectors, weights, strict=True):
            shifted = self.matrix @ vector  # one product each: thin matrix products are slower
            shifted += 1
            shifted *= 0.5
            if abs(weight) != 1:
                shifted **= abs(weight)
            if weight > 0:
                product *= shifted
            else:
                product /= shifted + np.float32(1e-6)
        return product

    def offset(self, positive: Sequence[Term], negative: Sequence[Term]) -> Vector:
        """Return the unit vector that an analogy looks around."""
        plus = [weighted(term) for term in positive]
        minus = [(word, -weight) for word, weight in map(weighted, negative)]
        weights = np.array([weight for _, weight in plus + minus], np.float32)
        return unit(weights @ self.vectors([word for word, _ in plus + minus]))

    def distances_to_centre(self, words: Sequence[str]) -> list[WordNeighbor]:
        """Return each word's cosine distance to the mean of all, greatest first."""
        distinct = list({fold(word): word for word in words}.values())
        if len(distinct) < 3:
            raise TooFewWords(needed=3, got=len(distinct))
        vectors = self.vectors(distinct)
        distances = 1 - vectors @ unit(vectors.mean(axis=0))
        return [WordNeighbor(distinct[i], float(distances[i])) for i in np.argsort(-distances, kind="stable")]

    def odd_one_out(self, words: Sequence[str]) -> str:
        """Return the word farthest from the mean of all."""
        return self.distances_to_centre(words)[0].word

    def between(self, x: str, y: str, k: int = 5) -> list[Step]:
        """Return up to k different words along the great circle from x to y."""
        rows = self.rows([x, y])
        start, end = self.vectors([x, y])
        angle = float(np.arccos(np.clip(start @ end, -1, 1)))
        taken, steps = set(rows), []
        for place in np.linspace(0, 1, k + 2)[1:-1]:
            mix = np.sin((1 - place) * angle) * start + np.sin(place * angle) * end
            for found in self.near(unit(mix), 1, taken):
                steps.append(Step(found.word, float(place), found.score))
                taken.update(self.rows([found.word]))
        return steps


def weighted(term: Term) -> tuple[str, float]:
    """Return (word, weight)."""
    return (term, 1.0) if isinstance(term, str) else term
