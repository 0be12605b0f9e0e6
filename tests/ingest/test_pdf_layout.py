"""Where words stand on a PDF's page decides in which order they are read."""

from __future__ import annotations

import pytest

from assistant.ingest.extract import extract
from assistant.ingest.extracted import Extracted
from tests.ingest.made_pdf import Sheet, drawn

LEFT = [
    "The harbour was dug in the year",
    "1803 by soldiers of the garrison",
    "who were paid in bread. Its gates",
    "close at night and open again",
    "when the tide has turned. Small",
    "boats wait outside.",
]
RIGHT = [
    "Today the basin holds yachts and",
    "a floating school. Pupils learn",
    "to row before they learn to sail,",
    "and the oldest teach the youngest",
    "in summer. Fees are low since the",
    "town pays half.",
]
LEFT_SAID = " ".join(LEFT)
RIGHT_SAID = " ".join(RIGHT)


def read(*sheets: Sheet) -> Extracted:
    return extract(drawn(sheets), "a.pdf")


def blocks(found: Extracted) -> list[str]:
    return [found.text[block.start : block.end] for block in found.blocks]


def rows_of(sheet: Sheet, columns: list[list[str]], at: list[int], top: int = 700) -> Sheet:
    """Draw columns row by row."""
    for row in range(max(map(len, columns))):
        for x, column in zip(at, columns, strict=True):
            if row < len(column):
                sheet.text(x, top - 14 * row, column[row])
    return sheet


def columns_of(sheet: Sheet, columns: list[list[str]], at: list[int], top: int = 700) -> Sheet:
    """Draw columns one after the other."""
    for x, column in zip(at, columns, strict=True):
        sheet.lines(x, top, column)
    return sheet


@pytest.mark.parametrize("draw", [rows_of, columns_of])
def test_two_columns_are_read_one_after_the_other(draw) -> None:
    assert blocks(read(draw(Sheet(), [LEFT, RIGHT], [60, 310]))) == [LEFT_SAID, RIGHT_SAID]


@pytest.mark.parametrize("draw", [rows_of, columns_of])
def test_a_title_and_an_abstract_across_both_columns_come_first(draw) -> None:
    sheet = draw(Sheet(), [LEFT, RIGHT], [60, 310])
    sheet.text(120, 770, "Two Centuries of a Small Harbour", 18)
    sheet.lines(
        60,
        740,
        ["We tell how the harbour came to be, who paid for it, what it is used for in our days and by whom."],
    )
    sheet.text(
        60, 600, "This study was paid for by the friends of the harbour and by the town in equal parts."
    )
    found = blocks(read(sheet))
    assert found[0] == "Two Centuries of a Small Harbour"
    assert found[1].startswith("We tell how")
    assert found[2:4] == [LEFT_SAID, RIGHT_SAID]
    assert found[4].startswith("This study")


def test_the_short_last_line_of_an_abstract_is_not_taken_for_a_column() -> None:
    sheet = rows_of(Sheet(), [LEFT, RIGHT], [60, 310])
    sheet.lines(
        60,
        750,
        [
            "We tell how the harbour came to be, who paid for it and what it is used for in our own",
            "days and by whom.",
        ],
    )
    assert blocks(read(sheet)) == [
        "We tell how the harbour came to be, who paid for it and what it is used for in our own days and by whom.",
        LEFT_SAID, RIGHT_SAID,
    ]  # fmt: skip


def test_a_sentence_and_a_word_go_on_in_the_next_column() -> None:
    left = [*LEFT[:5], "boats wait out-"]
    right = ["side until morning and nobody sleeps", *RIGHT[1:]]
    assert (
        "Small boats wait outside until morning and nobody"
        in read(rows_of(Sheet(), [left, right], [60, 310])).text
    )


def test_cells_of_several_lines_drawn_cell_by_cell() -> None:
    sheet, rows = Sheet(), []
    for at, (code, long, short) in enumerate(
        (
            ("A1", ("When the sea is calm", "and nobody objects"), "free"),
            ("B2", ("On working days", "before noon only"), "half"),
            ("C3", ("At night, if the", "watchman agrees"), "full"),
        )
    ):
        y = 700 - 40 * at
        sheet.text(60, y, code).lines(140, y + 7, long).text(320, y, short)
        rows.append(f"{code} | {' '.join(long)} | {short}")
    assert blocks(read(sheet)) == rows


def test_three_columns_drawn_row_by_row() -> None:
    third = [
        "Winter empties the quay and the",
        "cranes are greased. One watchman",
        "stays with a dog and a radio",
        "until the ice has gone.",
    ]
    sheet = rows_of(Sheet(size=(842, 595)), [LEFT, RIGHT, third], [40, 300, 560], top=500)
    assert blocks(read(sheet)) == [LEFT_SAID, RIGHT_SAID, " ".join(third)]


