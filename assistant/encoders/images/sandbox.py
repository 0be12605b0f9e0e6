"""Decoding of pictures in a limited child process that a crash or a time-out may end without harm."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from assistant.encoders.images.decode import Decoded
from assistant.encoders.images.errors import BY_NAME, PictureMissing, PictureTooHard, PictureTooLarge
from assistant.encoders.images.worker import HEAD

MEMORY_MB = 1500
"""Address space of the child; 40 megapixels in RGBA are 160 MB."""
MAX_MB = 60
RECYCLE = 5000


class Decoder:
    """One warm worker, replaced when it dies. Safe to call from threads: they take turns."""

    def __init__(self, seconds: float = 20, memory_mb: int = MEMORY_MB, max_mb: int = MAX_MB) -> None:
        self.seconds, self.memory_mb, self.max_mb = seconds, memory_mb, max_mb
        self._process: subprocess.Popen[bytes] | None = None
        self._served = 0
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

        with self._lock:
            facts, pixels = self._ask(data, name)
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
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for stream in filter(None, (process.stdin, process.stdout)):
                with suppress(OSError):
                    stream.close()

    def _ask(self, data: bytes, name: str) -> tuple[dict[str, Any], bytes]:
        process = self._worker()
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(self.seconds, stop)
        timer.start()
        try:
            return self._exchange(process, data, name)
        except (OSError, ValueError, EOFError) as error:
            self.close()
            found = f"{self.seconds:.0f} s" if late.is_set() else "decoder ended"
            raise PictureTooHard(name=name, found=found) from error
        finally:
            timer.cancel()

    def _exchange(
        self, process: subprocess.Popen[bytes], data: bytes, name: str
    ) -> tuple[dict[str, Any], bytes]:
        stdin, stdout = process.stdin, process.stdout
        if stdin is None or stdout is None:
            raise OSError("the worker has no pipes")
        header = json.dumps({"name": name, "cpu": self.seconds}).encode()
        stdin.write(HEAD.pack(len(header), len(data)) + header)
        stdin.write(data)
        stdin.flush()
        head = stdout.read(HEAD.size)
        if len(head) < HEAD.size:
            raise EOFError
        size, length = HEAD.unpack(head)
        facts = json.loads(stdout.read(size))
        pixels = stdout.read(length)
        if len(pixels) < length or not isinstance(facts, dict):
            raise EOFError
        return facts, pixels

    def _worker(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None and self._served < RECYCLE:
            self._served += 1
            return self._process
        self.close()
        command = [
            sys.executable,
            "-BP",
            "-m",
            "assistant.encoders.images.worker",
            str(self.memory_mb * 1_000_000),
        ]
        self._served = 1
        self._process = subprocess.Popen(  # noqa: S603  # our own interpreter and module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=_environment(), start_new_session=True,  # a Ctrl-C is for the program, which then ends its child
        )  # fmt: skip
        return self._process


def _environment() -> dict[str, str]:
    kept = {n: os.environ[n] for n in ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT") if n in os.environ}
    root = str(Path(__file__).resolve().parents[3])
    paths = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH", "")]))
    return kept | {
        "PYTHONPATH": paths,
        "PYTHONUTF8": "1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
