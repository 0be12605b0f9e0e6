"""The sample library that ships with the program, put where everybody reads it."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.settings import shipped
from store.types import SHARED

if TYPE_CHECKING:
    from assistant.ingest.events import IngestEvent
    from assistant.library.library import Library

KEPT_OUT = "samples.off"
"""The kept setting that says a person does not want the samples."""


def folder() -> Path:
    """Return the folder of sample texts."""
    return shipped("samples", "texts")


def archive() -> Path:
    """Return the export of those texts, embedded by the default encoder (assets/recipes/samples_library.py)."""
    return folder().with_name("library.zip")


def load(library: Library) -> Iterator[IngestEvent]:
    """Add the sample texts for everybody, with their shipped vectors where the encoder is the same."""
    if not library.settings.samples or library.store.settings.get(KEPT_OUT) or _complete(library):
        return
    if not library.documents(owner=SHARED) and archive().is_file():
        library.import_(archive(), owner=SHARED)
    if not _complete(library):
        yield from library.add_files([folder()], owner=SHARED)


def _complete(library: Library) -> bool:
    wanted = {sha256(file.read_bytes()).hexdigest() for file in folder().iterdir()}
    return wanted <= {document.sha256 for document in library.documents(owner=SHARED)}


def remove(library: Library) -> int:
    """Take the samples out for good; returns how many documents that were."""
    ids = [document.id for document in library.documents(owner=SHARED)]
    library.store.settings.set(KEPT_OUT, True)
    library.forget(ids, owner=SHARED)
    return len(ids)
