"""What a cell of a table holds: numbers as people write them, dates, yes and no."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Literal, TypeAlias

Decimal: TypeAlias = Literal[".", ","]
"""The mark before the fraction of a number."""

_MONEY = re.compile(r"^(?:[$€£¥₩₹]|USD|EUR|JPY|GBP|CHF)|(?:[$€£¥₩₹%円元]|USD|EUR|JPY|GBP|CHF)$")
_SHAPE = re.compile(r"[-+]?(?:\d[\d.,]*|[.,]\d+)(?:[eE][-+]?\d+)?")
_GROUPS = {mark: re.compile(rf"\d{{1,3}}(?:\{mark}\d{{2,3}})*\{mark}\d{{3}}") for mark in ",."}
_MONTHS = r"(?:jan|feb|mar|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-zé]*\.?"
_CLOCK = r"(?:[T ,]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AaPp][Mm])?(?:Z|[+-]\d{2}:?\d{2})?)?"
_DATES = tuple(
    re.compile(form + _CLOCK, re.IGNORECASE)
    for form in (
        r"\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?", r"\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})",
        r"(?:(?:明治|大正|昭和|平成|令和)(?:\d{1,2}|元)|\d{4})年 ?\d{1,2}月(?: ?\d{1,2}日)?(?: ?\(?[月火水木金土日]\)?)?", r"\d{1,2}月\d{1,2}日",
        rf"\d{{1,2}}(?:st|nd|rd|th)?\.?[- ]{_MONTHS},?[- ]\d{{2,4}}", rf"{_MONTHS} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}",
    )
)  # fmt: skip
_YES = frozenset(
    [
        "1",
        "1.0",
        "true",
        "t",
        "yes",
        "y",
        "x",
        "○",
        "◯",
        "〇",
        "●",
        "✓",
        "✔",
        "☑",
        "はい",
        "有",
        "あり",
        "ja",
        "si",
        "sí",
        "oui",
        "да",
    ]
)
_NO = frozenset(
    [
        "0",
        "0.0",
        "false",
        "f",
        "no",
        "n",
        "-",
        "–",
        "—",
        "×",
        "✗",
        "✘",
        "☐",
        "いいえ",
        "無",
        "なし",
        "nein",
        "non",
        "нет",
    ]
) | {""}


def number(cell: str, decimal: Decimal | None = None) -> float | None:
    """Return the number in a cell, None where it is none; `decimal` is the mark of its column (decimal_mark()).

    Currencies, percent signs and spaces between thousands are set aside. "1,200" is 1200 and "1,5" is 1.5.
    """
    try:
        if decimal != ",":
            return (
                float(cell)
                if cell.isascii() and "_" not in cell and not cell.isalpha()
                else _written(cell, decimal)
            )
    except ValueError:
        pass
    return _written(cell, decimal)


def _bare(cell: str) -> str:
    text = unicodedata.normalize("NFKC", cell).strip().replace("−", "-")
    if text.startswith("(") and text.endswith(")"):
        text = "-" + text[1:-1]
    sign, text = (text[0], text[1:]) if text[:1] in ("+", "-") else ("", text)
    text = _MONEY.sub("", _MONEY.sub("", text.strip()).strip()).strip()
    return sign + re.sub(r"(?<=\d)[ '’](?=\d{3}(?!\d))", "", text)


def _written(cell: str, decimal: Decimal | None) -> float | None:
    text = _bare(cell)
    if not _SHAPE.fullmatch(text):
        return None
    mark = decimal or decimal_mark([cell])
    thousands = "," if mark == "." else "."
    whole, _, fraction = text.partition(mark)
    if thousands in fraction or mark in fraction:
        return None
    if thousands in whole and not _GROUPS[thousands].fullmatch(whole.lstrip("+-")):
        return None
    try:
        return float(
            f"{whole.replace(thousands, '')}.{fraction}"
            if fraction
            else whole.replace(thousands, "") + ("" if whole else "0")
        )
    except ValueError:
        return None


def decimal_mark(cells: Iterable[str]) -> Decimal:
    """Return the mark before fractions in a column: the first cell that leaves no doubt says it.

    A comma before exactly three digits parts thousands, unless another cell has a comma that cannot ("1,5").
    """
    for cell in cells:
        text = _bare(cell)
        if not _SHAPE.fullmatch(text) or not ("," in text or "." in text):
            continue
        digits = text.lstrip("+-")
        last = max(digits.rfind(","), digits.rfind("."))
        if "," in digits and "." in digits:
            return "," if digits[last] == "," else "."
        if digits.count(",") > 1 or digits.count(".") > 1:
            return "." if "," in digits else ","
        if not _GROUPS[digits[last]].fullmatch(digits):
            return "," if digits[last] == "," else "."
    return "."


def numbers(cells: Sequence[str]) -> list[float | None]:
    """Return the numbers of a column, read with one decimal mark; None for cells that hold none."""
    mark = decimal_mark(cells)
    return [number(cell, mark) for cell in cells]


def is_number(cell: str) -> bool:
    """Return whether a cell holds a number."""
    return number(cell) is not None


def is_date(cell: str) -> bool:
    """Return whether a cell holds a date, alone or with a time of day."""
    text = unicodedata.normalize("NFKC", cell).strip()
    return any(form.fullmatch(text) for form in _DATES)


def yes(cell: str) -> bool | None:
    """Return True or False for a cell that says yes or no (a blank one says no), None for another."""
    text = unicodedata.normalize("NFKC", cell).strip().casefold()
    return True if text in _YES else False if text in _NO else None
