"""A page as a picture with a passage marked, as with a felt pen: the text stays readable under the yellow."""

from __future__ import annotations

import ctypes
import io
import re
import unicodedata
from collections import defaultdict
from typing import Any

from assistant.ingest.errors import Damaged, Encrypted
from assistant.ingest.pdf.words import Box, joined

WIDTH, TALLEST = 900, 3_000
"""Pixels: the width of a picture, and the height from which it is made narrower instead."""
YELLOW = (255, 236, 110)
GRAM = 12
"""Letters in a row that are looked for on the page."""
_CELL = re.compile(r"[^\W_]+")


def render(data: bytes, page: int, marked: str) -> bytes:
    """Return page `page` (from 1) of a PDF as PNG, 900 pixels wide, with what it holds of the text `marked` in yellow.

    Raises Encrypted, or Damaged where the file or the page cannot be opened.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise (
            Encrypted(name="") if "password" in str(error).lower() else Damaged(name="", found="PDF")
        ) from error
    try:
        if document.get_formtype():
            document.init_forms()
        if not 1 <= page <= len(document):
            raise Damaged(name="", found=f"page {page} of {len(document)}")
        return _drawn(document[page - 1], marked)
    except pypdfium2.PdfiumError as error:
        raise Damaged(name="", found=f"page {page}") from error
    finally:
        document.close()


def _drawn(page: Any, marked: str) -> bytes:
    from PIL import Image, ImageChops, ImageDraw

    width, height = page.get_size()
    scale = min(WIDTH / max(width, 1.0), TALLEST / max(height, 1.0))
    bitmap = page.render(scale=scale, rev_byteorder=True)
    picture = bitmap.to_pil().convert("RGB")
    to_bitmap = bitmap.get_posconv(page).to_bitmap
    pen = Image.new("RGB", picture.size, "white")
    draw = ImageDraw.Draw(pen)
    for left, bottom, right, top in boxes(page, marked):
        (x0, y0), (x1, y1) = to_bitmap(left, bottom), to_bitmap(right, top)
        draw.rectangle((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)), fill=YELLOW)
    out = io.BytesIO()
    ImageChops.multiply(picture, pen).save(out, "PNG")
    return out.getvalue()


def boxes(page: Any, marked: str) -> list[Box]:
    """Return boxes on the page, in points, around what it holds of a text: letters are compared, nothing else is."""
    import pypdfium2.raw as raw

    text_page = page.get_textpage()
    letters: list[str] = []
    at: list[int] = []
    for index in range(text_page.count_chars()):
        for letter in _letters(chr(raw.FPDFText_GetUnicode(text_page.raw, index))):
            letters.append(letter)
            at.append(index)
    held = _held("".join(letters), marked)
    rectangle = raw.FS_RECTF()
    found: list[Box] = []
    last = -9
    for index in sorted({at[n] for n in held}):
        if not raw.FPDFText_GetLooseCharBox(text_page.raw, index, ctypes.byref(rectangle)):
            continue
        box = (rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
        if index - last <= 3 and _beside(found[-1], box):
            found[-1] = joined(found[-1], box)
        else:
            found.append(box)
        last = index
    text_page.close()
    return found


def _letters(text: str) -> str:
    return "".join(_CELL.findall(unicodedata.normalize("NFKC", text).casefold()))


def _held(page: str, marked: str) -> set[int]:
    """Return which letters of the page belong to a text, by runs of letters, else (in tables) by words."""
    wanted = _letters(marked)
    size = min(GRAM, len(wanted))
    if not size:
        return set()
    grams: defaultdict[str, list[int]] = defaultdict(list)
    for at in range(len(page) - size + 1):
        grams[page[at : at + size]].append(at)
    held: set[int] = set()
    last = 0
    for at in range(len(wanted) - size + 1):
        places = grams.get(wanted[at : at + size])
        if places:
            last = min(places, key=lambda place: abs(place - last - 1))
            held.update(range(last, last + size))
    return held if len(held) * 2 >= len(wanted) else held | _cells(page, marked)


def _cells(page: str, marked: str) -> set[int]:
    """Return the letters of words that a text has, each after the one before where it can be."""
    held: set[int] = set()
    last = 0
    for word in _CELL.findall(unicodedata.normalize("NFKC", marked).casefold()):
        place = page.find(word, last)
        if place < 0 or (len(word) < 3 and place - last > 200):
            continue
        held.update(range(place, place + len(word)))
        last = place + len(word)
    return held


def _beside(last: Box, box: Box) -> bool:
    """Tell whether a letter goes on where a box ends, along a line or down a column."""
    level = min(last[3], box[3]) - max(last[1], box[1]) > 0.4 * (box[3] - box[1])
    upright = min(last[2], box[2]) - max(last[0], box[0]) > 0.4 * (box[2] - box[0])
    size = max(box[3] - box[1], box[2] - box[0])
    across = max(box[0] - last[2], last[0] - box[2])
    down = max(box[1] - last[3], last[1] - box[3])
    return (level and across < 1.5 * size) or (
        upright and down < 0.5 * size and last[3] - last[1] > last[2] - last[0]
    )
