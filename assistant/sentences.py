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
    spans = [split(text)[:MOST] for text in texts]
    flat = [texts[i][a:b] for i, some in enumerate(spans) for a, b in some]
    if not flat:
        return [[] for _ in texts]
    cosines = encoder.documents(flat) @ encoder.queries([question])[0]
    meaning = (cosines - cosines.min()) / max(float(np.ptp(cosines)), 1e-9)
    covered = np.array([coverage(words, sentence) for sentence in flat])
    scores = iter((WORDS_WEIGHT * covered + (1 - WORDS_WEIGHT) * meaning).tolist())
    return [_choose(some, [next(scores) for _ in some]) for some in spans]


def _choose(spans: Sequence[Span], scores: Sequence[float]) -> list[Span]:
    if len(spans) <= 1:
        return list(spans)
    order = sorted(range(len(spans)), key=lambda i: -scores[i])[:2]
    kept = order[:1] if scores[order[1]] < SECOND * scores[order[0]] else order
    return sorted(spans[i] for i in kept)
