"""How long a summary is to be, as people say it: "in 3 lines", "two bullet points", 「5行で」, 「三つの要点」."""

from __future__ import annotations

import re
import unicodedata

MOST = 20
_ENGLISH = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_JAPANESE = "一二三四五六七八九十"
_SAID = re.compile(
    r"\b(?:(?:in|into|as|to|with|using)\s+)?(?:(?:about|around|roughly|at most|no more than|only|just|exactly|the|my)\s+)*"
    rf"(?P<en>\d{{1,2}}|{'|'.join(_ENGLISH)}|a|single)\s+(?:(?:short|single|simple|key|main|clear|brief)\s+)*"
    r"(?:sentences?|lines?|bullets?(?:\s+points?)?|points?|takeaways?|facts?)\b(?:\s+(?:or less|max(?:imum)?|at most))?"
    rf"|(?P<ja>\d{{1,2}}|[{_JAPANESE}])\s*(?:行|文|点|つ(?:の(?:要点|ポイント|文|箇条書き))?|項目|個の(?:要点|ポイント)|ポイント|センテンス)"
    r"(?:くらい|ぐらい|程度|以内|ほど)?(?:で|に(?=まとめ|要約|し)|の箇条書きで)",
    re.IGNORECASE,
)


def asked(text: str) -> int | None:
    """Return how many sentences are asked for, None where nothing is said about it."""
    found = _SAID.search(unicodedata.normalize("NFKC", text))
    if found is None:
        return None
    said = (found["en"] or found["ja"]).lower()
    if said.isdecimal():
        count = int(said)
    elif said in _ENGLISH:
        count = 1 + _ENGLISH.index(said)
    else:
        count = 1 + _JAPANESE.index(said) if said in _JAPANESE else 1
    return max(1, min(MOST, count))


def without(text: str) -> str:
    """Return a text without what it says about length."""
    return " ".join(_SAID.sub(" ", text).split())
