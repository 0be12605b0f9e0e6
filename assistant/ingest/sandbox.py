"""Reading of files in a limited child process that a crash or a time-out may end without harm."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.ingest.chunk import Chunk
from assistant.ingest.errors import Crashed, TextTooLong, TooMuchMemory, TooSlow, ZeroByte
from assistant.ingest.mapped import rebuild
from assistant.ingest.worker import REPLY, REQUEST

MAX_REPLY = 400_000_000
RECYCLE_MB = 400
RECYCLE_FILES = 2_000
"""A warm worker is replaced once it has grown this much or read this many files."""


@dataclass(frozen=True, slots=True)
class Read:
    """What the child made of one file."""

    title: str
    kind: str
    text: str
    pages: int
    passages: tuple[Chunk, ...]


class Sandbox:
    """One warm worker process, replaced when it dies. Not for use by two threads at once.

    Bytes are sent to the child, which needs no access to the file. One sandbox serves one owner.
    """

    def __init__(self, seconds: float = 60, memory_mb: int = 1024) -> None:
        self.seconds = seconds
        self.memory_mb = memory_mb
        self._process: subprocess.Popen[bytes] | None = None
        self._files = 0

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the worker at once; safe to call from another thread while read() waits."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for stream in filter(None, (process.stdin, process.stdout)):
                with suppress(OSError):
                    stream.close()

    def read(self, data: bytes, name: str) -> Read:
        """Return the text and passages of a file's bytes; raises an IngestError with the reason."""
        if not data:
            raise ZeroByte(name=name)
        process = self._worker()
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(self.seconds, stop)
        timer.start()
        try:
            reply = self._exchange(process, data, name)
        except (OSError, ValueError, EOFError) as error:
            timer.cancel()
            raise self._died(process, name, late.is_set()) from error
        finally:
            timer.cancel()
        return self._result(reply, name)

    def _worker(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None and self._files < RECYCLE_FILES:
            self._files += 1
            return self._process
        self.close()
        command = [sys.executable, "-BP", "-m", "assistant.ingest.worker", str(self.memory_mb * 1_000_000)]
        self._files = 1
        self._process = subprocess.Popen(  # noqa: S603  # our own interpreter and module
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            start_new_session=True,  # a Ctrl-C is for the program, which then ends its child
        )
        return self._process

    def _exchange(self, process: subprocess.Popen[bytes], data: bytes, name: str) -> dict[str, Any]:
        stdin, stdout = process.stdin, process.stdout
        if stdin is None or stdout is None:
            raise OSError("the worker has no pipes")
        header = json.dumps({"name": name, "cpu": self.seconds}).encode()
        stdin.write(REQUEST.pack(len(header), len(data)) + header)
        stdin.write(data)
        stdin.flush()
        head = stdout.read(REPLY.size)
        if len(head) < REPLY.size:
            raise EOFError
        (length,) = REPLY.unpack(head)
        if length > MAX_REPLY:
            self.close()
            raise TextTooLong(name=name, limit=MAX_REPLY // 10_000_000)
        body = stdout.read(length)
        if len(body) < length:
            raise EOFError
        reply = json.loads(body)
        if not isinstance(reply, dict):
            raise EOFError
        return reply

    def _died(self, process: subprocess.Popen[bytes], name: str, late: bool) -> Exception:
        """Return why the worker is gone: too slow by the wall clock or by CPU time, or it crashed."""
        process.kill()
        code = process.wait()
        self.close()
        if late or code == -24:  # SIGXCPU
            return TooSlow(name=name, seconds=round(self.seconds))
        return Crashed(name=name)

    def _result(self, reply: dict[str, Any], name: str) -> Read:
        if float(reply.get("resident", 0)) > RECYCLE_MB:
            self.close()
        if "error" in reply:
            if reply["error"] == "TooMuchMemory":
                self.close()
                raise TooMuchMemory(name=name, mb=self.memory_mb)
            raise rebuild(str(reply["error"]), {**reply.get("values", {}), "name": name})
        passages = tuple(Chunk(*fields) for fields in reply["passages"])
        return Read(reply["title"], reply["kind"], reply["text"], reply["pages"], passages)


def _environment() -> dict[str, str]:
    """Return what the child needs to find Python and this package: no secrets, no modules from the current folder."""
    kept = {
        name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT") if name in os.environ
    }
    root = str(Path(__file__).resolve().parents[2])
    paths = [root, os.environ.get("PYTHONPATH", "")]
    return kept | {"PYTHONPATH": os.pathsep.join(filter(None, paths)), "PYTHONUTF8": "1"}