def test_a_sidebar_between_other_lines_is_not_mixed_in() -> None:
    main = [line + " and much more was said" for line in LEFT]
    sheet = Sheet()
    sidebar = ["Opening hours", "Monday to Friday", "from nine to five", "Sundays closed"]
    for row, line in enumerate(main):
        sheet.text(60, 700 - 14 * row, line)
        if row < len(sidebar):
            sheet.text(430, 695 - 17 * row, sidebar[row], 9)
    text = read(sheet).text
    assert "garrison and much more was said who were paid" in text
    assert text.index("Opening hours") > text.index("boats wait")


def test_japanese_columns() -> None:
    left = [
        "港は一八〇三年に兵士たちの手で",
        "掘られ、給金はパンで支払われた",
        "という。門は夜に閉じられ、潮の",
        "変わり目にふたたび開く。",
    ]
    right = [
        "今日の港には遊覧船と水上学校が",
        "ある。生徒は帆を張る前に漕ぐこ",
        "とを習い、年長の者が年少の者に",
        "夏のあいだ教える。",
    ]
    assert blocks(read(rows_of(Sheet(), [left, right], [60, 310]))) == ["".join(left), "".join(right)]


@pytest.mark.parametrize("draw", [rows_of, columns_of])
def test_a_table_is_read_row_by_row_with_its_header(draw) -> None:
    columns = [
        ["Ferry", "N1", "N2", "N3"], ["From", "Alsund", "Brevik", "Korsa"],
        ["To", "Brevik", "Korsa", "Alsund"], ["Departs", "07:15", "08:40", "17:05"],
    ]  # fmt: skip
    found = read(draw(Sheet(), columns, [60, 150, 260, 370]))
    assert [block.kind for block in found.blocks] == ["row"] * 3
    assert blocks(found)[1] == "Ferry: N2; From: Brevik; To: Korsa; Departs: 08:40"
    assert all(block.page == 1 for block in found.blocks)


def test_an_invoice_keeps_what_belongs_together() -> None:
    columns = [
        ["Item", "Brass lamp", "Copper wire", "Oak door"],
        ["Quantity", "2", "15", "1"],
        ["Price", "40.00", "3.20", "310.00"],
    ]
    sheet = Sheet().text(60, 780, "Invoice 88213", 16).text(60, 760, "Juniper Vale, 12 Harbour Road")
    rows_of(sheet, columns, [60, 300, 420])
    sheet.text(60, 600, "Please pay within thirty days to the account below.")
    found = blocks(read(sheet))
    assert found[0] == "Invoice 88213"
    assert "Item: Copper wire; Quantity: 15; Price: 3.20" in found
    assert found[-1] == "Please pay within thirty days to the account below."


def test_a_table_without_numbers_has_no_certain_header() -> None:
    columns = [["Apples", "Herring", "Cheese"], ["orchard", "sea", "dairy"], ["autumn", "spring", "always"]]
    assert blocks(read(rows_of(Sheet(), columns, [60, 200, 340]))) == [
        "Apples | orchard | autumn", "Herring | sea | spring", "Cheese | dairy | always",
    ]  # fmt: skip


def test_a_wrapped_cell_stays_in_its_row() -> None:
    sheet = Sheet()
    rows = [
        ("Code", "Meaning", "Count"),
        ("E1", "The door was left open", "12"),
        ("E2", "No paper", "7"),
        ("E3", "No ink", "3"),
    ]
    y = 700
    for row in rows:
        for x, cell in zip((60, 140, 400), row, strict=True):
            sheet.text(x, y, cell)
        y -= 16
        if row[0] == "E1":
            sheet.text(140, y + 3, "for more than an hour")
            y -= 13
    assert (
        blocks(read(sheet))[0] == "Code: E1; Meaning: The door was left open for more than an hour; Count: 12"
    )


def test_a_list_with_hanging_indents_is_not_a_table() -> None:
    sheet = Sheet()
    for at, line in enumerate(["Bring warm clothes", "Leave dogs at home", "Come early"]):
        sheet.text(60, 700 - 16 * at, "\u2022".encode("cp1252").decode("latin-1")).text(
            80, 700 - 16 * at, line
        )
    assert [text.split(maxsplit=1)[1] for text in blocks(read(sheet))] == [
        "Bring warm clothes",
        "Leave dogs at home",
        "Come early",
    ]


def test_lines_go_on_under_a_numbered_entry() -> None:
    sheet = Sheet().lines(60, 700, [
        "1. The keeper lights the lamp at dusk and writes the hour into the", "   book that lies beside the stairs.",
        "2. The keeper winds the clock.",
    ])  # fmt: skip
    assert blocks(read(sheet)) == [
        "1. The keeper lights the lamp at dusk and writes the hour into the book that lies beside the stairs.",
        "2. The keeper winds the clock.",
    ]


TURNED = ["Paint costs ninety euros", "Lamps cost forty euros", "Ropes cost twenty euros"]


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_lines_of_turned_text_stay_lines(rotate: int, turn: int) -> None:
    sheet = Sheet(rotate=rotate)
    steps = {0: (0, -20), 90: (20, 0), 180: (0, 20), 270: (-20, 0)}[turn]
    for at, line in enumerate(TURNED):
        sheet.text(300 + at * steps[0], 400 + at * steps[1], line, turn=turn)
    assert blocks(read(sheet)) == TURNED


