"""Example questions for an empty conversation, from the sample library's own list."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence

from assistant.phrase import Language
from assistant.settings import shipped

SHOWN = 4

_FALLBACK: dict[Language, tuple[str, ...]] = {
    "en": ("What can you do?", "What is in my library?"),
    "ja": ("何ができますか？", "ライブラリには何がありますか？"),
}


def questions(language: Language) -> Sequence[str]:
    """Return a few example questions in a language; two that always work when there are no samples."""
    source = shipped("samples", "questions.toml")
    if not source.is_file():
        return _FALLBACK[language]
    asked = tomllib.loads(source.read_text("utf-8")).get("question", [])
    found = [str(entry["text"]) for entry in asked if entry.get("lang") == language]
    return found[:SHOWN] or _FALLBACK[language]
