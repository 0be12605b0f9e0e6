"""Numbers that point at one of several things: "the second", "number two", 「三番目」, 「最後」."""

from __future__ import annotations

import re

_WORDS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
LAST = -1
ORDINALS: dict[str, int] = {
    **{word: n for n, word in enumerate(_WORDS, 1)},
    **{word: n for n, word in enumerate(_COUNTS, 1)},
    **{word: n for n, word in enumerate("一二三四五六七八九十", 1)},
    "top": 1,
    "最初": 1,
    "last": LAST,
    "最後": LAST,
}


def place(word: str) -> int:
    """Return which one an ordinal, a counting word or digits ("3", "3rd") mean, from 1; LAST for the last."""
    digits = re.match(r"\d+", word)
    return int(digits[0]) if digits else ORDINALS[word.casefold()]
