"""Where baskets and what was learned from them are kept: in the store for their owners, the sample's once for all."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from assistant.engines.items.baskets import Baskets, from_text, to_text
from assistant.engines.items.errors import NoBaskets
from assistant.engines.items.item2vec import Item2Vec, Item2VecSettings
from assistant.engines.items.readers import read
from assistant.engines.pretrained import Pretrained
from assistant.engines.stamped import Stamped
from assistant.engines.trained import EngineStore, Trained
from assistant.settings import shipped
from store.types import SHARED, Matrix, Owner

SAMPLE = "sample"


@dataclass(frozen=True)
class Learned:
    """Baskets with the model trained on them."""

    baskets: Baskets
    model: Item2Vec


class Kept:
    """Baskets and models by owner and name. Safe to use from threads."""

    def __init__(self, store: EngineStore, cache: Path) -> None:
        self._trained, self._shelved = Trained(store, "baskets"), Pretrained(cache)
        self._held = Stamped[Learned]()
        self._lock = threading.RLock()

    def names(self, owner: Owner) -> list[str]:
        """Return the names of all baskets, newest first, the sample last."""
        return list(dict.fromkeys([*self._trained.names(owner), *([SAMPLE] if _sample() else [])]))

    def add(self, name: str, baskets: Baskets, owner: Owner) -> None:
        """Keep baskets without a model, replacing those of that name."""
        self._trained.keep(name, to_text(baskets), owner=owner)

    def forget(self, name: str, owner: Owner) -> None:
        """Forget baskets and their model."""
        self._trained.forget(name, owner=owner)

    def baskets(self, name: str, owner: Owner) -> Baskets:
        """Return baskets; NoBaskets when there are none of that name."""
        text = self._trained.text(name, owner=owner)
        if text is not None:
            return from_text(text)
        if name == SAMPLE and self._sample is not None:
            return self._sample
        raise NoBaskets(name=name, known=", ".join(self.names(owner)))

    def known(self, name: str, holder: Owner) -> Learned | None:
        """Return what was learned before, now or in an earlier run."""
        with self._lock:
            stamp = self._trained.stamp(name, owner=holder)
            if (held := self._held.get(holder, name, stamp)) is not None:
                return held
            if holder == SHARED:
                baskets = self.baskets(name, SHARED)
                rows = self._shelved.load(*_made_of(baskets), rows=len(baskets.items))
                return (
                    None
                    if rows is None
                    else self._held.put(SHARED, name, stamp, Learned(baskets, _halves(rows)))
                )
            kept = self._trained.load(name, owner=holder)
            if kept is None or not kept.ids:
                return None
            return self._held.put(holder, name, stamp, Learned(from_text(kept.text), _halves(kept.matrix)))

    def holder(self, name: str, owner: Owner) -> Owner:
        """Return whose vectors of that name are read: those of the sample are everybody's until somebody has own ones."""
        untouched = name == SAMPLE and self._trained.text(name, owner=owner) is None
        return SHARED if untouched else owner

    @cached_property
    def _sample(self) -> Baskets | None:
        path = _sample()
        return None if path is None else Baskets.of(read(path).baskets)

    def ready(self, name: str, owner: Owner) -> bool:
        """Return whether baskets have a model already."""
        if self.holder(name, owner) == SHARED:
            return self.known(name, SHARED) is not None
        return self._trained.embedded(name, owner=owner)

    def keep(self, name: str, learned: Learned, label: str, holder: Owner) -> Learned:
        """Keep what was learned with settings of that label."""
        baskets, model = learned.baskets, learned.model
        rows = np.concatenate([model.inputs, model.outputs], axis=1)
        if holder == SHARED:
            self._shelved.keep(*_made_of(baskets), matrix=rows)
        else:
            self._trained.embed(name, to_text(baskets), baskets.items, rows, label, owner=holder)
        with self._lock:
            return self._held.put(holder, name, self._trained.stamp(name, owner=holder), learned)


def _made_of(baskets: Baskets) -> tuple[str, str]:
    return to_text(baskets), Item2VecSettings().label


def _halves(rows: Matrix) -> Item2Vec:
    """Return the model whose (n, 2 size) input and output rows were kept side by side."""
    half = rows.shape[1] // 2
    return Item2Vec(rows[:, :half], rows[:, half:])


def _sample() -> Path | None:
    path = shipped("samples", "baskets.csv")
    return path if path.exists() else None
