"""Fit the tagger on the catalogue's marked examples: `python -m assistant.slots.fit`."""

from __future__ import annotations

import random
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant import catalogue
from assistant.catalogue.markup import Template
from assistant.message import Message
from assistant.phrase import Language
from assistant.plugin import Intent, Slots
from assistant.slots.readers import TAGGED, rules
from assistant.slots.tagger import FILE, TAGS, Shape, best_path, marked, shape_of
from assistant.slots.tokens import BUCKETS, features, tokens

COPIES, EPOCHS, RUNS = 4, 5, 3
_KINDS = {
    "analogy": {"a": "word", "b": "word", "c": "word"},
    "word_similarity": {"a": "word", "b": "word"},
    "odd_one_out": {"words": "word"},
    "word_neighbors": {"word": "word"},
    "tag_image": {"labels": "word"},
    "recommend": {"items": "item"},
    "search_text": {"query": "topic"},
    "find_images": {"query": "topic"},
    "compare_sentences": {"a": "sentence", "b": "sentence"},
    "infer": {"premise": "sentence", "hypothesis": "sentence"},
    "classify_text": {"text": "sentence", "labels": "word"},
    "remember": {"text": "sentence"},
    "forget": {"target": "target"},
}
"""Which slots may trade contents. The word of word_in_context occurs in its sentences: it may not."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One NFKC sentence with its slots as (slot, start, end)."""

    intent: Intent
    language: Language
    text: str
    spans: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One sentence ready to learn from: features (tokens, n), its right tags, and its shape."""

    table: NDArray[np.int32]
    tags: list[int]
    shape: Shape


def sentences(names: Iterable[str]) -> list[Sentence]:
    """Return the marked examples of intents."""
    return [
        _sentence(catalogue.intent(name), language, template)
        for name in names
        for language, templates in catalogue.templates(name).items()
        for template in templates
    ]


def _sentence(intent: Intent, language: Language, template: Template) -> Sentence:
    text, spans = "", []
    for slot, piece in template.pieces():
        start = len(text)
        text += unicodedata.normalize("NFKC", piece)
        if slot:
            spans.append((slot, start, len(text)))
    return Sentence(intent, language, text, tuple(spans))


def exchanged(
    sentence: Sentence, pools: dict[tuple[str, Language], list[str]], rng: random.Random
) -> Sentence | None:
    """Return the sentence with other contents of the same kinds in its slots."""
    kinds = _KINDS.get(sentence.intent.name)
    if kinds is None or not sentence.spans:
        return None
    text, spans, done = "", [], 0
    for slot, start, end in sentence.spans:
        text += sentence.text[done:start]
        value = rng.choice(pools[kinds[slot], sentence.language])
        spans.append((slot, len(text), len(text) + len(value)))
        text, done = text + value, end
    return Sentence(sentence.intent, sentence.language, text + sentence.text[done:], tuple(spans))


def pools_of(known: Iterable[Sentence]) -> dict[tuple[str, Language], list[str]]:
    """Return the contents of slots by kind and language."""
    pools: dict[tuple[str, Language], list[str]] = defaultdict(list)
    for sentence in known:
        kinds = _KINDS.get(sentence.intent.name, {})
        for slot, start, end in sentence.spans:
            if slot in kinds:
                pools[kinds[slot], sentence.language].append(sentence.text[start:end])
    return pools


def row(sentence: Sentence) -> Row:
    """Return the features of a sentence, with what the rules read in it, and its right tags."""
    order = sentence.intent.slots
    cut = tokens(sentence.text)
    files = ["photo.jpg"] if sentence.intent.attachment == "image" else []
    read: Slots = rules(sentence.intent.name)(Message(sentence.text, files), {})
    table = features(sentence.text, cut, sentence.intent.name, marked(sentence.text, cut, order, read))
    tags = [0] * len(cut)
    for slot, start, end in sentence.spans:
        covered = [i for i, token in enumerate(cut) if token.start >= start and token.end <= end]
        for place, index in enumerate(covered):
            tags[index] = 1 + 2 * order.index(slot) + (place > 0)
    return Row(table, tags, shape_of(order))


def train(rows: Sequence[Row], rng: random.Random) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """Return averaged weights (BUCKETS, TAGS) and steps (TAGS, TAGS)."""
    weights, summed = np.zeros((2, BUCKETS, TAGS), np.float32)
    steps, steps_summed = np.zeros((2, TAGS, TAGS))
    count = 1
    for _ in range(EPOCHS):
        for example in rng.sample(rows, len(rows)):
            guess = best_path(weights[example.table].sum(axis=1), steps, example.shape)
            if guess != example.tags:
                for sign, tags in ((1, example.tags), (-1, guess)):
                    before = 0
                    for features_, tag in zip(example.table, tags, strict=True):
                        np.add.at(weights, (features_, tag), sign)
                        np.add.at(summed, (features_, tag), sign * count)
                        steps[before, tag] += sign
                        steps_summed[before, tag] += sign * count
                        before = tag
            count += 1
    averaged = np.asarray(weights - summed / np.float32(count), np.float32)
    return averaged, np.asarray(steps - steps_summed / count, np.float64)


def main() -> None:
    """Fit on everything and write the file beside this module."""
    from safetensors.numpy import save_file

    rng = random.Random(0)  # noqa: S311  # the same file from the same examples
    known = sentences(TAGGED)
    pools = pools_of(known)
    more = [exchanged(sentence, pools, rng) for sentence in known * COPIES]
    rows = [row(sentence) for sentence in (*known, *(made for made in more if made))]
    runs = [train(rows, random.Random(run)) for run in range(RUNS)]  # noqa: S311
    weights = np.asarray(sum(run[0] for run in runs) / np.float32(RUNS), np.float32)
    steps = sum(run[1] for run in runs) / RUNS
    used = np.flatnonzero(np.abs(weights).max(axis=1) > 0.02)
    scale = np.float32(np.abs(weights).max() / 32000)
    save_file(
        {
            "rows": used.astype(np.int32),
            "weights": np.round(weights[used] / scale).astype(np.int16),
            "scale": np.array(scale, np.float32),
            "steps": np.asarray(steps, np.float64),
        },
        str(Path(__file__).with_name(FILE)),
    )


if __name__ == "__main__":
    main()
