"""Pages as people read them: readings, raised figures, merged cells, and what is not shown."""

from __future__ import annotations

import pytest

from assistant.ingest.extract import extract


def text(markup: str) -> str:
    return extract(markup.encode(), "page.html").text


@pytest.mark.parametrize(
    ("markup", "right"),
    [
        ("<p><ruby>東京<rp>(</rp><rt>とうきょう</rt><rp>)</rp></ruby>へ行く。</p>", "東京へ行く。"),
        ("<p><ruby>京<rt>きょう</rt>都<rt>と</rt></ruby>の寺</p>", "京都の寺"),
        (
            "<p>About 10<sup>4</sup> cells, 10<sup>−3</sup> of them red</p>",
            "About 10^4 cells, 10^−3 of them red",
        ),
        ("<p>The yield<sup>12</sup> rose.</p>", "The yield 12 rose."),
        ("<p>120 m<sup>2</sup> and x<sup>2</sup></p>", "120 m² and x²"),
        ("<p>the 1<sup>st</sup> of May, CO<sub>2</sub></p>", "the 1st of May, CO2"),
        ("<p>the text<sup>[3]</sup></p>", "the text[3]"),
        ("<p>seen</p><p hidden>unseen</p><div role=navigation>Shop</div>", "seen"),
        ("<header><a href=/>Home</a> <a href=/s>Shop</a></header><p>seen</p>", "seen"),
        ("<header><h1>Heat</h1><p>by Marlow</p></header><p>seen</p>", "Heat\n\nby Marlow\n\nseen"),
        ("<div class='cookie-banner'>We use cookies</div><p>Our cookie recipe</p>", "Our cookie recipe"),
        ("<p>beds <img src=a alt='Map of the beds'> <img src=b alt='IMG_1.png'></p>", "beds Map of the beds"),
        ("<p>a <del>struck</del> b</p><textarea>typed</textarea><p>c</p>", "a b\n\ntyped\n\nc"),
    ],
)
def test_words_are_those_that_the_page_says(markup: str, right: str) -> None:
    assert text(markup) == right


def test_merged_cells_stand_in_each_row_that_they_cover() -> None:
    rows = (
        "<tr><th rowspan=2>Zone</th><th colspan=2>Price</th></tr><tr><th>Adult</th><th>Child</th></tr>"
        "<tr><td rowspan=2>A</td><td>3.20</td><td>1.60</td></tr><tr><td>4.10</td><td>2.05</td></tr>"
        "<tr><td>B</td><td>5</td><td rowspan=999999999>6</td></tr><tr><td>C</td><td>7</td></tr>"
    )
    assert text(f"<table>{rows}</table><p>after</p>").splitlines() == [
        "Zone | Price", "Zone | Adult | Child", "A | 3.20 | 1.60", "A | 4.10 | 2.05", "B | 5 | 6", "C | 7 | 6", "", "after",
    ]  # fmt: skip


def test_a_table_in_a_cell_leaves_the_outer_row_whole() -> None:
    inner = "<table><tr><td>x</td><td>y</td></tr></table>"
    found = text(f"<table><tr><td>left {inner}</td><td>right</td></tr><tr><td>a</td><td>b</td></tr></table>")
    assert all(part in found for part in ("x | y", "a | b", "right"))
