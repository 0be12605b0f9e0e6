"""All questions of an analogy test at once: 3CosAdd's verdicts without computing every score.

A question a : b = c : e is answered correctly when no other word x scores above e, where
score(x) = b·x - a·x + c·x over unit vectors (Mikolov et al. 2013). Two observations spare most of the work:
most wrong answers already lose to a frequent word, and with d = b - a, a word can only win a question
about c when c·x + max d·x exceeds the lowest score that any question about c has to beat.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.engines.words.vectors import WordVectors
from store.types import Matrix

Question = tuple[str, str, str, str]
_FREQUENT = 16_384
_ROWS = 1024
_TIE = 1e-5
"""Scores closer than this are compared again in double precision."""


@dataclass(frozen=True, slots=True)
class Section:
    """One section's questions by verdict; `unknown` had a word outside the vocabulary."""

    name: str
    correct: tuple[Question, ...]
    incorrect: tuple[Question, ...]
    unknown: int

    @property
    def accuracy(self) -> float:
        """Return the share answered correctly of those whose words are known (0 without any)."""
        asked = len(self.correct) + len(self.incorrect)
        return len(self.correct) / asked if asked else 0.0


def read_questions(path: Path) -> list[tuple[str, list[Question]]]:
    """Read `: section` headers and lines of four words; other lines are skipped."""
    sections: list[tuple[str, list[Question]]] = []
    for line in path.read_text("utf-8").splitlines():
        words = line.split()
        if line.startswith(":"):
            sections.append((line.lstrip(": ").strip(), []))
        elif len(words) == 4 and sections:
            sections[-1][1].append((words[0], words[1], words[2], words[3]))
    return sections


def evaluate(
    vectors: WordVectors, sections: Sequence[tuple[str, Sequence[Question]]], restrict: int = 300_000
) -> list[Section]:
    """Return verdicts by section over the first `restrict` words, letter case ignored."""
    words = {word for _, asked in sections for four in asked for word in four}
    found = ((word, vectors.index.find(word)) for word in words)
    known = {word: row for word, row in found if row is not None and row < restrict}
    asked = [
        (n, four) for n, (_, some) in enumerate(sections) for four in some if all(w in known for w in four)
    ]
    rows = np.array([[known[word] for word in four] for _, four in asked], np.int64).reshape(-1, 4)
    groups = np.array([n for n, _ in asked], np.int64)
    right = _verdicts(np.asarray(vectors.matrix[:restrict]), rows, groups)
    result = []
    for n, (name, some) in enumerate(sections):
        mine = [(four, ok) for (group, four), ok in zip(asked, right, strict=True) if group == n]
        correct = tuple(four for four, ok in mine if ok)
        incorrect = tuple(four for four, ok in mine if not ok)
        result.append(Section(name, correct, incorrect, len(some) - len(mine)))
    return result


def total(sections: Sequence[Section]) -> float:
    """Return the accuracy over all sections together."""
    correct = sum(len(section.correct) for section in sections)
    asked = correct + sum(len(section.incorrect) for section in sections)
    return correct / asked if asked else 0.0


def _verdicts(matrix: Matrix, rows: NDArray[np.int64], groups: NDArray[np.int64]) -> NDArray[np.bool_]:
    a, b, c, e = rows.T
    right: NDArray[np.bool_] = np.asarray((e != a) & (e != b) & (e != c))
    offsets = matrix[b] - matrix[a]
    queries = offsets + matrix[c]
    targets = np.einsum("ij,ij->i", queries, matrix[e])
    right = right & ~_beaten_by_frequent(matrix[:_FREQUENT], queries, targets, rows)
    alive = np.flatnonzero(right)
    for word, found in _candidates(matrix, offsets[alive], targets[alive], c[alive], groups[alive]):
        asking = alive[c[alive] == word]
        right[asking] &= ~_beaten(matrix, found, queries[asking], targets[asking], rows[asking])
    return right


def _beaten_by_frequent(
    matrix: Matrix, queries: Matrix, targets: NDArray[np.float32], rows: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return which questions lose to one of the most frequent words."""
    lost = np.zeros(len(queries), bool)
    for start in range(0, len(matrix), _ROWS):
        open_ = np.flatnonzero(~lost)
        block = matrix[start : start + _ROWS]
        for at in range(0, len(open_), _ROWS):
            asked = open_[at : at + _ROWS]
            scores = queries[asked] @ block.T
            inside = (rows[asked] >= start) & (rows[asked] < start + len(block))
            which, column = np.nonzero(inside)
            scores[which, rows[asked[which], column] - start] = -np.inf
            lost[asked] |= scores.max(axis=1) > targets[asked] + _TIE
    return lost


def _candidates(
    matrix: Matrix,
    offsets: Matrix,
    targets: NDArray[np.float32],
    c: NDArray[np.int64],
    groups: NDArray[np.int64],
) -> list[tuple[int, NDArray[np.int64]]]:
    """Return, for each word c asked about, the rows that could still win one of its questions."""
    if not len(c):
        return []
    keys, key_of = np.unique(np.stack([groups, c]), axis=1, return_inverse=True)
    lowest = np.full(keys.shape[1], np.inf, np.float32)
    np.minimum.at(lowest, key_of.ravel(), targets - _TIE)
    edges = [
        (*np.searchsorted(keys[0], [g, g + 1]), np.unique(offsets[groups == g], axis=0)) for g in set(groups)
    ]
    about = matrix[keys[1]]
    found: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    for start in range(0, len(matrix), _ROWS):
        block = matrix[start : start + _ROWS]
        reach = about @ block.T
        reach -= lowest[:, None]
        for first, last, some in edges:
            reach[first:last] += (some @ block.T).max(axis=0)
        which, column = np.divmod(np.flatnonzero(reach > 0), len(block))
        found.append((which, column + start))
    which = np.concatenate([pair[0] for pair in found])
    column = np.concatenate([pair[1] for pair in found])
    order = np.argsort(which, kind="stable")
    bounds = np.searchsorted(which[order], np.arange(keys.shape[1] + 1))
    parts = [column[order[x:y]] for x, y in pairwise(bounds)]
    return [(int(word), part) for word, part in zip(keys[1], parts, strict=True)]


def _beaten(
    matrix: Matrix,
    found: NDArray[np.int64],
    queries: Matrix,
    targets: NDArray[np.float32],
    rows: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Return which questions lose to one of the found rows."""
    scores = queries @ matrix[found].T - targets[:, None]
    for column in range(4):  # neither the three words of a question nor its answer compete
        scores[rows[:, column, None] == found] = -np.inf
    lost: NDArray[np.bool_] = np.asarray((scores > _TIE).any(axis=1))
    for question, rival in zip(*np.nonzero(np.abs(scores) <= _TIE), strict=True):
        query = queries[question].astype(np.float64)
        gap = query @ (matrix[found[rival]].astype(np.float64) - matrix[rows[question, 3]])
        lost[question] |= bool(gap > 0)
    return lost
