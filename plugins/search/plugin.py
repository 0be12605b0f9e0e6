"""Semantic search over the person's documents, with the evidence, and passages opened in context."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime

from assistant.blocks import (
    Answer,
    Block,
    Choices,
    Notice,
    Option,
    Sources,
    Text,
    computed,
    plain,
)
from assistant.conversation.questions import is_question
from assistant.phrase import Phrase
from assistant.plugin import Context, Intent, Request, SlotValue
from assistant.retrieval.answers import Found
from assistant.retrieval.kinds import kind_of
from assistant.retrieval.search import Filters
from assistant.retrieval.when import span
from assistant.routing import catalogue
from plugins.search import several
from plugins.search.opening import in_context
from plugins.search.pictured import pictured
from plugins.search.slots import Dated, Filtering, asks_value, search_topic

NEAREST = "nearest_passages"
PAGE = 5

EMPTY_LIBRARY = Phrase("The library is empty.", "ライブラリはまだ空です。")
EMPTY_HINT = Phrase(
    "Drop files into the chat, or type /add followed by a text.",
    "チャットにファイルを入れるか、/add に続けて文章を書いてください。",
)
NO_QUERY = Phrase("What should I look for?", "何を探しましょうか？")
NO_QUERY_HINT = Phrase("Write /search and a few words.", "/search に続けて言葉を書いてください。")
BEST = Phrase("From your library on “{query}”:", "「{query}」についてライブラリから:")
NO_FIT = Phrase(
    "Nothing in the library clearly answers “{query}”. The nearest passages, with low confidence:",
    "「{query}」にはっきり答える文書は見つかりませんでした。近いものを、確度の低い候補として示します:",
)
ABSENT = Phrase(
    "I found nothing about “{query}” in your library.",
    "「{query}」についての文書は、ライブラリに見つかりませんでした。",
)
SHOW_NEAREST = Phrase("Show what comes nearest", "いちばん近いものを見る")
NO_MORE = Phrase("There is nothing more to show.", "これ以上の結果はありません。")
NONE_LEFT = Phrase("Nothing in the library matches that filter.", "その条件に合う文書はありません。")
NONE_HINT = Phrase(
    "Ask again without the filter, or type /list.", "条件を外して聞くか、/list で一覧を見てください。"
)
WORDS_ONLY = Phrase("Found by words alone, without meaning: {why}", "意味ではなく言葉だけで探しました：{why}")
NONE_THEN = Phrase(
    "Nothing on this is dated {days}, so this is from all dates.",
    "{days} のものは見つからなかったので、すべての日付から探しました。",
)
FROM_DAYS = Phrase("Only what is dated {days}, by {by}.", "{days} のものだけです（日付は{by}によります）。")
DATED_BY = {
    "content": Phrase("the dates in the text", "本文中の日付"),
    "file": Phrase("the file's own date", "ファイルの日付"),
    "added": Phrase("the day it was added", "追加した日"),
}
NOT_FILTERED = Phrase(
    "I could not narrow it down by “{said}”, so this is from all of your library.",
    "「{said}」では絞り込めなかったので、ライブラリ全体から探しました。",
)
MORE = Phrase("More", "もっと見る")
WHY = Phrase("Why these?", "なぜこの順？")
AFTER = Phrase("Continue:", "続けて:")
HOW = Phrase(
    "Your question q and each passage p became vectors; dense score = cos(q, p) "
    "(Sentence-BERT, Reimers & Gurevych 2019). Words were matched with BM25 (Robertson & Zaragoza 2009). "
    "Both rankings were fused; passages that clearly answer come first, and the best sentence of each is marked.",
    "質問 q と各箇所 p をベクトルにし、dense = cos(q, p)（Sentence-BERT, Reimers & Gurevych 2019）を計算。"
    "語の一致は BM25（Robertson & Zaragoza 2009）で採点。二つの順位を融合し、確かに答えている箇所を先に並べ、"
    "各箇所で最も答えに近い文に印を付けています。",
)


class SearchPlugin:
    """Answers search_text; opens a passage of the last answer in its document."""

    name = "search"
    summary = Phrase("Search your documents by meaning and words", "文書を意味と言葉で検索する")

    def __init__(self) -> None:
        open_it = Phrase("Open a passage in its context", "箇所を前後の文とともに開く")
        search = catalogue.intent("search_text", search_topic)
        nearest = Phrase("Show the passages that come nearest", "いちばん近い箇所を示す")
        self.intents = (
            replace(search, read=Filtering(Dated(search.read or search_topic))),
            Intent(NEAREST, nearest, {}, ("query",), command="nearest", does="read"),
            Intent("open_passage", open_it, {}, ("number",), command="open", does="read"),
        )

    def handle(self, request: Request, context: Context) -> Iterable[Block]:
        """Answer one request."""
        return in_context(request, context) if request.intent == "open_passage" else _search(request, context)


def plugin() -> SearchPlugin:
    """Return this plugin."""
    return SearchPlugin()


def _search(request: Request, context: Context) -> Iterator[Block]:
    language, query = request.language, str(request.args.get("query", "")).strip()
    if not query:
        yield Notice("info", NO_QUERY.say(language), NO_QUERY_HINT.say(language))
        return
    offset = int(str(request.args.get("offset", 0)))
    asked = several.questions(request.message.text) if not offset and request.intent != NEAREST else []
    if asked and (each := several.answered(asked, context, language)) is not None:
        yield from each
        yield computed(HOW, language)
        return
    filters, missed = _filters(request.args, context.now())
    if missed:
        yield Notice("info", NOT_FILTERED.say(language, said=" ".join(missed)))
    for wording in _wordings(request, query, context, filtered=filters != Filters()):
        answer = context.library.answer(wording, PAGE, filters=filters, offset=offset)
        if answer.fits:
            query = wording
            break
    else:
        answer = context.library.answer(query, PAGE, filters=filters, offset=offset)
    if not answer.passages and _dated(filters) and not offset:
        days = _days(filters) if filters.first or filters.last else f"“{request.args.get('when')}”"
        yield Notice("info", NONE_THEN.say(language, days=days))
        filters = replace(filters, first=None, last=None, since=None, until=None)
        answer = context.library.answer(query, PAGE, filters=filters)
    if not answer.fits and request.message.files and filters.names:  # what came along may not answer it
        all_files = replace(filters, names=())
        wider = context.library.answer(query, PAGE, filters=all_files, offset=offset)
        filters, answer = (all_files, wider) if wider.fits else (filters, answer)
    asks = is_question(request.message) and request.intent != NEAREST and not offset
    if asks and answer.passages:
        said = request.route.asked or request.message.text
        answer = context.library.read(query if said.startswith("/") else said, answer)
    if not answer.passages:
        yield _nothing(request, context, offset, filtered=filters != Filters())
        return
    if answer.words_only is not None:
        why = answer.words_only
        yield Notice("warning", WORDS_ONLY.say(language, why=why.say(language)), why.advise(language))
    if not answer.near and not offset and not filters.names and request.intent != NEAREST:
        yield Text(ABSENT.say(language, query=plain(query)))
        yield Choices("", (Option(SHOW_NEAREST.say(language), f"/nearest {query}"),))
        return
    yield from _shown(answer, query, filters, request, context)


def _shown(
    answer: Found, query: str, filters: Filters, request: Request, context: Context
) -> Iterator[Block]:
    """Yield the short answer, the passages and what to go on with."""
    language, offset = request.language, int(str(request.args.get("offset", 0)))
    if answer.text:
        yield Answer(answer.text, answer.confidence, answer.spans, offset + 1)
    yield Text((BEST if answer.fits else NO_FIT).say(language, query=plain(query)))
    if answer.dated_by:
        said = (", " if language == "en" else "、").join(
            DATED_BY[one].say(language) for one in dict.fromkeys(answer.dated_by)
        )
        yield Notice("info", FROM_DAYS.say(language, days=_days(filters), by=said))
    yield Sources(answer.passages, first=offset + 1)
    yield from pictured(answer.passages, query, request, context)
    yield computed(HOW, language)
    more = Option(MORE.say(language), "もっと" if language == "ja" else "more")
    because = Option(WHY.say(language), "/why")
    yield Choices(AFTER.say(language), (more, because) if len(answer.passages) == PAGE else (because,))


def _wordings(request: Request, query: str, context: Context, *, filtered: bool) -> Iterator[str]:
    """Yield in which words to look, the first that finds an answer counts: a question that asks for a value as it was
    put, its topic, any other question as it was put, and the topic in the usual spelling of its nouns."""
    said = (request.route.asked or request.message.text).rstrip("?？ 。.")
    plain = request.intent != NEAREST and not filtered and not said.startswith("/")
    whole = said if plain and is_question(request.message) else query
    yield from dict.fromkeys((whole, query) if asks_value(whole) else (query, whole))
    usual = context.engines.words.tokeniser.respelt(query) if request.intent != NEAREST else query
    if usual != query:
        yield usual


def _nothing(request: Request, context: Context, offset: int, *, filtered: bool) -> Notice:
    language = request.language
    if offset:
        return Notice("info", NO_MORE.say(language))
    if filtered:
        return Notice("info", NONE_LEFT.say(language), NONE_HINT.say(language))
    return Notice("info", EMPTY_LIBRARY.say(language), EMPTY_HINT.say(language))


def _filters(args: dict[str, SlotValue], now: datetime) -> tuple[Filters, list[str]]:
    """Return what to look in, and what was said about it that could not be understood."""
    said = {name: str(args.get(name) or "") for name in ("kind", "name", "tag", "when")}
    kind = kind_of(said["kind"]) or (said["kind"] if said["kind"].isascii() else "")
    days = span(said["when"], now) if said["when"] else None
    missed = [said["when"]] if said["when"] and days is None else []
    missed += [said["kind"]] if said["kind"] and not kind else []
    filters = Filters(
        kinds=(kind,) if kind else (),
        names=(said["name"],) if said["name"] else (),
        tags=(said["tag"].lstrip("#"),) if said["tag"] else (),
        since=days[0].timestamp() if days else None,
        until=days[1].timestamp() - 1 if days else None,
        first=_day(args.get("after")),
        last=_day(args.get("before")),
    )
    return filters, missed


def _dated(filters: Filters) -> bool:
    """Tell whether a search is limited to some time."""
    return any(bound is not None for bound in (filters.first, filters.last, filters.since, filters.until))


def _day(said: object) -> date | None:
    """Return an ISO day, None for anything else."""
    try:
        return date.fromisoformat(str(said))
    except ValueError:
        return None


def _days(filters: Filters) -> str:
    """Return the days asked for, as "2021-01-01 – 2021-12-31", open where they are."""
    first, last = (day.isoformat() if day else "" for day in (filters.first, filters.last))
    return f"{first} – {last}".strip()
