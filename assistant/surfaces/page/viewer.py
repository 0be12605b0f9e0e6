"""A document in the side panel, scrolled to the passage that an answer quoted."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.phrase import Language
from assistant.surfaces.page.excerpts import cut
from assistant.surfaces.page.html import render
from assistant.surfaces.page.library_view import date_of, size_of
from assistant.surfaces.page.words import say_in
from store.types import Document

PART = 30_000
"""Characters shown at once; more would make a phone stutter, and nobody scrolls through a book."""


@dataclass(frozen=True, slots=True)
class Place:
    """A passage's document, character offsets into its text, and those of its answering sentence."""

    document_id: str
    start: int = 0
    end: int = 0
    left: int = 0
    right: int = 0

    @classmethod
    def read(cls, address: str) -> Place:
        """Return the place of "document id|start|end|left|right"; what is missing or no number is 0."""
        document_id, *rest = address.split("|")
        return cls(document_id, *(int(part) if part.isdecimal() else 0 for part in rest[:4]))


def panel(document: Document, place: Place, language: Language, pictures: Sequence[str] = ()) -> str:
    """Return the part of the document's text around a place, the passage marked; `pictures` are addresses of photos."""
    text, t = document.text, say_in(language)
    start = max(0, min(place.start, len(text) - 1))
    part = start // PART
    first, total = part * PART, max(1, -(-len(text) // PART))
    # A passage that crosses the border between two parts is shown whole.
    last = min(len(text), max(first + PART, place.end))
    about = [
        document.kind,
        "" if pictures else t("n_passages", n=f"{document.passages:,}"),
        size_of(document.size),
        date_of(document.added),
    ]
    inner = (max(first, place.start), min(place.end, last))
    if inner[0] >= inner[1]:
        inner = (last, last)
    answer = [(place.left, place.right)] if place.left < place.right else []
    return render(
        "viewer", language, document=document, about=" · ".join(piece for piece in about if piece),
        above=text[first : inner[0]].rstrip(), hit=cut(text, answer, *inner), below=text[inner[1] : last].lstrip(), part=part + 1, total=total,
        before=first - PART if part else None, after=first + PART if part + 1 < total else None,
        nonce=secrets.token_hex(4), pictures=pictures,
    )  # fmt: skip


def gone(language: Language) -> str:
    """Return the panel for a document that is no longer there."""
    document = Document("", owner=None, name=say_in(language)("gone"))  # type: ignore[arg-type]  # nobody's
    return render(
        "viewer", language, document=document, about="", above="", hit=[], below="", part=1, total=1, before=None, after=None,
        nonce=secrets.token_hex(4), pictures=(),
    )  # fmt: skip
