"""Names of files as they can be shown, sent and kept: a name on disk is bytes, and not always text."""

from __future__ import annotations

import os
import re
from pathlib import Path

_RAW = re.compile("[\udc80-\udcff]")
"""How Python spells the bytes of a name that are not UTF-8 (PEP 383): no text that can be written anywhere."""
_ESCAPED = re.compile(r"\\x([89a-f][0-9a-f])")


PICTURES = frozenset(
    {
        ".png",
        ".jpg",
        ".jpeg",
        ".jfif",
        ".webp",
        ".gif",
        ".bmp",
        ".tif",
        ".tiff",
        ".heic",
        ".heif",
        ".hif",
        ".avif",
        ".svg",
        ".svgz",
        ".ico",
    }
)
"""Endings of files that people call pictures, whether or not this program can decode them."""


def is_picture(path: Path) -> bool:
    """Tell whether a file is a picture, by its name alone (it may not exist yet)."""
    return path.suffix.lower() in PICTURES


def printable(path: str | Path) -> str:
    """Return a path as text; bytes that are not UTF-8 are spelled out, as in "caf\\xe9.txt"."""
    return _RAW.sub(lambda found: f"\\x{ord(found[0]) - 0xDC00:02x}", str(path))


def on_disk(location: str | Path) -> Path:
    """Return the file or folder that `printable` made this text of, else the path as it reads."""
    text = str(location)
    if not _ESCAPED.search(text) or os.path.lexists(text):
        return Path(text)
    raw = _ESCAPED.sub(lambda found: chr(0xDC00 + int(found[1], 16)), text)
    return Path(raw if os.path.lexists(raw) else text)
