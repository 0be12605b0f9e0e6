"""The child process that decodes pictures: a file's bytes in, raw RGB rows out; see assistant/child.py."""

from __future__ import annotations

from typing import Any

from assistant.child import serve


def _ready() -> None:
    import numpy  # noqa: F401  # before the limits: its libraries reserve address space
    import PIL.Image

    from assistant.encoders.images.decode import know_heif

    PIL.Image.init()
    know_heif()


def _answer(data: bytes, header: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    from assistant.encoders.images.decode import decode
    from assistant.encoders.images.errors import ImageError

    name = str(header["name"])
    try:
        found = decode(data, name)
    except ImageError as error:
        return {"error": type(error).__name__, "values": {k: str(v) for k, v in error.values.items()}}, b""
    except MemoryError:
        return {"error": "PictureTooHard", "values": {"name": name, "found": "memory"}}, b""
    except Exception as error:  # a decoder may raise anything on hostile bytes
        return {"error": "PictureDamaged", "values": {"name": name, "found": type(error).__name__}}, b""
    facts: dict[str, Any] = {
        "shown": found.image.size, "width": found.width, "height": found.height, "format": found.format,
        "frames": found.frames, "taken": found.taken,
    }  # fmt: skip
    return facts, found.image.tobytes()


if __name__ == "__main__":
    serve(_answer, _ready)
