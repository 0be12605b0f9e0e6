"""One passage of the last answer, opened in its document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.blocks import Block, Gallery, Notice, Passage, Sources, Text, plain
from assistant.engines.images.render import opened
from assistant.phrase import Phrase
from assistant.plugin import Context, Request

AROUND = 700
"""Characters of the document shown on each side of an opened passage."""
NOT_THERE = Phrase(
    "There is no passage number {number} in the last answer.", "直前の答えに{number}番目はありません。"
)
NOT_THERE_HINT = Phrase("It had {count}.", "直前の答えは{count}件でした。")
GONE = Phrase("That passage is no longer in the library.", "その箇所はもうライブラリにありません。")
GONE_HINT = Phrase("Search again.", "もう一度検索してください。")
OPENED = Phrase("**{title}** in context", "**{title}** の前後")


def in_context(request: Request, context: Context) -> Iterator[Block]:
    """Show a passage, by its id or its number, with what stands around it."""
    language = request.language
    shown, first = _passages(request), _first(request)
    wanted = str(request.args.get("number", "")).strip()
    chosen = next((passage for passage in shown if passage.id == wanted), None)
    if chosen is None:
        number = int(wanted) if wanted.lstrip("-").isdigit() else 0
        if number > 0:  # a list that goes on counts on
            number -= first - 1 if number >= first else 0
        if not 1 <= (number if number > 0 else len(shown) + 1 + number) <= len(shown) or number == 0:
            yield Notice(
                "info",
                NOT_THERE.say(language, number=wanted or "?"),
                NOT_THERE_HINT.say(language, count=len(shown)),
            )
            return
        chosen = shown[number - 1 if number > 0 else number]
    document = context.library.document(chosen.document_id)
    if document is None:
        yield Notice("warning", GONE.say(language), GONE_HINT.say(language))
        return
    if document.kind == "image":
        yield from opened(context.library.images, document, language)
        return
    start, end = max(0, chosen.start - AROUND), min(len(document.text), chosen.end + AROUND)
    yield Text(OPENED.say(language, title=plain(chosen.title)))
    inner = (chosen.start - start, chosen.end - start)
    text = document.text[start:end]
    yield Sources((replace(chosen, text=text, start=start, end=end, highlights=(inner,), folded=0),))


def _first(request: Request) -> int:
    """Return the number that the first passage of the last answer has."""
    blocks = request.previous.blocks if request.previous else ()
    return next((block.first for block in blocks if isinstance(block, Sources)), 1)


def _passages(request: Request) -> list[Passage]:
    blocks = request.previous.blocks if request.previous else ()
    found = [passage for block in blocks if isinstance(block, Sources) for passage in block.passages]
    pictures = [picture for block in blocks if isinstance(block, Gallery) for picture in block.pictures]
    return found + [Passage(picture.id, picture.id, picture.caption, "") for picture in pictures]
