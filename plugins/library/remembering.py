"""Keeping texts and files: what was read, what could not be, and what can be asked of it now."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from assistant.blocks import Block, Choices, Gallery, Notice, Option, Picture, Progress, Table, Text, plain
from assistant.conversation.confirming import named
from assistant.engines.images.render import actions
from assistant.ingest.events import FileDone, FileProgress, IngestSummary
from assistant.ingest.recognised import tell
from assistant.phrase import Language, Phrase
from assistant.plugin import Context, Request
from plugins.library.topics import topics

SHOWN = 12
"""Photos just added that are shown, and files of which something is said."""
NOTHING = Phrase("What should I remember?", "何を覚えましょうか？")
NOTHING_HINT = Phrase(
    "Write it after /add, or drop files here.", "/add に続けて書くか、ファイルを入れてください。"
)
KEPT = Phrase("Remembered: “{title}”.", "覚えました: 「{title}」")
KNOWN = Phrase("I already had that: “{title}”.", "それはもう覚えています: 「{title}」")
COUNTS = {
    "added": Phrase("{n} added", "追加 {n} 件"),
    "updated": Phrase("{n} updated", "更新 {n} 件"),
    "unchanged": Phrase("{n} already known", "変更なし {n} 件"),
    "renamed": Phrase("{n} renamed", "改名 {n} 件"),
    "passages": Phrase("passages: {n}", "{n} 箇所"),
}
ADDED = Phrase("In your library now: {names}", "ライブラリに入りました: {names}")
ASK = Phrase("Ask me:", "聞いてみてください:")
SUM_UP = Phrase("What does it say, in short?", "要点は？")
TELL = Phrase("What about “{topic}”?", "「{topic}」については？")
QUESTIONS = 2
"""Questions about topics that are offered after adding."""
DONE = Phrase("{counts} ({seconds:.1f} s).", "{counts}（{seconds:.1f} 秒）。")
STOPPED = Phrase("Stopped. What was finished is kept.", "中止しました。終わった分は残っています。")
COULD_NOT = Phrase("Could not be read", "読めなかったもの")
FAILED_COLUMNS = Phrase("File|What happened|What to do", "ファイル|起きたこと|できること")
READING = Phrase("{name}: reading", "{name}: 読み取り中")
EMBEDDING = Phrase("{name}: embedding passages", "{name}: 箇所を埋め込み中")


def remember(request: Request, context: Context) -> Iterator[Block]:
    """Keep a text or files, and say what was kept."""
    language = request.language
    if request.message.files:
        yield from _remember_files(request, context)
        return
    text = str(request.args.get("text", "")).strip()
    if not text:
        yield Notice("info", NOTHING.say(language), NOTHING_HINT.say(language))
        return
    key = f"note-{hashlib.sha256(text.encode()).hexdigest()[:16]}"
    title = text.splitlines()[0][:60]
    report = context.library.add_texts([key], [text], [title])
    yield Text((KEPT if report.added or report.updated else KNOWN).say(language, title=title))


def _remember_files(request: Request, context: Context) -> Iterator[Block]:
    language, images = request.language, context.library.images
    pictures: list[Picture] = []
    added: list[str] = []
    notes: list[str] = []
    for event in context.library.add_files(list(request.message.files), cancelled=context.cancelled):
        if isinstance(event, FileProgress):
            label = (EMBEDDING if event.stage == "embed" else READING).say(language, name=event.name)
            yield Progress(label, event.done, event.total, event.unit, event.rate, event.seconds_left)
        elif isinstance(event, FileDone):
            added.append(event.document_id)
            notes += [event.note(language)] if event.without_text else []
            photo = images.kept(event.document_id) if len(pictures) < SHOWN else None
            pictures += [Picture(photo.document_id, str(photo.file), photo.name)] if photo else []
        elif isinstance(event, IngestSummary):
            yield from _summary(event, language)
    yield from (Notice("warning", note) for note in notes[:SHOWN])
    if pictures:
        yield Gallery(tuple(pictures), "", actions(language))
    elif added:
        yield from _next(added, request, context)


def _next(added: Sequence[str], request: Request, context: Context) -> Iterator[Block]:
    """Yield the names of what was read, and questions that the first document can answer."""
    language = request.language
    found = [context.library.document(one) for one in added]
    documents = [document for document in found if document is not None]
    if not documents or len(added) > 50:
        return
    yield Text(ADDED.say(language, names=plain(named([one.name for one in documents], language))))
    first = documents[0]
    asked = tuple(
        Option(TELL.say(language, topic=topic), f"/search {topic}") for topic in topics(first, QUESTIONS)
    )
    yield Choices(ASK.say(language), (Option(SUM_UP.say(language), f"/summarize {first.id}"), *asked))


def _summary(summary: IngestSummary, language: Language) -> Iterator[Block]:
    counts = [(phrase, getattr(summary, name)) for name, phrase in COUNTS.items() if getattr(summary, name)]
    if counts:
        said = ("、" if language == "ja" else ", ").join(phrase.say(language, n=n) for phrase, n in counts)
        yield Text(DONE.say(language, counts=said, seconds=summary.seconds))
    for said in tell(summary.recognised, language):
        yield Notice("info", said)
    if summary.failed:
        rows = tuple((name, error.say(language), error.advise(language)) for name, error in summary.failed)
        yield Table(tuple(FAILED_COLUMNS.say(language).split("|")), rows, COULD_NOT.say(language))
    if summary.cancelled:
        yield Notice("warning", STOPPED.say(language))
