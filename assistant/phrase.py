"""A sentence for people, in English and Japanese, kept side by side so that neither is forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "ja"]


@dataclass(frozen=True, slots=True)
class Phrase:
    """One user-facing sentence; `{name}` fields are the same in both languages."""

    en: str
    ja: str

    def say(self, language: Language, **values: object) -> str:
        """Return the sentence in `language` with its fields filled in."""
        return (self.ja if language == "ja" else self.en).format(**values)
