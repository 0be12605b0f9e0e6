"""What was deleted: bringing it back, and deleting for good."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from store import care, erasing
from store.documents import Documents
from store.erasing import Holdings
from store.items import Items
from store.ledger import Ledger
from store.reserve import Reserve
from store.search import Search
from store.trash import Discarded, Trash
from store.types import ME, Owner
from store.worker import Worker

ERASING_SECONDS = 10.0
"""How long erasing waits for the indexes to have heard of it."""


class Deleted:
    """The deleted documents and conversations of a store; `on_gone` is called whenever some went for good."""

    def __init__(
        self, ledger: Ledger, items: Items, documents: Documents, search: Search, worker: Worker, reserve: Reserve,
        keep_days: float, on_gone: Callable[[], object],
    ) -> None:  # fmt: skip
        self._ledger, self._items, self._documents, self._search = ledger, items, documents, search
        self._worker, self._reserve = worker, reserve
        self._keep_days, self._on_gone = keep_days, on_gone
        self._trash = Trash(ledger, items, documents)

    def every(self, *, owner: Owner) -> list[Discarded]:
        """Return what an owner can bring back, the last deleted first."""
        return self._trash.list(owner=owner)

    def of(self, token: str, *, owner: Owner) -> list[Discarded]:
        """Return what one deleting hid and can be brought back."""
        return [one for one in self._trash.list(owner=owner) if one.token == token]

    def restore(self, found: Sequence[Discarded], *, owner: Owner) -> int:
        """Bring things back, whole; returns how many were still there."""
        return self._trash.restore(found, owner=owner)

    def purge(self, found: Sequence[Discarded], *, owner: Owner) -> int:
        """Delete things that could be brought back for good, now; returns how many were still there."""
        removed = self._reserve.freeing(lambda: self._trash.purge(found, owner=owner))
        self._on_gone()
        return removed

    def purge_old(self, *, days: float | None = None) -> int:
        """Delete for good what was deleted more than `days` (or those of this store) ago, whoever's it is; returns
        how many."""
        days = self._keep_days if days is None else days
        removed = self._reserve.freeing(lambda: care.purge(self._ledger, self._items, days=days))
        self._on_gone()
        return removed

    def expire(self, hours: float, *, keep: tuple[Owner, ...] = (ME,)) -> int:
        """Delete all data of owners who changed nothing for `hours`; SHARED and `keep` stay."""
        gone = care.expire(self._ledger, self._items, hours=hours, keep=keep)
        if gone:
            care.renew(self._ledger)
        self._on_gone()
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
        self._on_gone()
