"""Text to the tokens that BM25 counts: stemmed words, and character bigrams where nothing marks a word's end.

Bigrams for scripts without spaces follow common practice for Chinese and Japanese retrieval (Nie, Gao,
Zhang and Zhou, "On the use of words and n-grams for Chinese information retrieval", IRAL 2000).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

VERSION = 3
"""Raise it with every change to what `tokens` returns: kept indexes of another version are rebuilt."""

# Han, kana, Thai, Lao, Khmer, Myanmar and their marks; the long vowel mark belongs to kana.
_UNSPACED = r"々〆〇぀-ヿㇰ-ㇿ㐀-䶿一-鿿豈-﫿฀-๿຀-໿ក-៿က-႟\U00020000-\U0003FFFF"
_RUNS = re.compile(
    rf"(?P<unspaced>[{_UNSPACED}]+)"
    r"|(?P<number>\d{1,3}(?:,\d{3})+(?![\d,]))"
    r"|(?P<letter>(?<![^\W_])[A-Za-z](?:\+\+|\#)(?!\w))"
    rf"|(?P<word>[^\W_{_UNSPACED}]+(?:['’][^\W_{_UNSPACED}]+)*)"
)
_HUMPS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
"""The parts of a word in camel case: parseHTMLPage is parse, HTML and Page."""
_SHOUTED = re.compile(r"[A-Z]{2,5}")
_LATIN = re.compile(r"[A-Za-z]+")
SHOUTING = 3
"""Words, all in capitals, from which a text is in capitals throughout, so that they tell no acronyms."""

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
    finds every word it is part of; a run of one character gives that character. 1,200 is 1200; C++ and C# are not C;
    a word in camel case gives its parts as well; an acronym in capitals that reads like a stop word (IT, WHO) is a word of its own,
    unless everything around it is in capitals too.
    """
    text = unicodedata.normalize("NFKC", text)
    shouted = text.upper() == text and len(_LATIN.findall(text)) >= SHOUTING
    found: list[str] = []
    for match in _RUNS.finditer(text):
        if (run := match["unspaced"]) is not None:
            found.extend(_bigrams(run))
        elif (word := match["word"]) is None:
            found.append(match[0].replace(",", "").casefold())
        else:
            found.extend(_words(word, shouted))
    return found


def _words(word: str, shouted: bool) -> list[str]:
    """Return the tokens of one word: its stem, an acronym's own, and the stems of its parts in camel case."""
    stem = _stem(word.casefold())
    if not stem and not shouted and _SHOUTED.fullmatch(word):
        return [f"{word.casefold()}."]
    stems = [stem] if stem else []
    if word.isascii() and not (word.islower() or word.isupper() or word[1:].islower() or word.isdigit()):
        parts = _HUMPS.findall(word)
        stems += (
            [part for part in map(_stem, (hump.casefold() for hump in parts)) if part]
            if len(parts) > 1
            else []
        )
    return stems


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
