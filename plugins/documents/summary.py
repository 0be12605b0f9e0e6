"""A document, or a topic, in a few sentences of the documents' own: those nearest to what all of it says.

The sentences nearest to the mean of all sentence vectors, each unlike those taken before (Radev et al.,
"Centroid-based summarization of multiple documents", 2004; redundancy as in Carbonell and Goldstein, 1998).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.blocks import Block, Details, Notice, Passage, Sources, Text, computed, plain
from assistant.phrase import Language, Phrase
from assistant.plugin import Context, Request
from assistant.retrieval.answers import Found
from assistant.retrieval.sentences import split
from plugins.documents.length import asked
from store.types import Document, Item, Matrix

READ, LOOKED_AT = 300_000, 240
"""Characters that are read, and sentences that are looked at, spread over all of them."""
SENTENCES = 4
SHORTEST, LINE = 8, 40
"""Characters below which a line is a heading rather than a sentence: whatever it ends with, and where it ends with nothing."""
_ENDED = re.compile(r"[.!?。！？…][\"')」』）\]”’]*$")
AROUND = 200
"""Characters after the last sentence that are kept to show where it stands."""
NOVELTY = 0.5
"""How much likeness to a sentence taken before counts against one."""
ON_TOPIC = 0.7
"""How much nearness to the topic counts beside nearness to what all the passages say."""
HEADINGS = 3
"""Headings from which a document has an outline worth showing."""
MOST_HEADINGS = 60
SUMMED = Phrase("**{name}** in {n} of its own sentences:", "**{name}** を、本文の {n} 文で:")
SUMMED_ONE = Phrase("**{name}** in one of its own sentences:", "**{name}** を、本文の 1 文で:")
ON = Phrase(
    "What your library says about “{query}”, in {n} sentences:",
    "「{query}」についてライブラリにあることを {n} 文で:",
)
ON_ONE = Phrase(
    "What your library says about “{query}”, in one sentence:",
    "「{query}」についてライブラリにあることを 1 文で:",
)
NO_TEXT = Phrase("“{name}” holds no text to sum up.", "「{name}」には要約できる文章がありません。")
OUTLINE = Phrase("Outline: {n} headings", "見出し一覧（{n} 個）")
HOW_TEXT = Phrase(
    "{all} sentences became vectors; shown are those nearest to their mean that do not repeat each other, in reading order "
    "(centroid and maximal marginal relevance).",
    "{all} 文をベクトルにし、平均に最も近く互いに重ならない文を、本文の順に示しています（重心法と MMR）。",
)
HOW_ON = Phrase(
    "The {all} sentences of the passages that answer became vectors; shown are those nearest to the topic and to their mean that "
    "do not repeat each other (centroid and maximal marginal relevance).",
    "該当する箇所の {all} 文をベクトルにし、話題と平均に近く互いに重ならない文を示しています（重心法と MMR）。",
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a passage or a document; `place` says where it stands."""

    text: str
    span: tuple[int, int]
    place: str = ""
    passage: int = 0


