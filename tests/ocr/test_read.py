"""What is read from pictures drawn here, and that reading stays within its process."""

from __future__ import annotations

import io
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image, ImageDraw

from assistant.encoders.images import errors
from assistant.ocr.engine import laid_flat
from assistant.ocr.letters import japanese
from assistant.ocr.order import paragraphs
from assistant.ocr.sandbox import Ocr
from benchmarks import drawn
from benchmarks.ocr import ENGLISH, JAPANESE, error_rate


def sign(*lines: str, ground: str = "navy") -> Image.Image:
    picture = Image.new("RGB", (900, 60 + 120 * len(lines)), ground)
    pen = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        pen.text((60, 40 + 120 * number), line, font=drawn.font(64), fill="white")
    return picture


@pytest.mark.parametrize(("text", "worst"), [(ENGLISH, 0.01), (JAPANESE, 0.02)], ids=["English", "Japanese"])
@pytest.mark.parametrize("seen", [drawn.scanned, drawn.photographed])
def test_pages_are_read_as_scanners_and_phones_see_them(
    ocr: Ocr, text: tuple[str, ...], worst: float, seen
) -> None:  # type: ignore[no-untyped-def]
    found = ocr.photo(drawn.png(seen(drawn.page(text))), "page.png")
    assert error_rate("".join(text), "".join(paragraphs(found.lines))) < worst
    assert found.confidence > 0.95


def test_two_columns_are_read_one_after_the_other(ocr: Ocr) -> None:
    sheet = drawn.page(ENGLISH[1:], columns=2, size=22, scale=4 / 3)
    found = ocr.photo(drawn.png(sheet), "page.png")
    assert error_rate("".join(ENGLISH[1:]), "".join(paragraphs(found.lines))) < 0.02


def test_vertical_japanese_is_read_from_the_right(ocr: Ocr) -> None:
    found = ocr.photo(drawn.png(drawn.upright(JAPANESE[1:2])), "page.png")
    assert error_rate(JAPANESE[1], "".join(paragraphs(found.lines))) < 0.15
    assert found.lines[0].text.startswith("四月十二日")


def test_a_sign_has_boxes_where_its_lines_are(ocr: Ocr) -> None:
    found = ocr.photo(drawn.png(sign("EXIT 3", "出口はこちら")), "sign.png")
    assert [line.text for line in found.lines] == ["EXIT 3", "出口はこちら"]
    first, second = (line.box for line in found.lines)
    assert (found.width, found.height) == (900, 300)
    assert 40 < first[0] < 75
    assert first[1] < 60 < 100 < first[3] < second[1] + 30
    assert all(line.confidence > 0.9 for line in found.lines)


def test_upside_down_is_read_with_boxes_where_they_are(ocr: Ocr) -> None:
    found = ocr.photo(drawn.png(sign("PLATFORM 12", "TO THE HARBOUR").rotate(180)), "sign.png")
    assert [line.text for line in found.lines] == ["PLATFORM 12", "TO THE HARBOUR"]
    assert found.lines[0].box[1] > found.lines[1].box[1]


def test_a_glance_tells_text_from_none(ocr: Ocr) -> None:
    assert ocr.glance(sign("CAUTION WET FLOOR"))
    assert not ocr.glance(Image.new("RGB", (640, 480), "grey"))
    down, across = np.mgrid[0:480, 0:640]
    hills = (120 + 80 * np.sin(across / 90) * np.cos(down / 70)).astype(np.uint8)
    assert not ocr.glance(Image.fromarray(hills))


def test_a_page_of_a_pdf_is_rendered_and_read(ocr: Ocr) -> None:
    file = io.BytesIO()
    sign("Chapter 7").save(file, "PDF", save_all=True, append_images=[sign("Chapter 8")], resolution=100)
    assert [line.text for line in ocr.page(file.getvalue(), "a.pdf", 2).lines] == ["Chapter 8"]


def test_damaged_bytes_and_a_killed_reader_are_told_and_the_next_is_read(ocr: Ocr) -> None:
    with pytest.raises(errors.PictureDamaged):
        ocr.page(b"%PDF-1.4 broken", "a.pdf", 1)
    with pytest.raises(errors.NotAPicture):
        ocr.photo(b"no picture at all", "a.jpg")
    assert ocr.child._process is not None
    ocr.child._process.kill()
    ocr.child._process.wait()
    assert ocr.photo(drawn.png(sign("STILL HERE")), "a.png").lines[0].text == "STILL HERE"


def test_chinese_forms_become_japanese_ones_in_japanese_only() -> None:
    assert japanese(["売上が增えた", "价値"]) == ["売上が増えた", "价値"]
    assert japanese(["增长"]) == ["增长"]
    assert japanese(["會社の國"]) == ["會社の國"], "old Japanese forms stay"


def test_letters_of_a_column_are_laid_side_by_side() -> None:
    column = np.full((300, 60, 3), 255, np.uint8)
    for top in (10, 110, 210):
        column[top : top + 60, 10:50] = 0
    flat = laid_flat(column)
    assert flat.shape[1] >= 3 * 60
    assert flat.shape[0] <= 1.3 * 60 + 1


def test_nothing_is_fetched_and_telemetry_stays_off() -> None:
    code = """
import socket, sys
def refused(*_, **__): raise SystemExit("a look-up or a connection")
socket.getaddrinfo = socket.socket.connect = socket.create_connection = refused
from assistant.ocr.engine import Engine
from PIL import Image
Engine(1).read(Image.new("RGB", (200, 100), "white"))
assert sys.modules["openvino_telemetry"] is None
print("quiet")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.stdout.strip() == "quiet", done.stderr


@pytest.mark.parametrize("size", [16, 20, 24])
def test_lines_alone_on_a_large_page_are_read(ocr: Ocr, size: int) -> None:
    sheet = Image.new("RGB", (1415, 2000), "white")
    pen = ImageDraw.Draw(sheet)
    pen.text((140, 160), "This page is a scan of the invoice", font=drawn.font(size), fill="black")
    pen.text((600, 1900), "Page 7 of 12", font=drawn.font(size), fill="black")
    pen.point([(20, 900), (1300, 1200)], "black")  # dust
    found = ocr.photo(drawn.png(sheet), "page.png")
    assert [line.text.replace(" ", "") for line in found.lines] == [
        "Thispageisascanoftheinvoice",
        "Page7of12",
    ]
    assert found.lines[1].box[1] == pytest.approx(1520, abs=15), (
        "boxes are those of the whole page, at 1600 pixels"
    )
