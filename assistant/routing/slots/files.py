"""File names and ids in a message."""

from __future__ import annotations

import re

FILE = re.compile(
    r"(?<![^\s「」\"'、。,:：!?])[^\s「」\"'、。,:：!?]*\.(?:pdf|docx?|txt|md|csv|tsv|xlsx?|pptx?|html?|jsonl?|epub|png|jpe?g|gif|webp|zip|xml|rtf)(?![A-Za-z0-9])|\bdoc-[0-9a-f]{4,}(?:#\d+)?",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"\s*(?:,\s*and\s|、|,|，|\band\b|&|(?<=[A-Za-z0-9」])\s*と\s*(?=\S+\.)|および|及び)\s*", re.IGNORECASE
)


def several(target: str) -> str | list[str]:
    """Return a list where a target names several files, else the target as it is.

    Only what ends in a file's extension is split: "Terms and Conditions" is one title.
    """
    parts = [part.strip(" 「」『』\"'“”") for part in _BETWEEN.split(target) if part.strip()]
    every = len(parts) > 1 and all(FILE.fullmatch(part.rsplit(" ", 1)[-1]) for part in parts)
    return parts if every else target
