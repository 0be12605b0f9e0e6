"""A file, a tag or a kind of file that a question names filters it, and is no part of what is looked up."""

from __future__ import annotations

import pytest

from plugins.search.filters import filtered


@pytest.mark.parametrize(
    ("text", "slots", "rest"),
    [
        ("syringe driver, only pdfs please", {"kind": "pdf"}, "syringe driver"),
        ("barley prices (the spreadsheet ones not the letters)", {"kind": "spreadsheet"}, "barley prices"),
        ("just word files: maternity leave", {"kind": "word"}, "maternity leave"),
        ("祭り太鼓 PDFだけ", {"kind": "PDF"}, "祭り太鼓"),
        ("in agreement.pdf, where does it deal with fees", {"name": "agreement.pdf"}, "where does it deal with fees"),
        ("look in notes-2.docx for the second talk", {"name": "notes-2.docx"}, "the second talk"),
        ("gravel, but only in quotes.xlsx", {"name": "quotes.xlsx"}, "gravel"),
        ("what does lease.pdf say about pets", {"name": "lease.pdf"}, "pets"),
        ("notes.txt - password", {"name": "notes.txt"}, "password"),
        ("「日誌R5.pdf」の中で金型の交換", {"name": "日誌R5.pdf"}, "金型の交換"),
        ("就業規則.docxで慶弔休暇は何日", {"name": "就業規則.docx"}, "慶弔休暇は何日"),
        ("tag:exam osmosis", {"tag": "exam"}, "osmosis"),
        ("osmosis tag: exam", {"tag": "exam"}, "osmosis"),
        ("anything tagged #fast about glitches", {"tag": "fast"}, "anything about glitches"),
        ("tagged church: flower rota", {"tag": "church"}, "flower rota"),
        ("タグが町内会の 会費", {"tag": "町内会"}, "会費"),
        ("「研究」タグの付いた謝金の資料", {"tag": "研究"}, "謝金の資料"),
        ("#garden hedge height in plan.pdf", {"tag": "garden", "name": "plan.pdf"}, "hedge height"),
    ],
)  # fmt: skip
def test_what_filters_is_read_apart(text: str, slots: dict[str, str], rest: str) -> None:
    found = filtered(text)
    assert found is not None
    assert (found.slots, found.rest) == (slots, rest)


@pytest.mark.parametrize(
    "text",
    ["rabies", "invoice #4411", "C# generics", "open notes.pdf", "what is in notes.pdf", "pdf only", "タグ",
     "compare a.pdf and b.pdf on fees", "price tag printer", "the only photo of her", "写真だけ"],
)  # fmt: skip
def test_what_names_no_filter_stays_whole(text: str) -> None:
    assert filtered(text) is None
