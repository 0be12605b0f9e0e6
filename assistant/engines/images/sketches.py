"""Pictures made for an answer: the photo asked about, a heat map over it. The newest are kept, the rest go."""

from __future__ import annotations

import hashlib
import os
import re
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from store.types import ME, Owner

if TYPE_CHECKING:
    from PIL.Image import Image

KEPT = 300
PREFIX = "seen-"
_ID = re.compile(rf"{PREFIX}[0-9a-f]{{24}}")


class Sketches:
    """JPEG files in a folder under ids that depend on owner and content, so that nobody can guess another's."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()

    def keep(self, image: Image, owner: Owner = ME) -> tuple[str, Path]:
        """Store a picture for its owner; returns its id and file."""
        digest = hashlib.sha256(f"{owner}\0{image.size}\0".encode() + image.tobytes()).hexdigest()[:24]
        file = self._file(PREFIX + digest, owner)
        with self._lock:
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            image.convert("RGB").save(file, "JPEG", quality=92)
            self._tidy()
        return PREFIX + digest, file

    def find(self, name: str, owner: Owner = ME) -> Path | None:
        """Return the file of an id that this owner was shown, or None."""
        file = self._file(name, owner)
        return file if _ID.fullmatch(name) and file.is_file() else None

    def _file(self, name: str, owner: Owner) -> Path:
        whose = hashlib.sha256(owner.encode()).hexdigest()[:16]
        return self._folder / f"{whose}-{name}.jpg"

    def _tidy(self) -> None:
        files = sorted(self._folder.glob(f"*-{PREFIX}*.jpg"), key=lambda file: file.stat().st_mtime)
        for file in files[:-KEPT]:
            with suppress(OSError):
                os.unlink(file)


def ids_in(text: str) -> list[str]:
    """Return the ids of kept pictures that a text names."""
    return _ID.findall(text)
