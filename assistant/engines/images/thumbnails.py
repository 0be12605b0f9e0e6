"""The small picture of each photo: a JPEG file under the document's id, gone when the document is gone for good."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

SIDE = 384
"""Longest side in pixels."""
_OURS = re.compile(r"(doc-[0-9a-f]{16})\.jpg")


def thumbnail(home: Path, document_id: str) -> Path:
    """Return where the small picture of a photo lies, whether or not there is one."""
    return home / "thumbnails" / f"{document_id}.jpg"


def shrunk(image: Image) -> bytes:
    """Return the small picture of a photo as a JPEG file."""
    small, file = image.copy(), io.BytesIO()
    small.thumbnail((SIDE, SIDE))
    small.save(file, "JPEG", quality=85)
    return file.getvalue()


def tidy(home: Path, known: Callable[[], set[str]]) -> int:
    """Remove small pictures of documents that are none of `known`, which is asked after looking; returns how many.

    Other files of the folder are left alone.
    """
    folder = home / "thumbnails"
    with suppress(OSError):
        found = [match for entry in os.scandir(folder) if (match := _OURS.fullmatch(entry.name))]
        kept = known() if found else set()
        gone = [folder / match[0] for match in found if match[1] not in kept]
        for file in gone:
            file.unlink(missing_ok=True)
        return len(gone)
    return 0
