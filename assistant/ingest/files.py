"""Finding and reading files: folders are walked in order, nothing but regular files is opened."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.ingest.errors import (
    IngestError,
    NothingToRead,
    NotReadable,
    TooLarge,
    Vanished,
    ZeroByte,
)  # fmt: skip
from assistant.ingest.folder_errors import LinkLeadsOut, TooManyFiles
from assistant.ingest.mapped import from_os
from assistant.paths import printable


@dataclass(frozen=True, slots=True)
class Found:
    """One file to read, or why there is none. `name` is what people are told: printable, from the folder on."""

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
        return printable(self.path)

    @property
    def file_name(self) -> str:
        """Return the file's own name, as documents keep it."""
        return printable(self.path.name)

    @property
    def stem(self) -> str:
        """Return that name without its ending."""
        return printable(self.path.stem)


def walk(paths: Iterable[Path], limit: int) -> Iterator[Found]:
    """Yield the files under paths, at most `limit`; hidden files inside folders are left out.

    A path that is missing, an unreadable folder, an empty one and a link that leads out of its folder are yielded
    with their error. A path that is named itself is followed wherever it leads.
    """
    seen: set[Path] = set()
    for path in paths:
        path = Path(os.path.abspath(os.path.expanduser(path)))
        for found in _folder(path) if path.is_dir() else (Found(path, printable(path.name)),):
            if found.error is None and found.path in seen:
                continue
            if len(seen) >= limit and found.error is None:
                yield Found(path, printable(path.name), TooManyFiles(name=path.name, limit=limit))
                return
            seen.add(found.path)
            yield found


def _folder(folder: Path) -> Iterator[Found]:
    problems: list[OSError] = []
    tree = _Tree(folder)
    empty = True
    for here, folders, names in os.walk(folder, onerror=problems.append, followlinks=True):
        real = os.path.realpath(here)
        places = {
            name: tree.place(real, name) for name in sorted([*folders, *names]) if not _passed_over(name)
        }
        folders[:] = [name for name in sorted(folders) if places.get(name) == "new"]
        for name, place in places.items():
            path = Path(here, name)
            shown = printable(path.relative_to(folder))
            empty = empty and name in folders
            if place == "outside":
                yield Found(path, shown, LinkLeadsOut(name=shown))
            elif place == "new" and name not in folders:
                yield Found(path, shown)
    for problem in problems:
        path = Path(problem.filename or folder)
        yield Found(path, printable(path.name), from_os(problem, path.name))
    if empty and not problems:
        error = NothingToRead(name=folder.name) if folder.is_dir() else Vanished(name=folder.name)
        yield Found(folder, printable(folder.name), error)


def _passed_over(name: str) -> bool:
    """Tell whether a file or folder is hidden, or left behind by some program."""
    return name.startswith((".", "~$")) or name in {"Thumbs.db", "desktop.ini"}


class _Tree:
    """What of a folder is read: everything once, and nothing that is elsewhere."""

    def __init__(self, folder: Path) -> None:
        self._root = os.path.realpath(folder)
        self._met = {self._root}

    def place(self, here: str, name: str) -> Literal["new", "known", "outside"]:
        """Say what a name in a (real) folder is; a link to what is met under its own name anyway is "known"."""
        path = os.path.join(here, name)
        target = path
        if os.path.islink(path):
            target = os.path.realpath(path)
            if target != self._root and not target.startswith(self._root.rstrip(os.sep) + os.sep):
                return "outside"
            parts = Path(target).relative_to(self._root).parts
            if os.path.exists(target) and not any(_passed_over(part) for part in parts):
                return "known"
        if target in self._met:
            return "known"
        self._met.add(target)
        return "new"


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
