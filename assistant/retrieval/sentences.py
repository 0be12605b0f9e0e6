"""Text to sentences, and sentences to the one that answers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from assistant.encoders.base import Encoder
from store.tokens import tokens

Span = tuple[int, int]

_END = re.compile(
    r"[。！？!?…]+[」』）)】\]\"'”’]*|(?<!\b[A-Z])\.[\"')\]”’]*(?=\s+[\"'(\[“‘]?[A-Z0-9À-Þ])|\s\.(?=\s)|\n+"
)
FULL_LINE = 40
"""Characters from which a line may have been broken because it was full."""
MOST = 40
"""Sentences of one passage that are looked at: a passage has about ten."""
READ = 5
"""Sentences of one passage, those that say most of the question's words, whose meaning is compared: reading the
others takes as long again and seldom changes the choice, half of which is made by words."""
WORDS_WEIGHT = 0.5
"""Share of matched words against meaning when a sentence is chosen; see docs/search.md."""
SECOND = 0.9
"""A second sentence is marked too when it reaches this share of the best one's score."""


def split(text: str) -> list[Span]:
    """Return (start, end) of every sentence, without the white space around it."""
    spans, start = [], 0
    for match in [*(m for m in _END.finditer(text) if not _wrapped(text, m)), None]:
        end = match.end() if match else len(text)
        part = text[start:end]
        begin = start + len(part) - len(part.lstrip())
        if part.strip():
            spans.append((begin, begin + len(part.strip())))
        start = end
    return spans


def _wrapped(text: str, end: re.Match[str]) -> bool:
    """Tell a line that was only broken because it was full: it was long, and goes on in small letters."""
    if end.group() != "\n" or not text[end.end() : end.end() + 1].islower():
        return False
    line = text[text.rfind("\n", 0, end.start()) + 1 : end.start()]
    return len(line) >= FULL_LINE and "|" not in line


def coverage(query: Mapping[str, float], text: str) -> float:
    """Return which share of the query's word weights (idf) occurs in the text, in [0, 1]."""
    total = sum(query.values())
    said = set(tokens(text))
    return sum(weight for word, weight in query.items() if word in said) / total if total else 0.0


def best(
    question: str, words: Mapping[str, float], texts: Sequence[str], encoder: Encoder
) -> list[list[Span]]:
    """Return for each text the one or two sentences that answer the question best, in reading order.

    `words` are the question's words with their idf. Meaning counts by cosine, scaled over all the
    sentences of all the texts, so that the choice within one text is not blown up by chance.
    """
    spans = [_likely(words, text) for text in texts]
    flat = [texts[i][a:b] for i, some in enumerate(spans) for a, b, _ in some]
    if not flat:
        return [[] for _ in texts]
    cosines = encoder.documents(flat) @ encoder.queries([question])[0]
    meaning = iter((cosines - cosines.min()) / max(float(np.ptp(cosines)), 1e-9))
    return [
        _choose(
            [(a, b, WORDS_WEIGHT * said + (1 - WORDS_WEIGHT) * float(next(meaning))) for a, b, said in some]
        )
        for some in spans
    ]


def _likely(words: Mapping[str, float], text: str) -> list[tuple[int, int, float]]:
    """Return (start, end, coverage) of the sentences that say most of the question's words, in reading order.

    All that say as much as number READ are kept: all there are when the question is in another language.
    """
    spans = [(a, b, coverage(words, text[a:b])) for a, b in split(text)[:MOST]]
    least = sorted((said for _, _, said in spans), reverse=True)[:READ][-1:]
    return [span for span in spans if [span[2]] >= least]


def _choose(spans: Sequence[tuple[int, int, float]]) -> list[Span]:
    """Return the best of the scored sentences, and the next one where it is nearly as good, in reading order."""
    best = sorted(spans, key=lambda span: -span[2])[:2]
    return sorted((a, b) for a, b, score in best if score >= SECOND * best[0][2])
