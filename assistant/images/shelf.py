"""Photos in the store: one document each, a vector of its meaning and one of its look, and a thumbnail."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.encoders.image_base import Picture, upright
from assistant.encoders.image_decode import Decoded
from assistant.images.within import KIND
from store.types import SHARED, Document, Hit, Item, Owner, Space, Vector

if TYPE_CHECKING:
    from PIL.Image import Image

    from assistant.models import Models
    from assistant.settings import Settings
    from store.library import Store

MEANINGS, LOOKS = "images", "looks"
THUMBNAIL = 384
"""Longest side in pixels."""
TWIN = 0.985
"""Photos whose looks are this alike count as one in results."""


@dataclass(frozen=True, slots=True)
class Photo:
    """One photo read from its bytes, with its two vectors."""

    decoded: Decoded
    meaning: Vector
    look: Vector


class Shelf:
    """Adds photos for an owner. Safe to call from threads: additions take turns."""

    def __init__(self, store: Store, models: Models, settings: Settings) -> None:
        self._store, self._models, self._settings = store, models, settings
        self._lock = threading.Lock()
        self._sampled = False

    def read(self, data: bytes, name: str) -> Photo:
        """Decode a photo in the limited process and encode it; ImageError says why not."""
        from assistant.encoders.image_look import LookEncoder
        from assistant.encoders.image_text import BuiltInImageText

        decoded = self._models.pictures.decoder.data(data, name)
        eyes = self._models.pictures.eyes
        meanings, looks = self._models.images("image-text"), self._models.images("image-look")
        if isinstance(meanings, BuiltInImageText) and isinstance(looks, LookEncoder):
            seen = eyes.network.see([decoded.image])  # one run of the network serves both
            return Photo(decoded, meanings.of(seen)[0], looks.of(seen)[0])
        return Photo(decoded, meanings.images([decoded.image])[0], looks.images([decoded.image])[0])

    def open(self, picture: Picture) -> Image:
        """Return a file or a picture in memory as an upright RGB picture; ImageError says why not."""
        if isinstance(picture, str | Path):
            return self._models.pictures.decoder.file(Path(picture)).image
        return upright(picture)

    def keep(self, document: Document, photo: Photo) -> Document:
        """Store a photo under its document, replacing an earlier version, and its thumbnail beside it."""
        meanings, looks = self._spaces()
        place = self._thumbnail(document, photo)
        twin = self._twin(document, photo.look, looks)
        about: dict[str, str | int | float | bool] = {
            "name": document.name, "kind": KIND, "thumbnail": str(place), "location": document.location,
            "width": photo.decoded.width, "height": photo.decoded.height, "taken": photo.decoded.taken,
            "added": document.added, "modified": document.modified, "twin": twin, "title": document.title,
            "when": taken_at(photo.decoded.taken) or document.modified,
        }  # fmt: skip
        with self._lock:
            item = Item(document.id, document.owner, photo.meaning, document.title, about, document.id)
            # The document comes last: a crash before it leaves nothing that counts as known.
            self._store.put(looks, [replace(item, vector=photo.look)])
            self._store.put_document(replace(document, passages=0), meanings, [item])
        return document

    def samples(self) -> None:
        """Add the drawn sample pictures for everybody, once, where samples are wanted."""
        from assistant.encoders.image_models import assets

        if self._sampled or not self._settings.samples or self._store.settings.get("samples.off"):
            return
        self._sampled = True
        known = {document.sha256 for document in self._store.documents(owner=SHARED, kind=KIND)}
        for file in sorted((assets() / "samples" / "pictures").glob("*.png")):
            data = file.read_bytes()
            if hashlib.sha256(data).hexdigest() not in known:
                self.keep(describe(file, data, SHARED), self.read(data, file.name))

    def add(self, files: Iterable[Path], *, owner: Owner, tags: Sequence[str] = ()) -> list[Document]:
        """Add photos by path and return their documents; ImageError for the first that cannot be read."""
        added = []
        for file in files:
            data = file.read_bytes()
            document = replace(describe(file, data, owner), tags=tuple(tags))
            added.append(self.keep(document, self.read(data, file.name)))
        return added

    def _spaces(self) -> tuple[Space, Space]:
        """Open the two spaces and return them; SpaceMismatch after a change of model."""
        meanings, looks = self._models.images("image-text"), self._models.images("image-look")
        spaces = (
            Space(MEANINGS, meanings.fingerprint, meanings.dim),
            Space(LOOKS, looks.fingerprint, looks.dim),
        )
        for space in spaces:
            self._store.open(space)
        return spaces

    def _thumbnail(self, document: Document, photo: Photo) -> Path:
        image = photo.decoded.image.copy()
        image.thumbnail((THUMBNAIL, THUMBNAIL))
        place = thumbnail(self._settings.home, document.id)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        image.save(place, quality=85)
        return place

    def _twin(self, document: Document, look: Vector, looks: Space) -> str:
        """Return the group of near-duplicates that a photo belongs to: the id of its first member."""
        for hit in self._store.near(looks, look, 2, owner=document.owner):
            if hit.id != document.id and hit.score >= TWIN:
                return str(hit.metadata.get("twin", hit.id))
        return document.id


def thumbnail(home: Path, document_id: str) -> Path:
    """Return where the small picture of a photo lies, whether or not there is one."""
    return home / "thumbnails" / f"{document_id}.jpg"


def describe(file: Path, data: bytes, owner: Owner) -> Document:
    """Return the document of a new photo."""
    digest = hashlib.sha256(data).hexdigest()
    location = str(file.resolve())
    return Document(
        id="doc-" + hashlib.sha256(f"{owner}\0{location}\0{digest}".encode()).hexdigest()[:16],
        owner=owner, name=file.name, kind=KIND, location=location, title=file.stem, sha256=digest,
        size=len(data), modified=file.stat().st_mtime, added=time.time(), text=file.stem,
    )  # fmt: skip


def taken_at(taken: str) -> float:
    """Return the UTC seconds of a camera's local "2023:05:01 12:00:00", 0 where it is none."""
    with suppress(ValueError, OverflowError, OSError):
        return datetime.strptime(taken, "%Y:%m:%d %H:%M:%S").timestamp()
    return 0.0


def fold(hits: Sequence[Hit]) -> list[Hit]:
    """Keep the best of each group of near-duplicates; its score "folded" counts the others."""
    best: dict[str, Hit] = {}
    for hit in hits:
        key = str(hit.metadata.get("twin", hit.id))
        if key in best:
            scores = {**best[key].scores, "folded": best[key].scores.get("folded", 0) + 1}
            best[key] = replace(best[key], scores=scores)
        else:
            best[key] = hit
    return list(best.values())
