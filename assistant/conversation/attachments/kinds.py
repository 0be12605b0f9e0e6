"""What a dropped file most likely is, from a few pieces of it: a document whenever that is not plain."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from assistant.conversation.attachments.lists import baskets, graph
from assistant.conversation.attachments.vectors import vectors
from assistant.ingest.encoding import decode
from assistant.ingest.errors import IngestError
from assistant.paths import is_picture

Kind: TypeAlias = Literal["document", "graph", "baskets", "vectors"]
PIECE = 1 << 16
"""Bytes that are looked at, three times in a large file: lists are often sorted, and their ends differ."""
_PACKED_VECTORS = (".vec.gz", ".bin.gz", ".glove.gz")
_PROSE = frozenset(
    [
        ".pdf",
        ".docx",
        ".pptx",
        ".xlsx",
        ".epub",
        ".html",
        ".htm",
        ".xhtml",
        ".md",
        ".markdown",
        ".rst",
        ".json",
        ".jsonl",
        ".ndjson",
        ".ipynb",
        ".zip",
        ".log",
        ".py",
        ".ico",
    ]
)


@dataclass(frozen=True, slots=True)
class Guess:
    """What is done with a file, and what else it could be."""

    kind: Kind
    others: tuple[Kind, ...] = ()


def guess(path: Path) -> Guess:
    """Return what a file is: sure of at most one kind, else a document that may be one of the others."""
    if path.suffix.lower() in _PROSE or is_picture(path):
        return Guess("document")
    if path.name.lower().endswith(_PACKED_VECTORS):
        return Guess("vectors", ("document",))
    try:
        size, pieces = path.stat().st_size, _pieces(path)
    except OSError:
        return Guess("document")
    lines = _lines(pieces)
    suffix = path.suffix.lower()
    found: dict[Kind, bool | None] = {"vectors": vectors(pieces[0], size, lines)}
    if not found["vectors"] and lines:
        found |= {"graph": graph(lines, suffix), "baskets": baskets(lines, suffix)}
    sure = [kind for kind, plain in found.items() if plain]
    maybe = [kind for kind, plain in found.items() if plain is False]
    if len(sure) == 1:
        return Guess(sure[0], (*maybe, "document"))
    return Guess("document", (*sure, *maybe))


def _pieces(path: Path) -> list[bytes]:
    """Return the file, or its beginning, middle and end, cut at line breaks."""
    size = path.stat().st_size
    with path.open("rb") as file:
        first = file.read(3 * PIECE if size <= 3 * PIECE else PIECE)
        if size <= 3 * PIECE:
            return [first]
        pieces = [first[: first.rfind(b"\n") + 1] or first]
        for place in (size // 2, size - PIECE):
            file.seek(place)
            piece = file.read(PIECE)
            pieces.append(piece[piece.find(b"\n") + 1 : piece.rfind(b"\n") + 1])
    return pieces


def _lines(pieces: list[bytes]) -> list[str]:
    """Return the lines of text in the pieces; none for what is not text."""
    try:
        text = decode(b"".join(pieces), "")
    except IngestError:
        return []
    return [line for line in text.splitlines() if line.strip()]
