"""Whole documents: show one, sum it up, list and count by topic, find those like it, compare two."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from typing import TypeAlias

from assistant.blocks import (
    Block,
    Choices,
    Notice,
    Option,
    Passage,
    Sources,
    Table,
    Text,
    computed,
    plain,
)
from assistant.conversation.referents import meant
from assistant.engines.images.render import opened
from assistant.library.which_documents import EVERY, listed
from assistant.phrase import Phrase
from assistant.plugin import Context, Intent, Request
from assistant.retrieval.answers import Found
from assistant.routing import catalogue
from assistant.routing.slots.files import FILE
from plugins.documents.about import about_topic
from plugins.documents.compared import compared
from plugins.documents.slots import about, document, pair
from plugins.documents.summary import on_topic, summary
from store.types import Document

OnTopic: TypeAlias = Callable[[str, Found, Request, Context], Iterator[Block]]
SHOWN = 12_000
"""Characters of a document that are shown at once."""
LOOKED_AT = 25
"""Passages that are looked through for documents about something."""
ALIKE = 5
OPENING = 600
"""Characters of a document by which others like it are found."""

WHICH = Phrase("Which document do you mean?", "どの文書のことですか？")
WHICH_HINT = Phrase("Name it as in /list, or drop it here.", "/list の名前で教えるか、ここに入れてください。")
NOT_THERE = Phrase(
    "There is no document called “{target}” in your library.",
    "「{target}」という文書はライブラリにありません。",
)
NEAREST = Phrase("What comes nearest to it:", "いちばん近いものはこちらです:")
CUT = Phrase(
    "These are its first {shown:,} of {all:,} characters.",
    "全 {all:,} 文字のうち、最初の {shown:,} 文字です。",
)
LIKE = Phrase("Documents like “{name}”:", "「{name}」に似た文書:")
NONE_LIKE = Phrase("There is no other document to compare it with.", "比べられるほかの文書がありません。")
LIKE_COLUMNS = Phrase("Document|Cosine", "文書|コサイン")
HOW_LIKE = Phrase(
    "The document's opening and every passage became vectors; a document scores the cosine of its nearest passage.",
    "文書の冒頭と各箇所をベクトルにし、最も近い箇所とのコサインを文書の点数にしました。",
)


class DocumentsPlugin:
    """Answers open_document, summarize, list_about, count_about, similar_documents and compare_documents."""

    name = "documents"
    summary = Phrase("Show, sum up, list and compare whole documents", "文書をまるごと見る・要約する・比べる")

    def __init__(self) -> None:
        self._answers: dict[str, Callable[[Request, Context], Iterator[Block]]] = {
            "open_document": _each(_open),
            "summarize": _each(summary, on_topic),
            "list_about": about_topic,
            "count_about": about_topic,
            "similar_documents": _each(_alike),
            "compare_documents": _compare,
        }
        read = {"list_about": about, "count_about": about, "compare_documents": pair}
        self.intents: tuple[Intent, ...] = tuple(
            catalogue.intent(name, read.get(name, document)) for name in self._answers
        )

    def handle(self, request: Request, context: Context) -> Iterable[Block]:
        """Answer one request."""
        return self._answers[request.intent](request, context)


def plugin() -> DocumentsPlugin:
    """Return this plugin."""
    return DocumentsPlugin()


def _each(
    answer: Callable[[Document, Request, Context], Iterator[Block]], otherwise: OnTopic | None = None
) -> Callable[[Request, Context], Iterator[Block]]:
    """Return what answers for every document that the target names, and `otherwise` for a topic that is no document's name."""

    def answered(request: Request, context: Context) -> Iterator[Block]:
        target = request.args.get("target", "")
        every = context.library.documents(limit=EVERY)
        several = [one.id for one in listed(str(target), request.message.text, every)]
        for one in target if isinstance(target, list) else several or [str(target)]:
            found = yield from _one(one, request, context, otherwise)
            if found is not None:
                yield from answer(found, request, context)

    return answered


def _one(
    target: str, request: Request, context: Context, otherwise: OnTopic | None = None
) -> Generator[Block, None, Document | None]:
    """Return the one document meant, with its text; where there is none or several, say so and return None.

    What is no document's name goes to `otherwise` as a topic that the library has passages on.
    """
    language = request.language
    found = meant(target, request, context)
    if len(found) == 1:
        return context.library.document(found[0].id)
    if found:
        command = next(i.command for i in plugin().intents if i.name == request.intent)
        which = tuple(Option(one.name, f"/{command} {one.id}") for one in found[:8])
        yield Choices(WHICH.say(language), which)
    elif not target.strip():
        yield Notice("info", WHICH.say(language), WHICH_HINT.say(language))
    else:
        near = context.library.answer(target, LOOKED_AT if otherwise else 3)
        if otherwise and near.fits and not FILE.search(target):
            yield from otherwise(target, near, request, context)
            return None
        yield Notice("info", NOT_THERE.say(language, target=plain(target)), WHICH_HINT.say(language))
        if near.fits:
            yield Text(NEAREST.say(language))
            yield Sources(near.passages[:3])
    return None


def _open(found: Document, request: Request, context: Context) -> Iterator[Block]:
    if found.kind == "image":
        yield from opened(context.library.images, found, request.language)
        return
    yield Text(f"**{plain(found.title or found.name)}**")
    text = found.text[:SHOWN]
    yield Sources(
        (
            Passage(
                found.id,
                found.id,
                found.title,
                text,
                end=len(text),
                score=1.0,
                kind=found.kind,
                name=found.name,
            ),
        )
    )
    if len(text) < len(found.text):
        yield Notice("info", CUT.say(request.language, shown=len(text), all=len(found.text)))


def _alike(found: Document, request: Request, context: Context) -> Iterator[Block]:
    language = request.language
    opening = f"{found.title}\n{found.text[:OPENING]}"
    best: dict[str, tuple[str, float]] = {}
    for hit in context.library.search(opening, 60, mode="dense"):
        if hit.source != found.id and hit.source not in best:
            name = str(hit.metadata.get("name") or hit.metadata.get("title") or hit.source)
            best[hit.source] = name, round(float(hit.scores.get("dense", hit.score)), 3)
    if not best:
        yield Notice("info", NONE_LIKE.say(language))
        return
    yield Text(LIKE.say(language, name=plain(found.name)))
    columns = tuple(LIKE_COLUMNS.say(language).split("|"))
    yield Table(columns, tuple(best.values())[:ALIKE], scores=(columns[1],))
    yield computed(HOW_LIKE, language)


def _compare(request: Request, context: Context) -> Iterator[Block]:
    said = [str(request.args.get(slot, "")) for slot in ("a", "b")]
    came = [path.name for path in request.message.files]
    chosen: list[Document] = []
    for target in came if len(came) == 2 else said:
        found = yield from _one(target, request, context)
        if found is None:
            return
        chosen.append(found)
    yield from compared(chosen[0], chosen[1], request.language, context.models.encoder("text-fast"))
