"""A plugin's own room in the common store: texts with their vectors, found by meaning, apart for every owner."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.encoders.known import TEXT
from store.spaces import OWN, STAGED
from store.types import Hit, Item, Owner, PutReport, Space, Vector

if TYPE_CHECKING:
    from assistant.encoders.models import Models
    from store.library import Store

_BATCH = 256


class OwnSpace:
    """One space of one plugin, bound to the owner who asks. Where the model has changed since, what it holds is
    embedded anew when it is opened."""

    def __init__(
        self, store: Store, models: Models, plugin: str, name: str, owner: Owner, encoder: str = TEXT
    ) -> None:
        self._store, self._owner = store, owner
        self._encoder = models.encoder(encoder)
        self.name = f"{OWN}{plugin}/{name}"
        wanted = Space(self.name, self._encoder.fingerprint, self._encoder.dim)
        held = next((space for space in store.spaces() if space.name == self.name), None)
        if held is not None and held != wanted:
            self._embed_again(wanted)
        store.open(wanted)

    def put(
        self,
        texts: Sequence[str],
        ids: Sequence[str] = (),
        metadata: Sequence[Mapping[str, str | int | float | bool]] = (),
    ) -> PutReport:
        """Keep texts; the same id again replaces its text. Without ids the same text is kept once."""
        names = ids or [hashlib.sha256(text.encode()).hexdigest()[:16] for text in texts]
        more = metadata or [{}] * len(texts)
        rows = self._encoder.documents(list(texts)) if texts else ()
        items = [
            Item(id=name, owner=self._owner, text=text, vector=row, metadata=dict(said))
            for name, text, row, said in zip(names, texts, rows, more, strict=True)
        ]
        return self._store.put(self.name, items)

    def near(self, text: str, k: int = 10) -> list[Hit]:
        """Return the k texts nearest in meaning, best first, with their cosine."""
        return self.near_vector(self._encoder.queries([text])[0], k)

    def near_vector(self, vector: Vector, k: int = 10) -> list[Hit]:
        """Return the k texts nearest to a unit vector of the space's width."""
        return self._store.near(self.name, vector, k, owner=self._owner)

    def remove(self, ids: Sequence[str]) -> int:
        """Delete texts by id; returns how many there were. Only where the request was confirmed."""
        return self._store.remove(self.name, ids, owner=self._owner)

    def items(self) -> Iterator[Item]:
        """Yield all that this owner keeps here."""
        return self._store.scan(self.name, owner=self._owner)

    def _embed_again(self, wanted: Space) -> None:
        staged = Space(wanted.name + STAGED, wanted.fingerprint, wanted.dim)
        if any(space.name == staged.name and space != staged for space in self._store.spaces()):
            self._store.drop_space(staged.name)
        self._store.open(staged)
        batch: list[Item] = []
        for item in self._store.scan_everyone(wanted.name):
            batch.append(item)
            if len(batch) == _BATCH:
                self._store.put(staged.name, self._anew(batch))
                batch = []
        if batch:
            self._store.put(staged.name, self._anew(batch))
        self._store.replace_space(wanted.name, staged)

    def _anew(self, items: Sequence[Item]) -> list[Item]:
        rows = self._encoder.documents([item.text for item in items])
        return [replace(item, vector=row) for item, row in zip(items, rows, strict=True)]
