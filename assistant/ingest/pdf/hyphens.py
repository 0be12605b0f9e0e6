"""Words broken at the end of a line: "infor-mation" is one word again, "well-known" keeps its hyphen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from importlib.resources import files

from assistant.ingest.pdf.words import HYPHEN

_TOKEN = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
_BROKEN = re.compile(r"((?:[^\W_]+[-‐])*[^\W_]+)(?:[-‐\u00ad\x02])$")
_NEXT = re.compile(r"[^\W_]+(?:[-‐][^\W_]+)*")
_TENS = frozenset(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"])
_ONES = frozenset(
    [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
    ]
)
_PREFIXES = frozenset({"self", "well"})
_ENDINGS = ("ish", "less", "ness", "ington", "spring", "head")
"""What makes one word with such a beginning: selfish, wellness, wellspring."""
_VOWEL_PREFIXES = frozenset(
    ["re", "co", "pre", "anti", "semi", "micro", "ultra", "extra", "intra", "contra", "de", "pro", "neo"]
)


class Hyphens:
    """Decides by what else the document says, then by a list of words that are written with a hyphen."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._seen: Counter[str] = Counter()
        for text in texts:
            whole = re.sub(r"\S*[-‐\x02\u00ad]$", "", text.lower())
            self._seen.update(word.replace("‐", "-") for word in _TOKEN.findall(whole))

    def join(self, first: str, second: str) -> str:
        """Return two lines as one; a word broken between them is put together."""
        if first[-1:] not in "-‐\u00ad\x02":
            return f"{first} {second}"
        broken, more = _BROKEN.search(first[-60:]), _NEXT.match(second)
        if broken is None or more is None:
            return f"{first} {second}" if not first.endswith(HYPHEN) else f"{first[:-1]}-{second}"
        stem, mark = first[:-1], first[-1]
        if mark == "\u00ad" or not self._keeps(broken.group(1), more.group()):
            return stem + second
        return f"{stem}-{second}"

    def _keeps(self, first: str, second: str) -> bool:
        """Tell whether the hyphen between two parts of a word is its own and not the line's."""
        if second[:1].isupper() != first.isupper() or second[:1].isdigit() or first[-1:].isdigit():
            return True
        first, second = first.lower().replace("‐", "-"), second.lower().replace("‐", "-")
        apart, whole = f"{first}-{second}", first + second
        if self._seen[apart] != self._seen[whole]:
            return self._seen[apart] > self._seen[whole]
        if apart in self._hyphenated:
            return True
        last, begun = first.rsplit("-", 1)[-1], second.split("-", 1)[0]
        if (last in _TENS and begun in _ONES) or (last in _PREFIXES and not begun.startswith(_ENDINGS)):
            return True
        if last in _VOWEL_PREFIXES and last[-1] == begun[0]:
            return True
        if "-" in first or "-" in second:
            return self._word(last) and self._word(begun)
        return (
            min(len(first), len(second)) >= 3
            and self._word(first)
            and self._word(second)
            and whole not in self._solid
        )

    def _word(self, part: str) -> bool:
        return bool(self._seen[part]) or part in self._common

    @cached_property
    def _hyphenated(self) -> frozenset[str]:
        """Words that are written with a hyphen more often than without."""
        return _list("hyphenated")

    @cached_property
    def _common(self) -> frozenset[str]:
        """The commonest words, and what hyphenated words are made of."""
        return _list("common")

    @cached_property
    def _solid(self) -> frozenset[str]:
        """Words without a hyphen that could be two common words: understand, newspaper."""
        return _list("solid")


def _list(name: str) -> frozenset[str]:
    """Read a list of words, made of GloVe's vocabulary (6B tokens, public domain) by assets/recipes/hyphens.py."""
    return frozenset(files("assistant.ingest.pdf").joinpath(f"{name}.txt").read_text("utf-8").split())
