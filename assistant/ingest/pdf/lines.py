"""Words to lines: pieces without wide gaps, readings set apart from their base, raised figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.ingest.pdf.words import DOWN, RIGHT, Piece, joined, turned

GAP = 0.9
"""Words that stand further apart than this many font sizes are separate pieces."""
MOST = 2_000
"""Pieces of a page to which small ones are compared: a hostile page may have any number."""
_SMALL = 0.66
_READING = re.compile(r"[\u3041-\u3096\u30a1-\u30fc・\s]+")
_BASE = re.compile(r"[\u3400-\u9fff々〇]")
_WIDE = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")


@dataclass(slots=True)
class Line:
    """Pieces on one base line, from its start to its end."""

    pieces: list[Piece]
    u0: float
    v0: float
    u1: float
    v1: float
    size: float

    @property
    def text(self) -> str:
        """Return the line as text."""
        return glued(self.pieces)

    @property
    def middle(self) -> float:
        """Return the middle across the line."""
        return (self.v0 + self.v1) / 2


def width(text: str) -> int:
    """Return a text's width in half-width letters."""
    return len(text) + len(_WIDE.findall(text))


def spaceless(first: str, second: str) -> bool:
    """Tell whether nothing stands between two texts that meet: Japanese is written without spaces."""
    return bool(_WIDE.match(first[-1:]) and _WIDE.match(second[:1]))


def upright(found: Sequence[Piece]) -> list[Piece]:
    """Put short horizontal words that stand in vertical columns (single letters, figures) into the columns' frame."""
    columns = [one for one in found if one.frame == DOWN and _WIDE.search(one.text)][:MOST]
    if sum(len(one.text) for one in columns) * 2 < sum(len(one.text) for one in found):
        return list(found)
    return [_stood(one, columns) if one.frame == RIGHT and len(one.text) <= 4 else one for one in found]


def _stood(word: Piece, columns: Sequence[Piece]) -> Piece:
    u0, v0, u1, v1 = turned(word.box, DOWN)
    near = any(
        column.v0 - 1 <= (v0 + v1) / 2 <= column.v1 + 1
        and u0 < column.u1 + column.size
        and column.u0 - column.size < u1
        for column in columns
    )
    if not near and not _WIDE.fullmatch(word.text):
        return word
    return Piece(word.text, u0, v0, u1, v1, word.size, word.line, DOWN, word.box, word.spaced)


def pieces(found: Iterable[Piece]) -> list[Piece]:
    """Join words that follow each other on a line without a wide gap."""
    joint: list[Piece] = []
    for word in found:
        last = joint[-1] if joint else None
        if last is not None and _follows(last, word):
            size = word.size if len(word.text) > len(last.text) else last.size
            last.text = glued((last, word))
            last.u1, last.v0, last.v1 = max(last.u1, word.u1), min(last.v0, word.v0), max(last.v1, word.v1)
            last.box, last.size = joined(last.box, word.box), size
        else:
            joint.append(word)
    return joint


def _follows(last: Piece, word: Piece) -> bool:
    gap = word.u0 - last.u1
    size = max(last.size, word.size)
    if word.frame != last.frame or word.line != last.line or not -0.5 * size < gap < GAP * size:
        return False
    return last.v0 < word.middle < last.v1 and not last.text.endswith("\x02") and _same_size(last, word)


def _same_size(last: Piece, word: Piece) -> bool:
    """Raised figures become one with their word; readings never do."""
    small = word.size < 0.8 * last.size or last.size < 0.8 * word.size
    return not small or not (_READING.fullmatch(word.text) or _READING.fullmatch(last.text))


def glued(parts: Sequence[Piece]) -> str:
    """Return pieces of one line as text; a small raised figure is written as such: 10⁴ is not 104."""
    text, last = "", None
    for part in parts:
        if last is None:
            text = part.text
        elif part.u0 - last.u1 < 0.15 * last.size and _raised(last, part):
            text += part.text.translate(_RAISED)
        elif not part.spaced and part.u0 - last.u1 < 0.6 * last.size:
            text += part.text
        else:
            text += f" {part.text}"
        last = part
    return text


def _raised(last: Piece, part: Piece) -> bool:
    small = part.size < 0.87 * last.size and part.v1 < last.v1 - 0.15 * last.size
    return small and bool(re.fullmatch(r"[-+−]?\d{1,3}", part.text)) and last.text[-1:].isalnum()


def without_readings(found: Sequence[Piece]) -> list[Piece]:
    """Leave out furigana: small kana just above (in vertical text: right of) larger text with kanji."""
    base = [one for one in found if _BASE.search(one.text)][:MOST]
    largest = max((one.size for one in base), default=0.0)
    return [one for one in found if not (
        one.size < _SMALL * largest and _READING.fullmatch(one.text) and any(_reads(one, b) for b in base)
    )]  # fmt: skip


def _reads(reading: Piece, base: Piece) -> bool:
    near = -0.6 * base.size < base.v0 - reading.v1 < 0.5 * base.size and reading.v0 < base.v0
    over = reading.u1 > base.u0 - reading.size and reading.u0 < base.u1 + reading.size
    return reading.frame == base.frame and reading.size < _SMALL * base.size and near and over


def lines(found: Sequence[Piece]) -> list[Line]:
    """Return the lines that pieces of one frame make, from the first to the last."""
    made: list[Line] = []
    longest: dict[int, int] = {}
    for one in sorted(found, key=lambda p: (p.middle, p.u0)):
        home = next((line for line in made[-4:] if _on(line, one)), None)
        if home is None:
            made.append(Line([one], one.u0, one.v0, one.u1, one.v1, one.size))
            longest[id(made[-1])] = len(one.text)
            continue
        home.pieces.append(one)
        home.u0, home.u1 = min(home.u0, one.u0), max(home.u1, one.u1)
        if len(one.text) > longest[id(home)]:
            longest[id(home)] = len(one.text)
            home.v0, home.v1, home.size = one.v0, one.v1, one.size
    for line in made:
        backwards = sum(bool(_RIGHT_TO_LEFT.search(one.text)) for one in line.pieces) * 2 > len(line.pieces)
        line.pieces.sort(key=lambda p: -p.u0 if backwards else p.u0)
    return sorted(made, key=lambda line: line.middle)


def _on(line: Line, one: Piece) -> bool:
    """Tell whether a piece stands on a line, beside what is there already."""
    overlap = min(line.v1, one.v1) - max(line.v0, one.v0)
    least = min(line.v1 - line.v0, one.v1 - one.v0)
    if overlap < 0.55 * least or (least <= 0 and overlap < 0):
        return False
    return all(one.u0 >= other.u1 - other.size or one.u1 <= other.u0 + other.size for other in line.pieces)
