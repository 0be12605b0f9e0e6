"""A learned second opinion on slots: a linear chain over tokens that also sees what the rules read.

Averaged structured perceptron (Collins, Discriminative training methods for hidden Markov models,
EMNLP 2002). It is fitted on the marked examples of the catalogue by `python -m assistant.slots.fit`,
with the contents of slots exchanged between examples, so that it learns frames and not topics.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from assistant.plugin import Slot, Slots
from assistant.slots.tokens import BUCKETS, Token, features, tokens
from store.types import Matrix

FILE = "tagger.safetensors"
LISTS = frozenset({"words", "labels", "items"})
"""Slots that hold a list; every other slot holds one string."""
SENTENCES = frozenset({"text", "premise", "hypothesis", "items"})
"""Slots that keep a leading article: sentences, and titles of works."""
_KATAKANA = re.compile(r"[ァ-ヶー][ァ-ヶー]")
_ARTICLE = re.compile(r"^(?:the|a|an)\s+(?=\S)", re.IGNORECASE)
TAGS = 7
"""Outside, and beginning and inside of up to three slots."""
LONGEST = 400
"""Characters up to which a message is tagged; the rules alone read longer ones."""


class Tagger:
    """Weights (BUCKETS, TAGS) of features and (TAGS, TAGS) of neighbouring tags."""

    def __init__(self, weights: Matrix, steps: Matrix) -> None:
        self.weights, self.steps = weights, steps

    def read(self, intent: str, slots: Sequence[str], text: str, rules: Slots) -> Slots:
        """Return the slots of an NFKC text, given those that the rules read."""
        cut = tokens(text)
        if not cut or len(text) > LONGEST:
            return rules
        table = features(text, cut, intent, marked(text, cut, slots, rules))
        tags = best_path(self.weights[table].sum(axis=1), self.steps, shape_of(slots))
        return collect(text, cut, tags, slots)


@cache
def load() -> Tagger | None:
    """Return the shipped tagger, or None where its file is missing."""
    from safetensors.numpy import load as parse

    file = resources.files(__package__).joinpath(FILE)
    if not file.is_file():
        return None
    stored = parse(file.read_bytes())
    weights = np.zeros((BUCKETS, TAGS), np.float32)
    weights[stored["rows"]] = stored["weights"].astype(np.float32) * stored["scale"]
    return Tagger(weights, stored["steps"])


OPTIONAL = frozenset({"labels"})
"""Slots that a message may leave open."""


def shape_of(slots: Sequence[str], given: Sequence[str] | None = None) -> Shape:
    """Return the shape of an intent's reading (`given`: of an example that leaves slots open)."""
    needed = [slot for slot in slots if (slot not in OPTIONAL if given is None else slot in given)]
    return Shape(tuple(slots), tuple(needed))


def marked(text: str, cut: Sequence[Token], slots: Sequence[str], rules: Mapping[str, Slot]) -> list[str]:
    """Return the rules' slots as one tag per token: O, or B and I with the slot's number."""
    tags = ["O"] * len(cut)
    for number, slot in enumerate(slots):
        value, after = rules.get(slot, ""), 0
        for part in value if isinstance(value, list) else [str(value)]:
            covered = _place(text, cut, tags, part, after) if part else []
            for index in covered:
                tags[index] = f"I{number}"
            if covered:
                tags[covered[0]] = f"B{number}"
                after = cut[covered[-1]].end if isinstance(value, list) else 0
    return tags


def _place(text: str, cut: Sequence[Token], tags: Sequence[str], part: str, after: int) -> list[int]:
    start = text.find(part, after)
    while start >= 0:
        end = start + len(part)
        covered = [i for i, token in enumerate(cut) if token.start >= start and token.end <= end]
        whole = covered and cut[covered[0]].start == start and cut[covered[-1]].end == end
        if whole and all(tags[i] == "O" for i in covered):
            return covered
        start = text.find(part, start + 1)
    return []


