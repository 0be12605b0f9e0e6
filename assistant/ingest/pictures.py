"""Pictures among the files: they go to the photo store in batches instead of becoming passages."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from assistant.errors import explain
from assistant.ingest.events import Change, FileDone, FileFailed
from assistant.ingest.jobs import Pending
from store.errors import SpaceMismatch
from store.types import Document

if TYPE_CHECKING:
    from PIL.Image import Image

KIND = "image"
BATCH = 16
"""The most photos that go through the network together and into one commit."""
SECONDS = 1.0
"""How long a batch may take, so that cancelling and progress feel immediate with slow models too."""
_MAGIC = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*")
_PHONES = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis"}
)
"""Brands of ISO media files that hold pictures: HEIC, HEIF, AVIF."""


class PictureReader(Protocol):
    """Decodes in a limited process: assistant.engines.images.photo_store.Reader."""

    def read(self, data: bytes, name: str) -> Any:
        """Return what the photo store encodes; an AssistantError says why not."""

    def image(self, picture: Any) -> Image:
        """Return a picture that `read` returned, small, upright and in RGB."""

    def close(self) -> None:
        """End the process at once, whatever it does."""


class PictureStore(Protocol):
    """What takes photos in: assistant.engines.images.photo_store.PhotoStore."""

    def reader(self) -> PictureReader:
        """Return a reader with a process of its own."""

    def encode(self, pictures: Sequence[Any]) -> Sequence[Any]:
        """Return what `keep` stores, for what a reader returned."""

    def keep(self, photos: Sequence[tuple[Document, Any]]) -> None:
        """Store photos under their documents in one commit, replacing earlier versions."""


@dataclass(slots=True)
class PictureJob:
    """One picture on its way into the store; `copies` are told once it is there, and `text`, what was read in it, follows."""

    document: Document
    change: Change
    name: str
    picture: Any
    copies: list[FileDone] = field(default_factory=list)
    text: Pending | None = None

    @property
    def done(self) -> list[FileDone]:
        """Return what to tell once it is stored."""
        return [FileDone(self.name, self.document.id, self.change, 0), *self.copies]


class Gallery:
    """Collects decoded pictures and takes them in by batches.

    The first goes alone, so that it can be found at once; then as many as have been decoded meanwhile.
    """

    def __init__(self, photo_store: PictureStore) -> None:
        self._photo_store = photo_store
        self._jobs: deque[PictureJob] = deque()
        self._batch = 1
        self._mismatched = False
        self.texts: list[Pending] = []
        """Texts of pictures that were committed, for whoever stores texts to take."""

    @property
    def full(self) -> bool:
        """Tell whether there is a whole batch of work."""
        return len(self._jobs) >= self._batch

    @property
    def pending(self) -> bool:
        """Tell whether any picture is not committed yet."""
        return bool(self._jobs)

    def add(self, job: PictureJob) -> None:
        """Queue a picture."""
        self._jobs.append(job)

    def find(self, document_id: str) -> PictureJob | None:
        """Return the picture that waits under this document, or None."""
        return next((job for job in self._jobs if job.document.id == document_id), None)

    def step(self) -> Iterator[FileDone | FileFailed]:
        """Encode one batch and commit it; store errors and those of the disk pass through.

        Where a batch cannot be encoded, its pictures are tried one by one, and only those that fail alone are lost.
        """
        some = [self._jobs[number] for number in range(min(self._batch, len(self._jobs)))]
        begun = time.monotonic()
        try:
            photos = self._photo_store.encode([job.picture for job in some])
        except Exception as error:  # a model may raise anything on a picture it was not made for
            self._batch = 1
            if len(some) == 1:
                yield from failed(self._jobs.popleft(), error)
            return
        try:
            self._photo_store.keep([(job.document, photo) for job, photo in zip(some, photos, strict=True)])
        except SpaceMismatch:
            if self._mismatched:
                raise
            self._mismatched = True  # another model was chosen meanwhile: the next step encodes with that one
            return
        self._mismatched = False
        per_second = len(some) / max(time.monotonic() - begun, 1e-6)
        self._batch = max(1, min(BATCH, int(per_second * SECONDS), 2 * self._batch))
        for job in some:
            self._jobs.popleft()
            self.texts += [job.text] if job.text else []
            yield from job.done

    def drop(self) -> list[PictureJob]:
        """Forget all work that is not committed, and return it."""
        jobs = list(self._jobs)
        self._jobs.clear()
        return jobs


def failed(job: Any, error: Exception) -> list[FileFailed]:
    """Return what to tell of a document that could not be stored, and of its copies."""
    return [FileFailed(name, explain(error)) for name in (job.name, *(copy.name for copy in job.copies))]


def looks_like_picture(data: bytes) -> bool:
    """Tell by its first bytes whether a file is a PNG, JPEG, GIF, TIFF, WEBP, BMP, HEIC or AVIF."""
    webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    bitmap = data[:2] == b"BM" and data[6:10] == b"\0\0\0\0"
    phone = data[4:8] == b"ftyp" and data[8:12] in _PHONES
    return data.startswith(_MAGIC) or webp or bitmap or phone
