"""The words of a text that mean something by themselves, in English and Japanese."""

from __future__ import annotations

import re

from assistant.phrase import Language
from assistant.routing.slots.tokens import morphemes

WORD = re.compile(r"[\w][\w'’.\-/]*[\w]|\w")
_EMPTY = frozenset(
    """
    a an the my our your his her their its this that these those is are was were be been do does did can
    could will would should may might have has had i you we they he she it me us them what when where
    who whom whose which why how and or but not no any some all of to in on at for with from by about as
    if than then there here please find show tell give search look up get list much many long far often
    """.split()  # noqa: SIM905
)
_CONTENT = ("名詞", "代名詞", "形容詞", "形状詞", "接頭辞", "接尾辞")
_HOLLOW = ("名詞非自立", "名詞助動詞語幹")


def content(text: str, language: Language) -> list[tuple[int, int]]:
    """Return the places of words that mean something by themselves."""
    if language == "en":
        found = ((match.start(), match.end()) for match in WORD.finditer(text))
        return [(start, end) for start, end in found if text[start:end].casefold() not in _EMPTY]
    return [
        (start, end)
        for start, end, kind in morphemes(text)
        if kind.startswith(_CONTENT) and not kind.startswith(_HOLLOW)
    ]
