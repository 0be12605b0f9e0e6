"""Baskets as arrays: items in order of popularity, and each basket as positions of items."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array


@dataclass(frozen=True)
class Baskets:
    """n items, the most bought first, and baskets as tuples of their positions, each item once."""

    items: tuple[str, ...]
    baskets: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, baskets: Iterable[Iterable[object]]) -> Baskets:
        """Number the items of baskets; names are stripped, empty ones and repetitions left out."""
        clean = [dict.fromkeys(name for item in basket if (name := str(item).strip())) for basket in baskets]
        counts = Counter(item for basket in clean for item in basket)
        items = [item for item, _ in counts.most_common()]
        positions = {item: position for position, item in enumerate(items)}
        return cls(
            tuple(items), tuple(tuple(positions[item] for item in basket) for basket in clean if basket)
        )

    @cached_property
    def positions(self) -> dict[str, int]:
        """Return the position of each item."""
        return {item: position for position, item in enumerate(self.items)}

    @cached_property
    def incidence(self) -> csr_array:
        """Return the (baskets, items) matrix of zeros and ones."""
        return incidence(self.baskets, len(self.items))

    @cached_property
    def popularity(self) -> NDArray[np.float64]:
        """Return how many baskets hold each item."""
        return np.asarray(self.incidence.sum(axis=0), np.float64).ravel()

    @cached_property
    def together(self) -> csr_array:
        """Return the (items, items) counts of baskets that hold both, 0 on the diagonal."""
        counts = (self.incidence.T @ self.incidence).tocsr()
        counts.setdiag(0)
        counts.eliminate_zeros()
        return counts

    @property
    def pairs(self) -> int:
        """Return how many baskets have two items or more."""
        return sum(len(basket) > 1 for basket in self.baskets)


def incidence(baskets: Sequence[Sequence[int]], count: int) -> csr_array:
    """Return a (len(baskets), count) matrix with ones where a basket holds an item."""
    from scipy.sparse import csr_array

    columns = np.array([item for basket in baskets for item in basket], np.int64)
    bounds = np.concatenate([[0], np.cumsum([len(basket) for basket in baskets], dtype=np.int64)])
    return csr_array((np.ones(len(columns)), columns, bounds), shape=(len(baskets), count))


def to_text(baskets: Baskets) -> str:
    """Return baskets as the JSON text that is kept in the store."""
    return json.dumps({"items": baskets.items, "baskets": baskets.baskets}, ensure_ascii=False)


def from_text(text: str) -> Baskets:
    """Return the baskets that to_text() wrote."""
    kept = json.loads(text)
    return Baskets(tuple(kept["items"]), tuple(map(tuple, kept["baskets"])))
