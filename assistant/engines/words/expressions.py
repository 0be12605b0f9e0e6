"""Sums of words as people write them: "king - man + woman", "2 Paris - France + 0.5*Japan", 「王 − 男 + 女」."""

from __future__ import annotations

import re

from assistant.engines.words.vectors import Term

_SIGN = re.compile(r"(?:(?<=\s)|^)([+\-−–]|プラス|マイナス|plus|minus)(?=\s)|([+−])", re.IGNORECASE)
_WEIGHT = re.compile(r"^(\d+(?:\.\d+)?|\.\d+)\s*[*×·x]?\s*(?=\D)")
_LEAD = re.compile(
    r"^(?:what(?:'s| is| do (?:you|i) get with)|calculate|compute|/?analogy:?)\s+", re.IGNORECASE
)
_TAIL = re.compile(r"(?:\s*(?:=\s*)?[?？]|\s*=|\s*は(?:何|なに).*|\s*(?:の|を)(?:結果|計算).*|\s*は)+\s*$")


def parse(text: str) -> tuple[list[Term], list[Term]] | None:
    """Return (positive, negative) terms, weighted where a number stands before a word; None for no sum."""
    clean = _TAIL.sub("", _LEAD.sub("", text.strip())).strip()
    pieces = _SIGN.split(clean)
    if len(pieces) < 4:
        return None
    positive: list[Term] = []
    negative: list[Term] = []
    signs = ["+", *((a or b) for a, b in zip(pieces[1::3], pieces[2::3], strict=True))]
    for sign, word in zip(signs, pieces[::3], strict=True):
        term = _term(word)
        if term is not None:
            minus = sign.casefold() in {"-", "−", "–", "マイナス", "minus"}
            (negative if minus else positive).append(term)
    return (positive, negative) if len(positive) + len(negative) > 1 else None


def _term(piece: str) -> Term | None:
    text = piece.strip().strip("「」\"'“”")
    weight = _WEIGHT.match(text)
    word = text[weight.end() :].strip() if weight else text
    if not word:
        return None
    return (word, float(weight.group(1))) if weight else word
