"""Quoted stretches of a message: 「」『』 “” "" ‘’ '' and back quotes, in order of appearance."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PAIRS = (
    r"「(?P<q1>[^「」]*(?:「[^」]*」[^「」]*)*)」",
    r"『(?P<q2>[^『』]*)』",
    r"“(?P<q3>[^“”]*)”",
    r'"(?P<q4>[^"]*)"',
    r"«(?P<q5>[^»]*)»",
    r"《(?P<q9>[^》]*)》",
    r"‘(?P<q6>(?:[^‘’]|’(?=\w))*)’",
    r"`(?P<q7>[^`]*)`",
    # An apostrophe inside a word (don't, Anna's) neither opens nor closes a quotation.
    r"(?<![\w'])'(?P<q8>(?:[^'\n]|(?<=\w)'(?=\w))+)'(?!\w)",
)
_QUOTED = re.compile("|".join(_PAIRS))
OPEN, CLOSE = "「『“\"«‘`'《", "」』”\"»’`'》"


@dataclass(frozen=True, slots=True)
class Quoted:
    """One quotation: its content without the marks, and where it stands with them."""

    text: str
    start: int
    end: int


def quoted(text: str) -> list[Quoted]:
    """Return every non-empty quotation, first to last."""
    found = []
    for match in _QUOTED.finditer(text):
        inner = next(group for group in match.groups() if group is not None).strip()
        if inner:
            found.append(Quoted(inner, match.start(), match.end()))
    return found


def frame(text: str, mark: str = " ") -> str:
    """Return the message with each quotation replaced by `mark`: how it asks, not what about."""
    return _QUOTED.sub(mark, text)


def unquote(text: str) -> str:
    """Return text without one pair of quotation marks around the whole of it."""
    text = text.strip()
    found = quoted(text)
    whole = len(found) == 1 and found[0].start == 0 and found[0].end == len(text)
    return found[0].text if whole else text


def only_quotation(text: str, japanese: bool) -> str:
    """Return the one quotation of a message when it stands for the whole topic, else an empty string."""
    found = quoted(text)
    if len(found) != 1:
        return ""
    after = text[found[0].end :]
    goes_on = (
        japanese
        and after.startswith("の")
        and not after.startswith(("のこと", "の話", "の写真", "の画像", "の記述"))
    )
    return "" if goes_on else found[0].text