def summary(found: Document, request: Request, context: Context) -> Iterator[Block]:
    """Yield the sentences that say most of what a document says, each with its place, and the outline of a long one."""
    text, language = found.text[:READ], request.language
    passages = sorted(context.library.passages(found.id), key=lambda one: int(one.metadata.get("start", 0)))
    sentences = _sentences(text)
    if not sentences or found.kind == "image":
        yield Notice("info", NO_TEXT.say(language, name=plain(found.name)))
        return
    step = max(1, -(-len(sentences) // LOOKED_AT))
    looked = sentences[::step]
    rows = _rows(looked, context)
    chosen = [looked[i] for i in sorted(central(rows, asked(request.message.text) or SENTENCES))]
    said = SUMMED if len(chosen) > 1 else SUMMED_ONE
    yield Text(said.say(language, name=plain(found.name), n=len(chosen)))
    yield Text("\n".join(_line(one, _place(one, passages), language) for one in chosen))
    marked = tuple(one.span for one in chosen)
    read = text[: marked[-1][1] + AROUND]
    yield Sources(
        (
            Passage(
                found.id, found.id, found.title, read, end=len(read), score=1.0,
                kind=found.kind, name=found.name, highlights=marked,
            ),
        )
    )  # fmt: skip
    yield from _outline(passages, language)
    yield computed(HOW_TEXT, language, all=len(looked))


def on_topic(query: str, found: Found, request: Request, context: Context) -> Iterator[Block]:
    """Yield what the passages that answer say about a topic, each sentence with the number of its source."""
    language = request.language
    sure = [passage for passage in found.passages if passage.confident]
    sentences = [
        Sentence(one.text, one.span, passage=number)
        for number, passage in enumerate(sure, 1)
        for one in _sentences(passage.text)
    ]
    rows = _rows(sentences, context)
    near = rows @ np.asarray(context.models.encoder("text-fast").queries([query]), np.float32)[0]
    chosen = sorted(central(rows, asked(request.message.text) or SENTENCES, ON_TOPIC * near))
    yield Text((ON if len(chosen) > 1 else ON_ONE).say(language, query=plain(query), n=len(chosen)))
    yield Text("\n".join(f"- {plain(sentences[i].text, 400)} \\[{sentences[i].passage}\\]" for i in chosen))
    yield Sources(tuple(sure))
    yield computed(HOW_ON, language, all=len(sentences))


def central(rows: Matrix, count: int, besides: Matrix | None = None) -> Sequence[int]:
    """Return the places of up to `count` rows (n, d) of unit length near their mean and unlike each other; `besides` (n,)
    is added to what each is worth."""
    mean = rows.mean(axis=0)
    worth, chosen = rows @ mean / max(float(np.linalg.norm(mean)), 1e-12), list[int]()
    if besides is not None:
        worth = worth + besides
    for _ in range(min(count, len(rows))):
        likeness = (rows @ rows[chosen].T).max(axis=1) if chosen else np.zeros(len(rows), np.float32)
        scores = worth - NOVELTY * likeness
        scores[chosen] = -np.inf
        chosen.append(int(np.argmax(scores)))
    return chosen


def _sentences(text: str) -> list[Sentence]:
    """Return the different sentences of a text, headings only where there is nothing else."""
    places: dict[str, tuple[int, int]] = {}
    for start, end in split(text):
        places.setdefault(" ".join(text[start:end].split()), (start, end))
    pieces = [
        piece for piece in places if len(piece) >= SHORTEST and (_ENDED.search(piece) or len(piece) >= LINE)
    ]
    return [Sentence(piece.removeprefix("- "), places[piece]) for piece in pieces or places]


def _rows(sentences: Sequence[Sentence], context: Context) -> Matrix:
    encoder = context.models.encoder("text-fast")
    return np.asarray(encoder.documents([one.text for one in sentences]), np.float32)


def _place(one: Sentence, passages: Sequence[Item]) -> str:
    """Return where a sentence stands: the place of the passage that it begins in."""
    before = [item for item in passages if int(item.metadata.get("start", 0)) <= one.span[0]]
    return str(before[-1].metadata.get("place", "")) if before else ""


def _line(one: Sentence, place: str, language: Language) -> str:
    where = (" ({})" if language == "en" else "（{}）").format(plain(place, 60)) if place else ""
    return f"- {plain(one.text, 400)}{where}"


def _outline(passages: Sequence[Item], language: Language) -> Iterator[Block]:
    """Yield the headings in reading order, where there are enough of them."""
    paths = dict.fromkeys(str(item.metadata.get("heading", "")) for item in passages)
    steps = dict.fromkeys(
        tuple(path.split(" > ")[:depth])
        for path in paths
        if path
        for depth in range(1, path.count(" > ") + 2)
    )
    if len(steps) >= HEADINGS:
        lines = [f"{'  ' * (len(step) - 1)}- {plain(step[-1])}" for step in list(steps)[:MOST_HEADINGS]]
        yield Details(OUTLINE.say(language, n=len(steps)), "\n".join(lines))
