"""A sentence for people, in English and Japanese, kept side by side so that neither is forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.paths import printable

Language = Literal["en", "ja"]


@dataclass(frozen=True, slots=True)
class Phrase:
    """One user-facing sentence; `{name}` fields are the same in both languages."""

    en: str
    ja: str

    def say(self, language: Language, **values: object) -> str:
        """Return the sentence in `language` with its fields filled in, names of files as they can be printed."""
        said = {
            k: printable(value) if isinstance(value, str | Path) else value for k, value in values.items()
        }
        return (self.ja if language == "ja" else self.en).format(**said)
