"""What a message says it does not want: 「写真じゃなくて」, "don't search, just ..."."""

from __future__ import annotations

import re

_REFUSED_EN = re.compile(
    r"(?:^|(?<=[,;:.!?]\s)|(?<=\s[-–—]\s))(?:please\s+|ok(?:ay)?\s+)?"
    r"(?:not|no|don't|dont|do not|never|(?:i|we) (?:don't|do not|dont) (?:want|need|care about|mean)|(?:i'm|i am|this is|it's) not|without|instead of|forget about the|never mind the|rather than)\b"
    r"(?![^,;:]*\b(?:keep|need it|store|remember|forget|like|fit|belong)\b)[^,;:.!?\-–—\"]{2,45}\s*(?:,\s*(?:but|just|only|instead)?|;|\s[-–—]|:)\s*(?=\S+\s+\S)",
    re.IGNORECASE,
)
_REFUSED_JA = re.compile(
    r"(?:^|(?<=[、。,!?\s]))[^、。,!?「」]{1,18}?(?:じゃなくて|じゃなく|ではなくて?|やなくて|とちゃうくて|やのうて|じゃないよ|は(?:いらん|いらない|要らない|不要|結構)(?:です|から|ので|けど)?|"
    r"(?:はええ|はいい|はよい|はもういい)(?:から|ので|けど))[、,。\s]*(?=\S{3})"
)


def affirmed(text: str) -> str:
    """Return a message without the clauses that say what is not meant."""
    shorter = _REFUSED_JA.sub("", _REFUSED_EN.sub("", text))
    return shorter if shorter.strip() else text
