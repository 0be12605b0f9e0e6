"""Tables as people write them: separators, quotes, headers, numbers and dates; CSV and JSON documents made of them."""

from __future__ import annotations

import json

import pytest

from assistant.ingest import tabular
from assistant.ingest.extract import extract
from assistant.ingest.values import is_date, number, numbers, yes


def blocks(content: str | bytes, name: str) -> list[str]:
    found = extract(content.encode() if isinstance(content, str) else content, name)
    return [found.text[block.start : block.end] for block in found.blocks]


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("a;b\n1,5;2\n2,5;3\n", ";"),
        ('id;note\n1;"one, two, three"\n2;"four, five, six"\n', ";"),
        ("Ono, Jo\tLee, Al\nLee, Al\tMoe, Ed\n", "\t"),
        ("Ono, Jo;Lee, Al\nLee, Al;Moe, Ed\n", ";"),
        ("New York|3\nSan Diego|4\n", "|"),
        ("sep=|\nx;y|z\n", "|"),
        ("It rained, then it stopped, they said.\nNo news.\nWe left, late.\nNothing.\n", tabular.NO_MARK),
    ],
)
def test_the_separator_is_told_outside_quotes_and_within_names(text: str, mark: str) -> None:
    assert tabular.fit(text).mark == mark


def test_rows_keep_line_breaks_within_quotes_and_their_line_numbers() -> None:
    text = 'id;text\n1;"two\nlines; one cell"\n2;"say ""hi"""\n'
    assert list(tabular.records(text, ";")) == [
        (1, ["id", "text"]), (2, ["1", "two\nlines; one cell"]), (4, ["2", 'say "hi"']),
    ]  # fmt: skip
    open_quote = '1,"never closed\n2,b\n3,c\n'
    assert [len(row) for _, row in tabular.records(open_quote, ",")] == [2, 2, 2]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1,5", 1.5), (".5", 0.5), (",5", 0.5), ("1,200", 1200), ("1.200,50", 1200.5), ("1,200.50", 1200.5), ("￥1,200", 1200),
        ("12,50 €", 12.5), ("１２", 12), ("1 200", 1200), ("(5)", -5), ("12%", 12), ("1,00,000", 100000), ("Ann", None),
        ("1,2,3", None), ("", None), ("2024-01-05", None), ("nan", None), ("A-100", None),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(cell: str, value: float | None) -> None:
    assert number(cell) == value


def test_one_decimal_mark_counts_for_a_column() -> None:
    assert numbers(["1,200", "1,5"]) == [1.2, 1.5]
    assert numbers(["1,200", "30"]) == [1200, 30]
    assert numbers(["1.200", "1.200.000"]) == [1200, 1200000]


def test_dates_and_yes_and_no_in_both_languages() -> None:
    assert all(
        map(
            is_date,
            [
                "2024年3月1日",
                "令和6年3月1日",
                "2024-01-05 10:00",
                "12/1/2010 8:26",
                "5 March 2024",
                "1.2.2024",
            ],
        )
    )
    assert not any(map(is_date, ["12.5", "Sat", "10-A", "3月号のお知らせ"]))
    assert [yes(cell) for cell in ("TRUE", "○", "x", "はい", "", "0", "いいえ", "bread")] == [True] * 4 + [
        False
    ] * 3 + [None]


