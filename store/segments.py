"""One immutable piece of a lexical index: a bm25s index over some passages, and what is needed to join two."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

K1, B = 1.5, 0.75
"""Chosen on Cranfield, CISI and JSQuAD (docs/reliability.md); flat around their best."""


@dataclass(frozen=True, eq=False, slots=True)
class Segment:
    """Passages `rows`, with `flat` the word numbers of all of them end to end, `lengths` each.

    `words` (sorted) are the numbers that occur; column i of the matrix `data, indices, indptr` holds
    the BM25 part of words[i] without its idf, which depends on what else a reader sees.
    """

    rows: NDArray[np.int64]
    lengths: NDArray[np.int32]
    flat: NDArray[np.int32]
    words: NDArray[np.int32]
    data: NDArray[np.float32]
    indices: NDArray[np.int32]
    indptr: NDArray[np.int64]

    @classmethod
    def build(cls, flat: NDArray[np.int32], lengths: NDArray[np.int32], rows: NDArray[np.int64]) -> Segment:
        """Index passages given as word numbers."""
        words, local = np.unique(flat, return_inverse=True)
        if not len(words):
            empty = np.zeros(0)
            return cls(rows, lengths, flat, words.astype("int32"), empty.astype("float32"),
                       empty.astype("int32"), np.zeros(1, "int64"))  # fmt: skip
        import bm25s

        logging.getLogger("bm25s").setLevel(logging.WARNING)  # it speaks at every index that is built
        ends = np.cumsum(lengths)
        passages = [part.tolist() for part in np.split(local.astype("int32"), ends[:-1])]
        index = bm25s.BM25(k1=K1, b=B, method="lucene", backend="numpy")
        vocabulary = {number: number for number in range(len(words))}
        index.index((passages, vocabulary), create_empty_token=False, show_progress=False)
        scores = index.scores
        indptr = np.asarray(scores["indptr"], dtype="int64")
        frequency = np.diff(indptr)
        idf = np.log1p((len(rows) - frequency + 0.5) / (frequency + 0.5))
        data = (scores["data"] / np.repeat(idf, frequency)).astype("float32")
        return cls(
            rows, lengths, flat, words.astype("int32"), data, np.asarray(scores["indices"], "int32"), indptr
        )

    @classmethod
    def join(cls, pair: tuple[Segment, Segment]) -> Segment:
        """Return one segment with the passages of both."""
        left, right = pair
        return cls.build(
            np.concatenate([left.flat, right.flat]),
            np.concatenate([left.lengths, right.lengths]),
            np.concatenate([left.rows, right.rows]),
        )

    def _column(self, word: int) -> slice:
        # a plain int would make a wider copy of all words first
        at = int(self.words.searchsorted(np.int32(word)))
        if at == len(self.words) or self.words[at] != word:
            return slice(0, 0)
        return slice(int(self.indptr[at]), int(self.indptr[at + 1]))

    def frequency(self, word: int) -> int:
        """Return in how many passages a word is."""
        column = self._column(word)
        return int(column.stop - column.start)

    def add_scores(self, weights: Mapping[int, float], scores: NDArray[np.float32]) -> None:
        """Add this segment's part of the query's score to `scores`, which has one place per row."""
        found = np.zeros(len(self.rows), dtype=np.float32)
        for word, weight in weights.items():
            column = self._column(word)
            found[self.indices[column]] += np.float32(weight) * self.data[column]
        within = (self.rows >= 0) & (self.rows < len(scores))
        scores[self.rows[within]] = found[within]
