"""Questions about what is written in a picture, through the assistant's own door."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from assistant import Assistant, Message
from assistant.blocks import Block, Choices, Gallery, Notice, Table
from benchmarks import drawn
from store.types import Owner

NOBODY = Owner("written-test")


@pytest.fixture(scope="module")
def sign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    try:
        letters = drawn.font(80)
    except FileNotFoundError as error:
        pytest.skip(str(error))
    picture = Image.new("RGB", (900, 420), (20, 90, 60))
    pen = ImageDraw.Draw(picture)
    pen.text((60, 50), "BEACH CLOSED", font=letters, fill="white")
    pen.text((60, 220), "遊泳禁止 6月まで", font=letters, fill="white")
    file = tmp_path_factory.mktemp("signs") / "sign.png"
    picture.save(file)
    return file


def blocks(assistant: Assistant, text: str, *files: Path) -> list[Block]:
    return list(assistant.turn(Message(text, list(files)), owner=NOBODY).blocks)


@pytest.mark.parametrize(
    "text",
    [
        "/read-text", "what does the sign say?", "read the text in this picture", "What's written on this?", "can you read this",
        "OCR this please", "extract all text from this image", "any text in here?", "what does it say",
        "この看板には何と書いてある？", "画像の文字を読んで", "なんて書いてあるの", "これ読める？", "文字起こしして", "文字おこしして", "スクショのテキストを抜き出して",
        "看板読んで", "この写真に写っている文字を教えて",
    ],
)  # fmt: skip
def test_it_is_read_with_confidence_and_boxes(assistant: Assistant, sign: Path, text: str) -> None:
    said = blocks(assistant, text, sign)
    table = next(block for block in said if isinstance(block, Table))
    assert table.rows[0][0] == "BEACH CLOSED"
    assert "遊泳禁止" in str(table.rows[1][0])
    assert all(0.75 <= float(str(row[1])) <= 1 for row in table.rows)
    shown = next(block for block in said if isinstance(block, Gallery)).pictures[0]
    with Image.open(shown.path) as framed:
        colours = framed.convert("RGB").getcolors(10**6) or []
    red = sum(count for count, (r, g, b) in colours if r > g + 70 and r > b + 70)
    assert red > 500, "a frame is drawn"


@pytest.mark.parametrize("text", ["what is this?", "これ何？", "what colour is the sign?"])
def test_other_questions_about_it_are_answered_as_before(assistant: Assistant, sign: Path, text: str) -> None:
    table = next(block for block in blocks(assistant, text, sign) if isinstance(block, Table))
    assert "BEACH" not in str(table.rows)


def test_a_picture_without_text_says_so(assistant: Assistant, tmp_path: Path) -> None:
    file = tmp_path / "plain.png"
    Image.new("RGB", (300, 200), "teal").save(file)
    notice = next(
        b for b in blocks(assistant, "read the text in this picture", file) if isinstance(b, Notice)
    )
    assert "no text" in notice.text


def test_without_a_picture_it_asks_which_and_offers_the_library(assistant: Assistant) -> None:
    message = Message("what does the label on box 3 say?")
    said = list(assistant.turn(message, owner=Owner("nothing-shown")).blocks)
    options = [option for block in said if isinstance(block, Choices) for option in block.options]
    assert any(option.message.startswith("/search") for option in options)


@pytest.mark.parametrize("text", ["これ読んで", "can you read this", "read this for me"])
def test_a_document_that_comes_along_is_no_picture(assistant: Assistant, tmp_path: Path, text: str) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("The heron stands in the pond.", "utf-8")
    turn = assistant.turn(Message(text, [file]), owner=Owner("document-shown"))
    list(turn.blocks)
    assert turn.route.intent not in {"read_text", "out_of_scope"}


def test_a_photo_of_the_library_is_found_and_framed(assistant: Assistant, sign: Path) -> None:
    list(assistant.library.add_files([sign], owner=NOBODY))
    found = blocks(assistant, "/images beach closed")
    assert any(isinstance(block, Gallery) and "written" in block.caption for block in found)
    assert any(isinstance(block, Gallery) for block in blocks(assistant, "/search BEACH CLOSED"))
