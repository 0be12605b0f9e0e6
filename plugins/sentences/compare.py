"""Compare two sentences, or several against each other: meaning beside word overlap, and what carries it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant.blocks import Block, Notice, Plot, Table, Text, computed, plain
from assistant.engines.language.language import Language
from assistant.engines.language.sentences import Comparison
from assistant.phrase import Language as Tongue
from assistant.phrase import Phrase
from assistant.plugin import Context, Intent, Request
from assistant.routing import catalogue
from assistant.routing.slots.quotes import quoted
from plugins.sentences.slots import two_sentences

ASK = Phrase("Which two sentences?", "どの二つの文を比べましょうか？")
ASK_HINT = Phrase(
    'For instance: compare "A man is playing a guitar" and "Someone plays an instrument"',
    "例: 「男性がギターを弾いている」と「誰かが楽器を演奏している」を比べて",
)
SAME = Phrase("The two sentences are identical, word for word.", "二つの文は一字一句同じです。")
NEAR = Phrase("They mean much the same.", "ほぼ同じ意味です。")
FAR = Phrase("They say different things.", "意味は離れています。")
BETWEEN = Phrase("They are related, but not the same.", "関係はありますが、同じではありません。")
REWORDED = Phrase(
    " Hardly a word is shared: it is a paraphrase, found by meaning alone.",
    " 共通する語はほとんどなく、意味だけで近いと分かる言い換えです。",
)
MISLEADING = Phrase(
    " Many words are shared nevertheless: word overlap alone would mislead.",
    " それでも共通する語は多く、語の重なりだけでは間違えます。",
)
COLUMNS = Phrase("Measure|Value", "指標|値")
ROWS = Phrase(
    "Closeness (calibrated)|Cosine (raw)|Word overlap (Jaccard)",
    "近さ（校正済み）|コサイン（生の値）|語の重なり（Jaccard）",
)
GRID = Phrase("Similarity of every token pair", "トークンどうしの類似度")
PAIRS = Phrase("Token pairs that carry it: {pairs}.", "支えているトークンの対: {pairs}。")
CUT = Phrase(
    "A sentence is longer than the encoder reads; only its beginning was compared.",
    "モデルが読める長さを超える文があり、先頭だけを比べました。",
)
ALL = Phrase("Similarity of {count} sentences", "{count}個の文の類似度")
NEAREST = Phrase(
    "Nearest: **{a}** and **{b}** ({score:.2f}).", "最も近いのは **{a}** と **{b}** です（{score:.2f}）。"
)
HOW = Phrase(
    "cosine = u·v / (|u||v|) of the sentence vectors, means of the last layer's token vectors (Sentence-BERT, Reimers & Gurevych "
    "2019; multilingual E5, Wang et al. 2024). Its raw cosines lie in .7–.95, so closeness = 1 / (1 + e^−((cos − c) / w)), c and "
    "w fitted to human judgements (STS-B, JSTS). Overlap = |A∩B| / |A∪B|. The grid holds cosines of token vectors with their common "
    "mean taken out (Ethayarajh 2019).",
    "cosine = u·v / (|u||v|)。文ベクトルは最終層のトークンベクトルの平均です（Sentence-BERT, Reimers & Gurevych 2019; multilingual E5, "
    "Wang et al. 2024）。生の値は .7〜.95 に集まるため、近さ = 1 / (1 + e^−((cos − c) / w)) とし、c と w は人の評価（STS-B、JSTS）"
    "に合わせました。重なり = |A∩B| / |A∪B|。格子は共通の平均を除いたトークンベクトルのコサインです（Ethayarajh 2019）。",
)  # fmt: skip


class Compare:
    """Answers compare_sentences."""

    name = "compare"
    summary = Phrase("Say how close sentences are in meaning", "文どうしの意味の近さを調べる")

    def __init__(self) -> None:
        self.intents: tuple[Intent, ...] = (catalogue.intent("compare_sentences", two_sentences),)

    def handle(self, request: Request, context: Context) -> Iterable[Block]:
        """Answer one request."""
        several = _several(request.message.text)
        engine = context.engines.language
        if len(several) > 2:
            yield from _matrix(several, engine, request.language)
            return
        a, b = (str(request.args.get(name, "")).strip() for name in "ab")
        if not (a and b):
            yield Notice("info", ASK.say(request.language), ASK_HINT.say(request.language))
            return
        yield from _two(a, b, engine.comparison(a, b), request.language)


def plugin() -> Compare:
    """Return this plugin."""
    return Compare()


def _several(text: str) -> list[str]:
    marks = [mark.text for mark in quoted(text)]
    lines = [re.sub(r"^\s*(?:[-*•]|\d+[.)])\s*", "", line) for line in text.splitlines()[1:] if line.strip()]
    return marks if len(marks) > 2 else lines if len(lines) > 2 else []


def _two(a: str, b: str, found: Comparison, tongue: Tongue) -> Iterator[Block]:
    yield Text(SAME.say(tongue) if a == b else _verdict(found, tongue))
    names = ROWS.say(tongue).split("|")
    values = (found.closeness if a != b else 1.0, found.cosine, found.overlap)
    columns = tuple(COLUMNS.say(tongue).split("|"))
    yield Table(columns, tuple((n, round(v, 3)) for n, v in zip(names, values, strict=True)), "", columns[1:])
    if found.grid.size:
        rows = tuple(tuple(round(float(x), 3) for x in row) for row in found.grid)
        yield Plot("heatmap", GRID.say(tongue), labels=found.first, columns=found.second, matrix=rows)
    if found.pairs:
        pairs = ", ".join(f"{plain(p.first)} – {plain(p.second)} ({p.cosine:.2f})" for p in found.pairs)
        yield Text(PAIRS.say(tongue, pairs=pairs))
    if found.cut:
        yield Notice("warning", CUT.say(tongue))
    yield computed(HOW, tongue)


def _verdict(found: Comparison, tongue: Tongue) -> str:
    if found.closeness >= 0.6:
        return NEAR.say(tongue) + (REWORDED.say(tongue) if found.overlap < 0.2 else "")
    if found.closeness <= 0.35:
        return FAR.say(tongue) + (MISLEADING.say(tongue) if found.overlap > 0.5 else "")
    return BETWEEN.say(tongue)


def _matrix(texts: list[str], engine: Language, tongue: Tongue) -> Iterator[Block]:
    texts = texts[:40]
    cosines = engine.similarities(texts)
    count = len(texts)
    i, j = max(((i, j) for i in range(count) for j in range(i)), key=lambda ij: cosines[ij])
    yield Text(NEAREST.say(tongue, a=plain(texts[j]), b=plain(texts[i]), score=float(cosines[i, j])))
    rows = tuple(tuple(round(float(x), 3) for x in row) for row in cosines)
    names = tuple(text[:24] for text in texts)
    yield Plot("heatmap", ALL.say(tongue, count=count), labels=names, columns=names, matrix=rows)
    yield computed(HOW, tongue)
