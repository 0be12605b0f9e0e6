"""What of a message changes nothing of what it means: capitals throughout, a please at its end."""

from __future__ import annotations

import re

from assistant.message import Message

_END = 40
"""Characters at the end among which a please is looked for."""
_LOUD = 8
"""Letters from which a message of several words in capitals is shouted, and no code or name."""
_ASKED_KINDLY = re.compile(
    r"(?<=\S)(?:[\s,]+(?:please|pls|plz|kindly)|、?を?お願い(?:し(?:ます|たい(?:です)?)|いたします|致します))[\s.!。！]*$",
    re.IGNORECASE,
)


def calm(message: Message) -> Message:
    """Return a message without capitals throughout and without a please at its end: what it means is the same."""
    text = message.text.lower() if _shouted(message.text) else message.text
    text = text[:-_END] + _ASKED_KINDLY.sub("", text[-_END:])
    return message if text == message.text else Message(text, message.files, message.language)


def _shouted(text: str) -> bool:
    letters = [char for char in text if char.isascii() and char.isalpha()]
    words = [word for word in text.split() if any(char.isascii() and char.isalpha() for char in word)]
    return len(letters) >= _LOUD and len(words) > 1 and all(char.isupper() for char in letters)
