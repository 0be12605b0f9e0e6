"""From passages to the words that answer: the first ones are read together with the question.

What the reader says of a passage (assistant/encoders/text/reading.py) and what search says of it are weighed by a logistic
regression on held-back questions (docs/search.md); the passage with the best chance comes first and gives the short answer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from assistant.blocks import Passage, Span
from assistant.encoders.text import reading
from assistant.encoders.text.reading import Reading
from assistant.retrieval import sentences
from assistant.retrieval.answers import CHANCE, Found

READ = 5
"""Passages that are read."""
ANSWERS, SURE, SEARCH, BIAS = 1.0, 0.3, 0.5, 0.0
"""Weights of the three things that are known of a passage: the reader's log odds that it answers, the log
probability of its best stretch, search's log odds that it answers."""
ENOUGH = 0.5
"""Chance from which an answer is given."""
LEAST = 1e-3


def read(question: str, found: Found) -> Found:
    """Return what was found, the passages that were read by their chance of answering, with a short answer where one
    has ENOUGH. Without a reader, or where nothing was found by meaning, it comes back as it was."""
    reader = reading.load()
    shown = found.passages[:READ]
    if reader is None or not shown or any(CHANCE not in passage.scores for passage in shown):
        return found
    return weighed(found, reader.read(question, [(passage.title, passage.text) for passage in shown]))


def weighed(found: Found, readings: Sequence[Reading]) -> Found:
    """Return what was found in the light of what was read in its first passages."""
    shown = found.passages[: len(readings)]
    judged = sorted(
        ((chance(passage, one), passage, one) for passage, one in zip(shown, readings, strict=True)),
        key=lambda each: -each[0],
    )
    best, first, words = judged[0]
    ordered = [_shown(passage, one, likely) for likely, passage, one in judged]
    least = min(likely for likely, _, _ in judged)
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


def chance(passage: Passage, one: Reading) -> float:
    """Return the chance in [0, 1] that a passage answers the question."""
    searched = min(max(passage.scores[CHANCE], LEAST), 1 - LEAST)
    odds = ANSWERS * one.answers + SURE * one.sure + SEARCH * math.log(searched / (1 - searched)) + BIAS
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def _shown(passage: Passage, one: Reading, likely: float) -> Passage:
    """Return a passage as it is shown: what answers is marked with its sentence, and its score is its chance."""
    marked = passage.highlights
    if likely >= ENOUGH:
        around = [span for span in sentences.split(passage.text) if span[0] < one.end and span[1] > one.start]
        marked = tuple(around) or marked
    return replace(passage, score=likely, confident=likely >= ENOUGH, highlights=marked)
