"""Lines to reading order and paragraphs, without any model."""

from __future__ import annotations

import pytest

from assistant.ocr.lines import Line, Recognised, from_json, to_json
from assistant.ocr.order import ordered, paragraphs


def line(text: str, left: int, top: int, width: int = 300, height: int = 20) -> Line:
    return Line(text, (left, top, left + width, top + height), 0.9)


def test_columns_come_one_after_the_other_below_a_title_that_spans_them() -> None:
    left = [line(f"l{n}", 0, 60 + 30 * n) for n in range(4)]
    right = [line(f"r{n}", 360, 60 + 30 * n) for n in range(4)]
    title, foot = line("title", 0, 10, 660, 30), line("foot", 0, 220, 660)
    mixed = [title, foot, *(one for pair in zip(right, left, strict=True) for one in pair)]
    assert [one.text for one in ordered(mixed)] == [
        "title",
        "l0",
        "l1",
        "l2",
        "l3",
        "r0",
        "r1",
        "r2",
        "r3",
        "foot",
    ]


def test_rows_of_a_receipt_stay_rows() -> None:
    lines = [
        one
        for n in range(4)
        for one in (line(f"{n}.80", 400, 30 * n + 2, 60), line(f"item {n}", 0, 30 * n, 200))
    ]
    assert paragraphs(ordered(lines)) == ["item 0 0.80", "item 1 1.80", "item 2 2.80", "item 3 3.80"]


def test_vertical_lines_are_read_from_the_right() -> None:
    lines = [line(text, left, 0, 30, 400) for text, left in (("二", 50), ("三", 0), ("一", 100))]
    assert [one.text for one in ordered(lines)] == ["一", "二", "三"]
    assert paragraphs(ordered(lines)) == ["一二三"]


def test_full_lines_run_on_and_short_ones_end_a_paragraph() -> None:
    lines = [
        line("A line that is full goes", 0, 0, 300), line("on; this one ends.", 0, 26, 120),
        line("A hyphen-", 0, 52, 298), line("ated word.", 0, 78, 90), line("昨日は雨でし", 0, 150), line("た。", 0, 176, 30),
    ]  # fmt: skip
    assert paragraphs(lines) == [
        "A line that is full goes on; this one ends.",
        "A hyphenated word.",
        "昨日は雨でした。",
    ]


def test_lines_survive_being_kept() -> None:
    found = Recognised((line("“E-1017” 出口", 3, 4),), 640, 480, 2)
    assert from_json(to_json(found)) == found
    assert found.confidence == pytest.approx(0.9)
    for bad in ("", "[]", "{}", "[1,2,3,[[1]]]"):
        with pytest.raises(ValueError):  # noqa: PT011  # json's own error is one as well
            from_json(bad)