def test_a_header_is_found_below_titles_and_with_long_names() -> None:
    assert blocks("Account statement\nPeriod: March\n\nDate,Payee,Amount\n2024-03-01,Shop,-3.40\n2024-03-02,Tram,-4.20\n", "a.csv") == [
        "Account statement", "Period: March",
        "Date: 2024-03-01; Payee: Shop; Amount: -3.40", "Date: 2024-03-02; Payee: Tram; Amount: -4.20",
    ]  # fmt: skip
    assert blocks("売上報告\n\n日付,品名,金額\n2024年3月1日,りんご,\"￥1,200\"\n2024年3月2日,梨,￥980\n合計,,\"￥2,180\"\n", "b.csv")[1:] == [
        "日付: 2024年3月1日; 品名: りんご; 金額: ￥1,200", "日付: 2024年3月2日; 品名: 梨; 金額: ￥980", "日付: 合計; 金額: ￥2,180",
    ]  # fmt: skip
    long = "ご記入者のフルネーム（漢字でお願いします）,日中につながる電話番号・内線,ご意見・ご要望\n山田,内線三番,良い\n鈴木,内線四番,普通\n"
    assert (
        blocks(long, "c.csv")[0]
        == "ご記入者のフルネーム（漢字でお願いします）: 山田; 日中につながる電話番号・内線: 内線三番; ご意見・ご要望: 良い"
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('Name;"Address\nline"\nAnn;"1 Road\nTown"\nBob;"2 Road"\n', ["Name: Ann; Address line: 1 Road Town", "Name: Bob; Address line: 2 Road"]),
        ("Region,2022,2023\nNorth,10,20\nSouth,30,40\n", ["Region: North; 2022: 10; 2023: 20", "Region: South; 2022: 30; 2023: 40"]),
        ("a,b\n1,2\na,b\n3,4\n", ["a: 1; b: 2", "a: 3; b: 4"]),
        (",name,age\n0,Ann,30\n1,Bob,40\n", ["0; name: Ann; age: 30", "1; name: Bob; age: 40"]),
        ("東京駅,品川駅\n品川駅,横浜駅\n", ["東京駅 | 品川駅", "品川駅 | 横浜駅"]),
        ("apple\nbanana\ncherry\n", ["apple", "banana", "cherry"]),
        ("note\nPump leaks, it drips\nAll well\n", ["note: Pump leaks, it drips", "note: All well"]),
    ],
)  # fmt: skip
def test_csv_documents_of_every_kind(text: str, found: list[str]) -> None:
    assert blocks(text, "a.csv") == found
    assert blocks(text.encode("utf-16"), "a.csv") == found


@pytest.mark.parametrize("encoding", ["cp932", "euc_jp", "utf-8-sig", "iso2022_jp"])
def test_kanji_names_over_plain_rows_in_every_japanese_encoding(encoding: str) -> None:
    text = "品番,単価,在庫数量\r\nA-7,1200,35\r\nB-2,980,12\r\n"
    assert blocks(text.encode(encoding), "a.csv")[0] == "品番: A-7; 単価: 1200; 在庫数量: 35"


def test_json_gives_one_block_a_record_wherever_the_list_stands() -> None:
    wrapped = {"meta": {"count": 2}, "倉庫": [{"sku": "Q-1", "size": {"w": 3}}, {"sku": "Q-2"}]}
    found = extract(json.dumps(wrapped).encode(), "a.json")
    assert [(found.text[b.start : b.end], b.kind, b.row, b.heading) for b in found.blocks] == [
        ("meta.count: 2", "paragraph", 0, ()), ("sku: Q-1\nsize.w: 3", "row", 1, ("倉庫",)), ("sku: Q-2", "row", 2, ("倉庫",)),
    ]  # fmt: skip
    nested = {"data": {"items": [{"a": 1}, {"a": 2}], "total": 2}, "v": "x"}
    assert blocks(json.dumps(nested), "b.json") == ["data.total: 2\nv: x", "a: 1", "a: 2"]
    keyed = {"u1": {"n": "Ann"}, "u2": {"n": "Bob"}, "u3": {"n": "Cid"}}
    assert blocks(json.dumps(keyed), "c.json") == ["u1:\nn: Ann", "u2:\nn: Bob", "u3:\nn: Cid"]
    assert blocks(json.dumps([["name", "age"], ["Ann", 30], ["Bob", 40]]), "d.json") == [
        "name: Ann; age: 30",
        "name: Bob; age: 40",
    ]
