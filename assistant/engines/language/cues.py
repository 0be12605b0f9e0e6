"""What words alone say about a pair of sentences: overlap, negation, numbers, length."""

from __future__ import annotations

import re

import numpy as np

from assistant.engines.language.sentences import words
from store.types import Matrix

NAMES = (
    "premise covered", "hypothesis covered", "premise negated", "hypothesis negated", "only one negated",
    "a number differs", "length ratio", "Japanese",
)  # fmt: skip
_NEGATION = re.compile(
    r"\b(?:no|not|none|nobody|nothing|never|without|neither|nor|cannot)\b|n't\b"
    r"|ない|なかっ|ません|ず(?:に|、|。|$)|ぬ(?:。|$)|無し|なし(?:で|に|の|。|$)",
    re.IGNORECASE,
)
_NUMBERS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
    "一": "1", "二": "2", "三": "3", "四": "4", "五": "5", "六": "6",
}  # fmt: skip
_NUMBER = re.compile(
    r"\d+|\b(?:one|two|three|four|five|six)\b|[一二三四五六](?=[人つ匹本台頭羽枚個])", re.IGNORECASE
)


def numbers(text: str) -> set[str]:
    """Return the small numbers a sentence names."""
    return {_NUMBERS.get(found.lower(), found) for found in _NUMBER.findall(text)}


def cues(premise: str, hypothesis: str) -> Matrix:
    """Return the (8,) float32 cues of NAMES."""
    a, b = words(premise), words(hypothesis)
    shared = len(a & b)
    negated = [bool(_NEGATION.search(text)) for text in (premise, hypothesis)]
    said = [numbers(text) for text in (premise, hypothesis)]
    return np.array(
        [
            shared / max(1, len(a)),
            shared / max(1, len(b)),
            negated[0],
            negated[1],
            negated[0] != negated[1],
            bool(said[0] and said[1] and not said[0] & said[1]),
            min(3.0, len(hypothesis) / max(1, len(premise))),
            bool(re.search(r"[\u3040-\u30ff\u3400-\u9fff]", hypothesis)),
        ],
        np.float32,
    )
