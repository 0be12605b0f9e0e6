"""Each format: text, titles, headings, pages, rows; and the errors that say why not."""

from __future__ import annotations

import csv
import io
import json

import pytest

from assistant.ingest import errors, extracted
from assistant.ingest.chunk import chunk
from assistant.ingest.extract import extract
from tests.ingest import made

JAPANESE = "返金は購入から三十日以内に限ります。領収書を添えて窓口へお越しください。"


def read(data: bytes, name: str) -> extracted.Extracted:
    result = extract(data, name)
    for block in result.blocks:
        assert result.text[block.start : block.end].strip()
    ends = [0] + [block.end for block in result.blocks]
    assert all(before <= block.start for before, block in zip(ends, result.blocks, strict=False))
    return result


def test_pdf_gives_text_by_page_in_english_and_japanese() -> None:
    found = read(made.pdf(["Refunds take thirty days.", JAPANESE]), "a.pdf")
    assert found.pages == 2
    assert [(b.page, found.text[b.start : b.end]) for b in found.blocks] == [
        (1, "Refunds take thirty days."),
        (2, JAPANESE),
    ]
    assert [p.place for p in chunk(found)] == ["p. 1", "p. 2"]


def test_docx_gives_headings_and_title() -> None:
    paragraphs = [
        ("Title", "規約"),
        ("Heading1", "返金"),
        ("", JAPANESE),
        ("Heading2", "期限"),
        ("", "三十日です。"),
    ]
    found = read(made.docx(paragraphs), "a.docx")
    assert found.title == "規約"
    passages = chunk(found)
    assert [p.heading for p in passages] == ["規約 > 返金", "規約 > 返金 > 期限"]
    assert found.text[passages[1].start : passages[1].end] == "期限\n\n三十日です。"


