"""Text from documents on its way to a terminal, with what would command the terminal taken out."""

from __future__ import annotations

import json
import re

# C0 but tab and line feed, DEL, C1 (0x9b is CSI in one byte), and what reorders or hides text:
# bidirectional overrides and isolates, zero-width marks, line and paragraph separators, BOM.
_COMMANDS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_SEQUENCES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor, clearing
    r"|(?:\x1b\]|\x9d)[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"  # OSC: title, links, clipboard
    r"|\x1b[PX^_][^\x1b]*(?:\x1b\\)?"  # DCS, SOS, PM, APC
    r"|\x1b[ -/]*[0-~]"
)


def clean(text: str) -> str:
    """Return text that prints as itself: no escape sequences, control characters or overrides."""
    return _COMMANDS.sub("\N{REPLACEMENT CHARACTER}", _SEQUENCES.sub("", text))


def clean_line(text: str) -> str:
    """Return text as one line that prints as itself."""
    return " ".join(clean(text).split())


def dump(value: object, indent: int | None = None) -> str:
    """Return JSON in which characters that command a terminal are written as escapes."""
    text = json.dumps(value, ensure_ascii=False, indent=indent, default=str)
    return _COMMANDS.sub(lambda found: found[0] if found[0] == "\n" else f"\\u{ord(found[0]):04x}", text)
