"""A long paste arrives as a file that is always called the same; here it gets a name of its own."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

_PASTED = re.compile(r"pasted_text( ?\(\d+\))?\.txt")


def named(file: Path) -> Path:
    """Return the file, renamed after its first line and content when it is a paste.

    Two pastes under one name would be taken for two versions of one document.
    """
    if not _PASTED.fullmatch(file.name):
        return file
    content = file.read_bytes()
    first = content.decode("utf-8", "replace").strip().partition("\n")[0]
    words = re.sub(r"[^\w\- ]+", " ", first).strip()[:40].strip() or "text"
    better = file.with_name(f"{' '.join(words.split())} {hashlib.sha256(content).hexdigest()[:6]}.txt")
    file.rename(better)
    return better
