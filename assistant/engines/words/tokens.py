"""Text to words: a regular expression for spaced scripts, Sudachi for Japanese."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sudachipy import Morpheme, Tokenizer

_JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff々〆]")
_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_SENTENCE = re.compile(r"(?<=[。！？!?])\s*|(?<=\.)\s+|\n+")
_LONGEST = 10_000
"""Characters that Sudachi gets at once (it refuses more than 49,149 bytes)."""
_DROPPED = frozenset({"空白", "補助記号", "記号"})
_INFLECTED = frozenset({"動詞", "形容詞"})
_FUNCTION = frozenset({"助詞", "助動詞", "接尾辞", "接頭辞", "連体詞", "接続詞", "代名詞"})
_STOP = """
a an the and or but if of to in on at by for from with as is are was were be been being am do does did have has
had it its this that these those i you he she we they me him her us them my your his our their not no so than
then there here what which who whom when where why how all any both each more most other some such own same too
very can will just should would could into over under again about after before up down out off
"""
STOP_WORDS = frozenset(_STOP.split())
"""English words that carry grammar; left out of Word Mover's Distance."""


def is_japanese(text: str) -> bool:
    """Return whether the text has kana or kanji."""
    return bool(_JAPANESE.search(text))


class Tokeniser:
    """Words of a text, folded (NFKC, lower case). Japanese verbs and adjectives in dictionary form.

    Sudachi with its core dictionary, longest units (mode C); loaded on first use; safe in threads.
    """

    def __init__(self) -> None:
        self._sudachi: Tokenizer | None = None
        self._lock = threading.Lock()

    def words(self, text: str, *, content: bool = False) -> list[str]:
        """Return the words in order; `content` leaves out function words unless nothing else is there."""
        clean = unicodedata.normalize("NFKC", text)
        tagged = list(self._japanese(clean) if is_japanese(clean) else _spaced(clean))
        kept = [word for word, matters in tagged if matters or not content]
        return kept or [word for word, _ in tagged]

    def sentences(self, texts: Sequence[str]) -> Iterator[list[str]]:
        """Yield the words of every sentence of the texts."""
        for text in texts:
            for sentence in _SENTENCE.split(unicodedata.normalize("NFKC", text)):
                if words := self.words(sentence):
                    yield words

    def _japanese(self, text: str) -> Iterator[tuple[str, bool]]:
        for start in range(0, len(text), _LONGEST):
            for part in self._morphemes(text[start : start + _LONGEST]):
                kind = part.part_of_speech()[0]
                if kind not in _DROPPED:
                    word = part.dictionary_form() if kind in _INFLECTED else part.surface()
                    yield word.casefold(), kind not in _FUNCTION

    def respelt(self, text: str) -> str:
        """Return a Japanese text with its nouns in their usual spelling (「もちもの」 is 持ち物), any other as it is."""
        if len(text) > _LONGEST or not is_japanese(text):
            return text
        return "".join(
            part.normalized_form() if part.part_of_speech()[0] == "名詞" else part.surface()
            for part in self._morphemes(text)
        )

    def _morphemes(self, text: str) -> list[Morpheme]:
        with self._lock:
            if self._sudachi is None:
                from sudachipy import Dictionary, SplitMode

                self._sudachi = Dictionary(dict="core").tokenizer(mode=SplitMode.C)
            return list(self._sudachi.tokenize(text))


def _spaced(text: str) -> Iterator[tuple[str, bool]]:
    for found in _WORD.finditer(text.casefold()):
        yield found.group(), found.group() not in STOP_WORDS


def window_pairs(words: Sequence[str], window: int = 2) -> list[tuple[str, str]]:
    """Return the (centre, context) pairs that skip-gram learns from (Mikolov et al. 2013, fig. 1)."""
    return [
        (centre, words[j])
        for i, centre in enumerate(words)
        for j in range(max(0, i - window), min(len(words), i + window + 1))
        if j != i
    ]
