"""Searching a space as one reader sees it: what is its own, and what is shared."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence

import numpy as np

from store.exact import top, unit
from store.items import Items
from store.ledger import Ledger
from store.lexical import weigh
from store.partition import NearestIndex, Partition, owner_name
from store.tokens import tokens
from store.types import SHARED, Hit, Item, Owner, Vector
from store.where import Where, compile_where

PARTITIONS = 64
"""How many owners' indexes stay in memory; the least lately used are dropped and read again."""

INDEX_FROM = 20_000 * 384
"""Below this many numbers (items of one owner x dim) exact search is faster than an index (docs/reliability.md)."""
WORDS_FROM = 500
"""From this many items of one owner on, words are indexed behind the writing and kept on disk."""


class Search:
    """Dense and lexical search over partitions. A partition holds one owner's items and no other's."""

    def __init__(self, ledger: Ledger, items: Items, index: NearestIndex | None = None) -> None:
        self._ledger, self._items, self.index = ledger, items, index
        self._partitions: OrderedDict[tuple[int, Owner], Partition] = OrderedDict()
        self._shadows: dict[tuple[int, Owner], tuple[int, frozenset[int]]] = {}
        self._lock = threading.Lock()

    def partition(self, space: int, dim: int, owner: Owner) -> Partition:
        """Return an owner's partition, up to date."""
        name = (space, owner)
        with self._lock:
            partition = self._partitions.get(name)
            if partition is None or partition.worn:
                partition = self._partitions[name] = Partition(self._ledger, self._items, space, dim, owner)
            self._partitions.move_to_end(name)
            while len(self._partitions) > PARTITIONS:
                oldest = next(one for one in self._partitions if one[1] != SHARED)
                del self._partitions[oldest]
        partition.catch_up()
        return partition

    def partitions(self) -> list[Partition]:
        """Return the partitions in memory."""
        with self._lock:
            return list(self._partitions.values())

    def large(self, index_from: int | None) -> list[tuple[Partition, bool]]:
        """Return the partitions whose words are indexed ahead, and whether each is worth an index of vectors too.

        It is from `index_from` items on; where that is None, where it makes searching faster.
        """
        least = INDEX_FROM if index_from is None else max(1, index_from)
        return [
            (self.partition(space, dim, owner), (count if index_from is not None else count * dim) >= least)
            for space, dim, owner, count in self._items.owners(min(WORDS_FROM, least))
        ]

    def drop(self, space: int) -> None:
        """Let go of a space that is no more."""
        with self._lock:
            for name in [name for name in self._partitions if name[0] == space]:
                del self._partitions[name]

    def drop_owner(self, owner: Owner) -> None:
        """Let go of an owner whose items are all gone, and of the words kept on disk."""
        with self._lock:
            for name in [name for name in self._partitions if name[1] == owner]:
                del self._partitions[name]
        for file in (self._ledger.path.parent / "words").glob(f"s*-{owner_name(owner)}.*"):
            file.unlink(missing_ok=True)

    def _readable(self, space: int, dim: int, owner: Owner) -> list[tuple[Partition, frozenset[int]]]:
        """Return the reader's partitions, each with the keys that the reader's own versions take the place of."""
        shared = self.partition(space, dim, SHARED)
        if owner == SHARED:
            return [(shared, frozenset())]
        own = self.partition(space, dim, owner)
        both = own.roster.live and shared.roster.live
        return [(own, frozenset()), (shared, self._shadowed(space, owner) if both else frozenset())]

    def _shadowed(self, space: int, owner: Owner) -> frozenset[int]:
        sequence = self._ledger.sequence
        kept = self._shadows.get((space, owner))
        if kept is None or kept[0] != sequence:
            kept = self._shadows[space, owner] = (sequence, self._items.shadowed(space, owner))
        return kept[1]

    def count(self, space: int, dim: int, owner: Owner) -> int:
        """Return how many items the reader sees."""
        return sum(
            partition.roster.live - len(excluded) for partition, excluded in self._readable(space, dim, owner)
        )

    def near(
        self, space: int, dim: int, vector: Vector, k: int, owner: Owner, where: Where | None
    ) -> list[Hit]:
        """Return the k items nearest by cosine, scored with the vectors of the ledger itself."""
        found = self._nearest(space, dim, vector, k, owner, where)
        items = self._items.by_keys([key for key, _ in found], owner)
        return _dense(found, items, _cosines(items, vector))

    def lexical(
        self, space: int, dim: int, text: str, k: int, owner: Owner, where: Where | None
    ) -> list[Hit]:
        """Return the k items with the highest BM25 score above zero, best first."""
        found = self._worded(space, dim, text, k, owner, where)
        items = self._items.by_keys([key for key, _ in found], owner)
        return [_hit(items[key], {"lexical": score}) for key, score in found if key in items]

    def both(
        self, space: int, dim: int, text: str, vector: Vector, k: int, owner: Owner, where: Where | None
    ) -> tuple[list[Hit], list[Hit]]:
        """Return what near() and lexical() would, every item read once; all hits know their cosine as "dense"."""
        nearest = self._nearest(space, dim, vector, k, owner, where)
        worded = self._worded(space, dim, text, k, owner, where)
        items = self._items.by_keys(list(dict.fromkeys(key for key, _ in [*nearest, *worded])), owner)
        cosines = _cosines(items, vector)
        lexical = [
            _hit(items[key], {"lexical": score, "dense": cosines[key]})
            for key, score in worded
            if key in items
        ]
        return _dense(nearest, items, cosines), lexical

    def _nearest(
        self, space: int, dim: int, vector: Vector, k: int, owner: Owner, where: Where | None
    ) -> list[tuple[int, float]]:
        tests, query = compile_where(where), unit(np.asarray(vector, dtype=np.float32).reshape(-1))
        found: list[tuple[int, float]] = []
        for partition, excluded in self._readable(space, dim, owner):
            if partition.roster.live:
                found += partition.near(query, k, tests, excluded, self.index)
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:k]

    def _worded(
        self, space: int, dim: int, text: str, k: int, owner: Owner, where: Where | None
    ) -> list[tuple[int, float]]:
        tests, query = compile_where(where), tokens(text)
        read = [
            (partition, partition.words(tests, excluded))
            for partition, excluded in self._readable(space, dim, owner)
            if query
        ]
        weights = weigh(query, [partition.lexicon.frequencies(set(query)) for partition, _ in read])
        found: list[tuple[int, float]] = []
        for partition, mask in read:
            scores = partition.lexicon.scores(weights, len(mask))
            keys = partition.roster.keys(0, len(mask))
            found += [(int(keys[row]), float(scores[row])) for row in top(scores, k, mask & (scores > 0))]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:k]

    def frequencies(self, space: int, dim: int, text: str, owner: Owner) -> tuple[int, dict[str, int]]:
        """Return how many items the reader sees, and in how many each word of `text` is."""
        words = set(tokens(text))
        total, found = 0, dict.fromkeys(words, 0)
        for partition, excluded in self._readable(space, dim, owner):
            partition.words({}, excluded)
            count, some = partition.lexicon.frequencies(words)
            total += count
            for word, number in some.items():
                found[word] += number
        return total, found


def _cosines(items: Mapping[int, Item], vector: Vector) -> dict[int, float]:
    """Return the cosine of each item's own vector to the query, by key."""
    if not items:
        return {}
    rows = unit(np.stack([item.vector for item in items.values()]))
    query = unit(np.asarray(vector, dtype=np.float32).reshape(-1))
    return dict(zip(items, np.vecdot(rows, query).tolist(), strict=True))


def _dense(
    found: Sequence[tuple[int, float]], items: Mapping[int, Item], cosines: Mapping[int, float]
) -> list[Hit]:
    hits = [_hit(items[key], {"dense": cosines[key]}) for key, _ in found if key in items]
    return sorted(hits, key=lambda hit: -hit.score)


def _hit(item: Item, scores: Mapping[str, float]) -> Hit:
    """Return a hit that is scored by the first of its scores."""
    return Hit(item.id, next(iter(scores.values())), item.text, item.metadata, item.source, scores)
