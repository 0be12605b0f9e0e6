"""Whole documents: shown, summed up, listed, counted, compared, and those like one of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from assistant import Assistant, Message, Settings
from assistant.blocks import Block, Choices, Details, Notice, Sources, Table, Text
from assistant.retrieval.kinds import kind_of
from assistant.retrieval.when import span
from plugins.documents import length
from store.types import ME

LEASE_OLD = "The rent is 800 a month. Pets are allowed. Notice is three months. The garden is shared."
LEASE_NEW = "The rent is 850 a month. Pets are allowed. Notice is three months. The garden is shared."


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    home = tmp_path_factory.mktemp("documents")
    with Assistant.open(settings=Settings(home=home / "home", cache=home / "cache")) as opened:
        folder = home / "files"
        folder.mkdir()
        files = {
            "lease_old.txt": LEASE_OLD,
            "lease_new.txt": LEASE_NEW,
            "bees.txt": "Bees need water in summer. A hive is checked once a week. Honey is taken in July.",
            "蜂の記録.txt": "蜂は夏に水が必要です。巣箱は週に一度点検します。蜂蜜は七月に採ります。",
        }
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
            opened.add_files([folder / name])
        yield opened


def said(assistant: Assistant, text: str, conversation: str = "") -> list[Block]:
    return list(assistant.turn(Message(text), conversation=conversation).blocks)


def words(blocks: list[Block]) -> str:
    return "\n".join(block.markdown for block in blocks if isinstance(block, Text))


@pytest.mark.parametrize("text", ["/view lease_old.txt", "/view lease_old", "/view LEASE_OLD.TXT"])
def test_a_document_is_shown_whole(assistant: Assistant, text: str) -> None:
    shown = [block for block in said(assistant, text) if isinstance(block, Sources)]
    assert [passage.text for block in shown for passage in block.passages] == [LEASE_OLD]


def test_a_part_of_two_names_is_a_question_and_an_unknown_name_a_line(assistant: Assistant) -> None:
    [which] = said(assistant, "/view lease")
    assert isinstance(which, Choices)
    assert {option.label for option in which.options} == {"lease_old.txt", "lease_new.txt"}
    notice = said(assistant, "/summarize zebra.pdf")[0]
    assert isinstance(notice, Notice)
    assert "zebra.pdf" in notice.text


def test_a_summary_is_made_of_the_documents_own_sentences(assistant: Assistant) -> None:
    lines = words(said(assistant, "/summarize 蜂の記録.txt"))
    assert "蜂は夏に水が必要です。" in lines


def test_this_is_what_was_shown_and_the_last_one_what_was_added_last(assistant: Assistant) -> None:
    talk = assistant.store.conversations.create(ME)
    said(assistant, "/view lease_new.txt", talk)
    assert "lease\\_new" in words(said(assistant, "/summarize this", talk))
    for target in ("the one I just added", "さっきの"):
        assert "蜂の記録" in words(said(assistant, f"/summarize {target}"))


def test_a_comparison_shows_the_one_sentence_that_changed(assistant: Assistant) -> None:
    blocks = said(assistant, "compare lease_old.txt and lease_new.txt")
    [table] = [block for block in blocks if isinstance(block, Table)]
    assert table.rows == (("The rent is 800 a month.", "The rent is 850 a month."),)


def test_a_comparison_names_the_numbers_that_differ(assistant: Assistant) -> None:
    assert "800 → 850" in words(said(assistant, "compare lease_old.txt and lease_new.txt"))


def test_documents_in_two_languages_are_paired_by_meaning(assistant: Assistant) -> None:
    blocks = said(assistant, "compare bees.txt and 蜂の記録.txt")
    [table] = [block for block in blocks if isinstance(block, Table)]
    assert ("Bees need water in summer.", "蜂は夏に水が必要です。") in table.rows
    assert "share 0 sentences" in words(blocks)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("summarize lease_old.txt in 2 lines", 2),
        ("sum up lease_old.txt in one sentence", 1),
        ("lease_old.txtを3行で要約して", 3),
        ("蜂の記録.txtを二行でまとめて", 2),
        ("summarize lease_old.txt", 4),
    ],
)
def test_a_summary_has_as_many_sentences_as_asked_for(assistant: Assistant, text: str, count: int) -> None:
    blocks = said(assistant, text)
    lines = [line for line in words(blocks).splitlines() if line.startswith("- ")]
    assert len(lines) == count


@pytest.mark.parametrize(
    ("text", "wanted", "rest"),
    [
        ("give me two bullet points on the lease", 2, "give me on the lease"),
        ("boil the contract down to three lines", 3, "boil the contract down"),
        ("the lease in a sentence", 1, "the lease"),
        ("summarise the 10 page report", None, "summarise the 10 page report"),
        ("point 3 of the contract", None, "point 3 of the contract"),
        ("５行で就業規則を要約", 5, "就業規則を要約"),
        ("三つの要点で借用書をまとめて", 3, "借用書をまとめて"),
        ("3月の議事録をまとめて", None, "3月の議事録をまとめて"),
    ],
)
def test_how_long_a_summary_is_to_be(text: str, wanted: int | None, rest: str) -> None:
    assert length.asked(text) == wanted
    assert length.without(unicodedata.normalize("NFKC", text)) == unicodedata.normalize("NFKC", rest)


@pytest.mark.parametrize(
    "text", ["summarize what my notes say about honey and bees", "/summarize honey and bees"]
)
def test_a_topic_is_summed_up_with_the_source_of_each_sentence(assistant: Assistant, text: str) -> None:
    blocks = said(assistant, text)
    assert "Honey is taken in July. \\[1\\]" in words(blocks)
    [sources] = [block for block in blocks if isinstance(block, Sources)]
    assert sources.passages[0].name == "bees.txt"


def test_a_long_document_is_outlined_by_its_headings(assistant: Assistant, tmp_path: Path) -> None:
    file = tmp_path / "handbook.md"
    parts = [f"## Part {n}\n\nIn part {n} the boat is painted with colour number {n}.\n" for n in range(1, 6)]
    file.write_text("# Handbook\n\n" + "\n".join(parts), encoding="utf-8")
    blocks = list(assistant.turn(Message("summarize this", [file])).blocks)
    outline = next(
        block.markdown for block in blocks if isinstance(block, Details) and "Part 1" in block.markdown
    )
    assert [line.strip("- ") for line in outline.splitlines()] == [
        "Handbook",
        *(f"Part {n}" for n in range(1, 6)),
    ]
    assert "(Part" in words(blocks), "each sentence says where it stands"


def test_counts_are_exact_and_say_by_which_rule(assistant: Assistant) -> None:
    blocks = said(assistant, "/count-about rent")
    assert "**2 of " in words(blocks)
    assert "every word of “rent”" in next(b.markdown for b in blocks if isinstance(b, Details))
    assert "None of the" in words(said(assistant, "/count-about zebras"))


def test_lists_and_counts_name_the_documents_that_say_it(assistant: Assistant) -> None:
    for text in ("/list-about rent", "/count-about rent"):
        blocks = said(assistant, text)
        assert "2" in words(blocks)
        [table] = [block for block in blocks if isinstance(block, Table)]
        assert {str(row[0]) for row in table.rows} == {"lease_old.txt", "lease_new.txt"}


def test_the_other_lease_is_most_like_the_first(assistant: Assistant) -> None:
    [table] = [block for block in said(assistant, "/more-like lease_old.txt") if isinstance(block, Table)]
    assert table.rows[0][0] == "lease_new.txt"


def test_what_comes_along_is_read_before_it_is_summed_up(assistant: Assistant, tmp_path: Path) -> None:
    file = tmp_path / "ferry.txt"
    file.write_text("The ferry leaves at nine. Dogs travel free. Bicycles cost two pounds.", encoding="utf-8")
    blocks = list(assistant.turn(Message("summarize this", [file])).blocks)
    assert "ferry" in words(blocks)
    assert "Dogs travel free." in words(blocks)


@pytest.mark.parametrize(
    ("said_", "first", "end"),
    [
        ("yesterday", (2026, 3, 3), (2026, 3, 4)),
        ("先週", (2026, 2, 23), (2026, 3, 2)),
        ("last month", (2026, 2, 1), (2026, 3, 1)),
        ("the last 3 days", (2026, 3, 1), (2026, 3, 5)),
        ("去年", (2025, 1, 1), (2026, 1, 1)),
    ],
)
def test_relative_times_are_spans_of_days(
    said_: str, first: tuple[int, int, int], end: tuple[int, int, int]
) -> None:
    assert span(said_, datetime(2026, 3, 4, 15, 30)) == (datetime(*first), datetime(*end))


def test_what_is_no_time_and_no_kind_is_said_to_be_none() -> None:
    assert span("when the cows come home", datetime(2026, 3, 4)) is None
    assert [kind_of(word) for word in ("PDFs", "ワード", "word files", "メモ", "elephants")] == [
        "pdf", "docx", "docx", "text", "",
    ]  # fmt: skip
