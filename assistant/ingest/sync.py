"""A folder and the library made alike: first what would change, then the change."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.ingest.errors import IngestError, NotReadable, Vanished
from assistant.ingest.files import walk
from assistant.ingest.folder_errors import TooManyFiles
from assistant.ingest.known import Known, own_documents
from assistant.ingest.mapped import from_os
from assistant.paths import on_disk, printable
from store.types import Document, Owner

if TYPE_CHECKING:
    from store.library import Store


@dataclass(frozen=True, slots=True)
class SyncPlan:
    """What sync would do. `renamed` are (document as it is known, its file now); `deleted` are
    documents whose files are gone from the folder; `failed` are places that cannot be looked into,
    under which nothing is deleted."""

    folder: Path
    added: tuple[Path, ...] = ()
    changed: tuple[Path, ...] = ()
    renamed: tuple[tuple[Document, Path], ...] = ()
    deleted: tuple[Document, ...] = ()
    unchanged: int = 0
    failed: tuple[tuple[str, IngestError], ...] = ()

    @property
    def paths(self) -> tuple[Path, ...]:
        """Return the files that sync reads."""
        return (*(path for _, path in self.renamed), *self.changed, *self.added)

    @property
    def empty(self) -> bool:
        """Tell whether sync would change nothing."""
        return not (self.added or self.changed or self.renamed or self.deleted)


def plan(store: Store, folder: Path, *, owner: Owner, max_files: int) -> SyncPlan:
    """Compare a folder with the owner's documents from it; reads every file, changes nothing.

    Raises Vanished where the folder is not there: a missing drive must not look like deletion.
    """
    folder = Path(os.path.abspath(os.path.expanduser(folder)))
    if not folder.is_dir():
        raise Vanished(name=folder)
    known = Known(own_documents(store, owner))
    present: dict[Path, str] = {}
    failed: list[tuple[Path, str, IngestError]] = []
    for found in walk([folder], max_files):
        try:
            if found.error is not None:
                raise found.error
            present[found.path] = _hash(found.path, found.name)
        except IngestError as error:
            failed.append((found.path, found.name, error))
    return _compare(folder, known, present, failed)


def _compare(
    folder: Path, known: Known, present: dict[Path, str], failed: Sequence[tuple[Path, str, IngestError]]
) -> SyncPlan:
    added: list[Path] = []
    changed: list[Path] = []
    unchanged = 0
    renamed: dict[str, tuple[Document, Path]] = {}
    for path, sha256 in present.items():
        verdict = known.judge(printable(path), sha256)
        if (
            verdict.change == "renamed"
            and verdict.document is not None
            and verdict.document.id not in renamed
        ):
            renamed[verdict.document.id] = (verdict.document, path)
        elif verdict.change in {"unchanged", "renamed"}:
            unchanged += 1
        else:
            (changed if verdict.change == "updated" else added).append(path)
    here = {printable(path) for path in present}
    unseen = [printable(path) for path, _, _ in failed if path != folder]
    too_many = any(isinstance(error, TooManyFiles) for _, _, error in failed)
    deleted = [
        document
        for document in known.under(printable(folder))
        if document.location not in here and document.id not in renamed and not too_many
        and not any(document.location == place or document.location.startswith(place + os.sep) for place in unseen)
        and not os.path.lexists(on_disk(document.location))
    ]  # fmt: skip
    problems = tuple((name, error) for path, name, error in failed if path != folder or too_many)
    return SyncPlan(
        folder, tuple(added), tuple(changed), tuple(renamed.values()), tuple(deleted), unchanged, problems
    )


def _hash(path: Path, name: str) -> str:
    if not path.is_file():
        raise NotReadable(name=name, found="not a regular file") if path.exists() else Vanished(name=name)
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise from_os(error, name) from error
