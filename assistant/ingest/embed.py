"""Jobs to the store: passages of many documents share batches and commits; none is stored by halves."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from assistant.encoders.base import Encoder
from assistant.ingest.events import FileDone, FileProgress, TextRead
from assistant.ingest.jobs import Pending
from assistant.ingest.quotas import QuotaReached
from store.errors import SpaceMismatch, StoreError
from store.types import Space

if TYPE_CHECKING:
    from store.library import Store

SPACE = "documents"
FIRST_BATCH, LARGEST_BATCH = 64, 1024
PER_COMMIT = 256
"""Documents that are committed together at most."""
SECONDS_PER_BATCH = 1.0
"""Batches grow to about a second of work: large enough for length-sorted encoding, small enough that
cancelling and progress feel immediate."""


class Embedder:
    """Collects jobs and encodes them in batches that fill up across documents."""

    def __init__(self, store: Store, encoder: Callable[[], Encoder]) -> None:
        self._store, self._get_encoder = store, encoder
        self._encoder: Encoder | None = None
        self._jobs: deque[Pending] = deque()
        self._todo: deque[tuple[Pending, int]] = deque()
        self._batch, self._together = FIRST_BATCH, PER_COMMIT
        self.encoded = 0
        self.busy = 0.0

    @property
    def full(self) -> bool:
        """Tell whether there is a batch of work; documents without any count a little too."""
        return len(self._todo) >= self._batch or len(self._jobs) >= 4 * self._batch

    @property
    def pending(self) -> bool:
        """Tell whether any document is not committed yet."""
        return bool(self._jobs)

    @property
    def waiting(self) -> int:
        """Return how many passages wait."""
        return len(self._todo)

    @property
    def rate(self) -> float:
        """Return passages encoded per second of encoding."""
        return self.encoded / self.busy if self.busy else 0.0

    def add(self, job: Pending) -> None:
        """Queue a document."""
        self._jobs.append(job)
        self._todo.extend((job, number) for number in job.missing())

    def step(self) -> Iterator[FileProgress | FileDone | TextRead]:
        """Encode one batch, then commit every document that is complete; store errors pass through."""
        some = [self._todo.popleft() for _ in range(min(self._batch, len(self._todo)))]
        if some:
            self._encode(some)
            job = some[-1][0]
            left = len(job.missing())
            if left:
                yield FileProgress(
                    job.name, "embed", len(job.texts) - left, len(job.texts), "passages", self.rate
                )
        while ready := self._ready():
            encoder = self._open()
            try:
                self._store.put_documents([(job.document, job.items()) for job in ready], _space(encoder))
            except SpaceMismatch:
                if not self._begin_again():
                    raise
                return
            except (StoreError, QuotaReached):
                if len(ready) == 1:
                    raise
                self._together = 1  # what there is room for is kept
                continue
            for _ in ready:
                self._jobs.popleft()
            for job in ready:
                yield from job.done

    def _ready(self) -> list[Pending]:
        """Return the first documents whose passages all have vectors, no more than one commit is to hold."""
        unfinished = self._todo[0][0] if self._todo else None
        return list(islice(takewhile(lambda job: job is not unfinished, self._jobs), self._together))

    def find(self, document_id: str) -> Pending | None:
        """Return the job that waits under this document, or None."""
        return next((job for job in self._jobs if job.document.id == document_id), None)

    def drop(self) -> list[Pending]:
        """Forget all work that is not committed, and return it."""
        jobs = list(self._jobs)
        self._jobs.clear()
        self._todo.clear()
        return jobs

    def _open(self) -> Encoder:
        if self._encoder is None:
            self._encoder = self._get_encoder()
            self._store.open(_space(self._encoder))
        return self._encoder

    def _begin_again(self) -> bool:
        """Encode what is not committed with the model that was chosen meanwhile; False when there is none."""
        before, self._encoder = self._encoder, self._get_encoder()
        if before is not None and before.fingerprint == self._encoder.fingerprint:
            return False
        for job in self._jobs:
            job.vectors = [None] * len(job.vectors)
        self._todo = deque((job, number) for job in self._jobs for number in job.missing())
        return True

    def _encode(self, some: list[tuple[Pending, int]]) -> None:
        encoder = self._open()
        texts = list(dict.fromkeys(job.texts[number] for job, number in some))
        begun = time.monotonic()
        rows = dict(zip(texts, encoder.documents(texts), strict=True))
        seconds = max(time.monotonic() - begun, 1e-6)
        for job, number in some:
            job.vectors[number] = rows[job.texts[number]]
        self.encoded += len(some)
        self.busy += seconds
        wanted = int(len(some) / seconds * SECONDS_PER_BATCH)
        self._batch = max(FIRST_BATCH // 2, min(LARGEST_BATCH, wanted, self._batch * 2))


def _space(encoder: Encoder) -> Space:
    return Space(SPACE, encoder.fingerprint, encoder.dim)
