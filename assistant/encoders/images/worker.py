"""The child process that decodes pictures: limits itself, then serves standard input.

A request is two lengths (u32 of a JSON header, u64 of the file), the header {"name", "cpu"} and the file's
bytes; a reply is two lengths (u32 of a JSON header, u64 of the pixels), the header and raw RGB rows.
"""

from __future__ import annotations

import json
import os
import struct
import sys
from contextlib import suppress

HEAD = struct.Struct("<IQ")


def main() -> None:
    """Serve until standard input ends."""
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    import numpy  # noqa: F401  # before the limits: its libraries reserve address space
    import PIL.Image

    PIL.Image.init()
    _limit(int(sys.argv[1]))
    while header := requests.read(HEAD.size):
        size, length = HEAD.unpack(header)
        asked = json.loads(requests.read(size))
        _allow_cpu(float(asked["cpu"]))
        facts, pixels = _decode(requests.read(length), str(asked["name"]))
        body = json.dumps(facts).encode()
        replies.write(HEAD.pack(len(body), len(pixels)) + body)
        replies.write(pixels)
        replies.flush()


def _decode(data: bytes, name: str) -> tuple[dict[str, object], bytes]:
    from assistant.encoders.images.decode import decode
    from assistant.encoders.images.errors import ImageError

    try:
        found = decode(data, name)
    except ImageError as error:
        return {"error": type(error).__name__, "values": {k: str(v) for k, v in error.values.items()}}, b""
    except MemoryError:
        return {"error": "PictureTooHard", "values": {"name": name, "found": "memory"}}, b""
    except Exception as error:  # a decoder may raise anything on hostile bytes
        return {"error": "PictureDamaged", "values": {"name": name, "found": type(error).__name__}}, b""
    facts: dict[str, object] = {
        "shown": found.image.size, "width": found.width, "height": found.height, "format": found.format,
        "frames": found.frames, "taken": found.taken,
    }  # fmt: skip
    return facts, found.image.tobytes()


def _limit(memory: int) -> None:
    """Cap address space and forbid writing files and dumping core."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _allow_cpu(seconds: float) -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        usage = resource.getrusage(resource.RUSAGE_SELF)
        soft = int(usage.ru_utime + usage.ru_stime + seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main()
