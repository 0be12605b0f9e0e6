"""Fill the blanks of a sentence by masked language modelling."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.blocks import Block, Notice, Table, Text, computed, plain
from assistant.engines.language.blanks import parts
from assistant.engines.language.english_fill import measured
from assistant.phrase import Phrase
from assistant.plugin import Context, Intent, Request
from assistant.routing import catalogue
from plugins.sentences.blanks import masked

COLUMNS = Phrase("Word|Probability", "言葉|確率")
BLANK = Phrase("Blank {number}", "空欄{number}")
JOINT = Phrase("Fillings of all blanks together", "すべての空欄を同時に埋めた候補")
JOINT_COLUMNS = Phrase("Words|Joint probability", "言葉の組|同時確率")
SMALL = Phrase(
    "This filler is small and built in{figures}. A full BERT guesses far better: bert-base-uncased is a download of about 440 MB.",
    "内蔵の小さな穴埋めモデルです{figures}。本来の BERT はずっと正確で、bert-base-uncased なら約440MBのダウンロードです。",
)
FIGURES = Phrase(
    " (the hidden word is among its first five for {sentences:.0%} of the words of everyday sentences and {corpus:.0%} of those of "
    "news and film reviews, none of which it has read)",
    "（学習に使っていない文章で、隠した語が上位5語に入る割合は、日常の文で{sentences:.0%}、ニュースと映画評で{corpus:.0%}）",
)
SMALL_HINT = Phrase(
    "Once a BERT is on this machine, set ASSISTANT_FILL_MODEL to its folder or name.",
    "BERT をこのコンピューターに置き、ASSISTANT_FILL_MODEL にフォルダーか名前を指定してください。",
)
HOW = Phrase(
    "p(w | context) = softmax(E · g(h) + b): h is the last layer's vector at [MASK], E the word table, g a trained transform "
    "(masked language modelling, Devlin et al. 2019, section 3.1). Several blanks are filled jointly from left to right by beam "
    "search; each blank's list is then p(w | context, the other blanks filled). Model: {model}.",
    "p(w | 文脈) = softmax(E · g(h) + b)。h は [MASK] の位置の最終層ベクトル、E は語の表、g は学習した変換です（マスク言語モデル, Devlin "
    "et al. 2019, 3.1節）。複数の空欄は左から順にビーム探索で同時に埋め、各空欄の一覧は他の空欄を埋めた上での確率です。モデル: {model}。",
)  # fmt: skip


class FillMask:
    """Answers fill_mask."""

    name = "fill_mask"
    summary = Phrase("Guess the missing words of a sentence", "文の空欄に入る言葉を当てる")

    def __init__(self) -> None:
        self.intents: tuple[Intent, ...] = (catalogue.intent("fill_mask", masked),)

    def handle(self, request: Request, context: Context) -> Iterable[Block]:
        """Answer one request."""
        tongue = request.language
        text = str(request.args.get("text", "")).strip() or request.message.text
        engine = context.engines.language
        found = engine.fill(text, 8)
        if found.together:
            yield Text(_filled(text, found.together[0][0]))
        columns = tuple(COLUMNS.say(tongue).split("|"))
        for number, blank in enumerate(found.blanks, 1):
            caption = BLANK.say(tongue, number=number) if len(found.blanks) > 1 else ""
            rows = tuple((word, round(chance, 3)) for word, chance in blank)
            yield Table(columns, rows, caption, columns[1:])
        if len(found.blanks) > 1:
            rows = tuple((" / ".join(words), round(chance, 4)) for words, chance in found.together)
            yield Table(tuple(JOINT_COLUMNS.say(tongue).split("|")), rows, JOINT.say(tongue))
        if not engine.fill_model:
            known = measured()
            top5 = {name: known[name]["top5"] for name in ("sentences", "corpus") if name in known}
            figures = FIGURES.say(tongue, **top5) if top5 else ""
            yield Notice("info", SMALL.say(tongue, figures=figures), SMALL_HINT.say(tongue))
        yield computed(HOW, tongue, model=plain(found.model))


def plugin() -> FillMask:
    """Return this plugin."""
    return FillMask()


def _filled(text: str, words: tuple[str, ...]) -> str:
    stretches = parts(text)
    said = [f"{plain(stretch)}**{plain(word)}**" for stretch, word in zip(stretches, words, strict=False)]
    return "".join(said)[-2000:] + plain(stretches[-1])
