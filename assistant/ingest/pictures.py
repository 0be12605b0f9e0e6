"""Pictures among the files: they go to the shelf of photos instead of becoming passages."""

from __future__ import annotations

from typing import Any, Protocol

from store.types import Document

KIND = "image"
_MAGIC = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*")


class PictureShelf(Protocol):
    """What takes photos in: assistant.images.shelf.Shelf."""

    def read(self, data: bytes, name: str) -> Any:
        """Decode and encode a photo; an AssistantError says why not."""

    def keep(self, document: Document, photo: Any) -> Document:
        """Store a photo under its document, replacing an earlier version."""


def is_picture(data: bytes) -> bool:
    """Tell by its first bytes whether a file is a PNG, JPEG, GIF, TIFF, WEBP or BMP."""
    webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    bitmap = data[:2] == b"BM" and data[6:10] == b"\0\0\0\0"
    return data.startswith(_MAGIC) or webp or bitmap
