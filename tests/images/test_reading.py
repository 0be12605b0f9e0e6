"""What people say about photos, read: parts, dates, filters, sums, places in the last answer."""

from __future__ import annotations

from datetime import datetime

import pytest

from assistant.blocks import Passage, Sources
from assistant.engines.images.dates import when
from assistant.engines.images.filters import Within
from assistant.engines.images.regions import LEAST, proper, region, without_region
from assistant.engines.images.taught_names import without
from plugins.photos.query import but, wanted
from plugins.photos.which_photo import numbers, passage
from plugins.photos.yes_no import asked

NOW = datetime(2026, 11, 24, 12)


@pytest.mark.parametrize(
    ("text", "box"),
    [
        ("the left half", (0, 0, 0.5, 1)),
        ("find ones like the upper right corner", (0.5, 0, 1, 0.5)),
        ("like the dog on the left", (0, 0, 0.5, 1)),
        ("左半分に似た写真", (0, 0, 0.5, 1)),
        ("右上の部分", (0.5, 0, 1, 0.5)),
        ("真ん中に似た写真", (0.25, 0.25, 0.75, 0.75)),
        ("/similar 2 box 10,20,50%,60", (0.1, 0.2, 0.5, 0.6)),
        ("範囲 10 20 50 60", (0.1, 0.2, 0.5, 0.6)),
        ("find ones like this", None),
        ("what is left to do", None),
    ],
)
def test_parts(text: str, box: tuple[float, ...] | None) -> None:
    assert region(text) == box


def test_a_box_is_a_part_of_the_picture() -> None:
    assert proper(0.9, 0.8, 0.1, 0.2) == (0.1, 0.2, 0.9, 0.8)
    assert proper(-1, 0, 5, 1) == (0, 0, 1, 1)
    left, top, right, bottom = proper(1, 1, 1, 1)
    assert right - left == pytest.approx(LEAST)
    assert (top, bottom) == (1 - LEAST, 1)
    assert without_region("/similar 2 box 1 2 3 4") == "/similar 2"


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("dogs from last week", "2026-11-16", "2026-11-23"),
        ("dogs in May 2023", "2023-05-01", "2023-06-01"),
        ("taken on May 5, 2024", "2024-05-05", "2024-05-06"),
        ("since 2024-03-01", "2024-03-01", ""),
        ("before June", "", "2026-06-01"),
        ("in December", "2025-12-01", "2026-01-01"),
        ("last summer", "2026-06-01", "2026-09-01"),
        ("in the winter of 2022", "2022-12-01", "2023-03-01"),
        ("去年の夏の犬", "2025-06-01", "2025-09-01"),
        ("2023年5月以降の犬", "2023-05-01", ""),
        ("昨日撮った猫", "2026-11-23", "2026-11-24"),
        ("過去10日間の写真", "2026-11-14", ""),
    ],
)
def test_dates(text: str, since: str, until: str) -> None:
    span = when(text, NOW)
    assert span is not None
    days = [
        datetime.fromtimestamp(side).strftime("%Y-%m-%d") if side else "" for side in (span.since, span.until)
    ]
    assert days == [since, until]


def test_what_is_no_date() -> None:
    for text in ("a lake in winter", "春の花", "two dogs", "a boy may fall", "on 2023-02-31", "12 dogs"):
        assert when(text, NOW) is None, text


def test_sums_and_negative_words() -> None:
    def read(query: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
        found = wanted(query)
        return found.words, found.plus, found.minus

    assert read("beach + sunset - people") == ("beach", ("sunset",), ("people",))
    assert read("two dogs without people") == ("two dogs", (), ("people",))
    assert read("without dogs") == ("", (), ("dogs",))
    assert read("beach, no people") == ("beach", (), ("people",))
    assert read("人なしの海") == ("海", (), ("人",))
    assert read("犬のいない海") == ("海", (), ("犬",))
    assert read("猫以外の動物") == ("動物", (), ("猫",))
    assert wanted("bicycle", "find pictures without a bicycle").minus == ("bicycle",)
    assert wanted("犬", "犬のいない写真を探して").minus == ("犬",)
    assert wanted("two swans", "not text: I need the picture with two swans").words == "two swans"
    assert read("t-shirt") == ("t-shirt", (), ())
    assert wanted("this photo + night - people").this
    assert wanted("この写真 + 夜").plus == ("夜",)


def test_filters_leave_the_words() -> None:
    found = wanted("dogs in the folder holiday", "find photos of dogs in the folder holiday")
    assert (found.words, found.within) == ("dogs", Within(folders=("holiday",)))
    found = wanted("旅行フォルダの犬", "旅行フォルダの犬の写真")
    assert (found.words, found.within.folders) == ("犬", ("旅行",))
    found = wanted("dogs", "photos of dogs tagged family in 2023")
    assert (found.words, found.within.tags) == ("dogs", ("family",))
    assert found.within.since == datetime(2023, 1, 1).timestamp()
    assert wanted("犬", "タグ「家族」の犬の写真").within.tags == ("家族",)
    assert wanted("", "show me the photos from last week").empty
    for query, message in (("family", "find photos tagged family"), ("先", "先月の写真を見せて")):
        assert wanted(query, message).empty
    assert wanted("a dog in a folder chair").within.everything
    for query in ("休暇", "海"):  # the words that were read may be those of the filter
        found = wanted(query, "休暇フォルダの海の写真を探して")
        assert (found.words, found.within.folders) == ("海", ("休暇",))
    assert wanted("去年", "去年の花火の写真を見せて").words == "花火"
    assert wanted("家族", "タグ「家族」の写真をください").empty


def test_like_this_but() -> None:
    for text, plus, minus in [
        ("like this photo, but at night", ("at night",), ()),
        ("find ones like this but with snow", ("snow",), ()),
        ("like this but without people", (), ("people",)),
        ("この写真に似ているけど夜の写真を探して", ("夜",), ()),
    ]:
        found = but(text)
        assert found is not None
        assert (found.plus, found.minus, found.this) == (plus, minus, True)
    assert but("find ones like this") is None


def test_yes_or_no_questions() -> None:
    assert asked("Is there a beach in it?", "en") == "beach"
    assert asked("is this Momo?", "en") == "Momo"
    assert asked("この写真に犬は写っていますか", "ja") == "犬"
    assert asked("これは犬ですか？", "ja") == "犬"
    for text in ("what is this?", "is it a cat or a dog?"):
        assert asked(text, "en") == ""
    assert asked("これは何ですか？", "ja") == ""


def test_places_in_the_last_answer() -> None:
    assert numbers("find ones like the second one", 9) == [1]
    assert numbers("3枚目に似た写真", 9) == [2]
    assert numbers("the last photo", 9) == [8]
    assert numbers("/similar 2 box 10 20 50 60", 9) == [1]
    assert numbers("photos from last week", 9) == []
    assert numbers("the fifth one", 3) == []
    shown = [Sources((Passage("a", "d", "A", "one"), Passage("b", "d", "B", "two")))]
    second = passage("photos for the second passage", shown)
    assert second is not None
    assert second.text == "two"
    assert passage("photos of a red house", shown) is None


def test_names_are_taken_out_of_a_text() -> None:
    assert without("Momo on the beach", ["Momo"]) == "on the beach"
    assert without("浜辺のモモちゃん", ["モモ"]) == "浜辺"
    assert without("Momoko", ["Momo"]) == "Momoko"
