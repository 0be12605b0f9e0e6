"""Running heads, broken words, form fields and tables that people fill in."""

from __future__ import annotations

import pytest

from assistant.ingest.extract import extract
from assistant.ingest.extracted import Extracted
from assistant.ingest.pdf.hyphens import Hyphens
from tests.ingest.made_pdf import Sheet, drawn

BODIES = [
    ["Worker bees collect nectar and pollen from flowers", "within three kilometres of the hive and"],
    ["return before dusk. The queen lays up to two thousand", "eggs in one day during early summer."],
    ["Drones leave the hive in autumn and do not survive the", "winter. Keepers then feed sugar syrup."],
    ["Honey is taken twice, once in May and once in", "July. The frames are spun in a drum."],
]
WHOLE = "three kilometres of the hive and return before dusk."


def read(*sheets: Sheet) -> Extracted:
    return extract(drawn(sheets), "a.pdf")


def book(heads: list[str], feet: list[str], left: float = 60) -> Extracted:
    sheets = []
    for body, head, foot in zip(BODIES, heads, feet, strict=True):
        sheets.append(Sheet().text(left, 800, head, 9).lines(60, 760, body).text(280, 40, foot, 9))
    return read(*sheets)


FEET = [
    "Page {n} of {all}", "- {n} -", "{n}/{all}", "{n}", "{n}ページ", "p. {n}", "Seite {n} von {all}", "[{n}]", "第{n}頁",
]  # fmt: skip


@pytest.mark.parametrize("foot", FEET)
def test_heads_and_page_numbers_are_not_glued_to_the_text(foot: str) -> None:
    found = book(["Apiary Handbook 2024 - Confidential"] * 4, [foot.format(n=n, all=4) for n in range(1, 5)])
    assert found.text.count("Apiary Handbook 2024") == 1
    assert foot.format(n=2, all=4) not in found.text.split()
    assert found.text.splitlines()[2:] == [
        f"Worker bees collect nectar and pollen from flowers within {WHOLE}", "",
        "The queen lays up to two thousand eggs in one day during early summer.", "",
        " ".join(BODIES[2]), "", " ".join(BODIES[3]),
    ]  # fmt: skip
    assert [block.page for block in found.blocks] == [1, 1, 2, 3, 4]


def test_heads_that_alternate_and_hold_the_page_number() -> None:
    heads = ["1 Of Bees", "A. Keeper 2", "3 Of Bees", "A. Keeper 4"]
    text = book(heads, [""] * 4).text
    assert (text.count("Of Bees"), text.count("A. Keeper")) == (1, 1)
    assert WHOLE in text


def test_heads_that_change_with_the_section() -> None:
    text = book(["Spring work", "Spring work", "Winter work", "Winter work"], ["1", "2", "3", "4"]).text
    assert (text.count("Spring work"), text.count("Winter work")) == (1, 1)
    assert WHOLE in text


def test_pages_in_roman_figures() -> None:
    text = book(["Foreword to the third printing"] * 4, ["iii", "iv", "v", "vi"]).text
    assert not {"iii", "iv", "v", "vi"} & set(text.split())


def test_titles_of_slides_are_kept() -> None:
    sheets = [Sheet().text(60, 780, "Our Results", 28).lines(60, 700, body) for body in BODIES]
    assert read(*sheets).text.count("Our Results") == 4


def test_pages_that_say_the_same_and_nothing_else_keep_it() -> None:
    found = read(*[Sheet().text(60, 700, "Refunds take thirty days.") for _ in range(3)])
    assert [block.page for block in found.blocks] == [1, 2, 3]


def test_last_lines_of_figures_are_not_page_numbers() -> None:
    sheets = [
        Sheet().lines(60, 700, body).text(280, 40, total)
        for body, total in zip(BODIES, ["310", "77", "1204", "5"], strict=True)
    ]
    text = read(*sheets).text
    assert all(total in text.split() for total in ("310", "77", "1204", "5"))


def test_a_sentence_in_japanese_goes_on_overleaf() -> None:
    first = Sheet().text(
        60, 700, "港は一八〇三年に兵士たちの手で掘られ、給金はパンで支払われたといわれて", 12
    )
    found = read(first, Sheet().text(60, 700, "いる。門は夜に閉じられる。", 12))
    assert "支払われたといわれている。" in found.text
    assert [block.page for block in found.blocks] == [1, 2]


def test_words_broken_at_the_end_of_lines() -> None:
    sheet = Sheet().lines(60, 700, [
        "The committee discussed the infor-", "mation about the well-", "known bridge and the state-of-the-",
        "art crane near the old harbour. The re-", "election takes place in nineteen eighty-", "four districts of the land.",
    ])  # fmt: skip
    assert read(sheet).text == (
        "The committee discussed the information about the well-known bridge and the state-of-the-art crane near the old "
        "harbour. The re-election takes place in nineteen eighty-four districts of the land."
    )


def broken(word: str) -> tuple[str, str]:
    first, second = word.rsplit("|", 1)
    return first.replace("|", "") + "\x02", second


