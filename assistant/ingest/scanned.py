"""Pages that are pictures: recognised one by one, and put among the pages that have a text layer."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import replace

from assistant.encoders.images.errors import ImageError
from assistant.ingest.chunk import Chunk, chunk
from assistant.ingest.errors import NoTextLayer
from assistant.ingest.events import FileProgress
from assistant.ingest.extracted import Builder
from assistant.ingest.files import Loaded
from assistant.ingest.recognised import MAX_PAGES, Recognition
from assistant.ingest.sandbox import Read
from assistant.ocr.lines import Recognised, confidence
from assistant.ocr.order import paragraphs
from assistant.ocr.sandbox import Ocr

BETWEEN = "\n\n"


def read(
    known: Read, loaded: Loaded, ocr: Ocr
) -> Generator[FileProgress, None, tuple[Read, Recognition | None]]:
    """Return the document with its pages without text recognised, telling of each; NoTextLayer where none says anything.

    What cannot be rendered is left out and counted.
    """
    pages, failed = known.without_text[:MAX_PAGES], 0
    found: dict[int, Recognised] = {}
    for done, number in enumerate(pages):
        yield FileProgress(loaded.name, "read", done, len(pages), "pages")
        try:
            page = ocr.page(loaded.data, loaded.file_name, number)
        except ImageError:
            failed += 1
            continue
        if page.lines:
            found[number] = page
    if not found and not known.text:
        raise NoTextLayer(name=loaded.file_name, pages=known.pages)
    if not found:
        return known, None
    sure = confidence([line for page in found.values() for line in page.lines])
    left = len(known.without_text) - len(pages)
    told = Recognition(
        loaded.name, tuple(found), sum(len(page.lines) for page in found.values()), sure, left, failed
    )
    return merged(known, found), told


def merged(known: Read, found: Mapping[int, Recognised]) -> Read:
    """Return the document with recognised pages in their places, each passage with its confidence."""
    text, passages = known.text, list(known.passages)
    for number, page in sorted(found.items()):
        fresh = recognised_page(number, page, known.kind)
        after = next((at for at, one in enumerate(passages) if one.page > number), len(passages))
        start = passages[after].start if after < len(passages) else len(text) + (len(BETWEEN) if text else 0)
        more = fresh[0] + (BETWEEN if after < len(passages) else "")
        text = text[:start] + (BETWEEN if start > len(text) else "") + more + text[start:]
        passages[after:] = [
            *(_moved(one, start) for one in fresh[1]), *(_moved(one, len(more)) for one in passages[after:]),
        ]  # fmt: skip
    return replace(known, text=text, passages=tuple(passages))


def recognised_page(number: int, page: Recognised, kind: str) -> tuple[str, list[Chunk]]:
    """Return the text of a recognised page and its passages; `number` 0 is a photo."""
    builder = Builder(kind, page=number)
    builder.place = mark(page) if not number else f"p. {number} · {mark(page)}"
    for paragraph in paragraphs(page.lines):
        builder.add(paragraph)
    made = builder.done()
    return made.text, chunk(made)


def mark(page: Recognised) -> str:
    """Return how evidence says that it was recognised: "OCR .93"."""
    return f"OCR {min(page.confidence, 0.99):.2f}".replace("0.", ".")


def _moved(passage: Chunk, by: int) -> Chunk:
    return replace(passage, start=passage.start + by, end=passage.end + by)
