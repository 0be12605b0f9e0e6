"""What is written in photos: kept with those of the library, read anew in others, and drawn onto the picture."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.encoders.images.errors import ImageError
from assistant.engines.images.filters import KIND
from assistant.engines.images.photo import Meant
from assistant.ingest.written import BOXES, clear
from assistant.ocr.lines import Line, Recognised, from_json
from assistant.ocr.sandbox import Ocr
from assistant.paths import on_disk
from assistant.retrieval.search import DOCUMENTS, Filters, TextSearch
from store.types import ME, Owner

if TYPE_CHECKING:
    from PIL.Image import Image

    from assistant.encoders.models import Models
    from store.library import Store

COLOUR = (220, 38, 38)
POOL = 50
"""Photos found by single words, among which those that say all of it are looked for."""


class PhotoTexts:
    """The text in an owner's photos. A process that reads starts when it is needed and ends after it."""

    def __init__(self, store: Store, models: Models) -> None:
        self._store, self._models = store, models

    def stored(self, document_id: str, *, owner: Owner = ME) -> Recognised | None:
        """Return what was read in a photo of the library when it was added, or None where nothing was."""
        if not document_id or not any(space.name == DOCUMENTS for space in self._store.spaces()):
            return None
        found = self._store.get(DOCUMENTS, [f"{document_id}#0"], owner=owner)
        said = str(found[0].metadata.get(BOXES, "")) if found else ""
        return from_json(said) if said else None

    def read(self, photos: Sequence[Meant], *, owner: Owner = ME) -> Iterator[Recognised | ImageError]:
        """Yield what is written in each photo, or why it could not be read."""
        ocr = Ocr()
        try:
            for photo in photos:
                kept = self.stored(photo.document_id, owner=owner)
                try:
                    yield kept or clear(ocr.photo(self._bytes(photo, owner), photo.name))
                except ImageError as error:
                    yield error
        finally:
            ocr.close()

    def saying(self, text: str, k: int, *, owner: Owner = ME) -> list[Meant]:
        """Return photos of the library in which exactly this is written, letter case and spaces aside."""
        wanted = _plain(text)
        if len(wanted) < 2 or not any(space.name == DOCUMENTS for space in self._store.spaces()):
            return []
        search = TextSearch(self._store, self._models)
        hits = search.search(text, POOL, owner=owner, mode="lexical", filters=Filters(kinds=(KIND,)))
        named = {hit.source: hit for hit in hits if wanted in _plain(hit.text)}
        return [
            Meant(Path(), str(hit.metadata.get("name", "")), source)
            for source, hit in list(named.items())[:k]
        ]

    def _bytes(self, photo: Meant, owner: Owner) -> bytes:
        """Return the file of a photo; of one of the library the original where it is unchanged, else the small picture."""
        document = self._store.document(photo.document_id, owner=owner) if photo.document_id else None
        try:
            if document is not None and document.location:
                data = on_disk(document.location).read_bytes()
                if hashlib.sha256(data).hexdigest() == document.sha256:
                    return data
        except OSError:
            pass
        try:
            return photo.file.read_bytes()
        except OSError as error:
            from assistant.encoders.images.errors import PictureMissing

            raise PictureMissing(name=photo.name, found=type(error).__name__) from error


def boxed(image: Image, found: Recognised, lines: Sequence[Line] | None = None) -> Image:
    """Return a copy of a picture, of any size, with a frame around lines, or around all of them."""
    from PIL import ImageDraw

    drawn = image.convert("RGB").copy()
    pen = ImageDraw.Draw(drawn)
    across, down = drawn.width / max(1, found.width), drawn.height / max(1, found.height)
    width = max(3, max(drawn.size) // 160)
    for line in found.lines if lines is None else lines:
        left, top, right, bottom = line.box
        edges = (left * across - width, top * down - width, right * across + width, bottom * down + width)
        pen.rectangle(edges, outline=COLOUR, width=width)
    return drawn


def matching(found: Recognised, text: str) -> Recognised:
    """Return the lines that share a word or sign with a text; all of them where none does."""
    words = {word for word in unicodedata.normalize("NFKC", text).casefold().split() if len(word) > 1}
    lines = tuple(line for line in found.lines if any(word in line.text.casefold() for word in words))
    return replace(found, lines=lines or found.lines)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
