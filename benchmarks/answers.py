"""`python -m benchmarks answers`: short answers to held-back questions, end to end, and whether there is one.

Libraries are made of the contexts that the reader never saw (reader_data.held_back) and of others around them; English
sentences are joined to passages of four. Every question is asked of the whole library and of one from which a random
half of the passages is taken away, where it should be said of the half that nothing answers.
"""

from __future__ import annotations

import random
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assets.recipes import reader_data
from assistant.blocks import Passage
from assistant.encoders.models import Models
from assistant.encoders.text import reading
from assistant.encoders.text.reading import Reading
from assistant.library.library import Library
from assistant.message import Message
from assistant.retrieval import short_answer
from assistant.retrieval.answers import Found
from assistant.settings import Settings
from store.library import Store
from store.types import ME

OTHERS = {"ja-jaquad-train": 600, "en-qamr": 650}
"""Contexts beside the held-back ones."""
JOINED = 4
"""English sentences of a passage."""
Passages = dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it was answered: what was found and read, whether the library holds its passage."""

    answers: tuple[str, ...]
    gold: str
    held: bool
    passages: tuple[Passage, ...]
    readings: tuple[Reading, ...]
    found: Found
    seconds: tuple[float, float]
    """Of finding, and of reading."""


def run(home: Path, questions: int, depth: int) -> None:
    """Print F1, exact matches, right refusals, calibration and times for each language."""
    for name in reader_data.SETS:
        whole, half = ask(home, name, questions, depth)
        japanese = name.startswith("ja")
        right = [best_f1(one.found.text, one.answers, japanese=japanese) for one in whole]
        first = [bool(one.found.passages) and one.found.passages[0].id == one.gold for one in whole]
        print(f"{name}: {len(whole)} questions")
        print(
            f"  F1 {np.mean(right):.3f}  EM {np.mean([f == 1 for f in right]):.3f}  right passage first {np.mean(first):.3f}"
        )
        sure = np.array([one.found.confidence for one in half])
        held = np.array([one.held for one in half])
        balanced = (
            np.mean(sure[held] >= short_answer.ENOUGH) + np.mean(sure[~held] < short_answer.ENOUGH)
        ) / 2
        print(
            f"  half the library: balanced accuracy {balanced:.3f}  calibration error {calibration(sure, held):.3f}"
        )
        times = np.array([one.seconds for one in whole]) * 1000
        print("  ms, median and 95th: " + "  ".join(
            f"{what} {np.median(some):.0f} {np.quantile(some, 0.95):.0f}"
            for what, some in zip(("found", "read", "both"), (*times.T, times.sum(axis=1)), strict=True)
        ))  # fmt: skip


def ask(home: Path, name: str, questions: int, depth: int) -> tuple[list[Asked], list[Asked]]:
    """Return what was asked of the whole library and of half of it."""
    passages, asked = made(name)
    draw = random.Random(5)
    left = {key for key in passages if draw.random() < 0.5}
    models = Models(Settings(home=home))
    done = []
    for folder, kept in ((name, passages), (f"{name}-half", {key: passages[key] for key in left})):
        with Store(home / folder / "store") as store:
            library = Library(store, models, Settings(home=home))
            titles, texts = zip(*kept.values(), strict=True)
            library.add_texts(list(kept), list(texts), list(titles), owner=ME)
            done.append(
                [_one(library, question, key in kept, key, depth) for question, key in asked[:questions]]
            )
    return done[0], done[1]


def _one(library: Library, question: reader_data.Question, held: bool, gold: str, depth: int) -> Asked:
    begun = time.perf_counter()
    found = library.answer(question.text, depth, owner=ME)
    between = time.perf_counter()
    reader = reading.load()
    assert reader is not None, "assets/models/reader is not there"
    readings = reader.read(question.text, [(one.title, one.text) for one in found.passages])
    read = short_answer.weighed(found, readings[: short_answer.READ], Message(question.text).language)
    times = (between - begun, time.perf_counter() - between)
    return Asked(question.answers, gold, held, found.passages, tuple(readings), read, times)


def made(name: str) -> tuple[Passages, list[tuple[reader_data.Question, str]]]:
    """Return passages by id, and the held-back questions with the id of their passage, in no order."""
    of, draw = reader_data.read(name), random.Random(3)
    held = [i for i, text in enumerate(of.contexts) if reader_data.held_back(text)]
    others = draw.sample(
        [i for i, text in enumerate(of.contexts) if not reader_data.held_back(text)], OTHERS[name]
    )
    order = held + others
    draw.shuffle(order)
    size = 1 if name.startswith("ja") else JOINED
    groups = [order[at : at + size] for at in range(0, len(order), size)]
    passages = {
        f"p{group[0]}": (of.titles[group[0]], " ".join(of.contexts[i] for i in group)) for group in groups
    }
    place = {i: f"p{group[0]}" for group in groups for i in group}
    asked = of.split(held=True)
    draw.shuffle(asked)
    return passages, [(question, place[question.context]) for question in asked]


def best_f1(said: str, answers: Sequence[str], *, japanese: bool) -> float:
    """Return the F1 of words, in Japanese of characters, with the answer that is most like it (Rajpurkar et al. 2016)."""
    return max((_f1(_units(said, japanese), _units(answer, japanese)) for answer in answers), default=0.0)


def _units(text: str, japanese: bool) -> list[str]:
    text = unicodedata.normalize("NFKC", text).casefold()
    text = "".join(c for c in text if not unicodedata.category(c).startswith("P"))
    if japanese:
        return list(re.sub(r"\s", "", text))
    return [word for word in text.split() if word not in ("a", "an", "the")]


def _f1(one: Sequence[str], other: Sequence[str]) -> float:
    common = sum((Counter(one) & Counter(other)).values())
    return 2 * common / (len(one) + len(other)) if common else 0.0


def calibration(sure: np.ndarray, right: np.ndarray, bins: int = 10) -> float:
    """Return the expected calibration error over equal bins (Guo et al. 2017)."""
    place = np.minimum((sure * bins).astype(int), bins - 1)
    return float(
        sum(
            abs(sure[place == b].mean() - right[place == b].mean()) * (place == b).mean()
            for b in np.unique(place)
        )
    )
