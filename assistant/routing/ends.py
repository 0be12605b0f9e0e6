"""Where a long message says what it wants: at its beginning or its end."""

from __future__ import annotations

import re

LONGEST = 600
"""Characters up to which all of a message decides its route; a longer one says what it wants at an end."""
END = 160
"""Characters at each end of a longer message in which the request is looked for."""


def ends(text: str) -> tuple[str, str]:
    """Return the beginning of a text (what stands before a colon) and its last sentence, END characters at most."""
    asked = re.match(r"[^:：\n]{3,80}[:：\n]", text)
    last = text[-END:]
    sentences = [part for part in re.split(r"(?<=[.!?。！？\n])\s*", last) if part.strip()]
    return asked[0] if asked else text[:END], sentences[-1] if sentences else last
