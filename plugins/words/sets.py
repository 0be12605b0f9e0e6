"""Sets of word vectors: mounting a file, which set a question names, and what is said of the set that answered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from assistant.blocks import Block, Notice, Text, plain
from assistant.engines.words.vectors import WordVectors
from assistant.engines.words.words import ENGLISH, JAPANESE
from assistant.engines.words.words import Words as Facade
from assistant.files import existing
from assistant.phrase import Language, Phrase
from assistant.plugin import Context, Request

MOUNTED = Phrase(
    "Mounted **{name}**: {count:,} words, {dim} dimensions. Ask it by its name: words like … in {name}.",
    "**{name}** を読み込みました: {count:,}語、{dim}次元。「{name}で…に近い言葉は？」のように名前で聞けます。",
)
NO_FILE = Phrase(
    "Attach a file of vectors, or write its path after /vectors.",
    "ベクトルのファイルを添えるか、/vectors に続けてパスを書いてください。",
)
HAVE = Phrase("There are: {names}.", "今あるもの: {names}。")
ANSWERED = Phrase("The vectors that answered: **{name}**.", "答えたベクトル: **{name}**。")
COMBINED = Phrase(
    "“{word}” is not one word of `{name}`; its vector is the mean of {parts}.",
    "「{word}」は `{name}` では1語でないため、{parts} のベクトルの平均です。",
)
SHIPPED = frozenset({ENGLISH, JAPANESE})
"""Sets that come with the program; they answer unless another is named or knows more."""
_SET_EN = r"[\s,]+(?:in|from|with|using|according to|within|inside)\s+(?:the\s+|my\s+)?(?:set\s+|vectors\s+|file\s+)?[\"“'`]?{name}[\"”'`]?(?:\.(?:vec|txt|bin|gz|csv))*(?:\s+(?:vectors?|embeddings?|space|set|file|model))?(?=\s*[?？.!]*\s*$)"
_SET_JA = r"[「『`]?{name}[」』`]?(?:という|の)?(?:ベクトル|単語ベクトル|モデル|ファイル|セット|中)?(?:では|で|の中では|の中で|に?おいて|を使って|によると|から見て)[、,\s]*"


def named(text: str, names: Iterable[str]) -> tuple[str, str]:
    """Return the set that a question names ("words like Turkey in case"), "" for none, and the text without that."""
    for name in sorted(names, key=len, reverse=True):
        for form in (_SET_EN, _SET_JA):
            found = re.search(form.replace("{name}", re.escape(name)), text, re.IGNORECASE)
            if found:
                return name, text[: found.start()] + text[found.end() :]
    return "", text


def said(vectors: WordVectors, words: Sequence[str], language: Language, *, asked: bool) -> Iterator[Block]:
    """Say which set answered, where it was asked for by name or is the person's own, and which names are means of words."""
    if asked or vectors.name not in SHIPPED:
        yield Text(ANSWERED.say(language, name=plain(vectors.name)))
    for word in vectors.combined(words):
        parts = " + ".join(word.split())
        yield Text(COMBINED.say(language, word=plain(word), name=vectors.name, parts=plain(parts)))


def mount(request: Request, words: Facade, context: Context) -> Iterator[Block]:
    """Mount the files of a message and say what was odd about them."""
    language, text = request.language, str(request.args.get("text", "")).strip()
    paths = list(request.message.files)
    if text and not paths and context.names_files:
        paths = [existing(text)]
    if not paths:
        yield Notice("info", NO_FILE.say(language), HAVE.say(language, names=", ".join(words.names())))
    for path in paths:
        vectors = words.mount(path)
        values = {"name": plain(vectors.name), "count": len(vectors), "dim": vectors.dim}
        notes = [note.say(language) for note in words.remarks(vectors.name)]
        yield Text(
            ("" if language == "ja" else " ").join((MOUNTED.say(language, **values), *map(plain, notes)))
        )
