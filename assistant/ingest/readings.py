"""Which encoding short texts without kana are in: the reading whose characters are the common ones of its language.

A table with kanji column names over numbers, or an edge list of ten names, is too little for statistics over pairs of bytes.
Read in a wrong encoding it gives rare characters all the same.
"""

from __future__ import annotations

import codecs
import re

from assistant.ingest.common_characters import HANGUL, KANJI, SIMPLIFIED, TRADITIONAL

_SAMPLE = 60_000
_PLAIN = re.compile(r"[\u3000-\u30ff\uff01-\uff5e々〆ヶ①-⑳㈱℃№→○●◎△▲□■☆★※〒]")
"""Kana, punctuation, full-width letters and the signs of tables, as common as the most common characters."""
_WRONG = re.compile(r"[\uff61-\uff9f\ue000-\uf8ff\u0080-\u009f\ufffd\u2500-\u257f]")
_RUN = re.compile(r"[^\x00-\x7f]+")
_GLUED = re.compile(r"(?<=[A-Za-z])[^\x00-\x7f](?![^\x00-\x7f])|(?<![^\x00-\x7f])[^\x00-\x7f](?=[A-Za-z])")
_CYRILLIC = re.compile(r"(?<![A-Za-z\u0400-\u045f])[\u0400-\u045f]+(?![A-Za-z])")
_CASED = re.compile(r"[\u0400-\u042f]?[\u0430-\u045f]+|[\u0400-\u042f]+")
_FREQUENT = frozenset("оеаинтсрвл")
_ENOUGH, _PREFERRED = 0.6, 0.15
_EASTERN = (
    ("cp932", KANJI, _PREFERRED), ("euc_jp", KANJI, _PREFERRED), ("gb18030", SIMPLIFIED, 0.0),
    ("cp949", HANGUL, 0.0), ("big5", TRADITIONAL, 0.0),
)  # fmt: skip
_RUSSIAN = ("cp1251", "koi8_r", "cp866", "iso8859_5")


def eastern(data: bytes) -> str | None:
    """Return the text in the Japanese, Chinese or Korean encoding that gives common characters.

    Japanese is preferred where others are about as likely; None where no reading is likely. Single wide characters
    beside Latin letters are no words: they are accents and quotes of a Western encoding.
    """
    scores: list[tuple[float, str]] = []
    for encoding, common, extra in _EASTERN:
        sample = _decoded(data[:_SAMPLE], encoding)
        runs = _RUN.findall(sample or "")
        wide = sum(map(len, runs))
        if not runs or len(_GLUED.findall(sample or "")) > 0.2 * len(runs):
            continue
        good = sum(c in common or _PLAIN.match(c) is not None for run in runs for c in run)
        share = (good - sum(len(_WRONG.findall(run)) for run in runs)) / wide
        if share >= _ENOUGH:
            scores.append((share + extra, encoding))
    return _first(data, scores)


def russian(data: bytes) -> str | None:
    """Return the text in the Cyrillic encoding whose words are of one case but for a first capital; None where none are."""
    scores: list[tuple[float, str]] = []
    for encoding in _RUSSIAN:
        sample = _decoded(data[:_SAMPLE], encoding) or ""
        words = _CYRILLIC.findall(sample)
        wide = sum(c > "\x7f" for c in sample) or 1
        cased = sum(len(word) for word in words if _CASED.fullmatch(word))
        common = sum(c in _FREQUENT for word in words for c in word.lower())
        if cased >= 0.85 * wide and common >= 0.4 * wide:
            scores.append(((cased + common) / wide, encoding))
    return _first(data, scores)


def half_width(data: bytes) -> str | None:
    """Return the text in CP932 where all its wide characters are half-width katakana, and look like it; else None."""
    wide = [byte for byte in data[:_SAMPLE] if byte > 0x7F]
    kana = all(0xA1 <= byte <= 0xDF for byte in wide)
    return (
        _decoded(data, "cp932")
        if kana and sum(0xB1 <= byte <= 0xBF for byte in wide) > len(wide) / 4
        else None
    )


def _first(data: bytes, scores: list[tuple[float, str]]) -> str | None:
    texts = (_decoded(data, encoding) for _, encoding in sorted(scores, key=lambda one: -one[0]))
    return next((text for text in texts if text is not None), None)


def _decoded(data: bytes, encoding: str) -> str | None:
    """Decode, forgiving only a last character that was cut."""
    try:
        return codecs.getincrementaldecoder(encoding)("strict").decode(data)
    except UnicodeError:
        return None
