"""Raised and lowered characters as plain text: 10<sup>4</sup> is not 104, and a note's number is no part of its word."""

from __future__ import annotations

import re

_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_NUMBER = re.compile(r"[+−-]?\d{1,4}")
_NOTE = re.compile(r"[\[(（]?(?:\d{1,4}|[*†‡§]+|[a-z])(?:\s*[,、–-]\s*\d{1,4})*[\])）]?")
_WORD = re.compile(r"[^\W\d_]*$")
_UNITS = frozenset(
    [
        "m",
        "cm",
        "mm",
        "km",
        "dm",
        "nm",
        "μm",
        "µm",
        "ft",
        "in",
        "yd",
        "mi",
        "s",
        "h",
        "min",
        "g",
        "kg",
        "mol",
        "l",
        "L",
        "x",
        "y",
        "z",
        "n",
        "r",
        "a",
        "b",
        "c",
        "i",
        "j",
        "k",
        "e",
        "v",
        "t",
        "σ",
        "μ",
        "π",
        "χ",
        "R",
    ]
)


def raised(before: str, text: str) -> str:
    """Return superscript `text` as it is written on a line after `before`.

    After a number it is a power (10^4), after a unit or a single letter a raised digit (m², x²); elsewhere a number is the mark
    of a note and stands apart ("efficiency 12"); words stay where they are (1st, TM).
    """
    text = text.strip()
    word = _WORD.search(before)
    last = word.group() if word else ""
    if before[-1:].isdigit() and _NUMBER.fullmatch(text):
        return f"^{text}"
    if _NUMBER.fullmatch(text) and (last in _UNITS or before.endswith((")", "]"))):
        return text.translate(_RAISED)
    if last and len(last) == 1 and re.fullmatch(r"[\w+−-]{1,3}", text) and last.isascii():
        return f"^{text}"
    return f" {text}" if before[-1:].strip() and text[:1] != "[" and _NOTE.fullmatch(text) else text
