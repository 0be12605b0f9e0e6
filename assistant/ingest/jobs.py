"""One document on its way into the store: its passages, and the vectors that they still need."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.ingest.chunk import Chunk, embedded
from assistant.ingest.events import Change, FileDone, TextRead
from assistant.ingest.recognised import Recognition
from store.types import Document, Item, Scalar, Vector


@dataclass(slots=True)
class Pending:
    """`texts` are what the encoder reads, one per passage; `vectors` is None where not yet known.

    `copies` are files with the same content, told of once the document is stored; `recognised` says what was read from
    pictures. With `quiet` the document is a photo that was told of already, and this is the text in it.
    """

    document: Document
    change: Change
    name: str
    passages: Sequence[Chunk]
    group: str = ""
    texts: list[str] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)
    vectors: list[Vector | None] = field(default_factory=list)
    copies: list[FileDone] = field(default_factory=list)
    pages: int = 0
    without_text: tuple[int, ...] = ()
    recognised: Recognition | None = None
    quiet: bool = False
    extra: Mapping[str, Scalar] = field(default_factory=dict)
    """What the first passage keeps beside what every passage does."""

    @property
    def done(self) -> list[FileDone | TextRead]:
        """Return what to tell once it is stored."""
        if self.quiet:
            return [TextRead(self.document.id, self.recognised)] if self.recognised else []
        own = FileDone(
            self.name,
            self.document.id,
            self.change,
            len(self.passages),
            self.pages,
            self.without_text,
            self.recognised,
        )
        return [own, *self.copies]

    @classmethod
    def of(
        cls, document: Document, change: Change, name: str, passages: Sequence[Chunk],
        earlier: Mapping[str, Vector], group: str = "",
    ) -> Pending:  # fmt: skip
        """Make a job; `earlier` holds the vectors of the document's former version by digest."""
        texts = [
            embedded(document.text[p.start : p.end], document.title, p.heading, p.context) for p in passages
        ]
        digests = [digest(text) for text in texts]
        return cls(document, change, name, passages, group, texts, digests, [earlier.get(d) for d in digests])

    def missing(self) -> list[int]:
        """Return the numbers of the passages without a vector."""
        return [number for number, vector in enumerate(self.vectors) if vector is None]

    def items(self) -> list[Item]:
        """Return the passages as items of the store; every vector must be there."""
        return [
            Item(
                f"{self.document.id}#{number}", self.document.owner, vector,
                self.document.text[passage.start : passage.end],
                self._metadata(number, passage), self.document.id,
            )
            for number, (passage, vector) in enumerate(zip(self.passages, self.vectors, strict=True))
            if vector is not None
        ]  # fmt: skip

    def _metadata(self, number: int, passage: Chunk) -> dict[str, Scalar]:
        document = self.document
        extra: dict[str, Scalar] = {"context": passage.context} if passage.context else {}
        extra |= self.extra if number == 0 else {}
        return {
            "start": passage.start, "end": passage.end, "place": passage.place, "heading": passage.heading,
            "page": passage.page, "kind": document.kind, "name": document.name, "title": document.title,
            "added": document.added, "modified": document.modified, "order": number, "group": self.group,
            "digest": self.digests[number], **extra,
        }  # fmt: skip


def digest(text: str) -> str:
    """Return the name under which a text's vector is found again."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:24]