@dataclass(frozen=True, slots=True)
class Shape:
    """What a reading must look like: every slot of `needed` once, a list slot as often as it likes."""

    slots: tuple[str, ...]
    needed: tuple[str, ...]

    @property
    def states(self) -> int:
        """Return how many states the chain has: a tag, and which slots were seen."""
        return TAGS << len(self.slots)


@cache
def transitions(shape: Shape) -> NDArray[np.float64]:
    """Return (states + 1, states): 0 where one state may follow another, minus a billion where not.

    A state is seen * TAGS + tag, `seen` a bit for each slot. The last row is the beginning.
    """
    table = np.full((shape.states + 1, shape.states), -1e9)
    seen_sets = 1 << len(shape.slots)
    for before in range(seen_sets):
        for tag in range(1 + 2 * len(shape.slots)):
            for following in range(1 + 2 * len(shape.slots)):
                after = _step(shape, before, tag, following)
                if after is not None:
                    table[before * TAGS + tag, after * TAGS + following] = 0.0
    table[-1] = table[0]
    return table


def _step(shape: Shape, seen: int, tag: int, following: int) -> int | None:
    """Return the slots seen after a step, or None where it is not allowed."""
    if following == 0:
        return seen
    number = (following - 1) // 2
    if following % 2 == 0:
        return seen if tag in (following, following - 1) else None
    bit = 1 << number
    return seen | bit if shape.slots[number] in LISTS or not seen & bit else None


def best_path(scores: Matrix, steps: NDArray[np.floating], shape: Shape) -> list[int]:
    """Return the best tags for scores (tokens, TAGS) that have the shape: Viterbi (1967).

    Where no path has it (too few tokens), the best path of any shape.
    """
    sets = 1 << len(shape.slots)
    allowed = transitions(shape) + np.vstack([np.tile(steps, (sets, sets)), np.tile(steps[:1], (1, sets))])
    spread = np.tile(scores, (1, sets))
    back = np.zeros(spread.shape, np.int64)
    reach = spread[0] + allowed[-1]
    for i in range(1, len(scores)):
        ways = reach[:, None] + allowed[:-1]
        back[i] = ways.argmax(axis=0)
        reach = ways.max(axis=0) + spread[i]
    wanted = sum(1 << shape.slots.index(slot) for slot in shape.needed)
    complete = [state for state in range(shape.states) if (state // TAGS) & wanted == wanted]
    best = max(complete, key=lambda state: reach[state])
    state = best if reach[best] > -1e8 else int(reach.argmax())
    path = [state]
    for i in range(len(scores) - 1, 0, -1):
        path.append(int(back[i, path[-1]]))
    return [state % TAGS for state in reversed(path)]


def _whole(text: str, start: int, end: int) -> str:
    """Return a stretch, widened so that it does not begin or end inside a word in katakana."""
    while start > 0 and _KATAKANA.match(text[start - 1 : start + 1]):
        start -= 1
    while end < len(text) and _KATAKANA.match(text[end - 1 : end + 1]):
        end += 1
    return text[start:end]


def collect(text: str, cut: Sequence[Token], tags: Sequence[int], slots: Sequence[str]) -> Slots:
    """Return the texts that tags mark; of a slot that holds one string, the first."""
    found: Slots = {}
    i = 0
    while i < len(cut):
        if tags[i] == 0:
            i += 1
            continue
        number, end = (tags[i] - 1) // 2, i + 1
        while end < len(cut) and tags[end] == 2 + 2 * number:
            end += 1
        slot, value = slots[number], _whole(text, cut[i].start, cut[end - 1].end)
        value = value if slot in SENTENCES else _ARTICLE.sub("", value)
        if slot in LISTS:
            before = found.setdefault(slot, [])
            if isinstance(before, list) and value not in before:
                before.append(value)
        else:
            found.setdefault(slot, value)
        i = end
    return found
