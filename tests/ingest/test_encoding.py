from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.ingest.encoding import decode
from assistant.ingest.errors import IngestError

JAPANESE = "東京は日本の首都です。ラーメンが好きな人は、カレーも好きだという。"
ENCODINGS = [
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp932", "euc_jp", "iso2022_jp",
    "shift_jis_2004", "euc_jis_2004",
]  # fmt: skip


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(
    "text", [JAPANESE, JAPANESE * 50, "お知らせ\n明日は休みです。\n", "第一章 はじめに\nABC 123\n"]
)
def test_japanese_in_every_common_encoding(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding), "a.txt") == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("①②㈱髙﨑さんの資料です。", "cp932"),
        ("ﾊﾝｶｸの文字も使います。これは日本語です。", "cp932"),
        ("Naïve café, déjà vu: the façade was built über Nacht, mañana él.", "cp1252"),
        ("Съешь ещё этих мягких французских булок, да выпей чаю. " * 5, "cp1251"),
        ("한국어 문장은 이렇게 생겼습니다. 날씨가 좋네요. " * 8, "cp949"),
        ("今天天气很好,我们去公园散步吧。中文文本需要正确识别。" * 8, "gb18030"),
    ],
)
def test_other_encodings(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "a.txt") == text


SHORT = [
    ("品番,単価,在庫数量\nA-1,2,3\n", ("cp932", "euc_jp")),
    ("氏名,郵便番号,住所\n山田太郎,100-0001,東京都千代田区\n", ("cp932", "euc_jp")),
    ("渋谷駅,新宿駅\n新宿駅,池袋駅\n", ("cp932", "euc_jp")),
    ("年,月,日,金額\n6,3,1,100\n", ("cp932", "euc_jp")),
    ("ﾊﾝｶｸ,ｶﾅ\nﾃｽﾄ,1\n", ("cp932",)),
    ("姓名,电话\n王伟,1\n李娜,2\n", ("gb18030",)),
    ("產品名稱,價格\n紅茶,2\n", ("big5",)),
    ("서울,부산\n부산,대구\n", ("cp949",)),
    ("Иван,Ольга\nОльга,Пётр\n", ("cp1251", "koi8_r", "iso8859_5")),
    ("МОСКВА,ТВЕРЬ\n", ("cp1251", "cp866")),
    ("髙島屋,﨑陽軒\n", ("cp932",)),
    ("ΑΘΗΝΑ,Πάτρα\nΠάτρα,Βόλος\n", ("cp1253",)),
    ("שלום,תל אביב\nחיפה,ירושלים\n", ("cp1255",)),
    ("Niño;Año\nPeña;Muñoz\n", ("cp1252",)),
    ("Åsa,Ørsted\nÆrø,Malmö\n", ("cp1252",)),
    ("It’s a “test”, don’t you think; they’ll see\n", ("cp1252",)),
    ("Tür;Größe\nGroß;Jäger\n", ("cp1252",)),
]


@pytest.mark.parametrize(("text", "encodings"), SHORT)
def test_short_tables_are_read_by_their_common_characters(text: str, encodings: tuple[str, ...]) -> None:
    for encoding in encodings:
        assert decode(text.encode(encoding), "a.csv") == text


def test_a_cut_last_character_and_a_few_broken_ones_are_forgiven() -> None:
    assert decode((JAPANESE * 9).encode()[:-1], "a.txt").startswith(JAPANESE)
    assert decode((JAPANESE * 9).encode("cp932") + b"\x83", "a.txt").startswith(JAPANESE)
    broken = (JAPANESE * 9).encode()
    assert decode(broken[:400] + b"\xff" + broken[400:], "a.txt").startswith(JAPANESE)


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_bytes_give_text_or_a_reason(data: bytes) -> None:
    try:
        found = decode(data, "a.txt")
    except IngestError as error:
        found = error.say("ja")
    assert isinstance(found, str)


@given(st.text(alphabet=st.characters(codec="cp932", categories=["Lo", "Ll"]), min_size=1))
@settings(max_examples=100, deadline=None)
def test_utf8_always_comes_back(text: str) -> None:
    assert decode(text.encode(), "a.txt") == text
