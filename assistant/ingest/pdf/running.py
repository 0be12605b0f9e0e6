"""Running heads and page numbers: what stands at the same height of several pages and says the same."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from assistant.ingest.pdf.lines import Line, lines
from assistant.ingest.pdf.words import RIGHT, Piece

DEEP = 3
"""Lines at either edge of a page that may be running heads."""
LONGEST = 60
"""Letters of the longest page number ("Page 3 of 12"); heads have at most four times as many."""
STEP = 4.0
"""Points by which the same head may lie higher or lower on another page."""
_NUMBER = re.compile(
    r"\W*(?:page|pages|pg|p|seite|s|página|pagina|pág|стр|第)?[\s.:]*(\d{1,4})"
    r"(?:\s*(?:/|of|out of|von|de|di|sur|из|-|～|~)\s*\d{1,4})?\s*(?:ページ|頁|p)?\W*",
    re.IGNORECASE,
)
_OF_ALL = re.compile(r"\D*(\d{1,4})\s*(?:/|of|von|de|di|sur)\s*(\d{1,4})\D*", re.IGNORECASE)
_ROMAN = re.compile(r"\W*([ivxl]{1,7})\W*", re.IGNORECASE)
Head = tuple[int, bool, int, str]
"""Frame, whether at the end of the page, height in steps, and what it says without figures."""


def without_heads(pages: Sequence[list[Piece]]) -> list[tuple[list[str], list[Piece]]]:
    """Return for each page the heads that it says for the first time, and what is left of it.

    Page numbers are left out, other heads are kept once. A line counts only if all between it and the
    edge of the page is of the same kind, and it is not set larger than the page's text.
    """
    edges = [list(_edges(page)) for page in pages]
    numbers = _numbers(edges)
    seen: Counter[Head] = Counter()
    popular: Counter[tuple[int, bool, int]] = Counter()
    for lines_of in edges:
        heads = {
            key for side, line in _flat(lines_of) for one in line.pieces for key in _near(_head(side, one))
        }
        seen.update(heads)
        popular.update({head[:3] for head in heads})
    told: set[str] = set()
    found = []
    for at, page in enumerate(pages):
        out: list[Piece] = []
        fresh: list[str] = []
        for side, some in edges[at]:
            for line in some:
                running = [
                    one
                    for one in line.pieces
                    if _runs(_head(side, one), at, one, seen, popular, numbers, len(pages))
                ]
                for one in running:
                    said = _said(one.text)
                    if (at, one.text) not in numbers and said not in told:
                        fresh.append(one.text)
                        told.add(said)
                out += running
                if len(running) < len(line.pieces):
                    break
        left_out = {id(one) for one in out}
        found.append((fresh, [one for one in page if id(one) not in left_out]))
    return found


Side = tuple[int, bool]


def _edges(page: Sequence[Piece]) -> Iterator[tuple[Side, list[Line]]]:
    """Yield the outer lines of a page, from its edges inwards, without what is set large."""
    letters: Counter[int] = Counter()
    sizes: Counter[float] = Counter()
    for one in page:
        letters[one.frame] += len(one.text)
        sizes[one.size] += len(one.text)
    if not page:
        return
    body = sizes.most_common(1)[0][0]
    for frame in {RIGHT, letters.most_common(1)[0][0]}:
        inside = [one for one in page if one.frame == frame]
        ordered = sorted(inside, key=lambda p: p.middle)
        for end, some in ((False, ordered[:24]), (True, ordered[-24:])):
            made = lines(some)
            made = made[: -DEEP - 1 : -1] if end else made[:DEEP]
            kept = []
            for line in made:
                if line.size > 1.2 * body:
                    break
                kept.append(line)
            yield (frame, end), kept


def _flat(page: Sequence[tuple[Side, list[Line]]]) -> Iterator[tuple[Side, Line]]:
    for side, some in page:
        for line in some:
            yield side, line


def _said(text: str) -> str:
    return re.sub(r"\d+", "#", "".join(text.casefold().split()))


def _head(side: Side, one: Piece) -> Head:
    return (*side, round(one.middle / STEP), _said(one.text))


def _near(head: Head) -> list[Head]:
    frame, end, height, said = head
    return [(frame, end, height + off, said) for off in (-1, 0, 1)]


def _number(text: str) -> int | None:
    """Return the page that a text counts, None where it says anything else."""
    if len(text) > LONGEST:
        return None
    match = _NUMBER.fullmatch(text)
    if match:
        return int(match.group(1))
    roman = _ROMAN.fullmatch(text)
    if roman is None:
        return None
    values = [{"i": 1, "v": 5, "x": 10, "l": 50}[letter] for letter in roman.group(1).lower()]
    return sum(-a if a < b else a for a, b in itertools.zip_longest(values, values[1:], fillvalue=0))


def _numbers(edges: Sequence[Sequence[tuple[Side, list[Line]]]]) -> set[tuple[int, str]]:
    """Return (page, text) of what counts the pages: the difference to the page's own number stays the same."""
    found: defaultdict[tuple[int, bool, int, int], set[tuple[int, str]]] = defaultdict(set)
    for at, page in enumerate(edges):
        for side, line in _flat(page):
            for one in line.pieces:
                number = _number(one.text)
                if number is not None:
                    for off in (-1, 0, 1):
                        found[(*side, round(one.middle / STEP) + off, number - at)].add((at, one.text))
    certain = {
        (at, one.text)
        for at, page in enumerate(edges) for _, line in _flat(page) for one in line.pieces
        if len(one.text) <= LONGEST and (match := _OF_ALL.fullmatch(one.text))
        and (int(match.group(1)), int(match.group(2))) == (at + 1, len(edges))
    }  # fmt: skip
    return certain | {entry for some in found.values() if len({at for at, _ in some}) >= 2 for entry in some}


def _runs(
    head: Head, at: int, one: Piece, seen: Counter[Head], popular: Counter[tuple[int, bool, int]],
    numbers: set[tuple[int, str]], pages: int,
) -> bool:  # fmt: skip
    if (at, one.text) in numbers:
        return True
    if len(one.text) > 4 * LONGEST or not re.search(r"[^\W\d_]", one.text):
        return False
    least = 2 if pages <= 6 or popular[head[:3]] >= 0.5 * pages else 3
    return seen[head] >= least
