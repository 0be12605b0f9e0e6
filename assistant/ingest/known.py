"""What an owner already has: the same file, a changed one at its place, or a renamed one."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from assistant.paths import on_disk
from store.types import Document, Owner

if TYPE_CHECKING:
    from store.library import Store

PAGE = 1000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a file is to the library, and the document it is known as (None when new)."""

    change: Literal["added", "updated", "unchanged", "renamed"]
    document: Document | None = None


class Known:
    """One owner's documents by place and by content, kept current while files are added."""

    def __init__(self, documents: Iterator[Document]) -> None:
        self._at: dict[str, Document] = {}
        self._holding: dict[str, dict[str, Document]] = {}
        self._keys: dict[str, tuple[str, str]] = {}
        for document in documents:
            self.keep(document)

    def keep(self, document: Document) -> None:
        """Remember a document as it is now."""
        location, sha256 = self._keys.get(document.id, ("", ""))
        if location and self._at.get(location, document).id == document.id:
            self._at.pop(location, None)
        self._holding.get(sha256, {}).pop(document.id, None)
        self._keys[document.id] = (document.location, document.sha256)
        self._at[document.location] = document
        self._holding.setdefault(document.sha256, {})[document.id] = document

    def judge(self, location: str, sha256: str) -> Verdict:
        """Compare a file with what is known. A copy of a file that is still there is "unchanged"."""
        here = self._at.get(location)
        if here is not None and here.sha256 == sha256:
            return Verdict("unchanged", here)
        same = list(self._holding.get(sha256, {}).values())
        moved = [other for other in same if is_path(other.location) and not on_disk(other.location).exists()]
        if here is None and moved:
            return Verdict("renamed", moved[0])
        if here is not None:
            return Verdict("updated", here)
        copy = [other for other in same if is_path(other.location)]
        return Verdict("unchanged", copy[0]) if copy else Verdict("added")

    def under(self, folder: str) -> list[Document]:
        """Return the documents whose files are, or were, in a folder."""
        prefix = folder.rstrip(os.sep) + os.sep
        return [document for location, document in self._at.items() if location.startswith(prefix)]

    def holding(self, sha256: str) -> list[Document]:
        """Return the documents with this content."""
        return list(self._holding.get(sha256, {}).values())


def own_documents(store: Store, owner: Owner) -> Iterator[Document]:
    """Yield the owner's own documents, without their text."""
    offset = 0
    while page := store.documents(owner=owner, limit=PAGE, offset=offset):
        yield from (document for document in page if document.owner == owner)
        offset += len(page)


def is_path(location: str) -> bool:
    """Tell a file's place from the id of a text ("id:...")."""
    return bool(location) and not location.startswith("id:")


def document_id(owner: Owner, location: str, sha256: str = "") -> str:
    """Return the id of a new document: of its owner, first place and first content, so that a renamed
    file keeps its id and another file at the old place gets its own."""
    return "doc-" + hashlib.sha256(f"{owner}\0{location}\0{sha256}".encode()).hexdigest()[:16]
