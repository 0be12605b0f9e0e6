"""Which node a sentence speaks of, whatever script its name is in and whether or not it has spaces."""

from __future__ import annotations

from collections.abc import Container

_LONGEST = 60


def mentioned(text: str, nodes: Container[str]) -> str:
    """Return the longest node name of two characters or more that stands in a text, or "".

    A name that begins or ends with a letter or digit of a spaced script does not stand inside a word.
    """
    for length in range(min(len(text), _LONGEST), 1, -1):
        for start in range(len(text) - length + 1):
            piece = text[start : start + length]
            if piece in nodes and not _cut(text, start) and not _cut(text, start + length):
                return piece
    return ""


def _cut(text: str, place: int) -> bool:
    """Return whether a place lies inside a word of a spaced script."""
    return 0 < place < len(text) and _spaced(text[place - 1]) and _spaced(text[place])


def _spaced(letter: str) -> bool:
    return letter.isalnum() and ord(letter) < 0x3000
