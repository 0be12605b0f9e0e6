"""What the assistant can do, what it cannot, and why it did what it did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.blocks import Block, Cell, Choices, Notice, Option, Sources, Table, Text
from assistant.phrase import Phrase
from assistant.plugin import Context, Exchange, Explains, Intent, Plugin, Request
from assistant.routing import catalogue
from plugins.help.facts import Facts
from plugins.help.small_talk import reply

INTRO = Phrase(
    "I search and compare texts, images, words, graphs and items by their embeddings. What is installed:",
    "文章・画像・単語・グラフ・商品を、埋め込みベクトルで検索したり比べたりします。使えるもの:",
)
COLUMNS = Phrase("Command|What it does|Say, for instance", "コマンド|できること|たとえば")
CANNOT = Phrase(
    "I can't do that: it needs the outside world or another ability, and I only work with what is in your library.",
    "それはできません。外の世界やほかの能力が要ることで、私はあなたのライブラリの中だけで働いています。",
)
INSTEAD = Phrase("What I can do instead:", "代わりにできること:")
LOOK_UP = Phrase("Look for it in my library", "ライブラリで探す")
ABILITIES = Phrase("Show what you can do", "できることを見る")
TRY = Phrase("Try one:", "試してみる:")
PLUGINS = Phrase("Plugin|What it does|Commands", "プラグイン|できること|コマンド")
NOTHING_YET = Phrase("There is no earlier answer to explain.", "説明できる前の回答がありません。")
NOTHING_HINT = Phrase("Ask something first, then /why.", "まず何か聞いてから /why と書いてください。")
ROUTED = Phrase(
    "“{text}” went to **{plugin}** ({intent}, score {score:.2f}): {why}",
    "「{text}」は **{plugin}**（{intent}、スコア {score:.2f}）に渡しました: {why}",
)
CONSIDERED = Phrase("What else was considered", "ほかの候補")
CONSIDERED_COLUMNS = Phrase("Intent|Score", "意図|スコア")
NEAREST = Phrase("The nearest example sentences", "最も近い例文")
NEAREST_COLUMNS = Phrase("Example|Intent|Cosine", "例文|意図|コサイン")
MOST = 4
"""Other intents that are named beside the chosen one."""
RANKED = Phrase("Why each passage ranked where it did", "各箇所の順位の理由")
RANKED_COLUMNS = Phrase(
    "#|Passage|Dense (cosine)|Dense rank|Lexical (BM25)|Lexical rank|Fused",
    "#|箇所|意味（コサイン）|意味の順位|語（BM25）|語の順位|融合",
)


class Help:
    """Answers help, out_of_scope, small_talk, why and plugins."""

    name = "help"
    summary = Phrase("Help, and why an answer is as it is", "使い方と、回答の理由")

    def __init__(self) -> None:
        self._facts = Facts()
        self.intents = (
            catalogue.intent("help"),
            catalogue.intent("out_of_scope"),
            catalogue.intent("small_talk"),
            Intent(
                "why",
                Phrase("Why the last answer is as it is", "直前の回答の理由"),
                {},
                command="why",
                does="read",
            ),
            Intent(
                "plugins", Phrase("List the plugins", "プラグインの一覧"), {}, command="plugins", does="read"
            ),
        )

    def handle(self, request: Request, context: Context) -> Iterable[Block]:
        """Answer one request."""
        answers = {
            "help": self._help, "out_of_scope": _cannot, "small_talk": _small_talk, "why": _why, "plugins": _plugins,
        }  # fmt: skip
        return answers[request.intent](request, context)

    def _help(self, request: Request, context: Context) -> Iterator[Block]:
        asked = request.message.text and not request.message.text.startswith("/")
        fact = self._facts.answer(request.message, context.models.encoder("text-fast")) if asked else ""
        if fact:
            yield Text(fact)
            yield Choices(TRY.say(request.language), (Option(ABILITIES.say(request.language), "/help"),))
        else:
            yield from _help(request, context)


def plugin() -> Help:
    """Return this plugin."""
    return Help()


def _help(request: Request, context: Context) -> Iterator[Block]:
    if request.message.text.startswith("/") and not request.message.text.startswith("/help"):
        yield Notice("warning", request.route.why)
    yield Text(INTRO.say(request.language))
    rows = tuple(
        (f"/{intent.command}", intent.summary.say(request.language), _example(intent, request))
        for plugin in context.plugins()
        for intent in plugin.intents
        if intent.command
    )
    yield Table(tuple(COLUMNS.say(request.language).split("|")), rows)
    yield _examples(request, context)


def _cannot(request: Request, context: Context) -> Iterator[Block]:
    language = request.language
    yield Notice("info", CANNOT.say(language))
    look = Option(LOOK_UP.say(language), f"/search {request.message.text}")
    yield Choices(INSTEAD.say(language), (look, Option(ABILITIES.say(language), "/help")))


def _small_talk(request: Request, context: Context) -> Iterator[Block]:
    yield Text(reply(request.message))


def _examples(request: Request, context: Context) -> Choices:
    found = [_example(intent, request) for plugin in context.plugins() for intent in plugin.intents]
    options = tuple(Option(text, text) for text in found if text)[:6]
    return Choices(TRY.say(request.language), options)


def _example(intent: Intent, request: Request) -> str:
    if intent.name in {"out_of_scope", "small_talk"} or intent.attachment == "image":
        return ""
    return next(iter(intent.examples.get(request.language, ())), "")


def _plugins(request: Request, context: Context) -> Iterator[Block]:
    def commands(plugin: Plugin) -> str:
        return " ".join(f"/{intent.command}" for intent in plugin.intents if intent.command)

    rows = tuple((p.name, p.summary.say(request.language), commands(p)) for p in context.plugins())
    yield Table(tuple(PLUGINS.say(request.language).split("|")), rows)


def _why(request: Request, context: Context) -> Iterator[Block]:
    if request.previous is None:
        yield Notice("info", NOTHING_YET.say(request.language), NOTHING_HINT.say(request.language))
        return
    route, language = request.previous.route, request.language
    text = request.previous.message.text[:80] or "…"
    yield Text(
        ROUTED.say(
            language,
            text=text,
            plugin=route.plugin or "?",
            intent=route.intent,
            score=route.score,
            why=route.why,
        )
    )
    if route.alternatives:
        columns = tuple(CONSIDERED_COLUMNS.say(language).split("|"))
        others = tuple((other.intent, round(other.score, 3)) for other in route.alternatives[:MOST])
        yield Table(
            columns, ((route.intent, round(route.score, 3)), *others), CONSIDERED.say(language), (columns[1],)
        )
    if route.nearest:
        rows = tuple((example, intent, round(cosine, 3)) for example, intent, cosine in route.nearest)
        yield Table(tuple(NEAREST_COLUMNS.say(language).split("|")), rows, NEAREST.say(language))
    ranked = _ranking(request.previous)
    if ranked:
        yield Table(tuple(RANKED_COLUMNS.say(language).split("|")), ranked, RANKED.say(language))
    served: object = next((plugin for plugin in context.plugins() if plugin.name == route.plugin), None)
    if isinstance(served, Explains):
        yield from served.explain(request, context)


def _ranking(previous: Exchange) -> tuple[tuple[Cell, ...], ...]:
    passages = [p for block in previous.blocks if isinstance(block, Sources) for p in block.passages]
    return tuple(
        (
            place,
            f"{passage.title} {passage.place}".strip(),
            *(
                _figure(passage.scores.get(name))
                for name in ("dense", "rank_dense", "lexical", "rank_lexical", "fused")
            ),
        )
        for place, passage in enumerate(passages, 1)
    )


def _figure(value: float | None) -> Cell:
    if value is None:
        return "—"
    return int(value) if float(value).is_integer() else round(value, 3)
