"""Which documents are about something, and how many: exact over the whole library, with the rule that decides.

A document says it when one of its passages holds every word of the topic; it means it when a passage clearly answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.blocks import Block, Notice, Passage, Sources, Table, Text, computed, plain
from assistant.library.which_documents import EVERY
from assistant.phrase import Phrase
from assistant.plugin import Context, Request
from assistant.retrieval.answers import passage_of
from store.tokens import tokens

LOOKED_AT = 50
"""Passages that are judged by meaning."""
NO_TEXT = frozenset({"image", "graph", "baskets", "words", "labels", "name"})
"""Kinds of documents that are no text."""
SHOWN = 50
"""Documents of the table; the count is of all."""
QUOTED = 10
"""Documents whose passage is shown below the table."""

ABOUT = Phrase(
    "Documents about “{query}”: {count} of {all}", "「{query}」についての文書: {all} 件中 {count} 件"
)
COUNTED = Phrase(
    "**{count} of {all}** documents say “{query}” or mean it: {says} say it, {means} mean it in other words.",
    "「{query}」に触れた文書は、{all} 件中 **{count} 件**です（言葉があるもの {says} 件、意味で当てはまるもの {means} 件）。",
)
COUNTED_ONE = Phrase(
    "**One of {all}** documents says “{query}” or means it.",
    "「{query}」に触れた文書は、{all} 件中 **1 件**です。",
)
NONE_ABOUT = Phrase(
    "None of the {all} documents in your library says “{query}” or clearly means it.",
    "ライブラリの {all} 件の文書に、「{query}」に触れたものはないようです。",
)
NO_QUERY = Phrase("About what?", "何についてですか？")
NO_QUERY_HINT = Phrase("Write /count-about and a few words.", "/count-about に続けて言葉を書いてください。")
COLUMNS = Phrase("Document|Passages|How|Where it says so", "文書|箇所|理由|該当する箇所")
SAYS = Phrase("says it", "言葉がある")
MEANS = Phrase("means it", "意味が近い")
HOW_ABOUT = Phrase(
    "All passages were searched: a document says it when one passage holds every word of “{query}” (word endings left aside). "
    "The {n} best passages by meaning were judged as well: a document means it when one of them clearly answers.",
    "すべての箇所を調べました。一つの箇所に「{query}」の言葉がすべてあれば「言葉がある」、意味で上位 {n} 箇所のうち"
    "はっきり当てはまるものがあれば「意味が近い」としています。",
)


@dataclass(slots=True)
class _Held:
    """A document's passages on the topic, the one that shows it best first, and whether it says it in these words."""

    passages: list[Passage]
    says: bool = False


def about_topic(request: Request, context: Context) -> Iterator[Block]:
    """Yield the documents about a topic, or how many there are."""
    language, query = request.language, str(request.args.get("query", "")).strip()
    if not query:
        yield Notice("info", NO_QUERY.say(language), NO_QUERY_HINT.say(language))
        return
    every = {
        document.id for document in context.library.documents(limit=EVERY) if document.kind not in NO_TEXT
    }
    held = {source: one for source, one in _held(query, context).items() if source in every}
    says = sum(one.says for one in held.values())
    counts = {"all": len(every), "count": len(held), "says": says, "means": len(held) - says}
    if not held:
        yield Text(NONE_ABOUT.say(language, query=plain(query), **counts))
        return
    counted = COUNTED if len(held) > 1 else COUNTED_ONE
    said = counted if request.intent == "count_about" else ABOUT
    yield Text(said.say(language, query=plain(query), **counts))
    some = sorted(held.values(), key=lambda one: (not one.says, -len(one.passages)))[:SHOWN]
    rows = tuple(
        (
            one.passages[0].name or one.passages[0].title,
            len(one.passages),
            (SAYS if one.says else MEANS).say(language),
            _said(one.passages[0]),
        )
        for one in some
    )
    yield Table(tuple(COLUMNS.say(language).split("|")), rows)
    yield Sources(tuple(one.passages[0] for one in some[:QUOTED]))
    yield computed(HOW_ABOUT, language, n=LOOKED_AT, query=query)


def _held(query: str, context: Context) -> dict[str, _Held]:
    """Return the documents that say or mean a topic, by id."""
    wanted, held = set(tokens(query)), dict[str, _Held]()
    for passage in context.library.answer(query, LOOKED_AT).passages:
        if passage.confident:
            held.setdefault(passage.document_id, _Held([])).passages.append(passage)
    known = {passage.id for one in held.values() for passage in one.passages}
    most = context.library.passage_count()
    for hit in context.library.search(query, most, mode="lexical") if wanted and most else []:
        title = f"{hit.metadata.get('title', '')}\n{hit.metadata.get('heading', '')}"
        if wanted <= set(tokens(f"{title}\n{hit.text}")):
            one = held.setdefault(hit.source, _Held([]))
            one.says = True
            if hit.id not in known:
                one.passages.append(passage_of(hit))
    return held


def _said(passage: Passage) -> str:
    start, end = passage.highlights[0] if passage.highlights else (0, len(passage.text))
    return " ".join(passage.text[start:end].split())[:160]
