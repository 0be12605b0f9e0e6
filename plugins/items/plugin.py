"""Baskets: what goes with what you name, the baskets behind it, and two baselines beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice, zip_longest

from assistant.blocks import Block, Choices, Details, Notice, Table, Text, computed, plain
from assistant.engines.items.items import Items as Facade
from assistant.engines.items.kept import SAMPLE
from assistant.engines.items.readers import read
from assistant.engines.watching import watched
from assistant.files import existing
from assistant.paths import printable
from assistant.phrase import Language, Phrase
from assistant.plugin import Context, Intent, Request
from assistant.routing import catalogue
from plugins.items import said
from plugins.items.slots import items

ASK = Phrase("Which items?", "どの商品でしょうか？")
ASK_HINT = Phrase("For instance: what goes with pasta and wine?", "例: パスタとワインに合うものは？")
WITH = Phrase("With **{items}** ({name}), people also buy:", "**{items}** と一緒に買われるもの（{name}）:")
COLUMNS = Phrase(
    "item2vec|Chance|Bought together|Lift|Co-occurrence|Popularity",
    "item2vec|確率|同じかご|リフト|共起|人気順",
)
LIKE = Phrase(
    "Used like them (bought with the same things): {items}.",
    "同じように使われるもの（一緒に買われる相手が似ている）: {items}。",
)
BEHIND = Phrase("The baskets behind it", "根拠となる買い物かご")
NONE_BEHIND = Phrase(
    "No basket holds {item} together with these.", "{item} をこれらと一緒に含むかごはありません。"
)
SAMPLE_NOTE = Phrase(
    "These are invented sample baskets; drop your own with /baskets.",
    "これは架空の見本データです。自分のデータは /baskets で追加できます。",
)
ADDED = Phrase(
    "**{name}**: {baskets:,} baskets, {items:,} items. I read it as: {shape}.",
    "**{name}**: かご{baskets:,}個、商品{items:,}種類。読み取り方: {shape}。",
)
METHODS = {"co-occurrence": Phrase("co-occurrence", "共起"), "popularity": Phrase("popularity", "人気順")}
STAGES = {"train": Phrase("Training item2vec", "item2vec を学習しています")}
MEASURED = Phrase("With the last item of {asked:,} baskets hidden:", "{asked:,}個のかごの最後を隠して測ると:")
MEASURED_COLUMNS = Phrase("Method|Hit rate@10|NDCG@10", "方法|ヒット率@10|NDCG@10")
HOW_TEXT = Phrase(
    "item2vec (Barkan & Koenigstein 2016): skip-gram with negative sampling over shuffled baskets. The chance is the mean, over "
    "the items named, of softmax(w·c + ½ log popularity). Co-occurrence sums P(j | i) as counted; popularity ignores what you name.",
    "item2vec（Barkan & Koenigstein 2016）: 並べ替えたかごに負例サンプリングの skip-gram を適用します。確率は、挙げた商品ごとの "
    "softmax(w·c + ½ log 人気) の平均です。共起は数えた P(j | i) の和、人気順は挙げた商品を見ません。",
)


class ItemsPlugin:
    """Answers recommend about the baskets added last that hold the items (the sample before that)."""

    name = "items"
    summary = Phrase("Recommend items from baskets", "買い物かごから商品を薦める")

    def __init__(self) -> None:
        add = Phrase("Add baskets from a file", "買い物データのファイルを追加する")
        measure = Phrase("Measure recommendations on hidden items", "隠した商品で推薦の良さを測る")
        self.intents = (
            catalogue.intent("recommend", items),
            Intent("add_baskets", add, {}, ("text",), command="baskets"),
            Intent("measure_items", measure, {}, ("text",), command="measure"),
        )

    def handle(self, request: Request, context: Context) -> Iterable[Block]:
        """Answer one request."""
        answers = {"recommend": _recommend, "add_baskets": _add, "measure_items": _measure}
        return answers[request.intent](request, context.engines.items, context)


def plugin() -> ItemsPlugin:
    """Return this plugin."""
    return ItemsPlugin()


def _shown(item: str, language: Language) -> str:
    """Return the name in the reader's language where an item has "English / Japanese" names."""
    english, _, japanese = item.partition(" / ")
    return japanese if japanese and language == "ja" else english


