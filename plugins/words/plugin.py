"""Words: neighbours, analogies, odd ones out, similarity, distances of sentences, mounting and training vectors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant.blocks import Block, Choices, Notice, Option
from assistant.encoders.errors import ModelDamaged, ModelMissing
from assistant.engines.words import refined
from assistant.engines.words.errors import UnknownWords
from assistant.engines.words.expressions import parse
from assistant.engines.words.vectors import Term, WordNeighbor, WordVectors
from assistant.engines.words.words import ENGLISH, JAPANESE
from assistant.engines.words.words import Words as Facade
from assistant.phrase import Phrase
from assistant.plugin import Context, Intent, Request
from assistant.routing import catalogue
from plugins.words import render, sets, slots

ASK = Phrase("Which words?", "どの言葉でしょうか？")
ASK_HINT = Phrase(
    "For instance: king - man + woman, or: words like coffee",
    "例: 王 - 男 + 女、または「コーヒーに近い言葉は？」",
)
DID_YOU_MEAN = Phrase(
    "I have no vector for “{word}”. Did you mean:", "「{word}」のベクトルがありません。もしかして:"
)
ENCODER_COUNTS = {ENGLISH: 1.0, JAPANESE: 2.0}
"""How much the sentence encoder counts beside the vectors that ship: more where those come from a small corpus (docs/words.md)."""


def _own(name: str, command: str, en: str, ja: str) -> Intent:
    return Intent(
        name, Phrase(en, ja), {}, ("text",), command=command, does="write" if command == "vectors" else "read"
    )


BETWEEN = Intent(
    "between_words",
    Phrase("Words on the way from one to another", "ある語から別の語への道のり"),
    {
        "en": ["what lies between {a:Tokyo} and {b:Paris}?", "words between {a:cat} and {b:car}", "which words are halfway between {a:hot} and {b:cold}?"],
        "ja": ["{a:東京}と{b:パリ}の間にある言葉は？", "{a:猫}から{b:車}への言葉の道のり", "{a:朝}と{b:夜}の中間の言葉"],
    },
    ("a", "b"),
    (
        r"^\W*(?:(?:what|which)(?:'s| is| lies| comes| words?)?|words?)\s*(?:lies? |that (?:are|lie) |are |come |lie )?(?:half-?way |midway |in )?between (?:the words? )?(?P<a>[\w'-]+) and (?P<b>[\w'-]+)\W*$",
        r"^\W*(?:a |the )?(?:way|walk|path|road) (?:of words )?from (?P<a>[A-Za-z'-]+) to (?P<b>[A-Za-z'-]+) in words\W*$",
        r"^(?P<a>[^\s、。と]{1,12})と(?P<b>[^\s、。]{1,12}?)の(?:間|あいだ|中間)(?:にある|にくる|に来る|の|くらいの)?(?:言葉|ことば|単語|語)\S{0,8}$",
        r"^(?P<a>[^\s、。]{1,12}?)から(?P<b>[^\s、。]{1,12}?)へ(?:の言葉の道のり|の道のり|の言葉の道|言葉でつない)\S{0,6}$",
    ),
    command="between", does="read", needs=r"between|\b(?:way|walk|path|road)\b|間|あいだ|道",
)  # fmt: skip
_PARTICLE = re.compile(r"(?:では|には|とは|[でのはがをにもと])$")


class WordsPlugin:
    """Answers the word intents."""

    name = "words"
    summary = Phrase(
        "Ask word vectors: neighbours, analogies, odd ones out", "単語ベクトルに聞く: 近い語、類推、仲間外れ"
    )

    def __init__(self) -> None:
        self.intents = (
            catalogue.intent("word_neighbors", slots.one_word),
            catalogue.intent("analogy", slots.three_words),
            catalogue.intent("odd_one_out", slots.odd_words),
            catalogue.intent("word_similarity", slots.two_words),
            _own(
                "word_mover",
                "wmd",
                "Distance of two sentences, word by word",
                "2つの文の距離を語の移動で測る",
            ),
            BETWEEN,
            _own(
                "mount_vectors", "vectors", "Mount a file of word vectors", "単語ベクトルのファイルを読み込む"
            ),
        )

    def handle(self, request: Request, context: Context) -> Iterable[Block]:
        """Answer one request."""
        answers = {
            "word_neighbors": _neighbors, "analogy": _analogy, "odd_one_out": _odd, "word_similarity": _similarity,
            "word_mover": _mover, "between_words": _between, "mount_vectors": sets.mount,
        }  # fmt: skip
        return _offering(request, answers[request.intent](request, context.engines.words, context))


def plugin() -> WordsPlugin:
    """Return this plugin."""
    return WordsPlugin()


def _offering(request: Request, blocks: Iterator[Block]) -> Iterator[Block]:
    """Turn an unknown word into buttons that ask the same with a known spelling."""
    try:
        yield from blocks
    except UnknownWords as unknown:
        word, near = next(iter(unknown.suggestions.items()))
        if not near or word not in request.message.text:
            raise
        options = tuple(Option(other, request.message.text.replace(word, other)) for other in near)
        yield Choices(DID_YOU_MEAN.say(request.language, word=word), options)


def _known(word: str, words: Facade) -> str:
    """Return a word without the particle that it was said with (「車で」) or in its usual spelling, where only so it is known."""
    bare = _PARTICLE.sub("", word) or word
    forms = (word, bare, words.tokeniser.respelt(word), words.tokeniser.respelt(bare))
    return next((form for form in forms if form in words.for_words([form])), word)


def _slot(request: Request, name: str, words: Facade | None = None) -> str:
    """Return a slot as text, without the name of a set of vectors."""
    value = request.args.get(name, "")
    text = str(value).strip() if not isinstance(value, list) else ", ".join(value)
    return text if words is None else sets.named(text, words.names())[1].strip()


def _answering(request: Request, words: Facade, asked: list[str]) -> tuple[WordVectors, bool]:
    """Return the set that answers, and whether the question names it."""
    name, _ = sets.named(request.message.text, words.names())
    return words.for_words(asked, name), bool(name)


def _ask(request: Request) -> Notice:
    return Notice("info", ASK.say(request.language), ASK_HINT.say(request.language))


def _neighbors(request: Request, words: Facade, context: Context) -> Iterator[Block]:
    word = _known(_slot(request, "word", words), words)
    if not word:
        yield _ask(request)
        return
    vectors, named = _answering(request, words, [word])
    yield from render.neighbors(vectors, word, vectors.neighbors(word), request.language)
    yield from sets.said(vectors, [word], request.language, asked=named)


def _analogy(request: Request, words: Facade, context: Context) -> Iterator[Block]:
    text = sets.named(re.sub(r"^/\w+\s*", "", request.message.text), words.names())[1]
    a, b, c = (_known(_slot(request, name, words), words) for name in "abc")
    positive: list[Term] = [b, c]
    negative: list[Term] = [a]
    written = parse(text)
    # a sum of other than three plain terms has more to say than the three slots
    if written is not None and (not (a and b and c) or _richer(*written)):
        positive, negative = written
    if not all((*positive, *negative)):
        yield _ask(request)
        return
    named = [term if isinstance(term, str) else term[0] for term in (*positive, *negative)]
    vectors, asked = _answering(request, words, named)
    both = _in_both(vectors, positive, negative, context)
    yield from render.analogy(vectors, positive, negative, 10, request.language, both)
    yield from sets.said(vectors, named, request.language, asked=asked)


def _in_both(
    vectors: WordVectors, positive: list[Term], negative: list[Term], context: Context
) -> list[WordNeighbor]:
    """Return an analogy's answers of the word vectors and the sentence encoder together; of vectors that the person brought
    or trained, or where the encoder is missing, none."""
    if vectors.name not in ENCODER_COUNTS:
        return []
    try:
        encoder = context.models.encoder("text-fast")
    except (ModelDamaged, ModelMissing):
        return []
    return refined.analogy(vectors, positive, negative, encoder, ENCODER_COUNTS[vectors.name])


def _richer(positive: list[Term], negative: list[Term]) -> bool:
    return len(positive) + len(negative) != 3 or any(
        not isinstance(term, str) for term in (*positive, *negative)
    )


def _odd(request: Request, words: Facade, context: Context) -> Iterator[Block]:
    given = request.args.get("words", [])
    listed = [str(word) for word in given] if isinstance(given, list) else re.split(r"[,、\s]+", str(given))
    names = words.names()
    bare = [sets.named(word, names)[1].strip() for word in listed if word]
    chosen = [_known(word, words) for word in bare if word and word not in names]
    vectors, named = _answering(request, words, chosen)
    yield from render.odd_one_out(vectors.distances_to_centre(chosen), request.language)
    yield from sets.said(vectors, chosen, request.language, asked=named)


def _similarity(request: Request, words: Facade, context: Context) -> Iterator[Block]:
    a, b = (_known(_slot(request, name, words), words) for name in "ab")
    if not (a and b):
        yield _ask(request)
        return
    vectors, named = _answering(request, words, [a, b])
    yield from render.similarity(vectors, a, b, request.language)
    yield from sets.said(vectors, [a, b], request.language, asked=named)


def _two(request: Request) -> list[str]:
    parts = re.split(r"\s*(?:\||//|\n|→|->)\s*", _slot(request, "text"))
    parts = parts if len(parts) > 1 else re.split(r"\s*[,、]\s*", parts[0])
    return [part for part in parts if part]


def _mover(request: Request, words: Facade, context: Context) -> Iterator[Block]:
    parts = _two(request)
    if len(parts) != 2:
        hint = "/wmd Obama speaks to the media in Illinois | The president greets the press in Chicago"
        yield Notice("info", ASK.say(request.language), hint)
        return
    yield from render.transport(words.wmd(parts[0], parts[1]), request.language)


def _between(request: Request, words: Facade, context: Context) -> Iterator[Block]:
    parts = [part for part in (_slot(request, "a"), _slot(request, "b")) if part]
    parts = (
        [part.strip(" ,、") for part in parts] if len(parts) == 2 else re.split(r"[\s,、]+", " ".join(parts))
    )
    parts = [_known(part, words) for part in parts if part]
    if len(parts) != 2:
        yield Notice("info", ASK.say(request.language), "/between cat, car")
        return
    a, b = parts
    vectors, named = _answering(request, words, parts)
    yield from render.between(a, b, vectors.between(a, b), request.language)
    yield from sets.said(vectors, parts, request.language, asked=named)
