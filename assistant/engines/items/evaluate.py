"""How good recommendations are at the item left out, for item2vec and the two baselines on the same baskets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.engines.items.baskets import Baskets, incidence
from assistant.engines.items.item2vec import Item2VecSettings, Report, train

RECENT = 5
"""Items before the one left out that all methods get to see: tastes drift, and so does a shopping list."""
_BATCH = 200

Scorer = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""From (m, n) zeros and ones of the items held to (m, n) scores."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Hit rate and NDCG (one relevant item) among the first k, over `asked` baskets."""

    method: str
    hit_rate: float
    ndcg: float
    asked: int


def leave_last_out(baskets: Baskets) -> tuple[Baskets, list[tuple[tuple[int, ...], int]]]:
    """Return baskets without the last item of each, and (items held, item left out) for every basket of two or more."""
    kept = tuple(basket[:-1] if len(basket) > 1 else basket for basket in baskets.baskets)
    questions = [(basket[:-1], basket[-1]) for basket in baskets.baskets if len(basket) > 1]
    return Baskets(baskets.items, kept), questions


def popularity_scores(baskets: Baskets) -> Scorer:
    """Rank by how many baskets hold an item, whatever is in the basket."""
    return lambda held: np.broadcast_to(baskets.popularity, held.shape)


def together_scores(baskets: Baskets) -> Scorer:
    """Rank by the sum, over the items held, of the share of their baskets that also hold the item."""
    shares = baskets.together.multiply(1 / np.maximum(baskets.popularity, 1)[:, None]).tocsr()
    return lambda held: np.asarray(held @ shares)


def measure(
    method: str, scorer: Scorer, questions: Sequence[tuple[tuple[int, ...], int]], count: int, k: int = 10
) -> Quality:
    """Rank the items not held for every question; ties count against the item left out by half."""
    gains: list[float] = []
    for start in range(0, len(questions), _BATCH):
        some = questions[start : start + _BATCH]
        held = incidence([items for items, _ in some], count).toarray()
        seen = incidence([items[-RECENT:] for items, _ in some], count).toarray()
        scores = np.where(held > 0, -np.inf, scorer(seen))
        target = scores[np.arange(len(some)), [left for _, left in some]][:, None]
        ranks = (scores > target).sum(axis=1) + ((scores == target).sum(axis=1) - 1) / 2
        gains += [1 / np.log2(rank + 2) if rank < k else 0.0 for rank in ranks]
    found = np.array(gains)
    return Quality(method, float((found > 0).mean()), float(found.mean()), len(found))


def evaluate(
    baskets: Baskets,
    settings: Item2VecSettings | None = None,
    k: int = 10,
    report: Report = lambda stage, done, total, value: None,
    name: str = "",
) -> list[Quality]:
    """Return the quality of item2vec, co-occurrence and popularity, all trained without the items left out."""
    kept, questions = leave_last_out(baskets)
    model = train(kept, settings or Item2VecSettings(), report, name)
    scorers = {
        "item2vec": lambda held: model.scores(held, kept.popularity),
        "co-occurrence": together_scores(kept),
        "popularity": popularity_scores(kept),
    }
    return [measure(method, scorer, questions, len(baskets.items), k) for method, scorer in scorers.items()]
