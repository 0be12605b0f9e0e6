"""A document in a few of its own sentences: those nearest to what all of it says.

The sentences nearest to the mean of all sentence vectors, each unlike those taken before (Radev et al.,
"Centroid-based summarization of multiple documents", 2004; redundancy as in Carbonell and Goldstein, 1998).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from assistant.blocks import Block, Notice, Passage, Sources, Text, computed, plain
from assistant.phrase import Phrase
from assistant.plugin import Context, Request
from assistant.retrieval.sentences import split
from store.types import Document, Matrix

READ, LOOKED_AT = 60_000, 120
"""Characters that are read, and sentences that are looked at, spread over all of them."""
SENTENCES = 4
SHORTEST = 8
"""Characters below which a line is a heading rather than a sentence."""
AROUND = 200
"""Characters after the last sentence that are kept to show where it stands."""
NOVELTY = 0.5
"""How much likeness to a sentence taken before counts against one."""
SUMMED = Phrase("**{name}** in {n} of its own sentences:", "**{name}** を、本文の {n} 文で:")
NO_TEXT = Phrase("“{name}” holds no text to sum up.", "「{name}」には要約できる文章がありません。")
HOW_TEXT = Phrase(
    "{all} sentences became vectors; shown are those nearest to their mean that do not repeat each other, in reading order.",
    "{all} 文をベクトルにし、平均に最も近く互いに重ならない文を、本文の順に示しています。",
)


def summary(found: Document, request: Request, context: Context) -> Iterator[Block]:
    """Yield the sentences that say most of what a document says."""
    text, language = found.text[:READ], request.language
    places: dict[str, tuple[int, int]] = {}
    for start, end in split(text):
        places.setdefault(" ".join(text[start:end].split()), (start, end))
    pieces = [piece for piece in places if len(piece) >= SHORTEST] or list(places)
    if not pieces or found.kind == "image":
        yield Notice("info", NO_TEXT.say(language, name=plain(found.name)))
        return
    step = max(1, -(-len(pieces) // LOOKED_AT))
    looked = pieces[::step]
    chosen = sorted(_central(np.asarray(context.models.encoder("text-fast").documents(looked), np.float32)))
    yield Text(SUMMED.say(language, name=plain(found.name), n=len(chosen)))
    yield Text("\n".join(f"- {plain(looked[i], 400)}" for i in chosen))
    marked = tuple(places[looked[i]] for i in chosen)
    read = text[: marked[-1][1] + AROUND]
    yield Sources(
        (
            Passage(
                found.id,
                found.id,
                found.title,
                read,
                end=len(read),
                score=1.0,
                kind=found.kind,
                name=found.name,
                highlights=marked,
            ),
        )
    )
    yield computed(HOW_TEXT, language, all=len(looked))


def _central(rows: Matrix) -> Sequence[int]:
    """Return the places of up to SENTENCES rows (n, d) of unit length near their mean and unlike each other."""
    mean = rows.mean(axis=0)
    worth, chosen = rows @ mean / max(float(np.linalg.norm(mean)), 1e-12), list[int]()
    for _ in range(min(SENTENCES, len(rows))):
        likeness = (rows @ rows[chosen].T).max(axis=1) if chosen else np.zeros(len(rows), np.float32)
        scores = worth - NOVELTY * likeness
        scores[chosen] = -np.inf
        chosen.append(int(np.argmax(scores)))
    return chosen
