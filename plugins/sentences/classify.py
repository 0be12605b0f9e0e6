"""Sort a text into labels: those in the message, positive and negative, or labels taught by examples."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from assistant.blocks import Block, Cell, Download, Notice, Table, Text, computed, plain
from assistant.conversation.confirming import named, question
from assistant.engines.language import lessons
from assistant.engines.language.classify import LEAST, Taught
from assistant.engines.language.errors import TooFewLabels
from assistant.files import place
from assistant.phrase import Language as Tongue
from assistant.phrase import Phrase
from assistant.plugin import Context, Intent, Request
from assistant.routing import catalogue
from plugins.sentences.labels import classification

ASK = Phrase("Which text shall I sort?", "どの文章を分類しましょうか？")
ASK_HINT = Phrase(
    'For instance: classify "The team won the final" as sports, politics or science',
    "例: 「チームが決勝で勝った」をスポーツ、政治、科学に分類して",
)
RESULT = Phrase("**{label}** ({chance:.0%})", "**{label}**（{chance:.0%}）")
FEELINGS = Phrase("positive|negative", "肯定的|否定的")
COLUMNS = Phrase("Label|Probability", "ラベル|確率")
BY_TAUGHT = Phrase(
    "By the labels you taught me ({examples} examples; {accuracy:.0%} right in cross-validation).",
    "教わったラベルで判定しました（例{examples}個、交差検証の正解率 {accuracy:.0%}）。",
)
LEARNED = Phrase(
    "I learned **{labels}** from {examples} examples. Cross-validated accuracy: **{accuracy:.0%}**; without examples, from the "
    "labels' names alone: {zero:.0%}.",
    "{examples}個の例から **{labels}** を学びました。交差検証の正解率は **{accuracy:.0%}**、例を使わずラベル名だけなら {zero:.0%} です。",
)
KEPT = Phrase(
    "Noted {examples} examples of {labels}. I need at least two labels with {least} examples each.",
    "{labels} の例を{examples}個覚えました。二つ以上のラベルに{least}個以上の例が必要です。",
)
TELLING = Phrase("Label|Most telling example", "ラベル|最も典型的な例")
HOW_TEACH = Phrase("How do I teach labels?", "ラベルの教え方は？")
TEACH_HINT = Phrase(
    "/teach complaint: It arrived broken | Nobody answers (one line a label), or attach a CSV with columns text and label.",
    "/teach 苦情: 壊れていました | 返事がありません（1行に1ラベル）。text と label の列を持つ CSV も使えます。",
)
NONE = Phrase("No labels have been taught yet.", "まだラベルは教わっていません。")
SURE = Phrase(
    "Forget all {count} labels you taught: {names}?", "教わったラベル {count} 個（{names}）を忘れますか？"
)
FORGOT = Phrase("The labels you taught me are forgotten.", "教わったラベルを忘れました。")
HOW = Phrase(
    "p(label | text) = softmax(s · cos(t, l − mean)), t the text's vector, l the mean vector of sentences that name the label "
    "(zero-shot with templates, as Radford et al. 2021 do; Sentence-BERT, Reimers & Gurevych 2019).",
    "p(ラベル | 文) = softmax(s · cos(t, l − 平均))。t は文のベクトル、l はラベルを述べる文の平均ベクトルです"
    "（ひな型によるゼロショット、Radford et al. 2021; Sentence-BERT, Reimers & Gurevych 2019）。",
)
HOW_TAUGHT = Phrase(
    "p = softmax(W t + b): logistic regression on the frozen sentence vectors t, each example predicted once by a head that had not "
    "seen it (SetFit's second stage, Tunstall et al. 2022).",
    "p = softmax(W t + b): 固定した文ベクトル t の上のロジスティック回帰です。正解率は、その例を見ていない重みで1個ずつ予測して測りました"
    "（SetFit の第2段階, Tunstall et al. 2022）。",
)  # fmt: skip

TEACHES = (
    r"(?is)^(?:these are|examples of)\s+(?P<label>[^:\n]{1,40}?)\s*:\s*(?P<text>.+)$",
    r"(?s)^(?:次は|これらは|以下は)(?P<label>[^:\n]{1,20}?)(?:の例)?(?:です)?\s*:\s*(?P<text>.+)$",
)
TAUGHT: dict[Tongue, Sequence[str]] = {
    "en": (
        "these are complaints: It arrived broken | Nobody answers my mails | I want my money back",
        "examples of spam: You have won a prize | Cheap watches | Click here now",
        "These are questions: When do you open? | Do you ship abroad?",
    ),
    "ja": (
        "これらは苦情です: 壊れて届いた | 返事が来ない | 返金してほしい",
        "次は要望の例です: もっと安くしてほしい | 青い色も作って | 夜も開けてほしい",
        "以下は質問です: 何時に開きますか | 海外にも送れますか",
    ),
}
"""They teach the router what teaching labels looks like."""


class Classify:
    """Answers classify_text; learns labels."""

    name = "classify"
    summary = Phrase("Sort texts into labels, yours or taught ones", "文章をラベルに分類する")

    def __init__(self) -> None:
        teach = Phrase("Teach labels by examples", "例でラベルを教える")
        forget = Phrase("Forget taught labels", "教えたラベルを忘れる")
        self.intents: tuple[Intent, ...] = (
            catalogue.intent("classify_text", classification),
            Intent("teach_labels", teach, TAUGHT, ("text",), TEACHES, command="teach"),
            Intent("forget_labels", forget, {}, command="unteach", does="delete"),
        )

    def handle(self, request: Request, context: Context) -> Iterable[Block]:
        """Answer one request."""
        if request.intent == "forget_labels":
            return _forget(request, context)
        # what says which label its texts have teaches it, also where the router read a wish to have them sorted
        told = next((found for way in TEACHES if (found := re.match(way, request.message.text))), None)
        if told or request.intent == "teach_labels":
            args = told.groupdict() if told else request.args
            return _teach(request, context, str(args.get("label", "")).strip(), str(args.get("text", "")))
        return _classify(request, context)


def plugin() -> Classify:
    """Return this plugin."""
    return Classify()


def _forget(request: Request, context: Context) -> Iterator[Block]:
    language, kept = request.language, context.engines.lessons
    labels = list(kept.examples())
    if not labels:
        yield Notice("info", NONE.say(language))
    elif not request.confirmed:
        asked = SURE.say(language, count=len(labels), names=named(labels, language))
        yield question(asked, "/unteach", language)
    else:
        kept.forget()
        yield Notice("info", FORGOT.say(language))


def _classify(request: Request, context: Context) -> Iterator[Block]:
    tongue, text = request.language, str(request.args.get("text", "")).strip()
    if not text:
        yield Notice("info", ASK.say(tongue), ASK_HINT.say(tongue))
        return
    given = request.args.get("labels", [])
    labels = [str(label) for label in given] if isinstance(given, list) else []
    if len(labels) == 1:
        raise TooFewLabels
    engine = context.engines.language
    taught = _taught(request, context) if not labels else None
    if taught is not None:
        labels, chances = list(taught.labels), engine.apply(taught, [text])[0]
    else:
        labels = labels or FEELINGS.say(tongue).split("|")
        chances = engine.classify([text], labels)[0]
    order = sorted(range(len(labels)), key=lambda i: -chances[i])
    yield Text(RESULT.say(tongue, label=plain(labels[order[0]]), chance=float(chances[order[0]])))
    if taught is not None:
        yield Text(BY_TAUGHT.say(tongue, examples=taught.examples, accuracy=taught.accuracy))
    rows = tuple((labels[i], round(float(chances[i]), 3)) for i in order)
    columns = tuple(COLUMNS.say(tongue).split("|"))
    yield Table(columns, rows, text[:200], columns[1:])
    yield computed(HOW_TAUGHT if taught else HOW, tongue)


def _taught(request: Request, context: Context) -> Taught | None:
    examples = context.engines.lessons.examples()
    enough = {label: texts for label, texts in examples.items() if len(texts) >= LEAST}
    return context.engines.language.teach(enough) if len(enough) > 1 else None


def _teach(request: Request, context: Context, label: str, text: str) -> Iterator[Block]:
    tongue = request.language
    found = lessons.parse(f"{label}: {' | '.join(text.splitlines())}" if label else text)
    for path in request.message.files:
        for name, texts in lessons.read(path).items():
            found.setdefault(name, []).extend(texts)
    if not found:
        yield Notice("info", HOW_TEACH.say(tongue), TEACH_HINT.say(tongue))
        return
    everything = context.engines.lessons.add(found)
    taught = _taught(request, context)
    if taught is None:
        count = sum(map(len, everything.values()))
        yield Text(KEPT.say(tongue, examples=count, labels=_names(list(everything)), least=LEAST))
        return
    yield from _learned(taught, tongue)
    path = place(context.settings.home, context.owner, "labels.csv")
    lessons.write(everything, path)
    yield Download(path.name, str(path), "text/csv")


def _learned(taught: Taught, tongue: Tongue) -> Iterator[Block]:
    values = {"labels": _names(taught.labels), "examples": taught.examples, "zero": taught.zero_shot}
    yield Text(LEARNED.say(tongue, accuracy=taught.accuracy, **values))
    rows: list[tuple[Cell, ...]] = [
        (name, text[:200]) for name, some in taught.telling.items() for text in some
    ]
    yield Table(tuple(TELLING.say(tongue).split("|")), tuple(rows))
    yield computed(HOW_TAUGHT, tongue)


def _names(labels: Iterable[str]) -> str:
    return ", ".join(map(plain, labels))
