"""Files to passages and photos to the store: reading goes on in a thread while this one encodes and commits."""

from __future__ import annotations

import queue
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

from assistant.encoders.base import Encoder
from assistant.errors import AssistantError, explain
from assistant.ingest.embed import Embedder
from assistant.ingest.events import FileDone, FileFailed, FileProgress, IngestEvent, IngestSummary, TextRead
from assistant.ingest.files import Found
from assistant.ingest.jobs import Pending
from assistant.ingest.known import Known, own_documents
from assistant.ingest.mapped import from_os
from assistant.ingest.pictures import Gallery, PictureJob, PictureReader, PictureStore, failed
from assistant.ingest.prepare import Preparer, Step
from assistant.ingest.quotas import QuotaReached
from assistant.ingest.recognised import Recognition
from assistant.ingest.sandbox import Sandbox
from assistant.ocr.sandbox import Ocr
from store.errors import StoreError
from store.types import Owner

if TYPE_CHECKING:
    from assistant.settings import Settings
    from store.library import Store

Told: TypeAlias = FileProgress | FileDone | TextRead | FileFailed
AHEAD = 64
"""Documents read ahead of the encoder; bounds memory: a decoded photo takes 1.2 MB."""
PROGRESS_SECONDS = 0.1


class Run:
    """One run over some files. Use `events()` once."""

    def __init__(
        self, store: Store, encoder: Callable[[], Encoder], settings: Settings, *, owner: Owner,
        tags: Sequence[str] = (), cancelled: Callable[[], bool] = lambda: False,
        pictures: PictureStore | None = None,
    ) -> None:  # fmt: skip
        self._gallery = Gallery(pictures) if pictures else None
        self._pictures = pictures.reader() if pictures else None
        self._store, self._settings, self._owner, self._tags = store, settings, owner, tags
        self._cancelled = cancelled
        self._embedder = Embedder(store, encoder)
        self._steps: queue.Queue[Step | BaseException | None] = queue.Queue(AHEAD)
        self._stop = threading.Event()
        self._counts: Counter[str] = Counter()
        self._failed: list[tuple[str, AssistantError]] = []
        self._recognised: list[Recognition] = []
        self._ocr = Ocr()
        self._broken: AssistantError | None = None
        self._begun = time.monotonic()
        self._told = 0.0
        self._first = 0.0
        self._read = 0
        self._files = 0

    def events(self, files: Sequence[Found]) -> Iterator[IngestEvent]:
        """Add the files; yields events as they happen and an IngestSummary last.

        A store that is full or unwritable fails the file at hand and all after it; nothing that was
        reported as done is lost. Cancelling takes effect between batches and commits nothing by halves.
        """
        self._files = len(files)
        sandbox = Sandbox(self._settings.parse_seconds, self._settings.parse_memory_mb)
        processes: list[Sandbox | PictureReader | Ocr] = [sandbox, self._ocr]
        processes += [self._pictures] if self._pictures else []
        reader = threading.Thread(target=self._produce, args=(files, sandbox), name="ingest", daemon=True)
        reader.start()
        stopped = False
        try:
            for event in self._consume():
                yield self._count(event)
            stopped = self._cancelled() and self._read < self._files
        finally:
            self._stop.set()
            for process in processes:
                process.close()
            while reader.is_alive():
                self._drain()
                reader.join(0.01)
            for process in processes:
                process.close()
        yield self.summary(stopped or bool(self._drop()))

    def summary(self, cancelled: bool) -> IngestSummary:
        """Return what this run did."""
        counts = self._counts
        return IngestSummary(
            counts["added"], counts["updated"], counts["unchanged"], counts["renamed"], self._embedder.encoded,
            time.monotonic() - self._begun, tuple(self._failed), cancelled,
            recognised=tuple(self._recognised),
        )  # fmt: skip

    def _produce(self, files: Sequence[Found], sandbox: Sandbox) -> None:
        try:
            known = Known(own_documents(self._store, self._owner))
            preparer = Preparer(
                self._store,
                known,
                sandbox,
                owner=self._owner,
                tags=self._tags,
                max_mb=self._settings.max_file_mb,
                pictures=self._pictures,
                ocr=self._ocr,
            )
            for found in files:
                broken = self._broken
                for step in preparer.file(found) if broken is None else [FileFailed(found.name, broken)]:
                    if self._stop.is_set():
                        return
                    self._steps.put(step)
            for step in preparer.texts() if self._broken is None else ():
                if self._stop.is_set():
                    return
                self._steps.put(step)
            self._steps.put(None)
        except BaseException as error:  # handed to the thread that can report it
            self._steps.put(error)

    def _consume(self) -> Iterator[Told]:
        open_end = True
        while open_end and not self._cancelled():
            try:  # a photo that is decoded need not wait for a second one
                step = self._steps.get(timeout=0 if self._gallery and self._gallery.pending else 0.05)
            except queue.Empty:
                yield from self._work()
                continue
            if step is None:
                open_end = False
            elif isinstance(step, BaseException):
                raise explain(step) if isinstance(step, Exception) else step
            else:
                yield from self._take(step)
            while self._full and not self._cancelled():
                yield from self._work()
        while self._waiting and not self._cancelled():
            yield from self._work()

    @property
    def _full(self) -> bool:
        return self._embedder.full or bool(self._gallery and self._gallery.full)

    @property
    def _waiting(self) -> bool:
        return self._embedder.pending or bool(self._gallery and self._gallery.pending)

    def _take(self, step: Step) -> Iterator[Told]:
        """Queue work; pass on what needs none. A copy of a file that is not stored yet is told of after that."""
        if isinstance(step, Pending):
            photo = self._gallery.find(step.document.id) if self._gallery and step.quiet else None
            if photo is None:
                self._embedder.add(step)
            else:
                photo.text = step  # after the photo, whose commit would write over it
        elif isinstance(step, PictureJob):
            if self._gallery:
                self._gallery.add(step)
        else:
            first = self._find(step.document_id) if isinstance(step, FileDone) else None
            if isinstance(step, FileDone) and first is not None:
                first.copies.append(step)
            else:
                yield from self._tell(step)

    def _find(self, document_id: str) -> Pending | PictureJob | None:
        return self._embedder.find(document_id) or (
            self._gallery.find(document_id) if self._gallery else None
        )

    def _work(self) -> Iterator[Told]:
        """Encode and commit one batch; a store or a disk that cannot take it fails all that waits."""
        pictures = self._gallery and self._gallery.pending and not self._embedder.full
        try:
            for event in self._gallery.step() if self._gallery and pictures else self._embedder.step():
                yield from self._tell(event)
            while self._gallery and self._gallery.texts:
                self._embedder.add(self._gallery.texts.pop())
        except (StoreError, OSError, QuotaReached) as error:
            home = str(self._settings.home)
            self._broken = from_os(error, home) if isinstance(error, OSError) else explain(error)
            for job in self._drop():
                yield from failed(job, self._broken)

    def _drop(self) -> list[Pending | PictureJob]:
        return [*self._embedder.drop(), *(self._gallery.drop() if self._gallery else [])]

    def _tell(self, event: Told) -> Iterator[Told]:
        """Pass events on; progress at most ten times a second, with rate and time left filled in."""
        if isinstance(event, TextRead):
            yield event
            return
        if not isinstance(event, FileProgress):
            self._read += 1
            self._first = self._first or time.monotonic()
            yield event
            if time.monotonic() - self._told < PROGRESS_SECONDS or self._read == self._files:
                return
            event = FileProgress(event.name, "read", self._read, self._files, "files")
        elif time.monotonic() - self._told < PROGRESS_SECONDS:
            return
        self._told = time.monotonic()
        if event.stage == "text":
            yield event
            return
        rate = self._embedder.rate if event.unit == "passages" else self._rate
        yield FileProgress(event.name, event.stage, event.done, event.total, event.unit, rate, self._left())

    @property
    def _rate(self) -> float:
        """Return files per second after the first, which waits for the models; 0 before a second one."""
        spent = time.monotonic() - self._first
        return (self._read - 1) / spent if self._read > 1 and spent > 0 else 0.0

    def _left(self) -> float | None:
        """Estimate the seconds left from the passages waiting and the mean file so far, or from files alone."""
        if not self._read:
            return None
        if not self._embedder.rate:
            return (self._files - self._read) / self._rate if self._rate else None
        mean = self._embedder.encoded / self._read
        more = max(self._embedder.waiting, (self._files - self._read) * mean)
        return more / self._embedder.rate

    def _count(self, event: Told) -> Told:
        if isinstance(event, FileDone):
            self._counts[event.change] += 1
            self._recognised += [event.recognised] if event.recognised else []
        elif isinstance(event, TextRead):
            self._recognised.append(event.recognised)
        elif isinstance(event, FileFailed):
            self._failed.append((event.name, event.error))
        return event

    def _drain(self) -> None:
        while True:
            try:
                self._steps.get_nowait()
            except queue.Empty:
                return
