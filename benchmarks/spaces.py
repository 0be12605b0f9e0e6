"""`python -m benchmarks spaces`: analogies by word vectors alone, and ordered together with the sentence encoder."""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path

from assistant.encoders.models import Models
from assistant.engines.words import refined
from assistant.engines.words.errors import UnknownWords
from assistant.engines.words.words import Words
from assistant.settings import Settings
from plugins.words.plugin import ENCODER_COUNTS
from store.library import Store

Four = tuple[str, str, str, str]


def run(data: Path, own: Path, home: Path, questions: int) -> None:
    """Print how often the right word is first and among five."""
    rows = [
        line.split()
        for line in (data / "words" / "questions-words.txt").read_text().splitlines()
        if line[0] != ":"
    ]
    english = [tuple(word.lower() for word in row) for row in random.Random(1).sample(rows, questions)]
    japanese = [tuple(line.split("\t")) for line in own.read_text("utf-8").splitlines()]
    models = Models(Settings(home=home))
    with Store(home / "store") as store:
        words = Words(store, Settings(home=home))
        for name, some in (("English", english), ("Japanese", japanese)):
            print(name, *_measured(words, models, some))  # type: ignore[arg-type]


def _measured(words: Words, models: Models, some: Iterable[Four]) -> tuple[str, ...]:
    ranks: list[tuple[int, int]] = []
    for a, b, c, d in some:
        try:
            vectors = words.for_words([a, b, c, d])
            alone = [near.word for near in vectors.analogy([b, c], [a], 200)]
        except UnknownWords:
            continue
        encoder = models.encoder("text-fast")
        both = refined.analogy(vectors, [b, c], [a], encoder, ENCODER_COUNTS[vectors.name], 200)
        lists = alone, [near.word for near in both]
        ranks.append(tuple(found.index(d) if d in found else 200 for found in lists))  # type: ignore[arg-type]
    return tuple(
        f"{what}: first {sum(rank[at] == 0 for rank in ranks) / len(ranks):.3f}, "
        f"among five {sum(rank[at] < 5 for rank in ranks) / len(ranks):.3f} of {len(ranks)};"
        for at, what in enumerate(("alone", "both"))
    )
