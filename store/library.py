"""The store itself: one folder, one owner process, the ledger as truth and indexes beside it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from store import care, schema, spaces
from store.care import Health
from store.conversations import Conversations
from store.corrections import Corrections, KeptSettings
from store.deleted import Deleted
from store.documents import Documents
from store.items import Items
from store.keeper import Keeper
from store.lock import StoreLock, prepare_folder
from store.remark import Change, remark_space
from store.reserve import Reserve
from store.search import Search
from store.types import Document, Hit, Item, Owner, PutReport, Space, Vector
from store.where import Where
from store.worker import Worker


class Store:
    """An EmbeddingStore and DocumentStore in `folder`, safe to use from threads of one process.

    A folder that cannot be written opens read-only. Errors are those of store.errors.
    `size_limit` is in bytes of the ledger, 0 for none; `backups` keeps two daily copies beside it.
    What was deleted can be brought back for `keep_days`. One owner's items get an index from `index_from` of them on;
    where it is None, where that is faster. `on_gone` is called once soon after opening and whenever documents were
    deleted for good; `before_put` with the documents to put, each with the bytes of the one it replaces (-1 where there
    is none), and may raise to refuse.
    """

    def __init__(
        self,
        folder: Path | str,
        *,
        size_limit: int = 0,
        index_from: int | None = None,
        backups: bool = True,
        keep_days: float = care.PURGE_DAYS,
    ) -> None:
        self.folder = Path(folder)
        self.read_only = not prepare_folder(self.folder)
        self._lock, self._reserve = StoreLock(self.folder), Reserve(self.folder)
        if not self.read_only:
            self._lock.acquire()
        try:
            self._ledger = self._reserve.open(read_only=self.read_only, size_limit=size_limit)
            self.read_only = self._ledger.read_only
            self._items = Items(self._ledger)
            self._documents = Documents(self._ledger, self._items)
            self._keeper = Keeper(self.folder, self._items)
            self._search = Search(self._ledger, self._items, self._keeper)
        except BaseException:
            self._lock.release()
            raise
        self.conversations = Conversations(self._ledger)
        self.corrections = Corrections(self._ledger)
        self.settings = KeptSettings(self._ledger)
        self._closed = False
        self.on_gone: Callable[[], object] = lambda: None
        self.before_put: Callable[[Sequence[tuple[Document, int]]], object] = lambda documents: None
        self._backups, self._keep_days = backups, keep_days
        self._worker = Worker(self._keeper, lambda: self._search.large(index_from), self._first_care)
        parts = self._ledger, self._items, self._documents, self._search, self._worker, self._reserve
        self.deleted = Deleted(*parts, keep_days, lambda: self.on_gone())
        if not self.read_only:
            spaces.drop_empty(self._ledger)
            self._ledger.on_commit = self._worker.wake
            self._worker.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Finish what is being written and let another process in. Closing twice is harmless."""
        if not self._closed:
            self._closed = True
            self._ledger.on_commit = lambda: None
            self._worker.stop()
        self._ledger.close()
        self._lock.release()

    def _first_care(self) -> None:
        """Look after the ledger, once, in the background, some seconds after opening."""
        self._reserve.fill()
        care.first(self._ledger, self._items, backups=self._backups, days=self._keep_days)
        self.on_gone()

    def settle(self, timeout: float = 60.0) -> bool:
        """Wait until indexes have caught up with the ledger; returns whether they have."""
        return self._worker.wait(timeout)

    def health(self) -> Health:
        """Verify everything and report, for `assistant doctor`; reads the whole ledger."""
        return care.examine(self._ledger, self._items, self._keeper.report())

    def open(self, space: Space) -> None:
        """Create or re-open a space; SpaceMismatch when its fingerprint or dim differs."""
        spaces.open_space(self._ledger, space)

    def spaces(self) -> list[Space]:
        """Return every space there is."""
        return self._ledger.spaces()

    def replace_space(self, name: str, space: Space, left_out: Collection[tuple[str, str]] = ()) -> None:
        """Put the filled space `space.name` in the place of `name`, in one commit, and drop the old one.

        For a new encoder: put every item of scan_everyone(name) into the space `name` + spaces.STAGED, then call
        this. SpaceIncomplete when one is missing or out of date that is not an (owner, id) in `left_out`."""
        for number in spaces.replace_space(self._ledger, self._items, name, space, left_out):
            self._search.drop(number)

    def remark(self, space: str, change: Change) -> int:
        """Give all items of a space, hidden ones too, the metadata that `change` makes; returns how many differ."""
        return remark_space(self._ledger, space, change)

    def drop_space(self, name: str) -> None:
        """Delete a space with all its items, such as a replacement given up half way."""
        self._search.drop(spaces.drop_space(self._ledger, self._items, name))

    def put(self, space: str | Space, items: Iterable[Item]) -> PutReport:
        """Insert or update by (owner, id); returns after the commit."""
        return self._items.put(space, items)

    def near(
        self, space: str | Space, vector: Vector, k: int = 10, *, owner: Owner, where: Where | None = None
    ) -> list[Hit]:
        """Return the k items nearest to a unit vector by cosine similarity, best first."""
        number, dim = self._space(space)
        spaces.require_dim(space if isinstance(space, str) else space.name, vector, dim)
        return self._search.near(number, dim, vector, k, owner, where)

    def lexical(
        self, space: str, text: str, k: int = 10, *, owner: Owner, where: Where | None = None
    ) -> list[Hit]:
        """Return the k best by BM25, none scored zero."""
        number, dim = self._space(space)
        return self._search.lexical(number, dim, text, k, owner, where)

    def both(
        self, space: str | Space, text: str, vector: Vector, k: int = 10, *,
        owner: Owner, where: Where | None = None,
    ) -> tuple[list[Hit], list[Hit]]:  # fmt: skip
        """Return what near() and lexical() would; all hits know their cosine to the unit vector as "dense"."""
        number, dim = self._space(space)
        spaces.require_dim(space if isinstance(space, str) else space.name, vector, dim)
        return self._search.both(number, dim, text, vector, k, owner, where)

    def frequencies(self, space: str, text: str, *, owner: Owner) -> tuple[int, dict[str, int]]:
        """Return how many items the owner may read, and in how many of them each word (store.tokens) of `text` is."""
        number, dim = self._space(space)
        return self._search.frequencies(number, dim, text, owner)

    def get(self, space: str, ids: Sequence[str], *, owner: Owner) -> list[Item]:
        """Return the items that exist and may be read, in the order of `ids`."""
        number, _ = self._space(space)
        return self._items.by_ids(number, ids, owner)

    def scan(self, space: str, *, owner: Owner) -> Iterator[Item]:
        """Yield every item that the owner may read, oldest first."""
        number, _ = self._space(space)
        return self._items.scan(self._items.readable(number, owner))

    def scan_everyone(self, space: str) -> Iterator[Item]:
        """Yield every item of every owner, forgotten ones too: for encoding a space again, never for showing."""
        number, _ = self._space(space)
        return self._items.scan(schema.items.c.space == number)

    def count(self, space: str, *, owner: Owner) -> int:
        """Return how many items the owner may read."""
        number, dim = self._space(space)
        return self._search.count(number, dim, owner)

    def remove(self, space: str, ids: Iterable[str], *, owner: Owner) -> int:
        """Delete the owner's own items; returns how many there were."""
        return self._items.remove_own(space, ids, owner)

    def _space(self, space: str | Space) -> tuple[int, int]:
        with self._ledger.read() as connection:
            return self._ledger.space_id(connection, space)

    def put_document(self, document: Document, space: str | Space, items: Iterable[Item]) -> PutReport:
        """Insert or replace a document and, in `space`, all items whose source it is."""
        return self.put_documents([(document, items)], space)

    def put_documents(
        self, documents: Iterable[tuple[Document, Iterable[Item]]], space: str | Space,
        beside: tuple[str | Space, Iterable[Item]] | None = None,
    ) -> PutReport:  # fmt: skip
        """Insert or replace several documents and, in the same commit, the items `beside` of another space."""
        given = list(documents)
        before = self._documents.stored([document.id for document, _ in given])
        self.before_put([(document, before.get(document.id, -1)) for document, _ in given])
        return self._documents.put_all(given, space, beside)

    def documents(
        self, *, owner: Owner, text: str = "", kind: str = "", tag: str = "", limit: int = 1000, offset: int = 0
    ) -> list[Document]:  # fmt: skip
        """Return documents the owner may read, newest first, without their `text`."""
        return self._documents.list(owner=owner, text=text, kind=kind, tag=tag, limit=limit, offset=offset)

    def places(self, *, owner: Owner, kind: str) -> list[tuple[str, str, tuple[str, ...]]]:
        """Return (id, location, tags) of the documents of a kind that the owner may read, newest first."""
        return self._documents.places(owner=owner, kind=kind)

    def every_document_id(self) -> set[str]:
        """Return the ids of all documents of everybody, those that can be restored too: for tidying up only."""
        return self._documents.every_id()

    @property
    def documents_version(self) -> int:
        """Return a number that is another one after every change of documents by this process."""
        return self._documents.version

    def document(self, document_id: str, *, owner: Owner) -> Document | None:
        """Return one document with its full text, or None."""
        return self._documents.get(document_id, owner=owner)

    def update_document(self, document: Document) -> None:
        """Change name, title, location, tags, times; passages and text stay."""
        self._documents.update(document)

    def passages(self, document_id: str, *, owner: Owner) -> list[Item]:
        """Return the items of a document in reading order."""
        return list(self._documents.passages(document_id, owner=owner))

    def forget_documents(self, ids: Iterable[str], *, owner: Owner) -> str:
        """Hide the owner's documents and their items; returns a token that restore() takes."""
        return self._reserve.freeing(partial(self._documents.forget, list(ids), owner=owner))

    def restore(self, token: str, *, owner: Owner) -> int:
        """Bring back all that one forgetting hid; returns how many documents and conversations."""
        return self.deleted.restore(self.deleted.of(token, owner=owner), owner=owner)

    def sizes(self, *, owner: Owner) -> dict[str, dict[str, int]]:
        """Return {kind: {"documents", "passages", "bytes"}} of the owner's own documents."""
        return self._documents.sizes(owner=owner)
