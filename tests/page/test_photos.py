"""Photos on the page: dropped, seen, a part of one marked, in the library with their small pictures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.page.conftest import Visitor

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]

PICTURES = Path(__file__).parents[2] / "assets" / "samples" / "pictures"
LOADED = "image => image.complete && image.naturalWidth > 0"


def shown(visitor: Visitor, selector: str) -> None:
    """Wait for pictures there, and until every one of them has really arrived."""
    images = visitor.page.locator(selector)
    images.first.wait_for(state="attached")
    for image in images.all():
        image.scroll_into_view_if_needed()
        visitor.page.wait_for_function(LOADED, arg=image.element_handle())


@pytest.mark.parametrize(
    ("locale", "query", "mark", "part"),
    [
        ("en-US", "find pictures of a bicycle", "Mark a part", "this part"),
        ("ja-JP", "自転車の写真を探して", "範囲を選ぶ", "この部分"),
    ],
)
def test_a_part_of_a_result_is_marked_and_compared(
    visit: Visit, locale: str, query: str, mark: str, part: str
) -> None:
    visitor = visit(locale)
    page = visitor.page
    visitor.drop(PICTURES / "bicycle.png", PICTURES / "cat.png")
    page.locator("#ask textarea").press("Enter")
    visitor.answered(1, waits=120)
    shown(visitor, "#log .pictures img")
    page.reload()
    page.locator("#ask textarea").wait_for()
    shown(visitor, "#log .mine img")
    visitor.ask(query, waits=120)
    found = page.locator("#log .gallery").last
    assert "bicycle.png" in found.locator("figure").first.inner_text()
    found.locator("button.deed", has_text=mark).first.click()
    canvas = page.locator(".marking .canvas")
    area = canvas.bounding_box()
    assert area is not None
    page.mouse.move(area["x"] + 0.1 * area["width"], area["y"] + 0.2 * area["height"])
    page.mouse.down()
    page.mouse.move(area["x"] + 0.6 * area["width"], area["y"] + 0.9 * area["height"], steps=4)
    page.mouse.up()
    page.locator(".marking .go").click()
    visitor.answered(3, waits=120)
    said = page.locator("#log .mine .words").last.inner_text()
    assert said.endswith("box 10,20,60,90")
    assert part in page.locator("#log .gallery").last.inner_text()
    shown(visitor, "#log .message-row:last-child .gallery img")


def test_the_frame_moves_with_the_keyboard_and_closes(visit: Visit) -> None:
    visitor = visit()
    visitor.drop(PICTURES / "apple.png", PICTURES / "cat.png")
    visitor.page.locator("#ask textarea").press("Enter")
    visitor.answered(1, waits=120)
    visitor.page.locator("button.deed[name=box]").first.click()
    canvas = visitor.page.locator(".marking .canvas")
    canvas.press("ArrowLeft")
    canvas.press("Shift+ArrowDown")
    style = canvas.locator("i").get_attribute("style") or ""
    assert "left: 20%" in style
    assert "height: 55%" in style
    visitor.page.keyboard.press("Escape")
    assert visitor.page.locator(".marking").count() == 0


def test_photos_in_the_library(visit: Visit, tmp_path: Path) -> None:
    visitor = visit(signed_in=True)
    folder = tmp_path / "photos"
    folder.mkdir()
    for name in ("sailing-boat.png", "night-town.png"):
        (folder / name).write_bytes((PICTURES / name).read_bytes())
    visitor.tab(1)
    visitor.page.locator('button[name="folder"]').click()
    visitor.page.locator('form.dialog input[type="text"]').fill(str(folder))
    visitor.page.locator("form.dialog button.go").click()
    visitor.page.locator('.plan button[name="sync_now"]').click()
    visitor.page.locator("#adding .notice").wait_for(timeout=120_000)
    shown(visitor, "#adding .strip img")
    assert visitor.page.locator("#adding .strip img").count() == 2
    row = visitor.page.locator("#table tr", has_text="sailing-boat.png")
    row.first.wait_for()
    shown(visitor, "#table img.thumb")
    row.first.locator("td.name button").click()
    shown(visitor, ".viewer img.photo")
