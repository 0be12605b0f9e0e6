"""A page is drawn with a passage marked, in a limited process."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from PIL import Image

from assistant.ingest import errors
from assistant.ingest.pages import Pages
from tests.ingest.made_pdf import A4, Sheet, drawn

SCALE = 900 / A4[0]


@pytest.fixture(scope="module")
def pages() -> Iterator[Pages]:
    with Pages() as child:
        yield child


def picture(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def yellow(image: Image.Image, box: tuple[float, float, float, float]) -> float:
    """Return the share of yellowish pixels in a box of an A4 page (points)."""
    left, bottom, right, top = (side * SCALE for side in box)
    part = image.crop((round(left), round(image.height - top), round(right), round(image.height - bottom)))
    raw = part.tobytes()
    pixels = list(zip(raw[::3], raw[1::3], raw[2::3], strict=True))
    return sum(red > blue + 60 and green > blue + 60 for red, green, blue in pixels) / len(pixels)


def test_the_passage_is_yellow_and_nothing_else(pages: Pages) -> None:
    sheet = Sheet().text(60, 700, "Refunds take thirty days.", 14).text(60, 600, "Ferries leave at noon.", 14)
    image = picture(pages.render(drawn([Sheet(), sheet]), 2, "Ferries  LEAVE at\nnoon"))
    assert image.width == 900
    assert yellow(image, (62, 598, 190, 610)) > 0.6
    assert yellow(image, (0, 630, 595, 842)) == 0
    assert yellow(image, (0, 0, 595, 585)) == 0
    assert min(image.crop((90, 360, 300, 380)).convert("L").getdata()) < 90  # the text is still black


def test_a_passage_over_two_lines_and_hyphens(pages: Pages) -> None:
    sheet = Sheet().lines(60, 700, ["We keep the infor-", "mation for a year."], 14, 20)
    image = picture(pages.render(drawn([sheet]), 1, "information for a year."))
    assert yellow(image, (140, 698, 170, 710)) > 0.6
    assert yellow(image, (62, 678, 150, 690)) > 0.6
    assert yellow(image, (60, 698, 100, 710)) == 0


def test_a_row_of_a_table_is_found_cell_by_cell(pages: Pages) -> None:
    sheet = Sheet()
    for row, cells in enumerate((("Ferry", "Departs"), ("N1", "07:15"), ("N2", "08:40"))):
        sheet.text(60, 700 - 20 * row, cells[0], 14).text(200, 700 - 20 * row, cells[1], 14)
    image = picture(pages.render(drawn([sheet]), 1, "Ferry: N2; Departs: 08:40"))
    assert yellow(image, (200, 658, 235, 670)) > 0.4
    assert yellow(image, (200, 678, 235, 690)) == 0


@pytest.mark.parametrize("rotate", [90, 270])
def test_vertical_text_and_turned_pages(pages: Pages, rotate: int) -> None:
    sheet = (
        Sheet()
        .text(500, 760, "吾輩の庭には池があり、", 14, "F3")
        .text(460, 760, "夏は蓮の花がよく咲く。", 14, "F3")
    )
    image = picture(pages.render(drawn([sheet]), 1, "夏は蓮の花がよく咲く。"))
    assert yellow(image, (454, 620, 466, 755)) > 0.5
    assert yellow(image, (490, 0, 595, 842)) == 0
    sheet.rotate = rotate
    turned = picture(pages.render(drawn([sheet]), 1, "夏は蓮の花がよく咲く。"))
    assert turned.width > turned.height
    back = turned.rotate(rotate, expand=True)
    assert yellow(back.resize(image.size), (454, 620, 466, 755)) > 0.5


def test_what_is_not_on_the_page_marks_nothing(pages: Pages) -> None:
    image = picture(pages.render(drawn([Sheet().text(60, 700, "Refunds take thirty days.")]), 1, "zzz qqq"))
    assert yellow(image, (0, 0, 595, 842)) == 0


@pytest.mark.parametrize(
    ("data", "page"), [(b"%PDF-1.7 nothing", 1), (drawn([Sheet()]), 2), (drawn([Sheet()]), 0)]
)
def test_what_cannot_be_drawn_is_said(pages: Pages, data: bytes, page: int) -> None:
    with pytest.raises(errors.Damaged) as caught:
        pages.render(data, page, "x", "letter.pdf")
    assert "letter.pdf" in caught.value.say("en")


def test_an_endless_page_is_drawn_small(pages: Pages) -> None:
    assert picture(pages.render(drawn([Sheet(size=(100, 14_000))]), 1, "")).height <= 3_000
