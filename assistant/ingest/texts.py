"""Given texts to documents: pasted notes and collections, found again by the ids they came with."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from assistant.encoders.base import Encoder
from assistant.errors import explain
from assistant.ingest.chunk import chunk
from assistant.ingest.embed import Embedder
from assistant.ingest.errors import NoText
from assistant.ingest.events import FileDone
from assistant.ingest.formats.text import plain
from assistant.ingest.jobs import Pending
from assistant.ingest.known import document_id, own_documents
from store.errors import StoreError
from store.types import Document, Owner, PutReport, Vector

if TYPE_CHECKING:
    from store.library import Store

FEW = 50
"""Up to this many ids are looked up one by one, more through one listing."""


class Texts:
    """Adds texts for one owner."""

    def __init__(
        self, store: Store, encoder: Callable[[], Encoder], *, owner: Owner, tags: Sequence[str], kind: str
    ) -> None:
        self._store, self._owner, self._tags, self._kind = store, owner, tuple(tags), kind
        self._embedder = Embedder(store, encoder)
        self._counts = {"added": 0, "updated": 0, "unchanged": 0}

    def add(
        self, ids: Sequence[str], texts: Sequence[str], titles: Sequence[str],
        cancelled: Callable[[], bool] = lambda: False,
    ) -> PutReport:  # fmt: skip
        """Add or replace, until `cancelled`; returns how many texts were added, updated, unchanged.

        Blank texts are left out; NoText when all are. Raises what `explain` makes of store errors.
        """
        known = self._known(ids)
        blank = 0
        try:
            for given, text, title in zip(ids, texts, titles, strict=True):
                if cancelled():
                    break
                try:
                    job = self._job(given, text if text.strip() else title, title, known)
                except NoText:
                    blank += 1
                    continue
                if job is not None:
                    self._embedder.add(job)
                while self._embedder.full and not cancelled():
                    self._step()
            while self._embedder.pending and not cancelled():
                self._step()
        except StoreError as error:
            raise explain(error) from error
        if ids and blank == len(ids):
            raise NoText(name=titles[0] or ids[0])
        return PutReport(**self._counts)

    def _step(self) -> None:
        for event in self._embedder.step():
            if isinstance(event, FileDone):
                self._counts[event.change] += 1

    def _job(self, given: str, text: str, title: str, known: Mapping[str, Document]) -> Pending | None:
        content = plain(text, title or given, self._kind)
        location = f"id:{given}"
        sha256 = hashlib.sha256(f"{title}\0{text}".encode("utf-8", "replace")).hexdigest()
        name = document_id(self._owner, location)
        old = known.get(name)
        if old is not None and old.sha256 == sha256:
            self._counts["unchanged"] += 1
            return None
        passages = chunk(content)
        now = time.time()
        document = Document(
            id=name, owner=self._owner, name=title or given, kind=self._kind, location=location, title=title,
            sha256=sha256, size=len(text.encode("utf-8", "replace")), modified=now, added=old.added if old else now,
            tags=tuple(dict.fromkeys([*(old.tags if old else ()), *self._tags])), passages=len(passages),
            text=content.text,
        )  # fmt: skip
        earlier = self._vectors(name) if old is not None else {}
        return Pending.of(document, "updated" if old else "added", document.name, passages, earlier, given)

    def _vectors(self, name: str) -> dict[str, Vector]:
        return {
            str(i.metadata.get("digest", "")): i.vector for i in self._store.passages(name, owner=self._owner)
        }

    def _known(self, ids: Sequence[str]) -> dict[str, Document]:
        if len(ids) > FEW:
            return {document.id: document for document in own_documents(self._store, self._owner)}
        names = (document_id(self._owner, f"id:{given}") for given in ids)
        found = (self._store.document(name, owner=self._owner) for name in names)
        return {document.id: document for document in found if document and document.owner == self._owner}
