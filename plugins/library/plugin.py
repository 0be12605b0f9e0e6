"""Remember texts and files, list them, forget them (asked once, undone at will)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from assistant.blocks import Block, Choices, Notice, Option, Table, Text
from assistant.conversation.confirming import KEEP_IT, named, question
from assistant.conversation.referents import meant
from assistant.library.which_documents import ALL, EVERY, digest, listed, matching
from assistant.phrase import Language, Phrase
from assistant.plugin import Context, Intent, Request
from assistant.routing import catalogue
from plugins.library.remembering import remember
from plugins.library.slots import target, text_to_keep
from store.types import SHARED, Document

LIST_COLUMNS = Phrase("Name|Kind|Passages|Size|Tags|Added|Id", "名前|種類|箇所|大きさ|タグ|追加日|ID")
LISTED = Phrase(
    "{count} documents in your library, {passages} passages.",
    "ライブラリには {count} 件の文書、{passages} 箇所があります。",
)
SAMPLE = Phrase("sample", "見本")
EMPTY = Phrase("Your library is empty.", "ライブラリは空です。")
EMPTY_HINT = Phrase("Drop files here to fill it.", "ここにファイルを入れると追加されます。")
WHICH = Phrase("Which one should I forget?", "どれを忘れますか？")
WHICH_HINT = Phrase("Name it as in /list.", "/list に出る名前で教えてください。")
NOT_FOUND = Phrase(
    "There is nothing called “{target}” in your library.", "「{target}」という文書はライブラリにありません。"
)
SHARED_KEPT = Phrase(
    "“{target}” belongs to the sample library and stays.",
    "「{target}」は見本ライブラリの文書なので残ります。",
)
SURE = Phrase("Forget “{name}” ({passages} passages)?", "「{name}」（{passages} 箇所）を忘れますか？")
SURE_SEVERAL = Phrase("Forget {count} documents: {names}?", "文書 {count} 件（{names}）を忘れますか？")
SURE_ALL = Phrase(
    "Forget all {count} of your documents: {names}?", "あなたの文書 {count} 件（{names}）をすべて忘れますか？"
)
FORGOT = Phrase("Forgotten: {names}.", "忘れました: {names}")
KEPT_IT = Phrase("Nothing was forgotten.", "何も忘れていません。")
CHANGED_MIND = Phrase(
    "Changed your mind? It can be brought back for {time}.", "{time}の間は元に戻せます。元に戻しますか？"
)
DAYS = Phrase("{n} days", "{n} 日")
HOURS = Phrase("{n} hours", "{n} 時間")
UNDO = Phrase("Undo", "元に戻す")
BACK = Phrase("Brought back: {names}.", "元に戻しました: {names}")
STALE = Phrase("There is nothing to bring back.", "元に戻せるものはありません。")
NOT_DELETED = Phrase(
    "Nothing called “{target}” was deleted lately.", "「{target}」という最近消したものはありません。"
)
NOT_DELETED_HINT = Phrase(
    "Recently deleted, in the Library, shows what can be brought back.",
    "元に戻せるものはライブラリの「最近削除したもの」にあります。",
)
"""Documents looked through at most when some are to be forgotten."""


class LibraryPlugin:
    """Answers remember, list_library, forget, what follows a question to forget, and undo."""

    name = "library"
    summary = Phrase("Remember, list and forget documents", "文書を覚える・一覧する・忘れる")

    def __init__(self) -> None:
        undo = Phrase("Bring back what was forgotten", "忘れたものを元に戻します")
        confirm = Phrase("Yes, forget it", "はい、忘れます")
        keep = Phrase("No, keep it", "いいえ、残します")
        self.intents = (
            catalogue.intent("remember", text_to_keep),
            catalogue.intent("list_library"),
            catalogue.intent("forget", target),
            Intent("forget_now", confirm, {}, ("target",), command="forget-now", does="delete"),
            Intent("keep_it", keep, {}, command=KEEP_IT.lstrip("/"), does="read"),
            Intent("undo", undo, {}, ("target",), command="undo"),
        )

    def handle(self, request: Request, context: Context) -> Iterable[Block]:
        """Answer one request."""
        answers = {
            "remember": remember, "list_library": _list, "forget": _forget, "forget_now": _forget_now,
            "keep_it": _kept, "undo": _undo,
        }  # fmt: skip
        return answers[request.intent](request, context)


def plugin() -> LibraryPlugin:
    """Return this plugin."""
    return LibraryPlugin()


def _list(request: Request, context: Context) -> Iterator[Block]:
    language = request.language
    found = context.library.documents()
    if not found:
        yield Notice("info", EMPTY.say(language), EMPTY_HINT.say(language))
        return
    yield Text(LISTED.say(language, count=len(found), passages=sum(document.passages for document in found)))
    columns = tuple(LIST_COLUMNS.say(language).split("|"))
    yield Table(columns, tuple(_row(document, language) for document in found))


def _row(document: Document, language: Language) -> tuple[str | int, ...]:
    tags = ", ".join(document.tags) or (SAMPLE.say(language) if document.owner == SHARED else "")
    added = datetime.fromtimestamp(document.added).strftime("%Y-%m-%d")
    size = f"{document.size / 1024:.1f} KB"
    return document.name, document.kind, document.passages, size, tags, added, document.id


def _forget(request: Request, context: Context) -> Iterator[Block]:
    language, target = request.language, str(request.args.get("target", "")).strip()
    if not target:
        yield Notice("info", WHICH.say(language), WHICH_HINT.say(language))
        return
    matches = meant(target, request, context, loosely=False)
    together = listed(target, request.message.text, context.library.documents(limit=EVERY))
    matches = together or matches
    own = [document for document in matches if document.owner != SHARED]
    if not own:
        text = (SHARED_KEPT if matches else NOT_FOUND).say(language, target=target)
        yield Notice("info", text, "" if matches else WHICH_HINT.say(language))
    elif ALL.fullmatch(target.casefold()):
        names = named([document.name for document in own], language)
        asked = SURE_ALL.say(language, count=len(own), names=names)
        yield question(asked, f"/forget-now *{digest(own)}", language)
    elif len(own) > 1 and together:
        names = named([document.name for document in own], language)
        asked = SURE_SEVERAL.say(language, count=len(own), names=names)
        yield question(asked, f"/forget-now {_ids(own)}", language)
    elif len(own) == 1:
        asked = SURE.say(language, name=own[0].name, passages=own[0].passages)
        yield question(asked, f"/forget-now {own[0].id}", language)
    else:
        which = tuple(Option(document.name, f"/forget {document.id}") for document in own[:8])
        yield Choices(WHICH.say(language), which)


def _forget_now(request: Request, context: Context) -> Iterator[Block]:
    """Forget what the question just before was about; asked for anywhere else, or changed since, it asks again."""
    language, target = request.language, str(request.args.get("target", "")).strip()
    matches = matching(target, context.library.documents(limit=EVERY))
    own = [document for document in matches if document.owner != SHARED]
    if not own or not request.confirmed or target not in {_ids(own), f"*{digest(own)}"}:
        yield from _forget(request, context)
        return
    token = context.library.forget([document.id for document in own])
    yield Text(FORGOT.say(language, names=named([document.name for document in own], language)))
    offer = CHANGED_MIND.say(language, time=_kept_for(context, language))
    yield Choices(offer, (Option(UNDO.say(language), f"/undo {token}"),))


def _ids(documents: Sequence[Document]) -> str:
    return ",".join(document.id for document in documents)


def _kept_for(context: Context, language: Language) -> str:
    """Return how long what is deleted can be brought back; a visitor's is gone with the rest of theirs."""
    settings = context.settings
    if settings.public and settings.expire_hours < settings.trash_days * 24:
        return HOURS.say(language, n=settings.expire_hours)
    return DAYS.say(language, n=settings.trash_days)


def _kept(request: Request, context: Context) -> Iterator[Block]:
    yield Notice("info", KEPT_IT.say(request.language))


def _undo(request: Request, context: Context) -> Iterator[Block]:
    language, target = request.language, str(request.args.get("target", "")).strip()
    found = context.library.discarded(target)
    if found and context.library.bring_back(found):
        yield Text(BACK.say(language, names=named([one.name for one in found], language)))
    elif target and context.library.discarded():
        yield Notice("info", NOT_DELETED.say(language, target=target), NOT_DELETED_HINT.say(language))
    else:
        yield Notice("info", STALE.say(language))
