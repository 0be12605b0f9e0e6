"""Items: named baskets in the store, item2vec over them, and recommendations with what stands behind them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.engines.items.baskets import Baskets
from assistant.engines.items.errors import NoBaskets, NoItem
from assistant.engines.items.evaluate import Quality, Scorer, evaluate, popularity_scores, together_scores
from assistant.engines.items.item2vec import Item2VecSettings, train
from assistant.engines.items.kept import Kept, Learned
from assistant.engines.items.lookup import find, signed
from assistant.engines.items.readers import Role, read
from assistant.engines.jobs import Job, Jobs
from assistant.engines.trained import EngineStore
from store.types import ME, SHARED, Matrix, Owner

if TYPE_CHECKING:
    from assistant.settings import Settings


class ItemNeighbor(NamedTuple):
    """An item and its score, best first in lists."""

    item: str
    score: float


@dataclass(frozen=True, slots=True)
class BoughtTogether:
    """Baskets behind a recommendation: how many hold it with any of the items asked about, how many times
    more often than by chance (lift), and a few of them."""

    together: int
    lift: float
    examples: tuple[tuple[str, ...], ...]


class Items:
    """Baskets by name for each owner. Training happens when first needed.

    A small drawn sample is there at start: nobody's own, trained once and read by everybody, until somebody
    keeps baskets of its name or trains it in another way.
    """

    def __init__(self, store: EngineStore, settings: Settings, jobs: Jobs | None = None) -> None:
        self.jobs = jobs or Jobs()
        self._kept = Kept(store, settings.cache)

    def names(self, owner: Owner = ME) -> list[str]:
        """Return the names of all baskets, newest first, the sample last."""
        return self._kept.names(owner)

    def add(
        self,
        name: str,
        baskets: Iterable[Iterable[object]] | str | Path,
        *,
        roles: Sequence[Role] | None = None,
        owner: Owner = ME,
    ) -> Baskets:
        """Keep baskets given as sequences of items or as a file, replacing those of that name.

        The order within a basket is that of buying (the last item is left out to measure).
        Raises BadBaskets for a file that cannot be read.
        """
        given = read(Path(baskets), roles).baskets if isinstance(baskets, str | Path) else baskets
        found = Baskets.of(given)
        self._kept.add(name, found, owner)
        return found

    def baskets(self, name: str, *, owner: Owner = ME) -> Baskets:
        """Return baskets; NoBaskets when there are none of that name."""
        return self._kept.baskets(name, owner)

    def train_job(
        self, name: str, settings: Item2VecSettings | None = None, *, owner: Owner = ME, **values: Any
    ) -> Job[Learned]:
        """Queue a training (size, window, epochs, negative, rate, seed) and return its job."""
        chosen = replace(settings or Item2VecSettings(), **values)
        self.baskets(name, owner=owner)
        holder = self._kept.holder(name, owner) if chosen == Item2VecSettings() else owner
        return self.jobs.submit(owner, lambda job: self._train(name, chosen, holder, job))

    def learned(self, name: str, *, owner: Owner = ME) -> Learned:
        """Return baskets with their model, training it now with default settings if need be."""
        return (
            self._kept.known(name, self._kept.holder(name, owner))
            or self.train_job(name, owner=owner).result()
        )

    def embed(self, name: str, *, owner: Owner = ME, **values: Any) -> tuple[list[str], Matrix]:
        """Train and store; returns the n items and their (n, size) float32 input rows."""
        learned = self.train_job(name, owner=owner, **values).result()
        return list(learned.baskets.items), learned.model.inputs

    def recommend(
        self, name: str, items: Sequence[str], k: int = 10, *, minus: Sequence[str] = (), owner: Owner = ME
    ) -> list[ItemNeighbor]:
        """Return the k items most likely bought with these (and unlike those in `minus`), none of them itself.

        An item that starts with "-" counts as minus unless an item has that name.
        """
        learned = self.learned(name, owner=owner)
        model, popularity = learned.model, learned.baskets.popularity
        return self._ranked(
            name, learned.baskets, lambda held: model.scores(held, popularity), items, minus, k
        )

    def baseline(
        self,
        name: str,
        items: Sequence[str],
        k: int = 10,
        *,
        method: str = "co-occurrence",
        owner: Owner = ME,
    ) -> list[ItemNeighbor]:
        """Return what a baseline recommends: "co-occurrence" or "popularity"."""
        baskets = self.baskets(name, owner=owner)
        scorer = together_scores(baskets) if method == "co-occurrence" else popularity_scores(baskets)
        return self._ranked(
            name, baskets, scorer, [item for item in items if not item.startswith("-")], (), k
        )

    def similar(
        self, name: str, items: Sequence[str], k: int = 10, *, minus: Sequence[str] = (), owner: Owner = ME
    ) -> list[ItemNeighbor]:
        """Return the k items used like these (bought with the same things), by cosine of the input rows."""
        learned = self.learned(name, owner=owner)
        rows = learned.model.inputs
        rows = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)

        def scorer(held: NDArray[np.float64]) -> NDArray[np.float64]:
            query = held @ rows
            return np.asarray(
                query @ rows.T / np.maximum(np.linalg.norm(query, axis=1, keepdims=True), 1e-12)
            )

        return self._ranked(name, learned.baskets, scorer, items, minus, k)

    def evidence(
        self, name: str, items: Sequence[str], recommended: str, *, owner: Owner = ME, examples: int = 3
    ) -> BoughtTogether:
        """Return the baskets that hold a recommended item with any of the items asked about."""
        baskets = self.baskets(name, owner=owner)
        asked = {find(name, baskets, item) for item in items}
        target = find(name, baskets, recommended)
        both = [basket for basket in baskets.baskets if target in basket and asked & set(basket)]
        holding = sum(bool(asked & set(basket)) for basket in baskets.baskets)
        chance = holding * float(baskets.popularity[target]) / len(baskets.baskets)
        shown = sorted(both, key=lambda basket: (-len(asked & set(basket)), len(basket)))[:examples]
        named = tuple(tuple(baskets.items[item] for item in basket) for basket in shown)
        return BoughtTogether(len(both), len(both) / chance if chance else 0.0, named)

    def evaluate(self, name: str, k: int = 10, *, owner: Owner = ME, **values: Any) -> list[Quality]:
        """Return hit rate@k and NDCG@k of item2vec, co-occurrence and popularity, last items left out."""
        return self.evaluate_job(name, k, owner=owner, **values).result()

    def evaluate_job(self, name: str, k: int = 10, *, owner: Owner = ME, **values: Any) -> Job[list[Quality]]:
        """Queue a measurement and return its job."""
        settings, baskets = replace(Item2VecSettings(), **values), self.baskets(name, owner=owner)
        return self.jobs.submit(owner, lambda job: evaluate(baskets, settings, k, job.report, name))

    def is_trained(self, name: str, *, owner: Owner = ME) -> bool:
        """Return whether baskets have a model already."""
        return self._kept.ready(name, owner)

    def holding(self, items: Sequence[str], *, owner: Owner = ME) -> str:
        """Return the newest baskets that have all these items, or else the newest; NoBaskets without any."""
        names = self.names(owner)
        if not names:
            raise NoBaskets(name="-", known="-")
        for name in names:
            try:
                signed(name, self.baskets(name, owner=owner), items, ())
            except NoItem:
                continue
            return name
        return names[0]

    def forget(self, name: str, *, owner: Owner = ME) -> None:
        """Forget baskets and their model."""
        self._kept.forget(name, owner)

    def _ranked(
        self, name: str, baskets: Baskets, scorer: Scorer, items: Sequence[str], minus: Sequence[str], k: int
    ) -> list[ItemNeighbor]:
        plus, less = signed(name, baskets, items, minus)
        weights = np.zeros((1, len(baskets.items)))
        weights[0, plus] = 1
        weights[0, less] = -1
        scores = np.array(scorer(weights), np.float64)[0]
        scores[[*plus, *less]] = -np.inf
        order = np.argsort(-scores, kind="stable")[: max(k, 0)]
        return [ItemNeighbor(baskets.items[i], float(scores[i])) for i in order if np.isfinite(scores[i])]

    def _train(self, name: str, settings: Item2VecSettings, owner: Owner, job: Job[Learned]) -> Learned:
        if owner == SHARED and (known := self._kept.known(name, SHARED)) is not None:
            return known  # by somebody whose turn came before
        baskets = self.baskets(name, owner=owner)
        model = train(baskets, settings, job.report, name)
        return self._kept.keep(name, Learned(baskets, model), settings.label, owner)
