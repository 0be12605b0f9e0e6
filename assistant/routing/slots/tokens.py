"""Messages as tokens with features: what the slot tagger sees."""

from __future__ import annotations

import re
import threading
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.encoders.text.token_states import Context
from store.types import Matrix

if TYPE_CHECKING:
    from sudachipy import Tokenizer

BUCKETS = 4096
"""Words are hashed into this many rows (Weinberger et al., Feature hashing, 2009)."""
KINDS = "Aa0hkK"
"""Capital, small letter, digit, hiragana, katakana, kanji; anything else is its own kind, 0."""
CLASSES = 32
"""Parts of speech are hashed into this many rows, each for four places in a morpheme."""
STATES = ("-", "o", "c", "i1", "i2", "i3", "i4")
"""Outside of quotations, an opening mark, a closing mark, inside the first, second, third, any later one."""
_TOKEN = re.compile(
    r"\[mask\]|<mask>|_+|[a-z0-9À-ɏ]+(?:['’_\-]+[a-z0-9À-ɏ]+)*(?:\.[a-z0-9]+)*|[^\s]", re.IGNORECASE
)
_JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龥々]")
_CLOSES = {"「": "」", "『": "』", "“": "”", '"': '"', "'": "'", "‘": "’", "`": "`"}


@dataclass(frozen=True, slots=True)
class Token:
    """One word, or one character of a script without spaces, with its place in the text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of n tokens: `vectors` (n, dim) in their context, `marks` (n, 5) with the script, the
    place in the encoder's token, the place in quotations, the hashed word and the part of speech of each."""

    vectors: Matrix
    marks: NDArray[np.int64]


def tokens(text: str) -> list[Token]:
    """Cut an NFKC text: Latin words and file names whole, other characters one by one."""
    return [Token(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(text)]


def look(text: str, cut: Sequence[Token], context: Context) -> Seen:
    """Return the features of a text's tokens; one that the encoder did not read has a vector of zeros."""
    vectors = np.zeros((len(cut), context.vectors.shape[1]), np.float32)
    marks = np.zeros((len(cut), 5), np.int64)
    starts, ends = context.places.T
    parts = _parts(text)
    real = (starts >= 0) & (ends > starts)
    for i, (token, state) in enumerate(zip(cut, _quotations(text, cut), strict=True)):
        covering = np.flatnonzero(real & (starts < token.end) & (ends > token.start))
        inner = 0
        if len(covering):
            vectors[i] = context.vectors[covering].mean(axis=0)
            inner = int(token.start > starts[covering[0]]) + 2 * int(token.end < ends[covering[-1]])
        word = zlib.crc32(token.text.lower().encode()) % BUCKETS
        marks[i] = KINDS.find(_kind(token.text)) + 1, inner, STATES.index(state), word, parts[token.start]
    return Seen(vectors, marks)


class _Morphemes:
    """Sudachi with its core dictionary (Takaoka et al., LREC 2018), middle units; loaded on first use."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sudachi: Tokenizer | None = None

    def cut(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield (start, end, part of speech) of each morpheme."""
        with self._lock:
            if self._sudachi is None:
                from sudachipy import Dictionary, SplitMode

                self._sudachi = Dictionary(dict="core").tokenizer(mode=SplitMode.B)
            for part in self._sudachi.tokenize(text):
                yield part.begin(), part.end(), "".join(part.part_of_speech()[:2])


@cache
def _morphemes() -> _Morphemes:
    return _Morphemes()


def morphemes(text: str) -> list[tuple[int, int, str]]:
    """Return (start, end, part of speech) of each morpheme of a Japanese text."""
    return list(_morphemes().cut(text))


def _parts(text: str) -> list[int]:
    """Return for each character of a Japanese text the class of its morpheme and the place in it, from 1."""
    found = [0] * len(text)
    if not _JAPANESE.search(text):
        return found
    for start, end, kind in morphemes(text):
        row = 1 + 4 * (zlib.crc32(kind.encode()) % CLASSES)
        for place in range(start, end):
            found[place] = row + (place > start) + 2 * (place + 1 < end)
    return found


def _kind(token: str) -> str:
    first = token[0]
    if first.isascii() and first.isalpha():
        return "A" if first.isupper() else "a"
    if first.isdigit():
        return "0"
    if "\u3040" <= first <= "\u309f":
        return "h"
    if "\u30a0" <= first <= "\u30ff":
        return "k"
    return "K" if "\u4e00" <= first <= "\u9fff" else "-"


def _quotations(text: str, cut: Sequence[Token]) -> list[str]:
    """Return for each token where it stands: outside, a mark, or inside the n-th quotation."""
    states, closing, count = [], "", 0
    for token in cut:
        mark = token.text
        if closing:
            states.append("c" if mark == closing else f"i{min(count, 4)}")
            closing = "" if mark == closing else closing
        elif mark in _CLOSES and not (mark == "'" and token.start and text[token.start - 1].isalnum()):
            closing, count = _CLOSES[mark], count + 1
            states.append("o")
        else:
            states.append("-")
    return states
