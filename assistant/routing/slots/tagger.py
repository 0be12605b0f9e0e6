"""Slots read by a small network over tokens in their context, which also sees what the rules read.

A bidirectional recurrent layer (GRU: Cho et al., EMNLP 2014) and a convolution over the vectors of
`assistant.encoders.text.token_states`; the best allowed sequence of tags is the reading (Viterbi, 1967). It is
fitted on the marked examples of the catalogue by `python -m assets.recipes.tagger`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from assistant.encoders.text import token_states
from assistant.encoders.text.token_states import ContextEncoder
from assistant.plugin import Slots, SlotValue
from assistant.plugin.markup import LISTS
from assistant.routing.slots import network
from assistant.routing.slots.tokens import Token, look, tokens
from assistant.settings import shipped
from store.types import Matrix

FILE = shipped("models", "tagger", "tagger.safetensors")
_KATAKANA = re.compile(r"[ァ-ヶー][ァ-ヶー]")
TAGS = 11
"""Outside, and beginning and inside of up to five slots."""
LONGEST = 400
"""Characters up to which a message is tagged; the rules alone read longer ones."""
SLOTS = {
    "analogy": ("a", "b", "c"),
    "classify_text": ("text", "labels"),
    "compare_documents": ("a", "b"),
    "compare_sentences": ("a", "b"),
    "count_about": ("query",),
    "fill_mask": ("text",),
    "find_images": ("query",),
    "forget": ("target",),
    "infer": ("premise", "hypothesis"),
    "list_about": ("query",),
    "node_neighbors": ("node",),
    "odd_one_out": ("words",),
    "open_document": ("target",),
    "predict_links": ("node",),
    "recommend": ("items",),
    "remember": ("text",),
    "search_text": ("query", "kind", "name", "tag", "when"),
    "similar_documents": ("target",),
    "summarize": ("target",),
    "tag_image": ("labels",),
    "word_in_context": ("word", "a", "b"),
    "word_neighbors": ("word",),
    "word_similarity": ("a", "b"),
}
"""The slots of each tagged intent, in the catalogue's order."""


class Tagger:
    """A fitted network and what gives it tokens in their context."""

    def __init__(self, weights: Mapping[str, Matrix], encoder: ContextEncoder) -> None:
        self._weights, self._encoder = weights, encoder

    def read(self, intent: str, text: str, rules: Slots) -> Slots:
        """Return the slots of an NFKC text, given those that the rules read."""
        cut, slots = tokens(text), SLOTS[intent]
        if not cut or len(text) > LONGEST:
            return rules
        seen = look(text, cut, self._encoder.read(text))
        read = marked(text, cut, slots, rules)
        scores = network.scores(self._weights, seen, list(SLOTS).index(intent), read)
        return collect(text, cut, best_path(scores, shape_of(intent)), slots)


@cache
def load() -> Tagger | None:
    """Return the shipped tagger, or None where its file or the encoder is missing."""
    from safetensors.numpy import load as parse

    encoder = token_states.load()
    if encoder is None or not FILE.is_file():
        return None
    stored = parse(FILE.read_bytes())
    return Tagger({name: value.astype(np.float32) for name, value in stored.items()}, encoder)


OPTIONAL = frozenset(
    {("classify_text", "labels"), ("tag_image", "labels"), ("remember", "text")}
    | {("search_text", slot) for slot in ("kind", "name", "tag", "when")}
)
"""Slots that a message may leave open."""


def shape_of(intent: str) -> Shape:
    """Return the shape of an intent's reading."""
    slots = SLOTS[intent]
    return Shape(slots, tuple(slot for slot in slots if (intent, slot) not in OPTIONAL))


def marked(
    text: str, cut: Sequence[Token], slots: Sequence[str], rules: Mapping[str, SlotValue]
) -> list[int]:
    """Return the rules' slots as one tag per token: 0, or 1 + 2 k and 2 + 2 k for begin and inside of slot k."""
    tags = [0] * len(cut)
    for number, slot in enumerate(slots):
        value, after = rules.get(slot, ""), 0
        for part in value if isinstance(value, list) else [str(value)]:
            covered = _place(text, cut, tags, part, after) if part else []
            for index in covered:
                tags[index] = 2 + 2 * number
            if covered:
                tags[covered[0]] = 1 + 2 * number
                after = cut[covered[-1]].end if isinstance(value, list) else 0
    return tags


def _place(text: str, cut: Sequence[Token], tags: Sequence[int], part: str, after: int) -> list[int]:
    start = text.find(part, after)
    while start >= 0:
        end = start + len(part)
        covered = [i for i, token in enumerate(cut) if token.start >= start and token.end <= end]
        whole = covered and cut[covered[0]].start == start and cut[covered[-1]].end == end
        if whole and all(tags[i] == 0 for i in covered):
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


def best_path(scores: Matrix, shape: Shape) -> list[int]:
    """Return the best tags for scores (tokens, TAGS) that have the shape.

    Where no path has it (too few tokens), the best path of any shape.
    """
    sets = 1 << len(shape.slots)
    allowed = transitions(shape)
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
        if slot in LISTS:
            before = found.setdefault(slot, [])
            if isinstance(before, list) and value not in before:
                before.append(value)
        else:
            found.setdefault(slot, value)
        i = end
    return found
