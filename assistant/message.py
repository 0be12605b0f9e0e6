"""What a person sends: text and files. Normalisation and language detection happen here, once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from assistant.phrase import Language

_JAPANESE = re.compile(r"[\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f\u4e00-\u9fff\u3400-\u4dbf々〆〇]")
_KANA = re.compile(r"[\u3040-\u30ff\uff66-\uff9f]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def normalise(text: str) -> str:
    """NFKC without control characters or outer white space; line breaks become `\\n`."""
    text = unicodedata.normalize("NFKC", text).replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", text).strip()


def detect_language(text: str) -> Language:
    """Japanese when the sentence around any foreign words is Japanese, else English.

    Kana outweigh Latin words because Japanese quotes English (「fridgeに近い言葉は？」) far more
    often than English quotes Japanese; a quoted phrase does not decide the language of its frame.
    """
    frame = re.sub(r"「[^」]*」|『[^』]*』|\"[^\"]*\"|“[^”]*”", " ", text)
    frame = frame if _JAPANESE.search(frame) or _LATIN_WORD.search(frame) else text
    kana, words = len(_KANA.findall(frame)), len(_LATIN_WORD.findall(frame))
    if kana:
        return "ja" if kana >= words else "en"
    return "ja" if _JAPANESE.search(frame) and words < 2 else "en"


@dataclass(frozen=True, init=False)
class Message:
    """One message: `text` is NFKC-normalised, `raw` is what was typed, `language` is that of `text`."""

    text: str
    files: tuple[Path, ...]
    language: Language
    raw: str

    def __init__(
        self, text: str = "", files: Iterable[str | Path] = (), language: Language | None = None
    ) -> None:
        clean = normalise(text)
        object.__setattr__(self, "raw", text)
        object.__setattr__(self, "text", clean)
        object.__setattr__(self, "files", tuple(Path(file) for file in files))
        object.__setattr__(self, "language", language or detect_language(clean))
