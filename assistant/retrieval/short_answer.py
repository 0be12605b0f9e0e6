"""From passages to the words that answer: the first ones are read together with the question.

What the reader says of a passage (assistant/encoders/text/reading.py) and what search says of it are weighed as logistic
regressions on held-back questions had it (docs/search.md); the passage that comes first gives the short answer. The chance that
the library answers is the first passage's, and the others' fall with their distance from it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.blocks import Passage, Span
from assistant.encoders.text import reading
from assistant.encoders.text.reading import Reading
from assistant.message import Message
from assistant.phrase import Language
from assistant.retrieval import sentences
from assistant.retrieval.answers import CHANCE, Found

READ = 5
"""Passages that are read."""
ORDER: Mapping[Language, tuple[float, float, float]] = {"en": (1.0, 0.3, 4.0), "ja": (0.5, 0.5, 8.0)}
"""What counts for the order, by the question's language: the reader's log odds that a passage answers, the log probability of its
best stretch, and its score in the search, which is relative to the other passages."""
ANSWERS, SURE, CHANCES, BIAS = 0.45, 0.25, 0.8, -1.1
"""Whether the library answers at all: the same two of the first passage, and the best log odds that search gives a passage."""
ENOUGH = 0.5
"""Chance from which an answer is given."""
LEAST, FAINT = 1e-3, -20.0
"""Least chance of a passage, and least log probability of a stretch, that are told apart."""


def read(question: str, found: Found) -> Found:
    """Return what was found, the passages that were read by their chance of answering, with a short answer where one
    has ENOUGH. Without a reader, or where nothing was found by meaning, it comes back as it was."""
    reader = reading.load()
    shown = found.passages[:READ]
    if reader is None or not shown or any(CHANCE not in passage.scores for passage in shown):
        return found
    readings = reader.read(question, [(passage.title, passage.text) for passage in shown])
    return weighed(found, readings, Message(question).language)


def weighed(found: Found, readings: Sequence[Reading], language: Language) -> Found:
    """Return what was found in the light of what was read in its first passages."""
    shown = found.passages[: len(readings)]
    judged = sorted(
        (
            (_order(passage, one, language), passage, one)
            for passage, one in zip(shown, readings, strict=True)
        ),
        key=lambda each: -each[0],
    )
    top, first, words = judged[0]
    searched = max(min(max(passage.scores[CHANCE], LEAST), 1 - LEAST) for passage in shown)
    odds = (
        ANSWERS * words.answers
        + SURE * max(words.sure, FAINT)
        + CHANCES * math.log(searched / (1 - searched))
        + BIAS
    )
    best = _share(odds)
    ordered = [_shown(passage, one, _share(odds - (top - order))) for order, passage, one in judged]
    least = ordered[-1].score
    rest = [
        replace(passage, score=passage.score * least, confident=False)
        for passage in found.passages[len(readings) :]
    ]
    answered = best >= ENOUGH and words.end > words.start
    return replace(
        found,
        passages=(*ordered, *rest),
        fits=best >= ENOUGH,
        near=found.near or best >= ENOUGH,
        text=" ".join(first.text[words.start : words.end].split()) if answered else "",
        confidence=best,
        spans=(Span(first.id, words.start, words.end),) if answered else (),
    )


def _order(passage: Passage, one: Reading, language: Language) -> float:
    answers, sure, searched = ORDER[language]
    return answers * one.answers + sure * max(one.sure, FAINT) + searched * passage.scores["fused"]


def _share(odds: float) -> float:
    """Return a probability from its log odds."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def _shown(passage: Passage, one: Reading, likely: float) -> Passage:
    """Return a passage as it is shown: what answers is marked with its sentence, and its score is its chance."""
    marked = passage.highlights
    if likely >= ENOUGH:
        around = [span for span in sentences.split(passage.text) if span[0] < one.end and span[1] > one.start]
        marked = tuple(around) or marked
    return replace(passage, score=likely, confident=likely >= ENOUGH, highlights=marked)
