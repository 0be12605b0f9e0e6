"""The library as one owner has it: what a plugin gets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.encoders.known import TEXT
from assistant.engines.bound import bound
from assistant.engines.spaces import Points, points
from assistant.ingest.events import IngestEvent
from assistant.library.own_space import OwnSpace
from assistant.retrieval.search import Filters
from store.types import Document, Hit, Item, Owner, PutReport

if TYPE_CHECKING:
    from assistant.engines.engines import Engines
    from assistant.engines.images.images import Images
    from assistant.library.library import Library
    from assistant.retrieval.answers import Found
    from store.trash import Discarded


class OwnLibrary:
    """What one owner may read, add and forget, for one message; every method is that of Library, which explains it.

    The same question is searched once: whoever decides where a message goes asks what the plugin asks again.
    """

    def __init__(self, library: Library, owner: Owner) -> None:
        self._library, self.owner = library, owner
        self._answered: dict[tuple[str, int, Filters, int], Found] = {}
        self._read: dict[str, tuple[Found, Found]] = {}

    @property
    def images(self) -> Images:
        """Return the photos, bound to the owner."""
        return bound(self._library.images, self.owner)

    def add_texts(
        self,
        ids: Sequence[str],
        texts: Sequence[str],
        titles: Sequence[str] | None = None,
        *,
        tags: Sequence[str] = (),
        kind: str = "text",
        cancelled: Callable[[], bool] = lambda: False,
    ) -> PutReport:
        """Remember texts under given ids; the same id again replaces its text."""
        self._answered.clear()
        return self._library.add_texts(
            ids, texts, titles, owner=self.owner, tags=tags, kind=kind, cancelled=cancelled
        )

    def add_files(
        self,
        paths: Sequence[str | Path],
        *,
        tags: Sequence[str] = (),
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Iterator[IngestEvent]:
        """Read files and folders; the last event is an IngestSummary."""
        self._answered.clear()
        return self._library.add_files(paths, owner=self.owner, tags=tags, cancelled=cancelled)

    def search(
        self,
        query: str,
        k: int = 10,
        *,
        mode: str = "hybrid",
        filters: Filters | None = None,
        offset: int = 0,
    ) -> list[Hit]:
        """Return the best passages; mode is "hybrid", "dense" or "lexical"."""
        return self._library.search(query, k, owner=self.owner, mode=mode, filters=filters, offset=offset)

    def answer(self, query: str, k: int = 5, *, filters: Filters | None = None, offset: int = 0) -> Found:
        """Return the passages that answer, with the answering sentences marked."""
        asked = query, k, filters or Filters(), offset
        if asked not in self._answered:
            self._answered[asked] = self._library.answer(
                query, k, owner=self.owner, filters=asked[2], offset=offset
            )
        return self._answered[asked]

    def read(self, question: str, found: Found) -> Found:
        """Return what was found with a short answer to the question, where the first passages give one."""
        asked = question.rstrip("?？ ")
        if self._read.get(asked, (None,))[0] is not found:
            self._read[asked] = found, self._library.read(question, found)
        return self._read[asked][1]

    def documents(
        self, *, text: str = "", kind: str = "", tag: str = "", limit: int = 1000, offset: int = 0
    ) -> list[Document]:
        """Return documents, newest first, without their text; the samples, which are nobody's own, among them."""
        return self._library.documents(
            owner=self.owner, text=text, kind=kind, tag=tag, limit=limit, offset=offset
        )

    def document(self, document_id: str) -> Document | None:
        """Return one document with its full text, or None."""
        return self._library.document(document_id, owner=self.owner)

    def passages(self, document_id: str) -> list[Item]:
        """Return a document's passages in reading order, each with its vector."""
        return self._library.passages(document_id, owner=self.owner)

    def passage_count(self) -> int:
        """Return how many passages the owner may read."""
        store = self._library.store
        held = any(space.name == "documents" for space in store.spaces())
        return store.count("documents", owner=self.owner) if held else 0

    def near(self, passage: Item, k: int = 10) -> list[Hit]:
        """Return the k passages nearest in meaning to a passage, itself among them."""
        return self._library.store.near("documents", passage.vector, k, owner=self.owner)

    def space(self, plugin: str, name: str, encoder: str = TEXT) -> OwnSpace:
        """Return a space of a plugin's own in the common store."""
        return OwnSpace(self._library.store, self._library.models, plugin, name, self.owner, encoder)

    def points(self, space: str, engines: Engines, most: int | None = None) -> Points | None:
        """Return the points of any space by its name, at most `most`; None where there is none."""
        return points(space, engines, self._library.store, self.owner, most)

    def rename(self, document_id: str, name: str) -> bool:
        """Give a document another name; False when it is not the owner's."""
        return self._library.rename(document_id, name, owner=self.owner)

    def tag(self, ids: Sequence[str], tags: Sequence[str]) -> int:
        """Set the tags of documents; returns how many were changed."""
        return self._library.tag(ids, tags, owner=self.owner)

    def forget(self, ids: Sequence[str]) -> str:
        """Hide documents from everything; returns the token that restore() takes. Only where confirmed."""
        self._answered.clear()
        return self._library.forget(ids, owner=self.owner)

    def restore(self, token: str) -> int:
        """Bring back what one forget() hid; returns how many."""
        self._answered.clear()
        return self._library.restore(token, owner=self.owner)

    def discarded(self, wanted: str | None = None) -> list[Discarded]:
        """Return what was deleted and can be brought back, the last first, or what `wanted` of it means."""
        return self._library.discarded(wanted, owner=self.owner)

    def bring_back(self, found: Sequence[Discarded]) -> int:
        """Bring deleted things back; returns how many were still there."""
        self._answered.clear()
        return self._library.bring_back(found, owner=self.owner)
