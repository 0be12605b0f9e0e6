"""One word in several sentences: same sense or another, beside the one static vector that cannot tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant.blocks import Block, Notice, Plot, Table, Text, computed, plain
from assistant.engines.language.context import SAME_SENSE, Senses, occurrence
from assistant.engines.language.errors import WordAbsent
from assistant.phrase import Language as Tongue
from assistant.phrase import Phrase
from assistant.plugin import Context, Intent, Request
from assistant.routing import catalogue
from assistant.routing.slots.quotes import frame, quoted
from plugins.sentences.slots import word_in_two

ASK = Phrase("Which word, in which sentences?", "どの言葉を、どの文で比べましょうか？")
ASK_HINT = Phrase(
    'For instance: does "bank" mean the same in "I sat on the river bank" and "The bank raised its rates"?',
    "例: 「首」は「首が痛い」と「会社を首になった」で同じ意味？",
)
SAME = Phrase("**{word}** has the same sense in both.", "**{word}** は両方の文で同じ意味です。")
OTHER = Phrase("**{word}** has another sense in each.", "**{word}** は二つの文で違う意味です。")
CLOSE = Phrase(" It is a close call.", " ただし僅差です。")
GROUPS = Phrase(
    "Senses of **{word}** in these {n} sentences: {count}.",
    "**{word}** はこの{n}文で{count}通りの意味に分かれます。",
)
COLUMNS = Phrase("Vector|Cosine", "ベクトル|コサイン")
ROWS = Phrase(
    "contextual (this model)|one static vector (word2vec, GloVe)",
    "文脈つき（このモデル）|静的な一つのベクトル（word2vec, GloVe）",
)
THRESHOLD = Phrase("Same sense from {limit:.2f} on.", "{limit:.2f} 以上なら同じ意味とみなします。")
GRID = Phrase("Similarity of “{word}” in each pair of sentences", "文の対ごとの「{word}」の類似度")
MAP = Phrase("Occurrences on their two main axes", "出現箇所を2つの主軸で見た図")
SENSE = Phrase("sense {number}", "意味{number}")
LISTED = Phrase("Sentence|Sense", "文|意味")
HOW = Phrase(
    "cos(h₁, h₂) of the last layer's vectors of the word's tokens in each sentence (contextual embeddings: Peters et al. 2018; Word in "
    "Context: Pilehvar & Camacho-Collados 2019), the mean of all tokens and three quarters of the word's own direction taken out "
    "(cf. Ethayarajh 2019); the limit was fitted on labelled pairs. A static vector is the same in every sentence, so its cosine is "
    "always 1. Senses are clustered by average linkage at that limit.",
    "各文でその言葉のトークンが持つ最終層ベクトルの cos(h₁, h₂) です（文脈つき埋め込み: Peters et al. 2018; Word in Context: Pilehvar & "
    "Camacho-Collados 2019）。全トークンの平均と、その言葉自身の方向の4分の3を除いています（cf. Ethayarajh 2019）。しきい値は正解つきの対"
    "で決めました。静的ベクトルはどの文でも同じなので、コサインは常に1です。意味の分類は群平均法によります。",
)  # fmt: skip


class WordInContext:
    """Answers word_in_context."""

    name = "word_in_context"
    summary = Phrase("Tell a word's senses apart by its sentences", "文脈から言葉の意味の違いを見る")

    def __init__(self) -> None:
        self.intents: tuple[Intent, ...] = (catalogue.intent("word_in_context", word_in_two),)

    def handle(self, request: Request, context: Context) -> Iterable[Block]:
        """Answer one request."""
        tongue = request.language
        word, a, b = (str(request.args.get(name, "")).strip() for name in ("word", "a", "b"))
        several = _several(request.message.text)
        if several:
            word, several = _shared(request.message.text, word, several)
        sentences = several or [a, b]
        if not (word and all(sentences)):
            yield Notice("info", ASK.say(tongue), ASK_HINT.say(tongue))
            return
        found = context.engines.language.senses(word, sentences[:60])
        yield from _pair(found, tongue) if len(sentences) == 2 else _many(found, tongue)
        yield computed(HOW, tongue)


def plugin() -> WordInContext:
    """Return this plugin."""
    return WordInContext()


def _several(text: str) -> list[str]:
    """Return three or more sentences, quoted or one a line; none when the message has fewer."""
    marks = [mark.text for mark in quoted(text)]
    lines = [re.sub(r"^\s*(?:[-*•]|\d+[.)])\s*", "", line) for line in text.splitlines()[1:] if line.strip()]
    return marks if len(marks) > 2 else lines if len(lines) > 2 else []


def _shared(text: str, guess: str, sentences: list[str]) -> tuple[str, list[str]]:
    """Return the word that is asked about, the first one beside the sentences that all of them hold."""
    asked = [sentence for sentence in sentences if all(_holds(sentence, other) for other in sentences)]
    rest = [sentence for sentence in sentences if sentence not in asked[:1]]
    beside = re.findall(r"[^\W\d_]+", re.sub(r"^/\w+", "", frame(text.splitlines()[0])))
    for word in [*asked[:1], *beside, guess]:
        if word and (len(word) > 2 or not word.isascii()) and all(_holds(word, other) for other in rest):
            return word, rest if len(rest) > 2 else []
    return guess, []


def _holds(word: str, sentence: str) -> bool:
    try:
        occurrence(word, sentence)
    except WordAbsent:
        return False
    return True


def _pair(found: Senses, tongue: Tongue) -> Iterator[Block]:
    cosine, word = float(found.similarities[0, 1]), plain(found.word)
    close = CLOSE.say(tongue) if abs(cosine - SAME_SENSE) < 0.05 else ""
    yield Text((SAME if cosine >= SAME_SENSE else OTHER).say(tongue, word=word) + close)
    names, columns = ROWS.say(tongue).split("|"), tuple(COLUMNS.say(tongue).split("|"))
    rows = ((names[0], round(cosine, 3)), (names[1], found.static))
    yield Table(columns, rows, THRESHOLD.say(tongue, limit=SAME_SENSE), columns[1:])


def _many(found: Senses, tongue: Tongue) -> Iterator[Block]:
    count, n = len(set(found.groups)), len(found.sentences)
    yield Text(GROUPS.say(tongue, word=plain(found.word), count=count, n=n))
    named = tuple(SENSE.say(tongue, number=group + 1) for group in found.groups)
    rows = tuple(zip(found.sentences, named, strict=True))
    yield Table(tuple(LISTED.say(tongue).split("|")), rows)
    x, y = (tuple(round(float(v), 3) for v in found.plane[:, axis]) for axis in (0, 1))
    labels = tuple(text[:24] for text in found.sentences)
    yield Plot("scatter", MAP.say(tongue), x, y, labels, named)
    matrix = tuple(tuple(round(float(v), 3) for v in row) for row in found.similarities)
    yield Plot("heatmap", GRID.say(tongue, word=found.word), labels=labels, columns=labels, matrix=matrix)
