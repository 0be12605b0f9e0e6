"""Two questions in one message: each is asked by itself, and each answer has its own source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.blocks import Answer, Block, Passage, Sources, Text, plain
from assistant.phrase import Language, Phrase
from assistant.plugin import Context
from assistant.retrieval.answers import Found

MOST = 4
"""Questions of one message that are asked by themselves."""
SHOWN = 2
"""Passages shown for each."""
UNANSWERED = Phrase(
    "Nothing in your library answers “{question}”.", "「{question}」に答える文書はライブラリにありません。"
)
_ASKING = (
    r"(?:what|who|whom|whose|when|where|which|why|how|is|are|was|were|does|do|did|can|could|should|will)"
)
_BETWEEN = re.compile(
    rf"(?<=[?？])\s*(?=\S)|(?:,\s*|\s+)(?:and|also|plus)\s+(?:also\s+)?(?={_ASKING}\b)|(?<=[かの？?])[、。]\s*(?:それと|あと|また|そして|それから)?[、\s]*(?=\S)",
    re.IGNORECASE,
)
_FIRST = re.compile(
    rf"^\W*(?:(?:and|also|so|please)\s+)?{_ASKING}\b|[?？]\s*$|(?:か|の)[。？?]?$", re.IGNORECASE
)
SHORTEST = 5


def questions(text: str) -> list[str]:
    """Return the questions of a message that holds several, else []."""
    parts = [part.strip(" 、。,") for part in _BETWEEN.split(text)]
    parts = [re.sub(r"^(?:and|also|plus)\s+", "", part, flags=re.IGNORECASE) for part in parts if part]
    several = 1 < len(parts) <= MOST and all(len(part) >= SHORTEST and _FIRST.search(part) for part in parts)
    return parts if several else []


def answered(asked: Sequence[str], context: Context, language: Language) -> Iterator[Block] | None:
    """Return the blocks that answer several questions, None where fewer than two have a short answer."""
    found = [context.library.read(one, context.library.answer(one)) for one in asked]
    return _blocks(asked, found, language) if sum(bool(one.text) for one in found) > 1 else None


def _blocks(asked: Sequence[str], found: Sequence[Found], language: Language) -> Iterator[Block]:
    sources: dict[str, Passage] = {}
    for question, one in zip(asked, found, strict=True):
        yield Text(f"*{plain(question)}*")
        if not one.text:
            yield Text(UNANSWERED.say(language, question=plain(question)))
            continue
        for passage in one.passages[:SHOWN]:
            if passage.confident:
                sources.setdefault(passage.id, passage)
        number = list(sources).index(one.passages[0].id) + 1
        yield Answer(one.text, one.confidence, one.spans, number)
    yield Sources(tuple(sources.values()))
