"""What extraction gives: one text, and blocks that say which part of it is what."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from assistant.ingest.errors import TextTooLong

MAX_CHARACTERS = 40_000_000
"""Longest text kept for one document (about 20,000 printed pages)."""

BlockKind: TypeAlias = Literal["heading", "paragraph", "list", "row", "code"]

_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u2060-\u2064\ufeff\ufffe\uffff\ud800-\udfff]"
)
"""Controls, soft hyphens and zero-width spaces: they hide words from search. Joiners stay (emoji)."""
_SPACES = re.compile(r"[ \t\u00a0]{2,}")


@dataclass(frozen=True, slots=True)
class Block:
    """text[start:end] of a document. `heading` is the path of titles above it; `page` is 1-based
    (0 = none); `place` overrides how people are told where it is; `context` is said to the encoder
    before the text (column names) and is not part of it; `row` is the row's number in its table."""

    start: int
    end: int
    kind: BlockKind = "paragraph"
    heading: tuple[str, ...] = ()
    page: int = 0
    place: str = ""
    context: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class Extracted:
    """One file as text. `pages` counts pages or slides (0 where the format has none); `without_text` are the
    1-based pages that show something but hold no text (pictures of pages)."""

    title: str
    kind: str
    text: str
    blocks: tuple[Block, ...]
    pages: int = 0
    without_text: tuple[int, ...] = ()


def clean(text: str) -> str:
    """Drop control characters and lone surrogates; line breaks become `\\n`."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def squeeze(text: str) -> str:
    """Clean and make every run of white space one space."""
    return " ".join(clean(text).split())


@dataclass(slots=True)
class Builder:
    """Collects blocks in reading order and keeps their offsets right."""

    kind: str
    title: str = ""
    page: int = 0
    place: str = ""
    pages: int = 0
    without_text: list[int] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _blocks: list[Block] = field(default_factory=list)
    _headings: list[tuple[int, str]] = field(default_factory=list)
    _length: int = 0

    def add(self, text: str, kind: BlockKind = "paragraph", *, context: str = "", row: int = 0) -> None:
        """Append one block; blank ones are left out."""
        text = _SPACES.sub(" ", clean(text)) if kind != "code" else clean(text)
        text = text.strip("\n") if kind == "code" else text.strip()
        if not text.strip():
            return
        if self._blocks:
            tight = kind in {"row", "list"} and self._blocks[-1].kind == kind
            self._append("\n" if tight else "\n\n")
        start = self._length
        self._append(text)
        path = tuple(title for _, title in self._headings)
        self._blocks.append(Block(start, self._length, kind, path, self.page, self.place, context, row))

    def heading(self, text: str, level: int) -> None:
        """Append a heading; it ends every heading of its level or deeper and heads what follows."""
        text = squeeze(text)[:300]
        if not text:
            return
        self.section(text, level)
        self.add(text, "heading")

    def section(self, text: str, level: int) -> None:
        """Start a section whose title is not itself part of the text."""
        self._headings = [(at, title) for at, title in self._headings if at < level]
        self._headings.append((level, squeeze(text)[:300]))

    def done(self, title: str = "") -> Extracted:
        """Return what was collected; the title falls back to a heading at its top."""
        first = next((b for b in self._blocks[:3] if b.kind == "heading"), None)
        text = "".join(self._parts)
        name = squeeze(self.title or title) or (text[first.start : first.end] if first else "")
        return Extracted(
            name[:300], self.kind, text, tuple(self._blocks), self.pages, tuple(self.without_text)
        )

    def _append(self, text: str) -> None:
        self._length += len(text)
        if self._length > MAX_CHARACTERS:
            raise TextTooLong(name="", limit=MAX_CHARACTERS // 1_000_000)
        self._parts.append(text)
