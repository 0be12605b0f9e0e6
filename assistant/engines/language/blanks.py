"""Where a text has blanks, however people write them."""

from __future__ import annotations

import re

MOST = 10
"""Blanks that are filled together; a text with more is refused."""
_BLANK = re.compile(
    r"\[\s*MASK\s*\]|<mask>|_{2,}|＿+|[〇○◯]{2,}|□+|■+|\[\s*\]|［\s*］|\(\s+\)|（\s*）|\(\)|\.{4,}",
    re.IGNORECASE,
)


def parts(text: str) -> list[str]:
    """Return the stretches around the blanks: one more than there are blanks."""
    return _BLANK.split(text)


def japanese(text: str) -> bool:
    """Tell whether the text around the blanks is Japanese."""
    plain = _BLANK.sub("", text)
    found = len(re.findall(r"[\u3040-\u30ff\u3400-\u9fff]", plain))
    return found > len(re.findall(r"[A-Za-z]", plain)) / 2
