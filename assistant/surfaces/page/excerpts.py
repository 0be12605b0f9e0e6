"""What a source card quotes of a passage: the part around the answering sentence, which is marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.blocks import Passage

LENGTH = 420
"""Characters a card quotes; about six lines on a desktop, and a phone's screen holds two cards."""

_LEAD = 140
_BREAK = re.compile(r"[ \t\r]*\n\s*")
_CJK = "\u2fff"
_STOP = re.compile(r"[.!?]\s+|[。！？]|\n+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text, marked or not."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A passage with the pieces to show of it."""

    passage: Passage
    pieces: tuple[Piece, ...]


def excerpt(passage: Passage) -> Excerpt:
    """Return at most about LENGTH characters around the first highlight, "…" where text is cut."""
    text = passage.text
    spans = merged(passage.highlights, len(text))
    body = _body(passage, spans)
    start, end = _window(text, spans, body)
    shown, spans = flowing(text[start:end], [(left - start, right - start) for left, right in spans])
    pieces = [Piece("… ")] if start > body else []
    pieces += cut(shown, spans, 0, len(shown))
    if end < len(text):
        pieces.append(Piece(" …"))
    return Excerpt(passage, tuple(pieces))


def flowing(text: str, spans: Sequence[tuple[int, int]] = ()) -> tuple[str, list[tuple[int, int]]]:
    """Join lines that were broken at a margin and close up empty ones; returns spans moved along."""
    shown, at, moves = [], 0, [(0, 0)]
    for gap in _BREAK.finditer(text):
        line = text[: gap.start()].rpartition("\n")[2]
        shown += [text[at : gap.start()], _joint(line, gap[0], text[gap.end() :][:1])]
        at = gap.end()
        moves.append((at, sum(map(len, shown)) - at))

    def moved(place: int) -> int:
        return place + next(move for start, move in reversed(moves) if start <= max(0, place))

    whole = "".join([*shown, text[at:]])
    return whole, [(moved(left), moved(right)) for left, right in spans]


def _joint(line: str, gap: str, after: str) -> str:
    """Return what stands after a line: a break between paragraphs, items and rows, else as the script joins."""
    before = line[-1:]
    if "|" in line:
        return "\n"
    if gap.count("\n") > 1 or not before or not after or before in "。！？」.!?:：" or after in "-*・•|#「":
        return "\n"
    if before > _CJK and after > _CJK:
        return ""
    return " " if before.islower() or before in ",;、" or after.islower() else "\n"


def _body(passage: Passage, spans: list[tuple[int, int]]) -> int:
    """Return where the text begins after lines that only repeat the card's title and place."""
    shown = {_bare(passage.title), *(_bare(part) for part in re.split(r"\s*[>›·|]\s*", passage.place))} - {""}
    at, limit = 0, spans[0][0] if spans else len(passage.text)
    for line in passage.text.splitlines(keepends=True):
        if at + len(line) > limit or (line.strip() and _bare(line) not in shown):
            break
        at += len(line)
    return at if passage.text[at:].strip() else 0


def _bare(text: str) -> str:
    return re.sub(r"^#+|\W+", "", text).casefold()


def merged(spans: tuple[tuple[int, int], ...], length: int) -> list[tuple[int, int]]:
    """Return spans in order, inside [0, length), with overlaps joined and empty ones dropped."""
    result: list[tuple[int, int]] = []
    for start, end in sorted((max(0, start), min(end, length)) for start, end in spans):
        if start >= end:
            continue
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def cut(text: str, spans: list[tuple[int, int]], start: int, end: int) -> list[Piece]:
    """Return text[start:end] as pieces, those inside spans marked."""
    pieces, at = [], start
    for left, right in spans:
        left, right = max(left, start), min(right, end)
        if left >= right:
            continue
        pieces += [Piece(text[at:left]), Piece(text[left:right], marked=True)]
        at = right
    pieces.append(Piece(text[at:end]))
    return [piece for piece in pieces if piece.text]


def _window(text: str, spans: list[tuple[int, int]], body: int) -> tuple[int, int]:
    if len(text) - body <= LENGTH * 1.25:
        return body, len(text)
    first = spans[0] if spans else (body, body)
    start = max(body, first[0] - _LEAD)
    if start > body:
        stop = _STOP.search(text, start, first[0])
        start = stop.end() if stop else start
    end = min(len(text), max(start + LENGTH, first[1]))
    if end < len(text):
        stops = [stop.end() for stop in _STOP.finditer(text, max(start, first[1]), end)]
        end = stops[-1] if stops and stops[-1] > start + LENGTH // 2 else end
    return start, end
