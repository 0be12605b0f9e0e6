"""Photos in the store: one document each, a vector of its meaning and one of its look, and a thumbnail."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.encoders.images.base import Picture, upright
from assistant.encoders.images.decode import Decoded
from assistant.engines.images.filters import KIND
from assistant.engines.images.thumbnails import shrunk, thumbnail, tidy
from assistant.paths import printable
from assistant.settings import shipped
from store.permission import permitted
from store.types import SHARED, Document, Hit, Item, Owner, Scalar, Space, Vector

if TYPE_CHECKING:
    from PIL.Image import Image

    from assistant.encoders.images.sandbox import Decoder
    from assistant.encoders.models import Models
    from assistant.settings import Settings
    from store.library import Store

MEANINGS, LOOKS = "images", "looks"
TWIN = 0.985
"""Photos whose looks are this alike count as one in results."""


@dataclass(frozen=True, slots=True)
class Sight:
    """One decoded photo, and its small picture as a JPEG file."""

    decoded: Decoded
    small: bytes


@dataclass(frozen=True, slots=True)
class Photo:
    """One photo with its two vectors."""

    sight: Sight
    meaning: Vector
    look: Vector


class Reader:
    """Turns the bytes of files into sights. Not for two threads at once, except close()."""

    def __init__(self, decoder: Decoder) -> None:
        self._decoder = decoder

    def read(self, data: bytes, name: str) -> Sight:
        """Decode a photo in the limited process; ImageError says why not."""
        decoded = self._decoder.data(data, name)
        return Sight(decoded, shrunk(decoded.image))

    def image(self, picture: Sight) -> Image:
        """Return the decoded picture."""
        return picture.decoded.image

    def close(self) -> None:
        """End the process at once."""
        self._decoder.close()


class PhotoStore:
    """Adds photos for an owner. Safe to call from threads: additions take turns."""

    def __init__(self, store: Store, models: Models, settings: Settings) -> None:
        self._store, self._models, self._settings = store, models, settings
        self._lock = threading.Lock()
        self._sampled = False

    def reader(self) -> Reader:
        """Return a reader with a process of its own, so that a folder of photos keeps nobody else waiting."""
        from assistant.encoders.images.sandbox import Decoder

        return Reader(Decoder())

    def encode(self, pictures: Sequence[Sight]) -> list[Photo]:
        """Return the photos with their vectors; one run of the built-in network serves both."""
        from assistant.encoders.images.look import LookEncoder
        from assistant.encoders.images.small_clip import BuiltInImageText

        images = [picture.decoded.image for picture in pictures]
        meanings, looks = self._models.images("image-text"), self._models.images("image-look")
        if isinstance(meanings, BuiltInImageText) and isinstance(looks, LookEncoder):
            seen = self._models.pictures.eyes.network.see(images)
            rows = zip(meanings.of(seen), looks.of(seen), strict=True)
        else:
            rows = zip(meanings.images(images), looks.images(images), strict=True)
        return [Photo(picture, *pair) for picture, pair in zip(pictures, rows, strict=True)]

    def open(self, picture: Picture) -> Image:
        """Return a file or a picture in memory as an upright RGB picture; ImageError says why not."""
        if isinstance(picture, str | Path):
            return self._models.pictures.decoder.file(Path(picture)).image
        return upright(picture)

    def keep(self, photos: Sequence[tuple[Document, Photo]]) -> None:
        """Store photos under their documents in one commit, replacing earlier versions, thumbnails beside them."""
        meanings, looks = self._spaces()
        with self._lock:
            twins = self._twins(photos, looks)
            seen: list[Item] = []
            kept: list[tuple[Document, list[Item]]] = []
            for (document, photo), twin in zip(photos, twins, strict=True):
                place = thumbnail(self._settings.home, document.id)
                place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                place.write_bytes(photo.sight.small)
                about = _about(document, photo.sight.decoded, place, twin)
                item = Item(document.id, document.owner, photo.meaning, document.title, about, document.id)
                seen.append(replace(item, vector=photo.look))
                kept.append((document, [item]))
            self._store.put_documents(kept, meanings, beside=(looks, seen))

    def tidy(self) -> int:
        """Remove the thumbnails of photos that are gone for good; those that can still be restored keep theirs."""
        with self._lock:  # nobody is between a thumbnail and its commit
            return tidy(self._settings.home, self._store.every_document_id)

    def samples(self) -> None:
        """Add the drawn sample pictures for everybody, once, where samples are wanted."""
        if (
            self._sampled
            or not permitted("write")
            or not self._settings.samples
            or self._store.settings.get("samples.off")
        ):
            return
        self._sampled = True
        known = {document.sha256 for document in self._store.documents(owner=SHARED, kind=KIND)}
        files = sorted(shipped("samples", "pictures").glob("*.png"))
        read = [(file, file.read_bytes()) for file in files]
        fresh = [(file, data) for file, data in read if hashlib.sha256(data).hexdigest() not in known]
        if fresh:
            reader = Reader(self._models.pictures.decoder)
            photos = self.encode([reader.read(data, file.name) for file, data in fresh])
            documents = [describe(file, data, SHARED) for file, data in fresh]
            self.keep(list(zip(documents, photos, strict=True)))

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

    def _twins(self, photos: Sequence[tuple[Document, Photo]], looks: Space) -> list[str]:
        """Return the group of near-duplicates that each photo belongs to: the id of its first member."""
        rows = np.stack([photo.look for _, photo in photos])
        alike = rows @ rows.T
        groups: list[str] = []
        for number, (document, photo) in enumerate(photos):
            near = self._store.near(looks, photo.look, 2, owner=document.owner)
            found = [
                (hit.score, str(hit.metadata.get("twin", hit.id))) for hit in near if hit.id != document.id
            ]
            found += [(float(alike[number, at]), group) for at, group in enumerate(groups)]
            best = max(found, default=(0.0, ""), key=lambda pair: pair[0])
            groups.append(best[1] if best[0] >= TWIN else document.id)
        return groups


def _about(document: Document, decoded: Decoded, place: Path, twin: str) -> dict[str, Scalar]:
    return {
        "name": document.name, "kind": KIND, "thumbnail": str(place), "location": document.location,
        "width": decoded.width, "height": decoded.height, "taken": decoded.taken,
        "added": document.added, "modified": document.modified, "twin": twin, "title": document.title,
        "when": taken_at(decoded.taken) or document.modified,
    }  # fmt: skip


def describe(file: Path, data: bytes, owner: Owner) -> Document:
    """Return the document of a new photo."""
    digest = hashlib.sha256(data).hexdigest()
    location = printable(file.resolve())
    return Document(
        id="doc-" + hashlib.sha256(f"{owner}\0{location}\0{digest}".encode()).hexdigest()[:16],
        owner=owner, name=printable(file.name), kind=KIND, location=location, title=printable(file.stem), sha256=digest,
        size=len(data), modified=file.stat().st_mtime, added=time.time(), text=printable(file.stem),
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