def test_docx_keeps_equations() -> None:
    data = made.docx([("", "EQ")])
    math = (
        '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:f><m:num><m:r><m:t>a</m:t>'
        "</m:r></m:num><m:den><m:r><m:t>b</m:t></m:r></m:den></m:f></m:oMath>"
    )
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    body = parts["word/document.xml"].decode()
    body = body.replace(" xmlns:m=", " xmlns:m=").replace(
        "<w:r><w:t>EQ</w:t></w:r>", math.replace(" xmlns:m=", " x=")
    )
    body = body.replace(
        "<w:document ", '<w:document xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    ).replace(' x="http://schemas.openxmlformats.org/officeDocument/2006/math"', "")
    parts["word/document.xml"] = body.encode()
    assert read(made.archive(parts), "a.docx").text == "(a)/(b)"


def test_pptx_gives_slides_with_notes() -> None:
    found = read(made.pptx([("Plan", "Ship in May", "ask Ken"), ("予算", "百万円", "")]), "a.pptx")
    assert [p.place for p in chunk(found)] == ["slide 1", "slide 2"]
    assert "Ship in May" in found.text
    assert "ask Ken" in found.text
    assert "百万円" in found.text


def test_xlsx_rows_say_their_columns_and_place() -> None:
    found = read(made.xlsx({"在庫": [("品名", "数量"), ("りんご", 3), ("みかん", 12)]}), "a.xlsx")
    assert found.text == "品名: りんご; 数量: 3\n品名: みかん; 数量: 12"
    assert [p.place for p in chunk(found)] == ["在庫, rows 2-3"]


def test_epub_gives_chapters_in_order() -> None:
    found = read(made.epub([("One", "First words."), ("二", "つぎの言葉。")], "A Book"), "a.epub")
    assert found.title == "A Book"
    assert [(p.place, p.heading) for p in chunk(found)] == [("One", "One"), ("二", "二")]


def test_html_leaves_out_what_is_not_read() -> None:
    page = """<html><head><title>T</title><style>x{}</style></head><body><nav>menu</nav><h1>Refunds</h1>
    <p>Thirty <b>days</b>.</p><script>alert(1)</script><p style="display:none">hidden</p>
    <table><tr><th>Item</th><th>Fee</th></tr><tr><td>Book</td><td>2 €</td></tr></table><ul><li>one<li>two</ul>"""
    found = read(page.encode(), "a.html")
    assert found.title == "T"
    assert found.text == "Refunds\n\nThirty days.\n\nItem | Fee\nBook | 2 €\n\none\ntwo"
    assert {block.heading for block in found.blocks} == {("Refunds",)}


@pytest.mark.parametrize("encoding", ["shift_jis", "euc-jp", "utf-8", "iso-2022-jp"])
def test_html_is_read_in_the_encoding_it_declares(encoding: str) -> None:
    page = f'<html><head><meta charset="{encoding}"><title>題</title></head><body><p>{JAPANESE}</p></body></html>'
    found = read(page.encode(encoding), "a.html")
    assert (found.title, found.text) == ("題", JAPANESE)


def test_markdown_reads_without_marks_and_comments() -> None:
    text = "---\ntitle: Guide\n---\n# Refunds\n\nAsk **Ken** ([mail](mailto:k@x)).\n<!-- secret -->\n\n- one\n- two\n\n```\na  b\n```\n"
    found = read(text.encode(), "a.md")
    assert found.title == "Guide"
    assert found.text == "Refunds\n\nAsk Ken (mail).\n\n- one\n- two\n\na  b"


def test_csv_headers_titles_and_row_numbers() -> None:
    found = read("title,body\n梅雨,雨の季節。\n桜,春の花。\n".encode("cp932"), "a.csv")
    assert found.text == "title: 梅雨; body: 雨の季節。\ntitle: 桜; body: 春の花。"
    assert [p.place for p in chunk(found)] == ["rows 2-3"]


def test_csv_without_header_keeps_its_first_row() -> None:
    found = read(b"citrus fruit,bread,margarine\nyogurt,coffee\nwhole milk,a,b,c,d\n", "a.csv")
    assert found.text.startswith("citrus fruit | bread | margarine")


def test_long_csv_rows_are_passages_of_their_own() -> None:
    stream = io.StringIO()
    csv.writer(stream).writerows([("id", "text"), *((n, f"Sentence {n}. " * 20) for n in range(5))])
    assert [p.place for p in chunk(read(stream.getvalue().encode(), "a.csv"))] == [
        f"row {n}" for n in range(2, 7)
    ]


def test_jsonl_and_json() -> None:
    lines = "\n".join(json.dumps({"id": n, "meta": {"tag": "x"}, "text": "長い文。" * 40}) for n in range(3))
    assert [p.place for p in chunk(read(lines.encode(), "a.jsonl"))] == ["line 1", "line 2", "line 3"]
    assert read(b'{"a": {"b": [1, "two"]}, "c": null}', "a.json").text == "a.b: 1\na.b: two"
    assert read(lines.encode(), "a.json").text.startswith("id: 0\nmeta.tag: x\ntext: 長い文。")


@pytest.mark.parametrize("name", ["a.txt", "a.pdf", "a.docx", "noname"])
def test_wrongly_named_files_are_read_as_what_they_are(name: str) -> None:
    assert read(made.pdf(["Hello there."]), name).kind == "pdf"
    assert read(made.docx([("", "Hello")]), name).kind == "docx"
    assert read(b"<!DOCTYPE html><p>Hello", name).kind == "html"
    assert read(b"plain words", name).kind == "txt"


REFUSED = [
    (b"", errors.ZeroByte),
    (b" \n\t ", errors.NoText),
    (b"\x89PNG\r\n\x1a\n" + bytes(50), errors.ImageFile),
    (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', errors.ImageFile),
    (b"\x7fELF" + bytes(60), errors.UnknownType),
    (bytes(range(256)) * 20, errors.UnknownType),
    (b"{\\rtf1 hi}", errors.UnknownType),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), errors.UnknownType),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), errors.Encrypted),
    (made.archive({"a.txt": "x"}), errors.UnknownType),
    (made.docx([("", "Hello")])[:600], errors.Damaged),
    (b"%PDF-1.7 nothing more", errors.Damaged),
    (made.pdf(["x"], image_only=True), errors.NoTextLayer),
    (made.docx([("", "")]), errors.NoText),
    (made.docx([("", "x")], '<!DOCTYPE d [<!ENTITY a "b">]>'), errors.Bomb),
    (made.archive({"word/document.xml": bytes(50_000_000)}), errors.Bomb),
    (made.archive({f"xl/{n}": "" for n in range(10_001)}), errors.Bomb),
]


@pytest.mark.parametrize(
    ("data", "expected"), REFUSED, ids=[f"{n}-{e.__name__}" for n, (_, e) in enumerate(REFUSED)]
)
def test_what_cannot_be_read_says_why(data: bytes, expected: type[errors.IngestError]) -> None:
    with pytest.raises(expected) as caught:
        extract(data, "file.bin")
    for language in ("en", "ja"):
        assert "file.bin" in caught.value.say(language)
        assert caught.value.advise(language)


def test_every_error_speaks_both_languages_with_its_fields() -> None:
    values = {"name": "N", "mb": 1, "limit": 2, "found": "F", "pages": 3, "seconds": 4}
    kinds = [e for e in vars(errors).values() if isinstance(e, type) and issubclass(e, errors.IngestError)]
    assert len(kinds) > 18
    for kind in kinds:
        error = kind(**values)
        assert "N" in error.say("en")
        assert "N" in error.say("ja")
        assert error.say("en") != error.say("ja")
