"""How a graph file was read, as people are told it and as they correct it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from assistant.blocks import Option, plain
from assistant.engines.graphs.readers import GraphFile, understand
from assistant.engines.jobs import Cancelled
from assistant.phrase import Language, Phrase

READ_AS = Phrase("I read it as: {form}.", "読み取り方: {form}。")
FORMS = {
    "pairs": Phrase("two names per line", "1行に名前2つ"),
    "weighted": Phrase("two names and a weight per line", "1行に名前2つと重み"),
    "neighbours": Phrase("a node and its neighbours per line", "1行に頂点とその隣"),
    "gml": Phrase("GML", "GML"), "graphml": Phrase("GraphML", "GraphML"),
    "json": Phrase("JSON with nodes and links", "頂点と辺の JSON"),
}  # fmt: skip
COLUMNS = Phrase("Columns used: {used}.", "使った列: {used}。")
ASIDE = Phrase("Columns left aside: {aside}.", "使わなかった列: {aside}。")
LEFT_OUT = Phrase(
    "Rows left out because one of the two names is missing: {count:,} (line {lines}).",
    "名前が片方ないため除いた行: {count:,}行（{lines}行目）。",
)
WEIGHTLESS = Phrase(
    "Rows whose weight cannot be read and counts as 1: {count:,} (line {lines}).",
    "重みが読めず 1 とみなした行: {count:,}行（{lines}行目）。",
)
_MOST_LINES = 5
CORRECT = Phrase("Wrong? Read it as:", "違うときは、こう読みます:")
DIRECTED = Phrase("arrows from the first to the second", "1つ目から2つ目への矢印")
UNDIRECTED = Phrase("edges without direction", "向きのない辺")
UNWEIGHTED = Phrase("edges without weights", "重みのない辺")
_TOLD = {
    "directed": r"directed|有向", "undirected": r"undirected|無向", "unweighted": r"unweighted|重みなし",
    "pairs": r"pairs", "neighbours": r"neighbou?rs|adjacency|隣接リスト",
}  # fmt: skip


def understood(file: Path, told: frozenset[str], cancelled: Callable[[], bool]) -> GraphFile:
    """Read a file as a person said; Cancelled once they want it no more."""

    def tick() -> None:
        if cancelled():
            raise Cancelled

    return understand(
        file,
        directed=True if "directed" in told else False if "undirected" in told else None,
        weighted="unweighted" not in told,
        form="neighbours" if "neighbours" in told else "pairs" if "pairs" in told else None,
        tick=tick,
    )


def form(file: GraphFile, language: Language) -> str:
    """Return how the lines of a file were read."""
    weighted = file.form == "pairs" and file.graph.weights is not None
    return READ_AS.say(language, form=FORMS["weighted" if weighted else file.form].say(language))


def notes(file: GraphFile, language: Language) -> Iterator[str]:
    """Yield which columns were used and which not, and the rows that were left out, as sentences."""
    parsed = file.parsed
    comma = "、" if language == "ja" else ", "
    if parsed.used and (parsed.aside or len(parsed.used) > 2):
        yield COLUMNS.say(language, used=plain(comma.join(parsed.used)))
    if parsed.aside:
        yield ASIDE.say(language, aside=plain(comma.join(parsed.aside)))
    for lines, phrase in ((parsed.left_out, LEFT_OUT), (parsed.weightless, WEIGHTLESS)):
        if lines:
            shown = comma.join(map(str, lines[:_MOST_LINES])) + (" …" if len(lines) > _MOST_LINES else "")
            yield phrase.say(language, count=len(lines), lines=shown)


def joined(sentences: Iterable[str], language: Language) -> str:
    """Return sentences as one paragraph: Japanese has no space between them."""
    return ("" if language == "ja" else " ").join(sentences)


def told(text: str) -> tuple[str, frozenset[str]]:
    """Return the name of a file and how it is to be read, both as written after the command."""
    words, found = text.split(), set[str]()
    while words and (known := [key for key, form in _TOLD.items() if re.fullmatch(form, words[-1], re.I)]):
        found.update(known)
        words.pop()
    return " ".join(words), frozenset(found)


def readings(file: GraphFile, name: str, told: frozenset[str], language: Language) -> tuple[Option, ...]:
    """Return the other ways to read a file, as buttons that keep what was corrected before."""
    turned = "undirected" if file.graph.directed else "directed"
    others = {turned: UNDIRECTED if file.graph.directed else DIRECTED}
    if file.graph.weights is not None:
        others["unweighted"] = UNWEIGHTED
    if file.form in ("pairs", "neighbours"):
        form = "neighbours" if file.form == "pairs" else "pairs"
        others[form] = FORMS[form]
    against = {"directed": "undirected", "pairs": "neighbours"}
    against |= {value: key for key, value in against.items()}
    return tuple(
        Option(label.say(language), f"/graph {name} {' '.join(sorted({*told, key} - {against.get(key)}))}")
        for key, label in others.items()
    )
