"""A page's words with their boxes, each in the frame of its writing direction.

PDFium gives the characters in the order of drawing and marks where its lines end. Only the first and the last
character of a word are asked for a box (asking all of them costs as much again as reading the page), except
on pages with kana, where a change of size within a run tells readings from their base text.
"""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from dataclasses import dataclass
from typing import Any, TypeAlias

Box: TypeAlias = tuple[float, float, float, float]
"""Left, bottom, right, top in points, as PDF has it: y grows upwards."""

RIGHT, DOWN, LEFT, UP, SLANTED = range(5)
"""Frames by the direction in which their text runs. Vertical Japanese runs DOWN, as text turned clockwise does."""
HYPHEN = "\x02"
"""Ends a word that PDFium found to be broken at the end of a line."""

_WORD = re.compile(r"[^\s\x00\x02\ufffe\uffff]+[\x02\ufffe]?|(?P<end>[\r\n]+)")
_KANA = re.compile(r"[\u3041-\u30fa]")
_COMPATIBLE = re.compile(r"[\u2e80-\u2fdf\ufb00-\ufb06]")
"""Radicals and ligatures that PDFs hold instead of letters: 「⽇」 (U+2F47) is not found by 「日」."""
_DENSE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]")
_ODD = re.compile(r"[\ud800-\udfff\u2e80-\u2fdf\ufb00-\ufb06]")
_SIZE = 1.15
_NOWHERE = (0.0, 0.0, 0.0, 0.0)


@dataclass(slots=True)
class Piece:
    """A word or a run of words on one line. `u` runs along the text and `v` from line to line, in points;
    `line` counts PDFium's lines; `box` is on the page."""

    text: str
    u0: float
    v0: float
    u1: float
    v1: float
    size: float
    line: int
    frame: int
    box: Box
    spaced: bool = True
    """Whether PDFium saw a space, or a new line, before it."""

    @property
    def middle(self) -> float:
        """Return the middle across the line."""
        return (self.v0 + self.v1) / 2


def words(text_page: Any, bounds: Box) -> list[Piece]:
    """Return the words whose middle lies inside `bounds`, in PDFium's order."""
    return _Reader(text_page, bounds).read()


def turned(box: Box, frame: int) -> Box:
    """Return a box of the page as (u0, v0, u1, v1) of a frame."""
    left, bottom, right, top = box
    match frame:
        case 1:  # DOWN
            return -top, -right, -bottom, -left
        case 2:  # LEFT
            return -right, bottom, -left, top
        case 3:  # UP
            return bottom, left, top, right
    return left, -top, right, -bottom


def piece(text: str, box: Box, size: float, line: int) -> Piece:
    """Return a piece of level text at a place of the page."""
    return Piece(text, *turned(box, RIGHT), size, line, RIGHT, box)


def joined(first: Box, second: Box) -> Box:
    """Return the box around two boxes."""
    return (
        min(first[0], second[0]), min(first[1], second[1]), max(first[2], second[2]), max(first[3], second[3]),
    )  # fmt: skip


class _Reader:
    """Asks PDFium for what one page's words need."""

    def __init__(self, text_page: Any, bounds: Box) -> None:
        import pypdfium2.raw as raw

        self._page, self._bounds, self._raw = text_page.raw, bounds, raw
        self._rectangle, self._matrix = raw.FS_RECTF(), raw.FS_MATRIX()
        self._reference = ctypes.byref(self._rectangle)
        self._box, self._size = raw.FPDFText_GetLooseCharBox, raw.FPDFText_GetFontSize
        self._angle = raw.FPDFText_GetCharAngle
        self._count = text_page.count_chars()
        text = text_page.get_text_range() if self._count else ""
        if len(text) != self._count:  # letters beyond 16 bits, or without a meaning
            text = "".join(chr(raw.FPDFText_GetUnicode(self._page, at)) for at in range(self._count))
        self._text = text
        self._plain = not _ODD.search(text)

    def read(self) -> list[Piece]:
        found: list[Piece] = []
        text, line = self._text, 0
        split = bool(_KANA.search(text))
        for match in _WORD.finditer(text):
            start, end = match.span()
            if match.lastgroup:
                line += 1
                continue
            broken = text[end - 1] in "\x02\ufffe"
            last = end - broken
            size = self._size(self._page, start)
            same = last - start < 2 or (not split and self._size(self._page, last - 1) == size)
            for first, stop in ((start, last),) if same else self._runs(start, last, size):
                word = self._word(
                    first, stop, line, size if first == start else self._size(self._page, first)
                )
                if word is not None:
                    word.spaced = first == start and not self._stretched(start)
                    if stop == last and broken:
                        word.text += HYPHEN
                    found.append(word)
            line += broken
        return found

    def _runs(self, start: int, end: int, first: float) -> list[tuple[int, int]]:
        """Divide a word where the letters change their size."""
        runs, begun = [], start
        for at in range(start + 1, end):
            size = self._size(self._page, at)
            if max(size, first) > _SIZE * min(size, first):
                runs.append((begun, at))
                begun, first = at, size
        return [*runs, (begun, end)]

    def _word(self, start: int, end: int, line: int, size: float) -> Piece | None:
        if end <= start:
            return None
        first = self._boxed(start)
        last = self._boxed(end - 1) if end > start + 1 else first
        box = joined(first, last) if last is not first else first
        across, up = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        left, bottom, right, top = self._bounds
        if not (left <= across <= right and bottom <= up <= top):
            return None
        frame = self._frame(start, first, last)
        size = self._scaled(start, size)
        text = self._text[start:end]
        return Piece(text if self._plain else _whole(text), *turned(box, frame), size, line, frame, box)

    def _stretched(self, at: int) -> bool:
        """Tell whether PDFium only took letters that stand apart for words: Japanese above which readings stand."""
        text = self._text
        return (
            at > 1 and text[at - 1] == " " and bool(_DENSE.match(text, at) and _DENSE.match(text, at - 2))
            and bool(self._raw.FPDFText_IsGenerated(self._page, at - 1))
        )  # fmt: skip

    def _scaled(self, at: int, size: float) -> float:
        """Return a letter's size on the page: many programs set a font of size 1 and scale it."""
        matrix = self._matrix
        if self._raw.FPDFText_GetMatrix(self._page, at, ctypes.byref(matrix)):
            size *= math.hypot(matrix.c, matrix.d)
        return size if 0.5 < size < 2_000 else 10.0

    def _boxed(self, at: int) -> Box:
        if not self._box(self._page, at, self._reference):
            return _NOWHERE
        r = self._rectangle
        return (
            (r.left, r.bottom, r.right, r.top)
            if math.isfinite(r.left + r.bottom + r.right + r.top)
            else _NOWHERE
        )

    def _frame(self, at: int, first: Box, last: Box) -> int:
        """Tell the direction from where the last letter stands, and where that says too little from the angle."""
        right = first[0] + first[2] - last[0] - last[2]
        down = first[1] + first[3] - last[1] - last[3]
        if right < 0 and abs(down) < -0.2 * right:
            return RIGHT
        if abs(right) < 0.2 * abs(down):
            return DOWN if down > 0 else UP
        quarter = self._angle(self._page, at) / (math.pi / 2)
        if abs(quarter - round(quarter)) > 0.1:
            return SLANTED
        return (RIGHT, DOWN, LEFT, UP)[round(quarter) % 4]


def _whole(text: str) -> str:
    """Write letters by their usual codes; put halves of letters beyond 16 bits together again."""
    text = _COMPATIBLE.sub(lambda m: unicodedata.normalize("NFKC", m.group()), text)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
