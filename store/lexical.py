"""BM25 over one owner's passages in one space, kept in segments so that a change costs little.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), section 3.4, in
the variant of Lucene. Each segment is a bm25s index; the inverse document frequencies of a query are
taken over all segments that a reader sees, so that scores of different owners' passages compare.
"""

from __future__ import annotations

import json
import threading
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from store.items import BATCH, Items
from store.roster import Roster
from store.segments import Segment
from store.tokens import tokens

MERGE_AT_ONCE = 3000
"""Merging more passages than this is left to the background."""


class Lexicon:
    """The segments of one roster, and the words in them."""

    def __init__(self, items: Items, roster: Roster) -> None:
        self._items, self._roster = items, roster
        self._lock = threading.RLock()
        self._merging = threading.Lock()
        self.words: dict[str, int] = {}
        self.segments: list[Segment] = []
        self.filled = 0

    def catch_up(self, rows: int) -> None:
        """Index every row up to `rows` that has not been, as one segment more."""
        with self._lock:
            if self.filled >= rows:
                return
            keys = self._roster.keys(self.filled, rows).tolist()
            place = {key: self.filled + at for at, key in enumerate(keys)}
            flat, lengths, held = array("i"), array("i"), array("q")
            for at in range(0, len(keys), BATCH):
                for row in self._items.columns(keys[at : at + BATCH], "text"):
                    said = tokens(said_of(row["text"], row["metadata"]))
                    found = [self.words.setdefault(word, len(self.words)) for word in said]
                    flat.extend(found)
                    lengths.append(len(found))
                    held.append(place[row["key"]])
            self._add(
                Segment.build(np.array(flat, "int32"), np.array(lengths, "int32"), np.array(held, "int64"))
            )
            self.filled = rows
        self.merge(MERGE_AT_ONCE)

    def snapshot(self) -> tuple[list[Segment], int, list[str]]:
        """Return the segments, how many rows are in them, and the words by number."""
        with self._lock:
            return self.segments, self.filled, list(self.words)

    def take(self, parts: list[Segment], filled: int, words: list[str]) -> None:
        """Start from what was kept, unless indexing has begun."""
        with self._lock:
            if not self.filled:
                self.words = {word: number for number, word in enumerate(words)}
                self.segments, self.filled = parts, filled

    def _add(self, segment: Segment) -> None:
        if len(segment.rows):
            self.segments = [*self.segments, segment]

    def merge(self, most: int) -> bool:
        """Join neighbouring segments of like size while the result has at most `most` passages."""
        with self._merging:
            merged = False
            while (pair := self._pair(most)) is not None:
                joined = Segment.join(pair)
                with self._lock:
                    at = self.segments.index(pair[0])
                    self.segments = [*self.segments[:at], joined, *self.segments[at + 2 :]]
                merged = True
            return merged

    def _pair(self, most: int) -> tuple[Segment, Segment] | None:
        """Return the last two neighbours whose sizes are within a factor of four, if any may be joined."""
        segments = self.segments
        for at in range(len(segments) - 2, -1, -1):
            left, right = segments[at], segments[at + 1]
            alike = len(left.rows) <= 4 * len(right.rows)
            if alike and len(left.rows) + len(right.rows) <= most:
                return left, right
        return None

    def frequencies(self, words: Iterable[str]) -> tuple[int, dict[str, int]]:
        """Return how many passages there are, and in how many each word is."""
        segments = self.segments
        total = sum(len(segment.rows) for segment in segments)
        ids = {word: self.words[word] for word in words if word in self.words}
        return total, {
            word: sum(segment.frequency(number) for segment in segments) for word, number in ids.items()
        }

    def scores(self, weights: Mapping[str, float], rows: int) -> NDArray[np.float32]:
        """Return the BM25 score of each of `rows` rows; `weights` are idf x count of the query's words."""
        found = np.zeros(rows, dtype=np.float32)
        ids = {self.words[word]: weight for word, weight in weights.items() if word in self.words}
        for segment in self.segments:
            segment.add_scores(ids, found)
        return found


def said_of(text: str, metadata: str) -> str:
    """Return a passage's text under the title and headings that it does not say itself.

    The encoder reads them as well; a question that names the subject of a document would else miss
    the passages that only say "it" (nDCG@10 on JSQuAD .925 without titles, .939 with them).
    """
    known = json.loads(metadata)
    parts = [str(known.get("title", "")), *str(known.get("heading", "")).split(" > ")]
    fresh = [part for part in dict.fromkeys(parts) if part and not text.startswith(part)]
    return "\n".join([*fresh, text])


def weigh(query: Sequence[str], counts: Sequence[tuple[int, Mapping[str, int]]]) -> dict[str, float]:
    """Return idf x count in the query for each word, over the passages of several lexicons together."""
    total = sum(n for n, _ in counts)
    weights = {}
    for word, times in Counter(query).items():
        frequency = sum(found.get(word, 0) for _, found in counts)
        if frequency:
            weights[word] = times * float(np.log1p((total - frequency + 0.5) / (frequency + 0.5)))
    return weights
