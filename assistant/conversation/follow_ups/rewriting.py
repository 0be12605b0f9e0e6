"""One message put into the place that it takes in the one before: "when are you open on saturdays" and "on sundays" give
"when are you open on sundays".

What is replaced is the words that mean most nearly the same kind of thing (cosine of sentence vectors); where nothing
does, what is new is added at the end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.phrase import Language
from assistant.routing.slots.content import WORD, content

Likeness = Callable[[str, Sequence[str]], Sequence[float]]
"""Cosines of one text to several."""
ALIKE = 0.42
"""Cosine from which two stretches are of one kind ("saturdays" and "sundays" .67, "kitchen" and "bathroom" .49)."""
NAMES_ALIKE = 0.3
"""The same for two names ("Alice" and "Bob" .33)."""
SURELY = 0.5
"""Cosine from which words alone, with nothing that ties them to the message before, take a place in it."""
_LONGEST = 3
"""Words of a stretch that is replaced, more where what is new has more."""
_PREPOSITION = (
    r"(?:on|in|at|for|with|from|to|after|before|by|during|until|till|without|under|over|near|about|of|around)"
)
_FILE = re.compile(r"[\w\-]+(?:\.[\w\-]+)*\.[A-Za-z]{2,5}(?![A-Za-z])")


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A message that stands alone, and how alike what is new and what it replaced are (0 where it was added)."""

    text: str
    likeness: float


def rewritten(before: str, new: str, language: Language, likeness: Likeness) -> Rewritten:
    """Return the message `before` with `new` in the place of what is most like it."""
    before = before.strip().rstrip("?？!！。．.")
    preposition = re.match(rf"{_PREPOSITION}\s+(?=\S)", new, re.IGNORECASE) if language == "en" else None
    bare = new[preposition.end() :] if preposition else new
    bare = re.sub(r"^(?:the|a|an|my|our)\s+(?=\S)", "", bare, flags=re.IGNORECASE)
    file = _FILE.search(before) if _FILE.fullmatch(bare) else None
    if file:
        return Rewritten(before[: file.start()] + bare + before[file.end() :], 1.0)
    shared = set(bare.casefold().split())
    places = [
        (start, end)
        for start, end in _stretches(before, bare, language)
        if not set(before[start:end].casefold().split()) <= shared  # what both say is not what changes
    ]
    if places:
        cosines = likeness(_even(bare), [_even(before[start:end]) for start, end in places])
        best = max(range(len(places)), key=lambda i: _weight(before[slice(*places[i])], bare, cosines[i]))
        start, end = places[best]
        names = all(re.match(r"[A-Z]", part) for part in (bare, before[start:end]))
        if cosines[best] >= (NAMES_ALIKE if names else ALIKE):
            own = re.search(rf"\b{_PREPOSITION}\s+(?:the\s+|a\s+|my\s+)?$", before[:start], re.IGNORECASE)
            if preposition and own:
                start, bare = own.start(), new
            article = re.search(r"\ban? $", before[:start], re.IGNORECASE)
            if article and not before[end:].strip():
                start = article.start()
            return Rewritten(before[:start] + bare + before[end:], float(cosines[best]))
    return Rewritten(f"{before} {new}", 0.0)


def _even(text: str) -> str:
    """Return text without capitals throughout, which the encoder does not know."""
    return text.lower() if text.isupper() else text


def _weight(old: str, new: str, cosine: float) -> float:
    """Return how well two stretches match: as alike and as long as can be."""
    count = [len(WORD.findall(text)) if text.isascii() else len(text) for text in (old, new)]
    return cosine - 0.03 * abs(count[0] - count[1])


def _stretches(text: str, new: str, language: Language) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of what could be replaced."""
    words = content(text, language)
    longest = max(_LONGEST, len(content(new, language)))
    for first in range(len(words)):
        for last in range(first, min(len(words), first + longest)):
            if all(words[i + 1][0] - words[i][1] <= (language == "en") for i in range(first, last)):
                yield words[first][0], words[last][1]
