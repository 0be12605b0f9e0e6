"""What Settings say of models, in both languages: the roles they have and the notes on them."""

from __future__ import annotations

import re

from assistant.phrase import Language, Phrase

MODEL_WORDS = {
    "role_text": Phrase("search", "検索"),
    "role_text-fast": Phrase("understanding messages", "依頼の理解"),
    "role_image-text": Phrase("photos by words", "言葉で写真を探す"),
    "role_image-look": Phrase("look-alikes", "見た目の似た写真"),
    "role_fill-mask": Phrase("blanks", "穴埋め"),
    "role_infer": Phrase("inference", "含意の判定"),
    "role_words": Phrase("words", "単語"),
}
_JAPANESE = (
    (r"(\d[\d,]*) English words", r"英語 \1語"),
    (r"(\d[\d,]*) Japanese words", r"日本語 \1語"),
    (r"(\d+)-d\b", r"\1次元"),
    (r"about (\d+) languages: the one for Japanese", r"約\1言語（日本語ならこれ）"),
    (r"about (\d+) languages", r"約\1言語"),
    (r"(\d+) languages", r"\1言語"),
    (r"English and Japanese", "英語と日本語"),
    (r"English", "英語"),
    (r", ", "、"),
)


def noted(note: str, language: Language) -> str:
    """Return a note on a model (encoders/known.py) in a language."""
    if language == "ja":
        for pattern, said in _JAPANESE:
            note = re.sub(pattern, said, note)
    return note
