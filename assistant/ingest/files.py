"""Finding and reading files: folders are walked in order, nothing but regular files is opened."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.ingest.errors import (
    IngestError,
    NothingToRead,
    NotReadable,
    TooLarge,
    TooManyFiles,
    Vanished,
    ZeroByte,
)  # fmt: skip
from assistant.ingest.mapped import from_os


@dataclass(frozen=True, slots=True)
class Found:
    """One file to read, or why there is none. `name` is what people are told."""

    path: Path
    name: str
    error: IngestError | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file's bytes with what the library remembers of it."""

    path: Path
    name: str
    data: bytes
    sha256: str
    modified: float

    @property
    def location(self) -> str:
        """Return where the file is, as documents keep it."""
        return str(self.path)


def walk(paths: Iterable[Path], limit: int) -> Iterator[Found]:
    """Yield the files under paths, at most `limit`; hidden files inside folders are left out.

    A path that is missing, an unreadable folder and an empty one are yielded with their error.
    """
    seen: set[Path] = set()
    for path in paths:
        path = Path(os.path.abspath(os.path.expanduser(path)))
        for found in _folder(path) if path.is_dir() else (Found(path, path.name),):
            if found.error is None and found.path in seen:
                continue
            if len(seen) >= limit and found.error is None:
                yield Found(path, path.name, TooManyFiles(name=path.name, limit=limit))
                return
            seen.add(found.path)
            yield found


def _folder(folder: Path) -> Iterator[Found]:
    problems: list[OSError] = []
    empty = True
    for here, folders, names in os.walk(folder, onerror=problems.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith((".", "~$")) and name not in {"Thumbs.db", "desktop.ini"}:
                empty = False
                path = Path(here, name)
                yield Found(path, str(path.relative_to(folder)))
    for problem in problems:
        place = Path(problem.filename or folder)
        yield Found(place, place.name, from_os(problem, place.name))
    if empty and not problems:
        yield Found(
            folder,
            folder.name,
            NothingToRead(name=folder.name) if folder.is_dir() else Vanished(name=folder.name),
        )


def load(found: Found, max_mb: int) -> Loaded:
    """Read one file; raises the IngestError that says why not."""
    if found.error is not None:
        raise found.error
    try:
        descriptor = os.open(
            found.path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        )
        with os.fdopen(descriptor, "rb") as stream:
            facts = os.fstat(stream.fileno())
            if not stat.S_ISREG(facts.st_mode):
                raise NotReadable(name=found.name, found="not a regular file")
            if facts.st_size > max_mb * 1_000_000:
                raise TooLarge(name=found.name, mb=-(-facts.st_size // 1_000_000), limit=max_mb)
            data = stream.read(max_mb * 1_000_000 + 1)
    except OSError as error:
        raise from_os(error, found.name) from error
    if not data:
        raise ZeroByte(name=found.name)
    if len(data) > max_mb * 1_000_000:
        raise TooLarge(name=found.name, mb=-(-len(data) // 1_000_000), limit=max_mb)
    return Loaded(found.path, found.name, data, hashlib.sha256(data).hexdigest(), facts.st_mtime)