def _named(request: Request) -> tuple[list[str], list[str]]:
    """Return the items asked about and those subtracted ("like X minus Y")."""
    given = request.args.get("items", [])
    listed = (
        [str(item) for item in given] if isinstance(given, list) else re.split(r"\s*[,、]\s*", str(given))
    )
    less = re.search(
        r"(?:\bminus\b|\bwithout\b|\bbut not\b|\s[-−]\s)\s*(.+?)[?？.。]?$", request.message.text
    )
    wordy = re.search(r"(\S+?)(?:を除いて|なしで|抜きで)", request.message.text)
    found = less or wordy
    minus = [part for part in re.split(r"\s*(?:,|、|\band\b|と)\s*", found.group(1)) if part] if found else []
    return [item for item in listed if item and item not in minus], minus


def _recommend(request: Request, items: Facade, context: Context) -> Iterator[Block]:
    language = request.language
    asked, minus = _named(request)
    names = items.names()
    if not asked or not names:
        yield Notice("info", ASK.say(language), ASK_HINT.say(language))
        return
    name = items.holding([*asked, *minus])
    yield from _ready(request, items, context, name)
    found = items.recommend(name, asked, minus=minus)
    together = items.baseline(name, asked)
    popular = items.baseline(name, asked, method="popularity")
    yield Text(
        WITH.say(
            language, items=plain(" + ".join([*asked, *(f"−{item}" for item in minus)])), name=plain(name)
        )
    )
    rows = []
    for near, counted, known in islice(zip_longest(found, together, popular), len(found)):
        behind = items.evidence(name, asked, near.item, examples=0)
        others = tuple(_shown(one.item, language) if one else "—" for one in (counted, known))
        rows.append(
            (
                _shown(near.item, language),
                round(near.score, 4),
                behind.together,
                round(behind.lift, 2),
                *others,
            )
        )
    columns = tuple(COLUMNS.say(language).split("|"))
    yield Table(columns, tuple(rows), "", (columns[1],))
    like = items.similar(name, asked, 5, minus=minus)
    yield Text(LIKE.say(language, items=plain(", ".join(_shown(near.item, language) for near in like))))
    if found:
        yield _behind(request, items, name, asked, [near.item for near in found[:3]])
    yield computed(HOW_TEXT, language)
    if name == SAMPLE:
        yield Notice("info", SAMPLE_NOTE.say(language))


def _behind(request: Request, items: Facade, name: str, asked: list[str], found: list[str]) -> Details:
    language, lines = request.language, []
    for item in found:
        behind = items.evidence(name, asked, item)
        shown = plain(_shown(item, language))
        lines.append(
            f"**{shown}** ({behind.together})" if behind.examples else NONE_BEHIND.say(language, item=shown)
        )
        lines += [
            "- " + plain(", ".join(_shown(one, language) for one in basket)) for basket in behind.examples
        ]
        lines.append("")
    return Details(BEHIND.say(language), "\n".join(lines))


def _ready(request: Request, items: Facade, context: Context, name: str) -> Iterator[Block]:
    """Train on baskets that have no model yet, showing how far it is."""
    if items.is_trained(name):
        return
    job = items.train_job(name)
    yield from watched(job, items.jobs, STAGES, request.language, context.cancelled)


def _add(request: Request, items: Facade, context: Context) -> Iterator[Block]:
    language, text = request.language, str(request.args.get("text", "")).strip()
    roles, whole = said.told(text)
    files = list(request.message.files)
    if text and roles is None and not files and context.names_files:
        files = [existing(text)]
    if not files:
        yield Notice("info", ASK.say(language), f"/baskets groceries.csv ({', '.join(items.names())})")
    for path in files:
        understood = read(path, roles, whole=whole)
        called = printable(path.stem)
        baskets = items.add(called, understood.baskets)
        counts = {"baskets": len(baskets.baskets), "items": len(baskets.items)}
        shape = said.shape(understood, language)
        added = ADDED.say(language, name=plain(called), shape=shape, **counts)
        yield Text(("" if language == "ja" else " ").join((added, *said.notes(understood, language))))
        if others := said.readings(understood, path.name, language):
            yield Choices(said.CORRECT.say(language), others)
        yield from _ready(request, items, context, called)


def _measure(request: Request, items: Facade, context: Context) -> Iterator[Block]:
    language = request.language
    name = str(request.args.get("text", "")).strip() or items.names()[0]
    job = items.evaluate_job(name)
    found = yield from watched(job, items.jobs, STAGES, language, context.cancelled)
    yield Text(MEASURED.say(language, asked=found[0].asked))
    columns = tuple(MEASURED_COLUMNS.say(language).split("|"))
    rows = tuple((_method(one.method, language), round(one.hit_rate, 4), round(one.ndcg, 4)) for one in found)
    yield Table(columns, rows, plain(name), columns[1:])


def _method(name: str, language: Language) -> str:
    return METHODS[name].say(language) if name in METHODS else name
