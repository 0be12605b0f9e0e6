"""Files to jobs: told apart by content, read in the sandbox, the unchanged ones never read again."""

from __future__ import annotations

import logging
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING, TypeAlias

from assistant.errors import AssistantError, explain
from assistant.ingest import scanned, written
from assistant.ingest.embed import SPACE
from assistant.ingest.errors import NoTextLayer
from assistant.ingest.events import FileDone, FileFailed, FileProgress
from assistant.ingest.files import Found, Loaded, load
from assistant.ingest.jobs import Pending
from assistant.ingest.known import Known, document_id
from assistant.ingest.pictures import KIND, PictureJob, PictureReader, looks_like_picture
from assistant.ingest.recognised import Recognition
from assistant.ingest.sandbox import Read, Sandbox
from assistant.ocr.sandbox import Ocr
from store.errors import StoreError
from store.types import Document, Owner, Vector

if TYPE_CHECKING:
    from store.library import Store

LATER = 500
"""Photos after which it is time to look for the text in them: until then they are only made findable by their look."""
Step: TypeAlias = Pending | PictureJob | FileDone | FileFailed | FileProgress


log = logging.getLogger("assistant")


class Preparer:
    """Turns found files into jobs and events, for one owner."""

    def __init__(
        self, store: Store, known: Known, sandbox: Sandbox, *, owner: Owner, tags: Sequence[str], max_mb: int,
        pictures: PictureReader | None = None, ocr: Ocr | None = None,
    ) -> None:  # fmt: skip
        self._store, self._known, self._sandbox = store, known, sandbox
        self._owner, self._tags, self._max_mb = owner, tuple(tags), max_mb
        self._pictures, self._ocr = pictures, ocr
        self._later: list[written.Later] = []

    def file(self, found: Found) -> Iterator[Step]:
        """Yield what one file leads to; its own problems become FileFailed, unforeseen ones too."""
        try:
            yield from self._file(found, load(found, self._max_mb))
        except (AssistantError, StoreError) as error:
            yield FileFailed(found.name, explain(error))
        except Exception as error:
            log.exception("adding a file failed")
            yield FileFailed(found.name, explain(error))

    def texts(self) -> Iterator[Step]:
        """Yield what is written in the photos met so far: a photo can be found before its text is read."""
        some, self._later = self._later, []
        for done, photo in enumerate(some):
            yield FileProgress(photo.found.name, "text", done, len(some), "photos")
            if self._ocr is not None and (job := written.read(photo, self._ocr, self._max_mb)):
                yield job

    def _file(self, found: Found, loaded: Loaded) -> Iterator[Step]:
        verdict = self._known.judge(loaded.location, loaded.sha256)
        old = verdict.document
        if verdict.change == "unchanged" and old is not None:
            yield FileDone(loaded.name, old.id, "unchanged", old.passages)
        elif verdict.change == "renamed" and old is not None:
            self._rename(old, loaded)
            yield FileDone(loaded.name, old.id, "renamed", old.passages)
        elif self._pictures is not None and looks_like_picture(loaded.data):
            picture = self._pictures.read(loaded.data, loaded.file_name)
            document = self._document(loaded, Read("", KIND, loaded.stem, 0, ()), old)
            self._known.keep(document)
            yield PictureJob(document, verdict.change, loaded.name, picture)
            if self._ocr is not None:
                earlier = self._vectors(document.id) if old is not None else {}
                image = self._pictures.image(picture)
                self._later.append(written.later(image, found, document, earlier))
            if len(self._later) >= LATER:
                yield from self.texts()
        else:
            read, recognised = yield from self._read(loaded)
            if read.pages:
                yield FileProgress(loaded.name, "read", read.pages, read.pages, "pages")
            document = self._document(loaded, read, old)
            earlier = self._vectors(document.id) if old is not None else {}
            self._known.keep(document)
            job = Pending.of(document, verdict.change, loaded.name, read.passages, earlier)
            job.pages, job.recognised = read.pages, recognised
            job.without_text = tuple(
                page for page in read.without_text if not recognised or page not in recognised.pages
            )
            yield job

    def _read(self, loaded: Loaded) -> Generator[FileProgress, None, tuple[Read, Recognition | None]]:
        """Read a file; pages without text are recognised from their pictures, one after the other."""
        try:
            read = self._sandbox.read(loaded.data, loaded.file_name)
        except NoTextLayer as error:
            if self._ocr is None:
                raise
            count = int(str(error.values["pages"]))
            read = Read("", "pdf", "", count, (), tuple(range(1, count + 1)))
        if self._ocr is None or not read.without_text:
            return read, None
        return (yield from scanned.read(read, loaded, self._ocr))

    def _document(self, loaded: Loaded, read: Read, old: Document | None) -> Document:
        return Document(
            id=old.id if old else document_id(self._owner, loaded.location, loaded.sha256),
            owner=self._owner, name=loaded.file_name, kind=read.kind, location=loaded.location,
            title=read.title or loaded.stem, sha256=loaded.sha256, size=len(loaded.data),
            modified=loaded.modified, added=old.added if old else time.time(),
            tags=self._merge(old.tags if old else ()), passages=len(read.passages), text=read.text,
        )  # fmt: skip

    def _merge(self, tags: Sequence[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*tags, *self._tags]))

    def _vectors(self, known_id: str) -> dict[str, Vector]:
        items = self._store.passages(known_id, owner=self._owner)
        return {str(item.metadata["digest"]): item.vector for item in items if "digest" in item.metadata}

    def _rename(self, old: Document, loaded: Loaded) -> None:
        """Give a document its file's new place and name; a title made from the name follows it."""
        new = replace(
            old,
            name=loaded.file_name,
            location=loaded.location,
            modified=loaded.modified,
            tags=self._merge(old.tags),
        )
        rename(self._store, old, new)
        self._known.keep(new)


def rename(store: Store, old: Document, new: Document) -> None:
    """Change a document's name; where its title is the old name, title and passages follow in one commit."""
    own_title = old.title not in {old.name, PurePath(old.name).stem}
    passages = [item for item in store.passages(old.id, owner=old.owner) if "digest" in item.metadata]
    if own_title or old.name == new.name or (old.kind == KIND and not passages):
        store.update_document(new)
        return
    whole = store.document(old.id, owner=old.owner)
    new = replace(new, title=PurePath(new.name).stem, text=whole.text if whole else "")
    items = [
        replace(item, metadata={**item.metadata, "name": new.name, "title": new.title}) for item in passages
    ]
    store.put_document(new, SPACE, items)
