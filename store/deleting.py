"""The part of a store that deletes: what can be brought back, and what is gone for good."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from store import care, erasing
from store.documents import Documents
from store.erasing import Holdings
from store.items import Items
from store.ledger import Ledger
from store.reserve import Reserve
from store.search import Search
from store.trash import Discarded, Trash
from store.types import Owner
from store.worker import Worker

ERASING_SECONDS = 10.0
"""How long erasing waits for the indexes to have heard of it."""


class Deleting:
    """What Store brings together from the ledger, the documents, the trash and the indexes."""

    on_gone: Callable[[], object]
    _ledger: Ledger
    _items: Items
    _documents: Documents
    _trash: Trash
    _search: Search
    _worker: Worker
    _keep_days: float
    _reserve: Reserve

    def forget_documents(self, ids: Iterable[str], *, owner: Owner) -> str:
        """Hide the owner's documents and their items; returns a token that restore() takes."""
        some = list(ids)
        return self._reserve.freeing(lambda: self._documents.forget(some, owner=owner))

    def trash(self, *, owner: Owner) -> list[Discarded]:
        """Return the owner's deleted documents and conversations that can be brought back, the last deleted first."""
        return self._trash.list(owner=owner)

    def bring_back(self, found: Sequence[Discarded], *, owner: Owner) -> int:
        """Bring things back, whole; returns how many were still there."""
        return self._trash.restore(found, owner=owner)

    def restore(self, token: str, *, owner: Owner) -> int:
        """Bring back all that one forgetting hid; returns how many documents and conversations."""
        return self.bring_back([one for one in self.trash(owner=owner) if one.token == token], owner=owner)

    def purge_discarded(self, found: Sequence[Discarded], *, owner: Owner) -> int:
        """Delete things that could be brought back for good, now; returns how many were still there."""
        removed = self._reserve.freeing(lambda: self._trash.purge(found, owner=owner))
        self.on_gone()
        return removed

    def purge(self, *, days: float | None = None) -> int:
        """Delete for good what was deleted more than `days` (or those of this store) ago; returns how many."""
        kept = self._keep_days if days is None else days
        removed = self._reserve.freeing(lambda: care.purge(self._ledger, self._items, days=kept))
        self.on_gone()
        return removed

    def expire(self, hours: float, *, keep: tuple[Owner, ...] = (Owner("me"),)) -> int:
        """Delete all data of owners who changed nothing for `hours`; SHARED and `keep` stay."""
        gone = care.expire(self._ledger, self._items, hours=hours, keep=keep)
        if gone:
            care.renew(self._ledger)
        self.on_gone()
        return gone

    def holdings(self, *, owner: Owner) -> Holdings:
        """Return what there is of an owner, what can be brought back included."""
        return erasing.holdings(self._ledger, owner)

    def erase(self, *, owner: Owner) -> None:
        """Delete everything of an owner from the ledger, its copies and indexes at once; nothing brings it back."""
        self._reserve.freeing(lambda: erasing.erase(self._ledger, self._items, owner))
        self._documents.version += 1
        self._search.drop_owner(owner)
        care.renew(self._ledger)
        self._worker.wait(ERASING_SECONDS)
        self.on_gone()
