"""One owner's items in one space, with everything that answers questions about them."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from typing import Protocol

from store.exact import Exact
from store.items import Items
from store.ledger import Ledger
from store.lexical import Lexicon
from store.roster import Mask, Roster
from store.types import Owner, Vector
from store.where import Test
from store.wordfile import WordFile

Found = list[tuple[int, float]]
TAIL = 2000
"""With more rows than this not yet in the index, exact search is faster than index and tail together."""


class NearestIndex(Protocol):
    """An approximate index over the first `rows` rows of a partition."""

    def rows(self, partition: Partition) -> int:
        """Return how many rows of the partition are in the index, 0 while there is none to ask."""

    def near(self, partition: Partition, vector: Vector, k: int) -> list[int] | None:
        """Return keys of about the k nearest, best first, or None when the index failed."""


class Partition:
    """The roster, the vectors and the words of one (space, owner), each read when first asked for.

    `name` is fit for files and collections, and the same for the same owner whatever its characters.
    """

    def __init__(self, ledger: Ledger, items: Items, space: int, dim: int, owner: Owner) -> None:
        self.space, self.dim, self.owner = space, dim, owner
        self.name = f"s{space}-{owner_name(owner)}"
        self._ledger, self._items = ledger, items
        self._lock, self._loading = threading.Lock(), threading.Lock()
        self.roster = Roster(items)
        self.exact = Exact(items, self.roster, dim)
        self.lexicon = Lexicon(items, self.roster)
        self._wordfile = WordFile(ledger.path.parent, self.name)
        self._words_loaded = False

    def catch_up(self) -> None:
        """Take in every change that was acknowledged before this call."""
        if self.roster.sequence < self._ledger.sequence:
            with self._lock:
                self.roster.apply(self._items.changes(self.space, self.owner, self.roster.sequence))

    @property
    def worn(self) -> bool:
        """Whether so many rows are dead that starting anew is cheaper than carrying them along."""
        return len(self.roster) > 2 * self.roster.live + 5000

    def near(
        self,
        vector: Vector,
        k: int,
        tests: Mapping[str, Test],
        excluded: frozenset[int],
        index: NearestIndex | None,
    ) -> Found:
        """Return (key, cosine) of the k nearest that pass, best first."""
        mask = self.roster.mask(tests, excluded)
        if index is not None and not tests:
            found = self._near_indexed(vector, k, mask, index)
            if found is not None:
                return found
        return self.exact.near(vector, k, mask)

    def _near_indexed(self, vector: Vector, k: int, mask: Mask, index: NearestIndex) -> Found | None:
        """Ask the index for what it holds and search the rest exactly; None when that is not enough."""
        held = min(index.rows(self), len(mask))
        tail = len(mask) - held
        if not held or tail > TAIL:
            return None
        wanted = min(k, int(mask[:held].sum()))
        keys = index.near(self, vector, min(k + 16, held))
        if keys is None:
            return None
        rows = [row for row in self.roster.rows(keys).tolist() if row < held and mask[row]]
        if len(rows) < wanted:
            return None
        chosen = mask.copy()
        chosen[:held] = False
        chosen[rows] = True
        return self.exact.near(vector, k, chosen)

    def words(self, tests: Mapping[str, Test], excluded: frozenset[int]) -> Mask:
        """Index every passage's words and return the mask to search them with."""
        mask = self.roster.mask(tests, excluded)
        self.learn(len(mask))
        return mask

    def learn(self, rows: int) -> None:
        """Index the words of the first `rows` rows, beginning with what was kept on disk."""
        if not self._words_loaded:
            with self._loading:
                if not self._words_loaded:
                    self._wordfile.load(self.lexicon, self.roster)
                    self._words_loaded = True
        self.lexicon.catch_up(rows)

    def keep_words(self) -> None:
        """Write the words to disk where that saves time at the next start."""
        self._wordfile.save(self.lexicon, self.roster)


def owner_name(owner: Owner) -> str:
    """Return an owner's part of the names of partitions."""
    return hashlib.blake2b(owner.encode(), digest_size=16).hexdigest()
