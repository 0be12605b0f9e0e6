"""Photos for another model: from the file where it still is what it was, else from the thumbnail."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from assistant.encoders.base import Encoder
from assistant.encoders.images.base import ImageEncoder
from assistant.encoders.images.errors import ImageError
from store.types import Item, Vector

if TYPE_CHECKING:
    from PIL.Image import Image

    from assistant.encoders.models import Models
    from store.library import Store


class Photos:
    """Embeds items of the spaces "images" and "looks" again; `small` are names of those read from a thumbnail."""

    batch = 16

    def __init__(self, models: Models, store: Store, encoder: Encoder) -> None:
        self._models, self._store = models, store
        self._encoder = cast(ImageEncoder, encoder)
        self.small: list[str] = []

    def vectors(self, items: Sequence[Item]) -> list[Vector | None]:
        """Return a unit vector for each photo, None where neither file nor thumbnail can be read."""
        pictures = [self._picture(item) for item in items]
        rows = iter(self._encoder.images([picture for picture in pictures if picture is not None]))
        return [None if picture is None else next(rows) for picture in pictures]

    def _picture(self, item: Item) -> Image | None:
        original = self._original(item)
        if original is not None:
            return original
        small = self._read(Path(str(item.metadata.get("thumbnail", ""))))
        if small is not None:
            self.small.append(str(item.metadata.get("name", item.id)))
        return small

    def _original(self, item: Item) -> Image | None:
        document = self._store.document(item.source, owner=item.owner)
        location = str(item.metadata.get("location", ""))
        return self._read(Path(location), document.sha256) if document and location else None

    def _read(self, file: Path, sha256: str = "") -> Image | None:
        """Return a file as a picture; None when it is gone, cannot be read, or is not the one of that hash."""
        try:
            data = file.read_bytes()
            if sha256 and hashlib.sha256(data).hexdigest() != sha256:
                return None
            return self._models.pictures.decoder.data(data, file.name).image
        except (OSError, ImageError):
            return None
