"""Text to the tokens that BM25 counts: stemmed words, and character bigrams where nothing marks a word's end.

Bigrams for scripts without spaces follow common practice for Chinese and Japanese retrieval (Nie, Gao,
Zhang and Zhou, "On the use of words and n-grams for Chinese information retrieval", IRAL 2000).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

VERSION = 2
"""Raise it with every change to what `tokens` returns: kept indexes of another version are rebuilt."""

# Han, kana, Thai, Lao, Khmer, Myanmar and their marks; the long vowel mark belongs to kana.
_UNSPACED = r"々〆〇぀-ヿㇰ-ㇿ㐀-䶿一-鿿豈-﫿฀-๿຀-໿ក-៿က-႟\U00020000-\U0003FFFF"
_RUNS = re.compile(rf"(?P<unspaced>[{_UNSPACED}]+)|(?P<word>[^\W_{_UNSPACED}]+(?:['’][^\W_{_UNSPACED}]+)*)")

# Words so common in English that they say nothing about what a text is about.
_STOP = """
a about above after again all also am an and any are as at be because been before being below between both
but by can could did do does doing down during each few for from further had has have having he her here hers
him his how i if in into is it its itself just may me might more most must my no nor not of off on once only or
other our ours out over own same shall she should so some such than that the their theirs them then there these
they this those through to too under until up upon very was we were what when where which while who whom whose
why will with would you your yours
"""
STOP_WORDS = frozenset(_STOP.split())


def tokens(text: str) -> list[str]:
    """Return the tokens of a passage or a query, with repeats, in order.

    NFKC and case folding come first. A word is stemmed (Porter 2, English) when it is plain ASCII; a run of
    an unspaced script gives its overlapping bigrams and each character that is not kana, so that one kanji
    finds every word it is part of; a run of one character gives that character.
    """
    found: list[str] = []
    for match in _RUNS.finditer(unicodedata.normalize("NFKC", text).casefold()):
        run = match["unspaced"]
        if run is None:
            stem = _stem(match["word"])
            if stem:
                found.append(stem)
        else:
            found.extend(_bigrams(run))
    return found


def _bigrams(run: str) -> list[str]:
    if len(run) == 1:
        return [run]
    pairs = [run[at : at + 2] for at in range(len(run) - 1)]
    return pairs + [character for character in run if not "\u3040" <= character <= "\u30ff"]


@lru_cache(maxsize=1 << 17)
def _stem(word: str) -> str:
    """Return the stem, "" for a stop word. The cache matters: stemming in Python costs 20 us a word."""
    if word in STOP_WORDS:
        return ""
    word = word.replace("’", "'")
    return str(_stemmer().stemWord(word)) if word.isascii() else word


@lru_cache(maxsize=1)
def _stemmer():  # type: ignore[no-untyped-def]  # snowballstemmer has no types
    import snowballstemmer

    return snowballstemmer.stemmer("english")
