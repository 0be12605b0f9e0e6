"""Files that ship with the program, checked against assets/manifest.toml when they are first loaded."""

from __future__ import annotations

import hashlib
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from assistant.encoders.errors import ShippedDamaged
from assistant.settings import shipped


def verified(file: Path) -> Path:
    """Return the file; ShippedDamaged where it is one of the program's own and not what shipped.

    A file is read through once in a process (25 MB: about 20 ms), and again when it has changed since.
    """
    try:
        facts = file.stat()
    except OSError as error:
        raise ShippedDamaged(name=file.name) from error
    if not _whole(file, facts.st_size, facts.st_mtime_ns):
        raise ShippedDamaged(name=file.name)
    return file


def damaged() -> list[str]:
    """Return the paths, inside assets/, of all shipped files that are missing or not what shipped."""
    folder = shipped()
    return [name for name in _manifest() if _digest(folder / name) != _manifest()[name]]


@cache
def _manifest() -> Mapping[str, str]:
    listed = tomllib.loads(shipped("manifest.toml").read_text(encoding="utf-8"))["file"]
    return MappingProxyType({str(entry["path"]): str(entry["sha256"]) for entry in listed})


@cache
def _whole(file: Path, size: int, changed: int) -> bool:
    """Tell whether a file that was `size` bytes long and last `changed` then is what shipped, or none of ours."""
    try:
        name = file.resolve().relative_to(shipped().resolve()).as_posix()
    except ValueError:
        return True
    wanted = _manifest().get(unicodedata.normalize("NFC", name))
    return wanted is None or _digest(file) == wanted


def _digest(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""