def test_columns_of_a_sideways_page() -> None:
    sheet = Sheet(rotate=90)
    for row in range(len(LEFT)):
        sheet.text(100 + 14 * row, 40, LEFT[row], turn=90).text(100 + 14 * row, 300, RIGHT[row], turn=90)
    assert blocks(read(sheet)) == [LEFT_SAID, RIGHT_SAID]


def test_a_stamp_across_the_page_does_not_cut_its_text() -> None:
    sheet = Sheet().lines(60, 700, LEFT).text(200, 640, "DRAFT", 60, turn=45)
    found = blocks(read(sheet))
    assert " ".join(found).startswith(LEFT_SAID.split(". Its")[0])
    assert found[-1] == "DRAFT"


COLUMNS = ["吾輩の庭には小さな池があり、", "春になると蛙が鳴きはじめる。", "夏は蓮の花がよく咲く。"]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
@pytest.mark.parametrize("font", ["F2", "F3"])
def test_vertical_columns_are_read_from_right_to_left(order: tuple[int, ...], font: str) -> None:
    sheet = Sheet()
    for at in order:
        if font == "F3":
            sheet.text(500 - 24 * at, 760, COLUMNS[at], 14, "F3")
        else:
            for row, letter in enumerate(COLUMNS[at]):
                sheet.text(500 - 24 * at, 760 - 16 * row, letter, 14)
    assert read(sheet).text.replace("\n", "") == "".join(COLUMNS)


UPPER = ["第一章では海の話を続けます。", "その冬は寒かった。", "港も凍って船は出なかった。"]
LOWER = ["下の段はあとで読まれます。", "春には氷も溶けました。", "それで終わりです。"]


def test_tiers_of_vertical_text_are_read_one_after_the_other() -> None:
    sheet = Sheet()
    for tier, lines in enumerate((UPPER, LOWER)):
        for at, line in enumerate(lines):
            sheet.text(500 - 24 * at, 760 - 360 * tier, line, 14, "F3")
    text = read(sheet).text.replace("\n", "")
    assert text == "".join(UPPER + LOWER)


def test_figures_that_stand_upright_in_a_vertical_column() -> None:
    sheet = (
        Sheet()
        .text(500, 760, "平成", 14, "F3")
        .text(493, 720, "12", 12)
        .text(500, 716, "年の夏は暑かった。", 14, "F3")
    )
    sheet.text(470, 760, "秋は早く来て、山は赤く染まった。", 14, "F3")
    assert (
        read(sheet).text.replace("\n", "").replace(" ", "")
        == "平成12年の夏は暑かった。秋は早く来て、山は赤く染まった。"
    )


def test_readings_are_not_glued_to_the_next_sentence() -> None:
    sheet = (
        Sheet()
        .text(60, 760, "障害児の権利条約を学ぶ。", 14)
        .text(61, 775, "しょうがい", 6)
        .text(118, 775, "けんり", 6)
    )
    sheet.text(60, 730, "国際連合で採択された。", 14).text(60, 745, "こくさいれんごう", 6)
    assert blocks(read(sheet)) == ["障害児の権利条約を学ぶ。", "国際連合で採択された。"]


def test_readings_right_of_a_vertical_column() -> None:
    sheet = Sheet().text(500, 760, "京都の金閣寺を見物した。", 14, "F3").text(516, 718, "きんかくじ", 6, "F3")
    sheet.text(460, 760, "翌日は奈良へ行った。", 14, "F3")
    assert read(sheet).text.replace("\n", "") == "京都の金閣寺を見物した。翌日は奈良へ行った。"


def test_small_kana_that_read_nothing_stay() -> None:
    sheet = Sheet().text(60, 760, "お知らせ", 20).text(60, 700, "ごみはまいあさだしてください", 8)
    assert "ごみはまいあさだしてください" in read(sheet).text


def test_a_raised_figure_does_not_break_its_line_nor_become_part_of_a_number() -> None:
    sheet = (
        Sheet()
        .text(60, 760, "A force of 10")
        .text(122.6, 764, "4", 7)
        .text(130, 760, "newtons was measured.")
    )
    assert read(sheet).text == "A force of 10⁴ newtons was measured."


def test_a_footnote_stays_apart() -> None:
    sheet = Sheet().lines(60, 700, LEFT).text(60, 80, "3 The diary gives June instead.", 8)
    assert blocks(read(sheet))[-1] == "3 The diary gives June instead."


def test_pages_without_text_are_named_blank_ones_are_not() -> None:
    found = read(
        Sheet().text(60, 700, "Cover letter."),
        Sheet().scan(),
        Sheet(),
        Sheet().scan().text(60, 700, "Signature page."),
    )
    assert found.without_text == (2,)


def test_a_scan_under_a_running_head_has_no_text() -> None:
    sheets = [Sheet().scan().text(60, 810, f"Archive of the harbour, sheet {n}", 8) for n in (1, 2, 3)]
    assert read(*sheets).without_text == (1, 2, 3)