SOLID = [
    "infor|mation",
    "com|mittee",
    "har|bour",
    "gov|ernment",
    "under|stand",
    "over|view",
    "inter|national",
    "post|pone",
    "back|ground",
    "pro|duction",
    "re|turn",
    "self|ish",
    "ex|ample",
    "al|low",
    "re|ality",
    "pre|pare",
    "anti|dote",
    "semi|nar",
    "ultra|sound",
    "mother|hood",
    "light|house",
    "photo|graph",
    "news|paper",
    "micro|scope",
    "cross|ing",
    "non|sense",
    "quarter|ly",
    "six|teen",
    "out|standing",
    "with|draw",
    "hand|some",
    "key|board",
    "Donaudampf|schifffahrt",
    "Verfassungs|gericht",
    "Lebens|mittel",
    "nach|haltig",
    "wonder|ful",
    "every|thing",
    "INFOR|MATION",
    "wel|come",
]
HYPHENATED = [
    "well-|known",
    "state-of-the-|art",
    "re-|election",
    "eighty-|four",
    "decision-|making",
    "long-|term",
    "user-|friendly",
    "cost-|effective",
    "high-|speed",
    "part-|time",
    "mother-in-|law",
    "up-to-|date",
    "twenty-|one",
    "thirty-|five",
    "ninety-|nine",
    "two-|thirds",
    "one-|way",
    "ex-|president",
    "self-|esteem",
    "all-|inclusive",
    "cross-|border",
    "co-|owner",
    "pre-|eminent",
    "anti-|inflammatory",
    "re-|enter",
    "semi-|independent",
    "well-|being",
    "old-|fashioned",
    "dark-|green",
    "sugar-|free",
    "Anglo-|Saxon",
    "COVID-|19",
    "X-|ray",
    "mixed-|mode",
    "left-|handed",
    "fire-|resistant",
    "seven-|year",
    "record-|breaking",
    "ready-|made",
    "E-Mail-|Adresse",
]


def test_forty_words_of_each_kind() -> None:
    hyphens = Hyphens()
    solid = [word for word in SOLID if hyphens.join(*broken(word)) != word.replace("|", "")]
    kept = [
        word for word in HYPHENATED if hyphens.join(*broken(word.replace("-|", "|"))) != word.replace("|", "")
    ]
    assert len(SOLID) >= 40
    assert len(HYPHENATED) >= 40
    assert (solid, kept) == ([], [])


def test_what_else_the_document_says_decides() -> None:
    assert Hyphens(["a zorbafix"]).join("the zorba\x02", "fix") == "the zorbafix"
    assert Hyphens(["a zorba-fix"]).join("the zorba\x02", "fix") == "the zorba-fix"
    assert Hyphens(["the coop hens"]).join("hens of the co\x02", "op") == "hens of the coop"


def test_values_of_form_fields_stand_beside_their_labels() -> None:
    sheet = Sheet().lines(
        60, 755, ["Applicant:", "Allergy:", "Consent given:", "Travel:", "Plan:", "Notes:"], step=30
    )
    sheet.field((160, 745, 360, 765), b"/FT /Tx /T (a) /V (Juniper Vale)")
    sheet.field((160, 715, 360, 735), b"/FT /Tx /T (b) /V <FEFF304F308B307F>")
    sheet.field(
        (160, 685, 180, 705), b"/FT /Btn /T (c) /V /Yes /AS /Yes /AP << /N << /Yes 6 0 R /Off 6 0 R >> >>"
    )
    sheet.field((160, 655, 260, 675), b"/FT /Ch /Ff 131072 /T (d) /Opt [(by train) (by sea)] /V (by sea)")
    sheet.field(
        (160, 625, 180, 645), b"/FT /Btn /T (e) /V /Off /AS /Off /AP << /N << /Yes 6 0 R /Off 6 0 R >> >>"
    )
    sheet.field((160, 540, 400, 615), b"/FT /Tx /Ff 4096 /T (f) /V (walnuts\\nand shellfish)")
    text = read(sheet).text
    for line in (
        "Applicant: Juniper Vale",
        "Allergy: くるみ",
        "Consent given: ☑ yes",
        "Travel: by sea",
        "Plan: ☐",
    ):
        assert line in text
    assert text.split("\n\n")[-2:] == ["walnuts", "and shellfish"]


def test_a_choice_of_radio_buttons_is_marked() -> None:
    sheet = Sheet().text(90, 700, "by train").text(90, 680, "by sea")
    states = b"/AP << /N << /%s 6 0 R /Off 6 0 R >> >>"
    sheet.field((60, 695, 75, 710), b"/FT /Btn /Ff 32768 /T (r) /V /2 /AS /Off " + states % b"1")
    sheet.field((60, 675, 75, 690), b"/FT /Btn /Ff 32768 /T (r2) /V /2 /AS /2 " + states % b"2")
    assert read(sheet).text.split() == ["☐", "by", "train", "☑", "by", "sea"]


def test_passwords_and_hidden_fields_are_not_text() -> None:
    sheet = Sheet().text(60, 755, "Applicant:")
    sheet.field((160, 745, 360, 765), b"/FT /Tx /Ff 8192 /T (a) /V (geheim1)").field(
        (160, 715, 360, 735), b"/F 2 /FT /Tx /T (b) /V (geheim2)"
    )
    assert "geheim1" not in read(sheet).text
