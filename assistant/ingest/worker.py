"""The child process: reads files from standard input, answers with text and passages.

A request is two lengths (u32 of the JSON header, u64 of the file), the header {"name", "cpu"} and the
file's bytes; a reply is a u64 length and JSON. The process limits its own memory, CPU time and writing
before it reads anything, so a hostile file can at worst end this process.
"""

from __future__ import annotations

import json
import os
import struct
import sys
from contextlib import suppress
from typing import BinaryIO

REQUEST = struct.Struct("<IQ")
REPLY = struct.Struct("<Q")


def main() -> None:
    """Serve until standard input ends."""
    memory = int(sys.argv[1])
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    _limit(memory)
    while header := requests.read(REQUEST.size):
        size, length = REQUEST.unpack(header)
        asked = json.loads(requests.read(size))
        _allow_cpu(float(asked["cpu"]))
        _answer(_read(requests.read(length), str(asked["name"])), replies)


def _read(data: bytes, name: str) -> dict[str, object]:
    from assistant.ingest.chunk import chunk
    from assistant.ingest.errors import IngestError
    from assistant.ingest.extract import extract

    try:
        document = extract(data, name)
        passages = [[p.start, p.end, p.place, p.heading, p.page, p.context] for p in chunk(document)]
    except IngestError as error:
        return {"error": type(error).__name__, "values": error.values}
    except MemoryError:
        return {"error": "TooMuchMemory"}
    except Exception as error:  # any parser may raise anything on hostile bytes
        return {"error": "Damaged", "values": {"name": name, "found": type(error).__name__}}
    return {
        "title": document.title, "kind": document.kind, "text": document.text,
        "pages": document.pages, "passages": passages,
    }  # fmt: skip


def _answer(result: dict[str, object], replies: BinaryIO) -> None:
    try:
        body = json.dumps({**result, "resident": _resident()}, ensure_ascii=False).encode("utf-8", "replace")
    except MemoryError:
        result.clear()
        body = b'{"error": "TooMuchMemory", "resident": 1e12}'
    replies.write(REPLY.pack(len(body)))
    replies.write(body)
    replies.flush()


def _limit(memory: int) -> None:
    """Cap address space; forbid files larger than nothing, core dumps and new processes' worth of files."""
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


def _resident() -> float:
    """Return the peak resident memory in MB (0 where unknown)."""
    with suppress(ImportError):
        import resource

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / 1e6 if sys.platform == "darwin" else peak / 1e3
    return 0.0


if __name__ == "__main__":
    main()
