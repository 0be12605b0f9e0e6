"""PDF through PDFium: text page by page, so that a page number is evidence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.ingest.errors import Damaged, Encrypted, NoTextLayer
from assistant.ingest.extracted import BlockKind, Builder, Extracted
from assistant.ingest.pdf.columns import regions
from assistant.ingest.pdf.forms import filled
from assistant.ingest.pdf.hyphens import Hyphens
from assistant.ingest.pdf.lines import pieces, upright, without_readings
from assistant.ingest.pdf.paragraphs import across, carried, paragraphs
from assistant.ingest.pdf.running import without_heads
from assistant.ingest.pdf.tables import divided, rows
from assistant.ingest.pdf.words import HYPHEN, SLANTED, Piece, words

BATCH = 200
"""Pages that are held at once, and whose heads and words are compared."""
FEW = 200
"""Letters up to which a page under a picture of half its size counts as a scan with a stamp on it."""


@dataclass(slots=True)
class Page:
    """What one page says, before its order is known. `shows` tells whether anything is drawn on it."""

    number: int
    pieces: list[Piece] = field(default_factory=list)
    shows: bool = False
    picture: bool = False
    """Whether one picture covers half of the page or more."""


def extract(data: bytes, name: str) -> Extracted:
    """Return the text with page numbers; an empty password is tried on encrypted files.

    Raises Encrypted, Damaged, or NoTextLayer where no page holds text.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Encrypted(name=name) from error
        raise Damaged(name=name, found=_reason(error)) from error
    try:
        return _extract(document, name)
    finally:
        document.close()


def _extract(document: Any, name: str) -> Extracted:
    count = len(document)
    form = _form(document)
    builder = Builder("pdf", title=_title(document), pages=count)
    outline = _outline(document)
    told: set[str] = set()
    broken = 0
    for start in range(0, count, BATCH):
        batch = [_page(document, at, form) for at in range(start, min(count, start + BATCH))]
        broken += sum(page is None for page in batch)
        _add(builder, [page for page in batch if page is not None], outline, told)
    if broken and broken == count:
        raise Damaged(name=name, found="no page can be opened")
    result = builder.done()
    if not result.text:
        raise NoTextLayer(name=name, pages=count)
    return result


def _form(document: Any) -> Any:
    """Return what reads form fields, None where the document has none."""
    try:
        if document.get_formtype():
            document.init_forms()
            return document.formenv
    except Exception:  # a broken form does not make the pages unreadable
        return None
    return None


def _page(document: Any, at: int, form: Any) -> Page | None:
    """Return a page's words and field values; None where it cannot be opened."""
    import pypdfium2

    try:
        page = document[at]
        text_page = page.get_textpage()
        bounds = page.get_bbox()
        found = words(text_page, bounds)
        found += filled(page, form, found[-1].line + 1 if found else 0)
        made = Page(at + 1, pieces(without_readings(upright(found))))
        if sum(len(one.text) for one in made.pieces) < FEW:
            _look(page, bounds, made)
        text_page.close()
        page.close()
    except pypdfium2.PdfiumError:
        return None
    return made


def _look(page: Any, bounds: tuple[float, float, float, float], made: Page) -> None:
    """Note whether a page of few words shows anything, and whether it is a picture."""
    import pypdfium2.raw as raw

    area = (bounds[2] - bounds[0]) * (bounds[3] - bounds[1])
    for count, thing in enumerate(page.get_objects(max_depth=2)):
        made.shows = True
        if thing.type == raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = thing.get_bounds()
            made.picture = made.picture or (right - left) * (top - bottom) > area / 2
        if made.picture or count > 500:
            return


def _add(
    builder: Builder, batch: Sequence[Page], outline: dict[int, list[tuple[int, str]]], told: set[str]
) -> None:
    """Append pages; a sentence that goes on overleaf stays whole, on the page on which it begins."""
    texts: list[list[tuple[str, BlockKind]]] = []
    hyphens = Hyphens(one.text for page in batch for one in page.pieces)
    for page, (heads, rest) in zip(batch, without_heads([page.pieces for page in batch]), strict=True):
        if (page.shows and not page.pieces) or (page.picture and not rest):
            builder.without_text.append(page.number)
        if not rest and not page.picture:  # pages that say the same and nothing else
            heads, rest = [], page.pieces
        fresh = [head for head in heads if head not in told]
        told.update(fresh)
        body = list(_blocks(rest, hyphens))
        _carry(texts[-1] if texts else [], body, hyphens)
        texts.append([(head, "paragraph") for head in fresh] + body)
    for page, blocks in zip(batch, texts, strict=True):
        builder.page = page.number
        for level, title in outline.get(page.number - 1, ()):
            builder.section(title, level)
        for text, kind in blocks:
            builder.add(text.replace(HYPHEN, "-"), kind)


def _carry(before: list[tuple[str, BlockKind]], body: list[tuple[str, BlockKind]], hyphens: Hyphens) -> None:
    if not before or not body or before[-1][1] != "paragraph" or body[0][1] != "paragraph":
        return
    moved = carried(before[-1][0], body[0][0], hyphens)
    if moved is not None:
        before[-1] = (moved[0], "paragraph")
        body[0] = (moved[1], "paragraph")


def _blocks(found: Sequence[Piece], hyphens: Hyphens) -> Iterator[tuple[str, BlockKind]]:
    """Yield a page's blocks: the frame with most letters first, text that is neither level nor upright last."""
    letters: Counter[int] = Counter()
    for one in found:
        letters[one.frame] += len(one.text) if one.frame != SLANTED else 0
    for frame, _ in letters.most_common():
        open_column: list[str] = []
        for region, column in regions([one for one in found if one.frame == frame]):
            for some, table in divided(region):
                if column and not table:
                    open_column = across(open_column, paragraphs(some, hyphens, column=True), hyphens)
                    continue
                yield from ((text, "paragraph") for text in open_column)
                open_column = []
                if table:
                    yield from ((row, "row") for row in rows(some))
                else:
                    yield from ((text, "paragraph") for text in paragraphs(some, hyphens))
        yield from ((text, "paragraph") for text in open_column)


def _title(document: Any) -> str:
    """Return the title that the file states, unless a program only put a file name there."""
    try:
        title = str(document.get_metadata_dict().get("Title", "")).strip()
    except Exception:  # metadata is a courtesy; the text matters
        return ""
    poor = re.search(
        r"\.(docx?|pptx?|xlsx?|indd|tex|dvi|pdf|qxd)$|^untitled|^microsoft |^slide 1$|^無題", title, re.I
    )
    return "" if poor else title


def _outline(document: Any) -> dict[int, list[tuple[int, str]]]:
    """Return bookmarks by page index as (level, title)."""
    found: dict[int, list[tuple[int, str]]] = {}
    try:
        for count, mark in enumerate(document.get_toc(max_depth=4)):
            if count > 5_000:
                break
            target = mark.get_dest()
            if target is not None and mark.get_title():
                found.setdefault(target.get_index(), []).append((mark.level + 1, mark.get_title()))
    except Exception:  # a broken outline does not make the pages unreadable
        return {}
    return found


def _reason(error: Exception) -> str:
    inside = re.search(r"\(PDFium: (.*?)\)", str(error))
    return inside.group(1).rstrip(".") if inside else str(error)[:100]
