"""Recognition of text in a limited child process that a crash or a time-out may end without harm."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from assistant.child import Child, ChildDied, ReplyTooLong
from assistant.encoders.images.errors import BY_NAME, PictureTooHard
from assistant.ocr.lines import Recognised, from_json

if TYPE_CHECKING:
    from PIL.Image import Image

GLANCE = 480
"""Longest side, in pixels, of what is looked at for text first; costs about 20 ms."""
MEMORY_MB = 4000
"""Address space of the child, models and their working memory included; about 1 GB of it is ever in use."""
SECONDS = 60
"""Wall-clock and CPU time for one page or photo, and for the start of the process before it."""
RECYCLE = 500
RECYCLE_MB = 1500
"""A warm worker is replaced after so many pages, or once it has grown this much."""
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


class Ocr:
    """A child that recognises text; it starts when first asked. Safe to call from threads: they take turns."""

    def __init__(self, seconds: float = SECONDS, memory_mb: int = MEMORY_MB) -> None:
        self.child = Child("assistant.ocr.worker", seconds, memory_mb, RECYCLE, ONE_THREAD)
        self._lock = threading.Lock()

    def glance(self, picture: Image) -> bool:
        """Tell whether there may be text in a decoded RGB picture; ImageError where the process ended over it."""
        small = picture.convert("RGB")
        facts, _ = self._ask(small.tobytes(), "", what="glance", width=small.width, height=small.height)
        return bool(facts.get("text"))

    def photo(self, data: bytes, name: str) -> Recognised:
        """Return the lines of a picture file's bytes; ImageError says why not."""
        return self._read(data, name, what="photo")

    def page(self, data: bytes, name: str, number: int) -> Recognised:
        """Return the lines of one page (from 1) of a PDF, rendered as a picture; ImageError says why not."""
        return self._read(data, name, what="page", page=number)

    def close(self) -> None:
        """End the worker at once; safe to call from another thread while a question waits."""
        self.child.close()

    def _read(self, data: bytes, name: str, **header: Any) -> Recognised:
        _, body = self._ask(data, name, **header)
        return from_json(body.decode())

    def _ask(self, data: bytes, name: str, **header: Any) -> tuple[dict[str, Any], bytes]:
        try:
            with self._lock:
                facts, body = self.child.ask(data, name=name, **header)
                if float(facts.get("resident", 0)) > RECYCLE_MB:
                    self.child.close()
        except (ChildDied, ReplyTooLong) as error:
            late = isinstance(error, ChildDied) and error.late
            found = f"{self.child.seconds:.0f} s" if late else "OCR ended"
            raise PictureTooHard(name=name, found=found) from error
        if "error" in facts:
            kind = BY_NAME.get(str(facts["error"]), PictureTooHard)
            raise kind(**{"found": "", "limit": "", **facts.get("values", {}), "name": name})
        return facts, body
