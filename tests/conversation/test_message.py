"""Normalisation and language detection, once and for all."""

from __future__ import annotations

import pytest

from assistant.message import Message


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("what do my notes say about cats?", "en"), ("猫について書いてある資料は？", "ja"), ("fridgeに近い単語教えて", "ja"),
        ("words close to 東京", "en"), ("king - man + woman", "en"), ("王 − 男 + 女", "ja"), ("東京", "ja"), ("", "en"),
        ("compare 「犬が走る」 and 「犬が駆ける」", "en"), ("「I like cats」と「I love cats」を比べて", "ja"),
        ("ﾜｰﾄﾞ２ｖｅｃとは", "ja"), ("¿Dónde está la biblioteca?", "en"), ("PDFだけ", "ja"),
    ],
)  # fmt: skip
def test_language_is_that_of_the_frame(text: str, language: str) -> None:
    assert Message(text).language == language


def test_text_is_nfkc_without_control_characters_and_raw_is_kept() -> None:
    message = Message(" Ｗｏｒｄ２ｖｅｃ\x00\r\nﾃｽﾄ ")
    assert message.text == "Word2vec\nテスト"
    assert message.raw == " Ｗｏｒｄ２ｖｅｃ\x00\r\nﾃｽﾄ "


def test_files_become_paths() -> None:
    assert [path.name for path in Message("", ["a/photo.jpg"]).files] == ["photo.jpg"]
