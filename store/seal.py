"""A seal over a folder of index files: what they were when the last change to them was complete.

An index under a whole seal is exactly what was written. Anything else (a process killed while it wrote,
a flipped bit, a file cut, emptied or gone) breaks the seal, and the index is built anew.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from store.atomic import replacing

NAME = "seal.json"


def digest_file(path: Path) -> str:
    """Return the BLAKE2b hash of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def files_of(folder: Path) -> list[Path]:
    """Return every file under `folder` but the seal itself."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != NAME)


def size_of(folder: Path) -> int:
    """Return how many bytes the files under `folder` hold."""
    total = 0
    for root, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.stat(os.path.join(root, name)).st_size
            except FileNotFoundError:
                continue
    return total


def seal(folder: Path, facts: dict[str, Any]) -> None:
    """Write the seal with `facts` about what is under it."""
    files = {
        str(path.relative_to(folder)): [path.stat().st_size, digest_file(path)] for path in files_of(folder)
    }
    with replacing(folder / NAME) as draft:
        draft.write_text(json.dumps({"facts": facts, "files": files}), encoding="utf-8")


def unseal(folder: Path) -> None:
    """Break the seal before changing anything under it."""
    (folder / NAME).unlink(missing_ok=True)


def sealed(folder: Path) -> dict[str, Any] | None:
    """Return the facts of a whole seal, or None."""
    try:
        found = json.loads((folder / NAME).read_text(encoding="utf-8"))
        names = {str(path.relative_to(folder)) for path in files_of(folder)}
        if names != set(found["files"]):
            return None
        for name, (size, digest) in found["files"].items():
            path = folder / name
            if path.stat().st_size != size or digest_file(path) != digest:
                return None
        facts: dict[str, Any] = found["facts"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return facts
