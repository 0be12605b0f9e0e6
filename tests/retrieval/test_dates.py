"""What a request says about dates, in two languages and many forms, and which passages are of these days."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, datetime

import pytest

from assistant import Assistant, Message
from assistant.blocks import Block, Notice, Sources
from assistant.retrieval.between import between
from assistant.retrieval.dates import dates


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("met on 2021-03-12", (2021, 3, 12), (2021, 3, 12)),
        ("12/03/2021", (2021, 3, 12), (2021, 3, 12)),
        ("03/25/2021", (2021, 3, 25), (2021, 3, 25)),
        ("the 3rd of May 2020", (2020, 5, 3), (2020, 5, 3)),
        ("May 3rd, 2020", (2020, 5, 3), (2020, 5, 3)),
        ("31-Dec-22", (2022, 12, 31), (2022, 12, 31)),
        ("Feb 2024", (2024, 2, 1), (2024, 2, 29)),
        ("in 1999,", (1999, 1, 1), (1999, 12, 31)),
        ("2021年3月12日", (2021, 3, 12), (2021, 3, 12)),
        ("2021年3月", (2021, 3, 1), (2021, 3, 31)),
        ("令和5年4月1日", (2023, 4, 1), (2023, 4, 1)),
        ("令和元年", (2019, 1, 1), (2019, 12, 31)),
        ("R6.4.1", (2024, 4, 1), (2024, 4, 1)),
        ("2024年6月末", (2024, 6, 30), (2024, 6, 30)),
    ],
)
def test_a_written_date_covers_its_days(
    text: str, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    (found,) = dates(text)
    assert (found.first, found.last) == (date(*first), date(*last))


@pytest.mark.parametrize(
    "text",
    ["room 2021b", "call 0120-2021-3345", "31/31/2020", "may I ask", "march on", "12月"],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert dates(text) == []


@pytest.mark.parametrize(
    ("text", "first", "last", "rest"),
    [
        ("rent since 2019", "2019-01-01", None, "rent"),
        ("boiler repairs after May 2021", "2021-06-01", None, "boiler repairs"),
        ("boiler repairs before 3 May 2021", None, "2021-05-02", "boiler repairs"),
        ("minutes up to June 2020", None, "2020-06-30", "minutes"),
        ("choir fees between 1 May and 3 June 2022", "2022-05-01", "2022-06-03", "choir fees"),
        ("Holt invoices, jan to march 2023", "2023-01-01", "2023-03-31", "Holt invoices"),
        ("roof in files from 2021", "2021-01-01", "2021-12-31", "roof in files"),
        ("roof from 2021 onwards", "2021-01-01", None, "roof"),
        ("2018年から2020年までの読書会", "2018-01-01", "2020-12-31", "読書会"),
        ("令和5年4月1日以降の名簿", "2023-04-01", None, "名簿"),
        ("2022年8月より前の議事録", None, "2022-07-31", "議事録"),
        ("2021年の議事録で雨漏りの話", "2021-01-01", "2021-12-31", "議事録で雨漏りの話"),
    ],
)
def test_a_request_is_limited_to_days(text: str, first: str | None, last: str | None, rest: str) -> None:
    found = between(text)
    assert found is not None
    days = [day.isoformat() if day else None for day in (found.first, found.last)]
    assert (*days, found.rest) == (first, last, rest)


@pytest.mark.parametrize(
    "text",
    [
        "who won the 2018 world cup",
        "invoice 2021 Smith",
        "2021年の決算",
        "what happened in 1066",
        "may I park here",
    ],
)
def test_a_date_in_a_topic_limits_nothing(text: str) -> None:
    assert between(text) is None


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("letters")
    texts = {
        "a.txt": "Letter of 4 March 2019: the council will mend the fence.",
        "b.txt": "Letter of 6 June 2023: the council will not mend the fence.",
        "c.txt": "The council wrote about the fence once more.",
        "議事録.txt": "2024年4月10日 予算について話した。",
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    os.utime(folder / "c.txt", (datetime(2021, 5, 5).timestamp(),) * 2)
    with Assistant.open(tmp_path_factory.mktemp("home")) as opened:
        opened.add_files([folder])
        yield opened


def answer(assistant: Assistant, text: str) -> tuple[list[str], list[Block]]:
    blocks = list(assistant.reply(Message(text)))
    return [p.name for block in blocks if isinstance(block, Sources) for p in block.passages], blocks


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("letters about the fence before 2020", {"a.txt"}),
        ("letters about the fence since 2020", {"b.txt", "c.txt", "議事録.txt"}),
        ("letters about the fence from 2021", {"c.txt"}),
        ("2024年4月1日以降の議事録で予算の話", {"議事録.txt"}),
    ],
)
def test_only_passages_of_these_days_answer(assistant: Assistant, question: str, names: set[str]) -> None:
    found, blocks = answer(assistant, question)
    assert set(found) == names
    said = " ".join(block.text for block in blocks if isinstance(block, Notice))
    assert "dated" in said or "日付" in said


def test_where_nothing_is_of_these_days_all_dates_answer_and_it_is_said(assistant: Assistant) -> None:
    found, blocks = answer(assistant, "letters about the fence before 1990")
    assert set(found) >= {"a.txt", "b.txt"}
    assert any(isinstance(block, Notice) and "all dates" in block.text for block in blocks)


def test_relative_days_are_counted_from_a_clock_that_can_be_set(assistant: Assistant) -> None:
    assistant.now = lambda: datetime(2021, 5, 10)
    try:
        _, then = answer(assistant, "fence notes added today")
        _, blocks = answer(assistant, "fence notes added yesterday")
    finally:
        assistant.now = datetime.now
    _, now = answer(assistant, "fence notes added today")
    said = [[block.text for block in some if isinstance(block, Notice)] for some in (then, blocks, now)]
    assert ["all dates" in str(one) for one in said] == [True, True, False]
