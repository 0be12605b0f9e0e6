"""Starters for an empty conversation: one for each kind of thing that can be asked, all of which work at once."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence

from assistant.phrase import Language, Phrase
from assistant.settings import shipped

Starter = tuple[str, str]
"""What it shows, and the message that it sends."""

_DOCUMENTS = Phrase("Documents", "文書")
_LIBRARY = Phrase("What is in my library?", "ライブラリには何がありますか？")
_OTHERS: tuple[tuple[Phrase, Phrase], ...] = (
    (Phrase("Photos", "写真"), Phrase("find photos of a beach at sunset", "自転車の写真を探して")),
    (Phrase("Words", "言葉"), Phrase("king - man + woman", "東京 - 日本 + フランス")),
    (Phrase("Graph", "グラフ"), Phrase("draw the karate club", "空手クラブを描いて")),
    (Phrase("Map", "地図"), Phrase("show me a map of my documents", "文書の地図を見せて")),
    (
        Phrase("Baskets", "買い物かご"),
        Phrase("what goes with milk and butter?", "牛乳とパンと一緒に買われるものは？"),
    ),
)


def starters(language: Language) -> Sequence[Starter]:
    """Return starters in a language: a question of the sample library first, or one about what there is."""
    source = shipped("samples", "questions.toml")
    asked = tomllib.loads(source.read_text("utf-8")).get("question", []) if source.is_file() else []
    found = [str(entry["text"]) for entry in asked if entry.get("lang") == language]
    first = found[0] if found else _LIBRARY.say(language)
    return [
        (_DOCUMENTS.say(language), first),
        *((kind.say(language), text.say(language)) for kind, text in _OTHERS),
    ]
