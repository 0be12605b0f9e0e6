"""Natural language inference: does one sentence follow from another, contradict it, or neither?"""

from __future__ import annotations

from collections.abc import Iterable

from assistant.blocks import Block, Notice, Table, Text, computed, plain
from assistant.engines.language.head import LABELS
from assistant.engines.language.infer import MOST_CHARACTERS
from assistant.phrase import Phrase
from assistant.plugin import Context, Intent, Request
from assistant.routing import catalogue
from plugins.sentences.premises import inference

ASK = Phrase("Which two sentences?", "どの二つの文でしょうか？")
ASK_HINT = Phrase(
    'For instance: does "A man is sleeping" imply "A person is resting"?',
    "例: 「男性が眠っている」から「人が休んでいる」と言えますか？",
)
VERDICTS = {
    "entailment": Phrase(
        "**Entailment**: it follows ({chance:.0%}).", "**含意**: そう言えます（{chance:.0%}）。"
    ),
    "neutral": Phrase(
        "**Neutral**: it may be so or not ({chance:.0%}).", "**中立**: どちらとも言えません（{chance:.0%}）。"
    ),
    "contradiction": Phrase(
        "**Contradiction**: both cannot be true ({chance:.0%}).",
        "**矛盾**: 両方は成り立ちません（{chance:.0%}）。",
    ),
}
NAMES = Phrase("entailment|neutral|contradiction", "含意|中立|矛盾")
COLUMNS = Phrase("Relation|Probability", "関係|確率")
SIDES = Phrase("Premise: {premise}\n\nHypothesis: {hypothesis}", "前提: {premise}\n\n仮説: {hypothesis}")
UNSURE = Phrase("This is a close call.", "僅差の判定です。")
CUT = Phrase("Only the beginning of a long sentence was read.", "長い文は先頭だけを読みました。")
HOW = Phrase(
    "softmax(W · relu(V · [u, v, |u − v|, u ∗ v, cues]) / T) over the sentence vectors u and v (Sentence-BERT, Reimers & Gurevych "
    "2019, fig. 1; vectors of the multilingual Universal Sentence Encoder, Yang et al. 2020), trained on SNLI, SICK and JNLI; the "
    "temperature T makes the probabilities match how often they are right (Guo et al. 2017). Its accuracy is in "
    "assets/models/nli/card.md.",
    "文ベクトル u, v から softmax(W · relu(V · [u, v, |u − v|, u ∗ v, 手がかり]) / T) を計算しました（Sentence-BERT, Reimers & Gurevych "
    "2019 図1; ベクトルは Multilingual Universal Sentence Encoder, Yang et al. 2020）。SNLI・SICK・JNLI で学習し、温度 T で確率を実際の"
    "正解率に合わせています（Guo et al. 2017）。精度は assets/models/nli/card.md にあります。",
)  # fmt: skip
HOW_CROSS = Phrase(
    "A cross-encoder reads both sentences together and ends in softmax(W h + b), h the first token's last vector (Devlin et al. 2019, "
    "section 4.1). Model: {model}.",
    "クロスエンコーダーが二つの文をまとめて読み、先頭トークンの最終層ベクトル h から softmax(W h + b) を計算しました（Devlin et al. 2019, "
    "4.1節）。モデル: {model}。",
)  # fmt: skip


class Infer:
    """Answers infer."""

    name = "infer"
    summary = Phrase("Say whether one sentence follows from another", "ある文から別の文が言えるか判定する")

    def __init__(self) -> None:
        self.intents: tuple[Intent, ...] = (catalogue.intent("infer", inference),)

    def handle(self, request: Request, context: Context) -> Iterable[Block]:
        """Answer one request."""
        tongue = request.language
        premise, hypothesis = (
            str(request.args.get(name, "")).strip(" \"'“”「」") for name in ("premise", "hypothesis")
        )
        if not (premise and hypothesis):
            yield Notice("info", ASK.say(tongue), ASK_HINT.say(tongue))
            return
        engine = context.engines.language
        chances = [float(x) for x in engine.infer([premise], [hypothesis])[0]]
        best = max(range(3), key=chances.__getitem__)
        yield Text(VERDICTS[LABELS[best]].say(tongue, chance=chances[best]))
        yield Text(SIDES.say(tongue, premise=plain(premise), hypothesis=plain(hypothesis)))
        names, columns = tuple(NAMES.say(tongue).split("|")), tuple(COLUMNS.say(tongue).split("|"))
        rows = tuple((name, round(chance, 3)) for name, chance in zip(names, chances, strict=True))
        yield Table(columns, rows, "", columns[1:])
        if chances[best] < 0.5:
            yield Notice("info", UNSURE.say(tongue))
        if max(len(premise), len(hypothesis)) > MOST_CHARACTERS:
            yield Notice("warning", CUT.say(tongue))
        how = HOW_CROSS if engine.infer_model else HOW
        yield computed(how, tongue, model=plain(engine.infer_model))


def plugin() -> Infer:
    """Return this plugin."""
    return Infer()
