"""Decoding of pictures in a limited child process that a crash or a time-out may end without harm."""

from __future__ import annotations

import threading
from pathlib import Path

from assistant.child import Child, ChildDied, ReplyTooLong
from assistant.encoders.images.decode import Decoded
from assistant.encoders.images.errors import BY_NAME, PictureMissing, PictureTooHard, PictureTooLarge

MEMORY_MB = 1500
"""Address space of the child; 40 megapixels in RGBA are 160 MB."""
MAX_MB = 60
RECYCLE = 5000
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


class Decoder:
    """A child that decodes pictures. Safe to call from threads: they take turns."""

    def __init__(self, seconds: float = 20, memory_mb: int = MEMORY_MB, max_mb: int = MAX_MB) -> None:
        self.child = Child("assistant.encoders.images.worker", seconds, memory_mb, RECYCLE, ONE_THREAD)
        self.max_mb = max_mb
        self._lock = threading.Lock()

    def file(self, path: Path) -> Decoded:
        """Return a file as an upright RGB picture; ImageError says why not."""
        try:
            if not path.is_file():
                raise FileNotFoundError(path.name)
            size = path.stat().st_size
            if size > self.max_mb * 1_000_000:
                raise PictureTooLarge(name=path.name, mb=size // 1_000_000, limit=self.max_mb)
            data = path.read_bytes()
        except OSError as error:
            raise PictureMissing(name=path.name, found=type(error).__name__) from error
        return self.data(data, path.name)

    def data(self, data: bytes, name: str) -> Decoded:
        """Return a file's bytes as an upright RGB picture; ImageError says why not."""
        from PIL import Image

        try:
            with self._lock:
                facts, pixels = self.child.ask(data, name=name)
        except (ChildDied, ReplyTooLong) as error:
            late = isinstance(error, ChildDied) and error.late
            found = f"{self.child.seconds:.0f} s" if late else "decoder ended"
            raise PictureTooHard(name=name, found=found) from error
        if "error" in facts:
            kind = BY_NAME.get(str(facts["error"]), PictureTooHard)
            raise kind(**{"found": "", **facts.get("values", {}), "name": name})
        width, height = facts["shown"]
        image = Image.frombytes("RGB", (int(width), int(height)), pixels)
        return Decoded(
            image, facts["width"], facts["height"], facts["format"], facts["frames"], facts["taken"]
        )

    def close(self) -> None:
        """End the worker."""
        self.child.close()
