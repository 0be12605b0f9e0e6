"""The library: everything that plugins and surfaces do with documents, in one place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.ingest.events import IngestEvent, IngestSummary
from assistant.ingest.sync import SyncPlan
from assistant.paths import on_disk
from store.types import Document, Hit, Item, Owner, PutReport

if TYPE_CHECKING:
    from assistant.encoders.base import Encoder
    from assistant.encoders.models import Models
    from assistant.engines.images.images import Images
    from assistant.retrieval.answers import Answers, Found
    from assistant.retrieval.search import Filters, TextSearch
    from assistant.settings import Settings
    from store.library import Store
    from store.trash import Discarded

__all__ = ["IngestEvent", "Library", "SyncPlan"]


class Library:
    """Documents and their passages in one store. Safe to call from threads; every call names its owner."""

    def __init__(self, store: Store, models: Models, settings: Settings) -> None:
        self.store, self.models, self.settings = store, models, settings
        self._search: TextSearch | None = None
        self._answers: Answers | None = None
        store.on_gone = lambda: self.images.photo_store.tidy()

    @cached_property
    def images(self) -> Images:
        """Return the photos: tags, search by words, look-alikes."""
        from assistant.engines.images.images import Images

        return Images(self.store, self.models, self.settings)

    def add_texts(
        self,
        ids: Sequence[str],
        texts: Sequence[str],
        titles: Sequence[str] | None = None,
        *,
        owner: Owner,
        tags: Sequence[str] = (),
        kind: str = "text",
        cancelled: Callable[[], bool] = lambda: False,
    ) -> PutReport:
        """Remember texts under given ids, which search returns; the same id again replaces its text.

        Returns how many texts were added, updated and unchanged. Blank texts are left out; so is, once `cancelled`,
        what is not stored yet.
        """
        from assistant.ingest.texts import Texts

        adder = Texts(self.store, self._encoder, owner=owner, tags=tags, kind=kind)
        return adder.add(ids, texts, titles if titles is not None else [""] * len(ids), cancelled)

    def add_files(
        self,
        paths: Sequence[str | Path],
        *,
        owner: Owner,
        tags: Sequence[str] = (),
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Iterator[IngestEvent]:
        """Read files and folders into the library; the last event is an IngestSummary."""
        from assistant.ingest.files import walk
        from assistant.ingest.pipeline import Run

        files = list(walk([on_disk(path) for path in paths], self.settings.max_files))
        run = Run(
            self.store, self._encoder, self.settings, owner=owner, tags=tags, cancelled=cancelled,
            pictures=self.images.photo_store,
        )  # fmt: skip
        yield from run.events(files)

    def plan_sync(self, folder: str | Path, *, owner: Owner) -> SyncPlan:
        """Say what sync() would add, change, rename and delete; changes nothing."""
        from assistant.ingest.sync import plan

        return plan(self.store, on_disk(folder), owner=owner, max_files=self.settings.max_files)

    def sync(
        self, plan: SyncPlan, *, owner: Owner, cancelled: Callable[[], bool] = lambda: False
    ) -> Iterator[IngestEvent]:
        """Carry out a plan; deletions come last and restore(summary.undo) brings them back."""
        summary = IngestSummary()
        for event in self.add_files(plan.paths, owner=owner, cancelled=cancelled):
            if isinstance(event, IngestSummary):
                summary = event
            else:
                yield event
        gone = [] if summary.cancelled else [document.id for document in plan.deleted]
        token = self.forget(gone, owner=owner) if gone else ""
        failed = (*plan.failed, *summary.failed)
        unchanged = summary.unchanged + plan.unchanged
        yield replace(summary, deleted=len(gone), undo=token, unchanged=unchanged, failed=failed)

    def search(
        self,
        query: str,
        k: int = 10,
        *,
        owner: Owner,
        mode: str = "hybrid",
        filters: Filters | None = None,
        offset: int = 0,
    ) -> list[Hit]:
        """Return the best passages; mode is "hybrid", "dense" or "lexical"."""
        return self._text_search().search(query, k, owner=owner, mode=mode, filters=filters, offset=offset)

    def answer(
        self, query: str, k: int = 5, *, owner: Owner, filters: Filters | None = None, offset: int = 0
    ) -> Found:
        """Return the passages that answer, with the answering sentences marked."""
        from assistant.retrieval.answers import Answers

        if self._answers is None:
            self._answers = Answers(self.store, self.models)
        return self._answers.answer(query, k, owner=owner, filters=filters, offset=offset)

    def read(self, question: str, found: Found) -> Found:
        """Return what was found with a short answer to the question, where the first passages give one."""
        from assistant.retrieval.short_answer import read

        return read(question, found)

    def documents(
        self,
        *,
        owner: Owner,
        text: str = "",
        kind: str = "",
        tag: str = "",
        limit: int = 1000,
        offset: int = 0,
    ) -> list[Document]:
        """Return documents the owner may read, newest first, without their text."""
        return self.store.documents(owner=owner, text=text, kind=kind, tag=tag, limit=limit, offset=offset)

    def document(self, document_id: str, *, owner: Owner) -> Document | None:
        """Return one document with its full text, or None."""
        return self.store.document(document_id, owner=owner)

    def passages(self, document_id: str, *, owner: Owner) -> list[Item]:
        """Return a document's passages in reading order."""
        return self.store.passages(document_id, owner=owner)

    def rename(self, document_id: str, name: str, *, owner: Owner) -> bool:
        """Give a document another name; False when it is not the owner's."""
        from assistant.ingest.prepare import rename

        old = self.store.document(document_id, owner=owner)
        if old is None or old.owner != owner or not name.strip():
            return False
        rename(self.store, old, replace(old, name=name.strip()))
        return True

    def tag(self, ids: Sequence[str], tags: Sequence[str], *, owner: Owner) -> int:
        """Set the tags of the owner's documents; returns how many were changed."""
        clean = tuple(dict.fromkeys(tag.strip() for tag in tags if tag.strip()))
        changed = 0
        for document_id in ids:
            document = self.store.document(document_id, owner=owner)
            if document is not None and document.owner == owner:
                self.store.update_document(replace(document, tags=clean))
                changed += 1
        return changed

    def forget(self, ids: Sequence[str], *, owner: Owner) -> str:
        """Hide the owner's documents from everything; returns the token that restore() takes."""
        return self.store.forget_documents(ids, owner=owner)

    def restore(self, token: str, *, owner: Owner) -> int:
        """Bring back what one forget() hid; returns how many."""
        return self.store.restore(token, owner=owner)

    def discarded(self, wanted: str | None = None, *, owner: Owner) -> list[Discarded]:
        """Return what was deleted and can be brought back, the last first: all of it, or what `wanted` means.

        `wanted` is a token, an id, a name or a part of one; "" is what went last.
        """
        from store.trash import picked

        found = self.store.deleted.every(owner=owner)
        return found if wanted is None or not found else picked(found, wanted)

    def bring_back(self, found: Sequence[Discarded], *, owner: Owner) -> int:
        """Bring deleted things back; returns how many were still there."""
        return self.store.deleted.restore(found, owner=owner)

    def purge(self, found: Sequence[Discarded], *, owner: Owner) -> int:
        """Delete things that could be brought back for good; returns how many were still there."""
        return self.store.deleted.purge(found, owner=owner)

    def export(self, path: str | Path, *, owner: Owner) -> Path:
        """Write the owner's documents, passages and vectors to one zip file; returns its path."""
        from assistant.ingest.transfer import export

        return export(self.store, Path(path), owner=owner)

    def import_(self, path: str | Path, *, owner: Owner) -> PutReport:
        """Add the documents of an export; returns how many were added, updated and unchanged.

        Vectors are taken over where they come from the encoder in use, else the texts are encoded.
        """
        from assistant.ingest.transfer import import_

        return import_(self.store, self._encoder, Path(path), owner=owner)

    def sizes(self, *, owner: Owner) -> Mapping[str, Mapping[str, int]]:
        """Return {kind: {"documents", "passages", "bytes"}} of the owner's own documents."""
        return self.store.sizes(owner=owner)

    def _encoder(self) -> Encoder:
        return self.models.encoder("text")

    def _text_search(self) -> TextSearch:
        from assistant.retrieval.search import TextSearch

        if self._search is None:
            self._search = TextSearch(self.store, self.models)
        return self._search
