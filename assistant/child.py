"""A limited child process: it reads hostile bytes, and a crash or a time-out ends it without harm.

A request and a reply are two lengths (u32 of a JSON header, u64 of the bytes), the header and the bytes. The child limits its own
memory, CPU time and writing before it reads anything.
"""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

LENGTHS = struct.Struct("<IQ")
MAX_REPLY = 400_000_000
SIGXCPU = 24
Json = dict[str, Any]


class ChildDied(Exception):
    """The child ended before it answered; `late` where it had used up its time."""

    def __init__(self, late: bool) -> None:
        self.late = late
        super().__init__("too late" if late else "ended")


class ReplyTooLong(Exception):
    """The child wants to answer with more than MAX_REPLY bytes."""


class Child:
    """One warm worker of a module that calls `serve`, replaced when it dies or has served `recycle` requests.

    Bytes are sent to it, so that it needs no access to files. Not for use by two threads at once.
    """

    def __init__(
        self,
        module: str,
        seconds: float,
        memory_mb: int,
        recycle: int,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.module, self.seconds, self.memory_mb, self.recycle = module, seconds, memory_mb, recycle
        self._more = dict(environment or {})
        self._process: subprocess.Popen[bytes] | None = None
        self._served = 0

    def close(self) -> None:
        """End the worker at once; safe to call from another thread while `ask` waits."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for stream in filter(None, (process.stdin, process.stdout)):
                with suppress(OSError):
                    stream.close()

    def ask(self, data: bytes, **header: Any) -> tuple[Json, bytes]:
        """Return the header and the bytes that the worker answers; ChildDied, ReplyTooLong."""
        process = self.worker()
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(self.seconds, stop)
        timer.start()
        try:
            return self._exchange(process, data, {**header, "cpu": self.seconds})
        except (OSError, ValueError, EOFError) as error:
            timer.cancel()
            process.kill()
            code = process.wait()
            self.close()
            raise ChildDied(late.is_set() or code == -SIGXCPU) from error
        finally:
            timer.cancel()

    def worker(self) -> subprocess.Popen[bytes]:
        """Return the worker, started anew where there is none that lives."""
        if self._process is not None and self._process.poll() is None and self._served < self.recycle:
            self._served += 1
            return self._process
        self.close()
        self._served = 1
        self._process = subprocess.Popen(  # noqa: S603  # our own interpreter and module
            [sys.executable, "-BP", "-m", self.module, str(self.memory_mb * 1_000_000)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment() | self._more,
            start_new_session=True,  # a Ctrl-C is for the program, which then ends its child
        )  # fmt: skip
        return self._process

    def _exchange(self, process: subprocess.Popen[bytes], data: bytes, header: Json) -> tuple[Json, bytes]:
        stdin, stdout = process.stdin, process.stdout
        if stdin is None or stdout is None:
            raise OSError("the worker has no pipes")
        _write(stdin, header, data)
        head = stdout.read(LENGTHS.size)
        if len(head) < LENGTHS.size:
            raise EOFError
        size, length = LENGTHS.unpack(head)
        if size + length > MAX_REPLY:
            self.close()
            raise ReplyTooLong
        facts, body = json.loads(stdout.read(size)), stdout.read(length)
        if len(body) < length or not isinstance(facts, dict):
            raise EOFError
        return facts, body


def serve(
    answer: Callable[[bytes, Json], tuple[Json, bytes]], ready: Callable[[], None] = lambda: None
) -> None:
    """Be the worker: answer requests from standard input until it ends.

    `ready` loads, before the limits hold, what reserves much address space. Nothing that a parser prints is mixed into replies.
    """
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    ready()
    _limit(int(sys.argv[1]))
    while head := requests.read(LENGTHS.size):
        size, length = LENGTHS.unpack(head)
        header = json.loads(requests.read(size))
        _allow_cpu(float(header["cpu"]))
        facts, body = answer(requests.read(length), header)
        _write(replies, {**facts, "resident": resident_mb()}, body)


def resident_mb() -> float:
    """Return the peak resident memory of this process in MB, 0 where it is not known.

    Where the kernel says it for the program that runs now, that counts: getrusage knows of no less than what the process
    had that started it, and a large one would have its children replaced after every request.
    """
    with suppress(OSError, ValueError, IndexError):
        said = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        return int(said.split("VmHWM:")[1].split()[0]) / 1e3
    with suppress(ImportError):
        import resource

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / 1e6 if sys.platform == "darwin" else peak / 1e3
    return 0.0


def _write(stream: BinaryIO | Any, header: Json, data: bytes) -> None:
    head = json.dumps(header).encode()
    stream.write(LENGTHS.pack(len(head), len(data)) + head)
    stream.write(data)
    stream.flush()


def _limit(memory: int) -> None:
    """Cap memory; forbid writing files, dumping core and opening many files."""
    try:
        import resource
    except ImportError:  # Windows: the parent's time limit still holds
        return
    for what, limit in (
        (resource.RLIMIT_AS, memory), (resource.RLIMIT_DATA, memory), (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NOFILE, 64),
    ):  # fmt: skip
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (limit, limit))


def _allow_cpu(seconds: float) -> None:
    """Allow this many more seconds of CPU; the kernel ends the process after them."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        usage = resource.getrusage(resource.RUSAGE_SELF)
        soft = int(usage.ru_utime + usage.ru_stime + seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def _environment() -> dict[str, str]:
    """Return what the child needs to find Python and this package: no secrets, no modules from the current folder."""
    kept = {
        name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT") if name in os.environ
    }
    root = str(Path(__file__).resolve().parents[1])
    paths = [root, os.environ.get("PYTHONPATH", "")]
    return kept | {"PYTHONPATH": os.pathsep.join(filter(None, paths)), "PYTHONUTF8": "1"}
