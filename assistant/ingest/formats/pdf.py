"""PDF through PDFium: text page by page, so that a page number is evidence."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from assistant.ingest.errors import Damaged, Encrypted, NoTextLayer
from assistant.ingest.extracted import Builder, Extracted

_COMPATIBLE = re.compile(r"[\u2e80-\u2fdf\ufb00-\ufb06]")
"""Radicals and ligatures that PDFs hold instead of letters: 「⽇」 (U+2F47) is not found by 「日」."""
_END = re.compile(r"[.!?。．！？:：」』）)]$")
_BULLET = re.compile(r"^(?:[-•●○■◆・*–▪✓]|\(?\d{1,2}[.)）]|[①-⑳])\s*\S")
_WIDE = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")


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
    builder = Builder("pdf", title=_title(document), pages=len(document))
    outline = _outline(document)
    broken = 0
    for number in range(len(document)):
        builder.page = number + 1
        for level, title in outline.get(number, ()):
            builder.section(title, level)
        try:
            page = document[number]
            text_page = page.get_textpage()
            text = text_page.get_text_bounded()
            if not text.strip() and next(iter(page.get_objects(max_depth=1)), None) is not None:
                builder.without_text.append(number + 1)
            for paragraph in paragraphs(text):
                builder.add(paragraph)
            text_page.close()
            page.close()
        except pypdfium2.PdfiumError:
            broken += 1
    pages = len(document)
    document.close()
    if broken and broken == pages:
        raise Damaged(name=name, found="no page can be opened")
    result = builder.done()
    if not result.text:
        raise NoTextLayer(name=name, pages=pages)
    return result


def paragraphs(text: str) -> list[str]:
    """Join a page's lines into paragraphs.

    A line ends its paragraph when it is clearly shorter than the page's long lines and either ends a
    sentence or is followed by a bullet, or is a short line among short ones (a heading, a table row).
    """
    text = _COMPATIBLE.sub(lambda m: unicodedata.normalize("NFKC", m.group()), text)
    text = text.replace("\x02\r\n", "").replace("\x02", "").replace("\ufffe", "")
    lines = [line.strip() for line in text.replace("\r\n", "\n").split("\n")]
    widths = sorted(_width(line) for line in lines if line)
    if not widths:
        return []
    full = widths[int(len(widths) * 0.85)] * 0.72
    found: list[str] = []
    open_line = False
    for line in lines:
        if not line:
            open_line = False
            continue
        if open_line and not _BULLET.match(line):
            found[-1] = _join(found[-1], line)
        else:
            found.append(line)
        wide = _width(line) >= full and _width(line) >= 30
        open_line = wide or (open_line and not _END.search(line) and _width(line) >= 30)
    return found


def _width(line: str) -> int:
    return len(line) + len(_WIDE.findall(line))


def _join(first: str, second: str) -> str:
    """Japanese lines are joined without a space."""
    gap = "" if _WIDE.match(first[-1]) and _WIDE.match(second[0]) else " "
    return f"{first}{gap}{second}"


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
