"""The words of the store: spaces, items, hits, documents, and what a store promises."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NewType, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Owner = NewType("Owner", str)
Scalar: TypeAlias = str | int | float | bool
Vector: TypeAlias = NDArray[np.float32]
Matrix: TypeAlias = NDArray[np.float32]

ME = Owner("me")
"""The one owner of a personal store."""
SHARED = Owner("shared")
"""Items of this owner (the sample library) are read by everybody and changed by nobody."""


@dataclass(frozen=True, slots=True)
class Space:
    """One set of comparable vectors: all from the encoder named by `fingerprint`, all of `dim`."""

    name: str
    fingerprint: str
    dim: int

    def __str__(self) -> str:
        """Return what its vectors are of, for people."""
        return f"{self.fingerprint} ({self.dim} dimensions)"


@dataclass(frozen=True, slots=True)
class Item:
    """One vector with its text. `source` is the id of the document it came from ("" for none)."""

    id: str
    owner: Owner
    vector: Vector
    text: str = ""
    metadata: Mapping[str, Scalar] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """One search result, best first. `score` is what it was ranked by; `scores` are its parts."""

    id: str
    score: float
    text: str = ""
    metadata: Mapping[str, Scalar] = field(default_factory=dict)
    source: str = ""
    scores: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PutReport:
    """What a put changed, in items."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """One remembered file or text. Times are UTC seconds; `sha256` is of the original bytes."""

    id: str
    owner: Owner
    name: str
    kind: str = "text"
    location: str = ""
    title: str = ""
    sha256: str = ""
    size: int = 0
    modified: float = 0.0
    added: float = 0.0
    tags: tuple[str, ...] = ()
    passages: int = 0
    text: str = ""


class EmbeddingStore(Protocol):
    """Vectors with their texts, by space and owner. Everything acknowledged survives a crash.

    A reader sees its own items and those of SHARED. All methods are safe to call from threads. Where a
    Space is given instead of its name, the call is refused (SpaceMismatch) unless it holds that encoder's
    vectors: so a change of encoder in the middle of a search or an ingestion never mixes two.
    """

    def open(self, space: Space) -> None:
        """Create or re-open a space; SpaceMismatch when its fingerprint or dim differs."""

    def spaces(self) -> list[Space]:
        """Return every space there is."""

    def put(self, space: str | Space, items: Iterable[Item]) -> PutReport:
        """Insert or update by (owner, id); returns after the commit."""

    def near(
        self,
        space: str | Space,
        vector: Vector,
        k: int = 10,
        *,
        owner: Owner,
        where: Mapping[str, Scalar | Sequence[Scalar]] | None = None,
    ) -> list[Hit]:
        """Return the k items nearest to a unit vector by cosine similarity, best first."""

    def get(self, space: str, ids: Sequence[str], *, owner: Owner) -> list[Item]:
        """Return the items that exist and may be read, in the order of `ids`."""

    def scan(self, space: str, *, owner: Owner) -> Iterator[Item]:
        """Yield every item that the owner may read, oldest first."""

    def count(self, space: str, *, owner: Owner) -> int:
        """Return how many items the owner may read."""

    def remove(self, space: str, ids: Iterable[str], *, owner: Owner) -> int:
        """Delete the owner's own items; returns how many there were."""


class DocumentStore(Protocol):
    """Documents and their passages, changed together in one commit."""

    def put_document(self, document: Document, space: str | Space, items: Iterable[Item]) -> PutReport:
        """Insert or replace a document and, in `space`, all items whose source it is."""

    def documents(
        self,
        *,
        owner: Owner,
        text: str = "",
        kind: str = "",
        tag: str = "",
        limit: int = 1000,
        offset: int = 0,
    ) -> list[Document]:
        """Return documents the owner may read, newest first, without their `text`."""

    def document(self, document_id: str, *, owner: Owner) -> Document | None:
        """Return one document with its full text, or None."""

    def update_document(self, document: Document) -> None:
        """Change name, location, tags, times; passages and text stay."""

    def forget_documents(self, ids: Iterable[str], *, owner: Owner) -> str:
        """Hide the owner's documents and their items; returns a token that restore() takes."""

    def restore(self, token: str, *, owner: Owner) -> int:
        """Bring back what one forget_documents() hid; returns how many documents."""
