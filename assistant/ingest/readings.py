"""Which encoding short texts without kana are in: the reading whose characters are the common ones of its language.

A table with kanji column names over numbers, or an edge list of ten names, is too little for statistics over pairs of bytes.
Read in a wrong encoding it gives rare characters all the same.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import NamedTuple

from assistant.ingest.common_characters import HANGUL, KANJI, SIMPLIFIED, TRADITIONAL

_SAMPLE = 60_000
_PLAIN = re.compile(r"[\u3000-\u30ff\uff01-\uff5e々〆ヶ①-⑳㈱℃№→○●◎△▲□■☆★※〒]")
"""Kana, punctuation, full-width letters and the signs of tables, as common as the most common characters."""
_WRONG = re.compile(r"[\uff61-\uff9f\ue000-\uf8ff\u0080-\u009f\ufffd\u2500-\u257f]")
_RUN = re.compile(r"[^\x00-\x7f]+")
_GLUED = re.compile(r"(?<=[A-Za-z])[^\x00-\x7f](?![^\x00-\x7f])|(?<![^\x00-\x7f])[^\x00-\x7f](?=[A-Za-z])")
_ENOUGH, _PREFERRED = 0.6, 0.15
_EASTERN = (
    ("cp932", KANJI, _PREFERRED), ("euc_jp", KANJI, _PREFERRED), ("gb18030", SIMPLIFIED, 0.0),
    ("cp949", HANGUL, 0.0), ("big5", TRADITIONAL, 0.0),
)  # fmt: skip
_SMALL_ENOUGH, _CASED_ENOUGH = 0.4, 0.85


class _Alphabet(NamedTuple):
    """An alphabet of few letters: its capitals and small letters as ranges of a regular expression, those that make up half
    of a text, and its encodings."""

    capitals: str
    small: str
    frequent: frozenset[str]
    encodings: tuple[str, ...]


_ALPHABETS = (
    _Alphabet(
        "\u0400-\u042f", "\u0430-\u045f", frozenset("оеаинтсрвл"), ("cp1251", "koi8_r", "cp866", "iso8859_5")
    ),
    _Alphabet("\u0386-\u03ab", "\u0390\u03ac-\u03ce", frozenset("αοιετσνηρς"), ("cp1253", "iso8859_7")),
    _Alphabet("", "\u05d0-\u05ea", frozenset("יוהלאמתרבש"), ("cp1255",)),
)


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


def alphabetic(data: bytes) -> str | None:
    """Return the text in the Cyrillic, Greek or Hebrew encoding that gives words of frequent letters, none with a capital
    within small letters; None where there are none."""
    scores: list[tuple[float, str]] = []
    for alphabet in _ALPHABETS:
        both = alphabet.capitals + alphabet.small
        words = re.compile(f"(?<![A-Za-z{both}])[{both}]+(?![A-Za-z])")
        capitals = f"[{alphabet.capitals}]" if alphabet.capitals else "(?!)"
        cased = re.compile(f"(?:{capitals})?[{alphabet.small}]+|{capitals}+")
        for encoding in alphabet.encodings:
            sample = _decoded(data[:_SAMPLE], encoding) or ""
            found = words.findall(sample)
            wide = sum(c > "\x7f" for c in sample) or 1
            right = sum(len(word) for word in found if cased.fullmatch(word))
            bare = (unicodedata.normalize("NFD", c)[0] for word in found for c in word.lower())
            common = sum(c in alphabet.frequent for c in bare)
            if right >= _CASED_ENOUGH * wide and common >= _SMALL_ENOUGH * wide:
                scores.append(((right + common) / wide, encoding))
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
