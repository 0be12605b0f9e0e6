"""The answer is seen at once, outlives a reload, and can be read by everybody."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.page.conftest import Server, Visitor

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]
SERIOUS = {"serious", "critical"}


def findings(visitor: Visitor) -> list[str]:
    found = Axe().run(visitor.page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found if one["impact"] in SERIOUS]


@pytest.mark.parametrize("phone", [False, True])
def test_a_new_question_stands_at_the_top_with_its_answer(visit: Visit, phone: bool) -> None:
    visitor = visit(phone=phone)
    page = visitor.page
    for text in ("/list", "/help", "/showall"):
        visitor.ask(text)
        page.wait_for_function(
            """text => {
                const wrap = document.querySelector('#log .bubble-wrap').getBoundingClientRect();
                const asked = [...document.querySelectorAll('#log .mine')].at(-1);
                const row = asked.closest('.message-row').getBoundingClientRect();
                return asked.innerText.includes(text) && Math.abs(row.top - wrap.top) < 40;
            }""",
            arg=text,
        )
        answer = page.locator("#log .bot .md").last
        box = page.locator("#ask").bounding_box()
        place = answer.bounding_box()
        assert place is not None
        assert box is not None
        assert place["y"] < box["y"] - 60


def test_what_was_typed_outlives_a_reload(visit: Visit) -> None:
    visitor = visit()
    visitor.page.locator("#ask textarea").fill("half a thought")
    visitor.page.reload()
    visitor.page.locator(".talks .new").wait_for(state="attached")
    visitor.page.wait_for_function("() => document.querySelector('#ask textarea').value === 'half a thought'")
    visitor.ask("/list")
    visitor.page.reload()
    visitor.page.locator(".talks .new").wait_for(state="attached")
    assert visitor.page.locator("#ask textarea").input_value() == ""


def test_a_conversation_has_an_address_and_back_works(visit: Visit) -> None:
    visitor = visit()
    page = visitor.page
    visitor.ask("/list")
    page.wait_for_function("() => location.hash.startsWith('#talk=')")
    first = page.evaluate("() => location.hash")
    page.locator(".talks .new").click()
    page.wait_for_function("() => !location.hash && !document.querySelector('#log .mine')")
    visitor.ask("/plugins")
    page.wait_for_function(
        "first => location.hash.startsWith('#talk=') && location.hash !== first", arg=first
    )
    page.go_back()
    page.go_back()
    page.wait_for_function("() => document.querySelector('#log .mine')?.innerText.includes('/list')")
    assert page.evaluate("() => location.hash") == first
    other = visitor.page.context.new_page()
    other.goto(visitor.server.url + "/" + first)
    other.wait_for_function("() => document.querySelector('#log .mine')?.innerText.includes('/list')")


def test_an_answer_is_copied_repeated_and_doubted_and_a_question_edited(visit: Visit) -> None:
    visitor = visit()
    page = visitor.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.ask("hello there")
    page.locator('#log button[name="copy"]').click()
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied
    assert copied in page.locator("#log .said").first.inner_text()
    page.locator('#log button[name="again"]').click()
    visitor.answered(2)
    assert page.locator("#log .mine .words").all_inner_texts() == ["hello there", "hello there"]
    page.locator('#log button[name="doubt"]').last.click()
    assert page.locator("#log .should").last.evaluate("each => each.open")
    page.locator('#log button[name="edit"]').last.click()
    assert page.locator("#ask textarea").input_value() == "hello there"


def test_escape_closes_a_menu_and_gives_the_focus_back(visit: Visit) -> None:
    visitor = visit()
    visitor.ask("/list")
    summary = visitor.page.locator(".talks .kebab summary").first
    summary.focus()
    visitor.page.keyboard.press("Enter")
    visitor.page.locator(".talks .kebab[open]").wait_for()
    visitor.page.keyboard.press("Escape")
    assert not visitor.page.locator(".talks .kebab[open]").count()
    assert summary.evaluate("each => each === document.activeElement")


def test_the_skip_link_leads_to_the_box(visit: Visit) -> None:
    visitor = visit()
    visitor.page.locator(".skip").focus()
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_function("() => document.activeElement === document.querySelector('#ask textarea')")


@pytest.mark.parametrize("look", [{}, {"dark": True}, {"phone": True}, {"phone": True, "locale": "ja-JP"}])
def test_axe_finds_nothing_serious(visit: Visit, look: dict[str, object]) -> None:
    visitor = visit(**look)
    assert findings(visitor) == []
    for text in ("what do my notes say about the refund policy?", "/showall", "/plugins"):
        visitor.ask(text)
    assert findings(visitor) == []
    for tab in (1, 2):
        visitor.tab(tab)
        visitor.page.locator("#table .library, .settings").nth(tab - 1).wait_for()
        assert findings(visitor) == []


def test_a_reload_in_the_middle_of_an_answer_goes_on_showing_it(visit: Visit) -> None:
    visitor = visit()
    page = visitor.page
    page.locator("#ask textarea").fill("/showslow")
    page.locator("#ask textarea").press("Enter")
    page.wait_for_function(
        "() => /[1-9]\\d* of 3,000/.test(document.querySelector('#log .count')?.innerText ?? '')"
    )
    page.reload()
    page.locator("#log .mine .words", has_text="/showslow").wait_for()
    page.wait_for_function(
        "() => /\\d+ of 3,000/.test(document.querySelector('#log .count')?.innerText ?? '')"
    )
    before = page.locator("#log .count").inner_text()
    page.wait_for_function("before => document.querySelector('#log .count').innerText !== before", arg=before)
    page.locator("#ask .stop-button").click()
    visitor.answered(1)
    assert page.locator("#log .mine").count() == 1
    page.locator("#ask .submit-button").wait_for()


def test_a_file_that_is_too_large_is_told_of_in_the_pages_language(visit: Visit, tmp_path: Path) -> None:
    visitor = visit("ja-JP")
    large, small = tmp_path / "大きい.txt", tmp_path / "small.txt"
    large.write_bytes(b"x" * (21 * 2**20))
    small.write_text("The shed key hangs behind the clock.")
    visitor.page.locator('#ask input[type="file"]').set_input_files([large, small])
    told = visitor.page.locator(".toast", has_text="大きい.txt")
    told.wait_for()
    assert "20 MB を超える" in told.inner_text()
    visitor.page.locator("#ask .thumbnail-item").nth(0).wait_for()
    assert visitor.page.locator("#ask .thumbnail-item").count() == 1


def test_the_tabs_stay_while_library_and_settings_scroll(visit: Visit) -> None:
    visitor = visit(phone=True)
    page = visitor.page
    page.set_viewport_size({"width": 390, "height": 420})
    for tab in (1, 2):
        visitor.tab(tab)
        page.locator("#table .library" if tab == 1 else ".settings").wait_for()
        if tab == 2:
            page.locator(".advanced > summary").click()
        page.evaluate("() => document.scrollingElement.scrollTo(0, 1e6)")
        page.wait_for_function("() => scrollY > 50")
        place = page.locator('#tabs button[role="tab"]').nth(tab).bounding_box()
        assert place is not None
        assert -1 <= place["y"] <= 8


@pytest.mark.parametrize(("locale", "foreign"), [("ja-JP", r"languages|English"), ("en-US", r"[ぁ-ん一-龥]")])
def test_settings_and_library_speak_one_language(visit: Visit, locale: str, foreign: str) -> None:
    visitor = visit(locale)
    visitor.tab(2)
    visitor.page.locator(".advanced > summary").click()
    said = (
        visitor.page.locator(".advanced")
        .inner_text()
        .replace("日本語", "" if locale == "en-US" else "日本語")
    )
    assert not re.search(foreign, said), re.search(foreign, said)
    visitor.tab(1)
    head = visitor.page.locator(".libraryhead").inner_text()
    assert not re.search(foreign, head)


def test_a_question_whose_answer_a_stopped_server_lost_comes_back_into_the_box(
    visit: Visit, tmp_path: Path
) -> None:
    own = Server(tmp_path / "home")
    own.start()
    try:
        visitor = visit(at=own)
        page = visitor.page
        page.locator("#ask textarea").fill("/showslow")
        page.locator("#ask textarea").press("Enter")
        page.wait_for_function(
            "() => /[1-9]\\d* of 3,000/.test(document.querySelector('#log .count')?.innerText ?? '')"
        )
        assert own._process is not None
        own._process.kill()
        own._process.wait(30)
        port = int(own.url.rsplit(":", 1)[1])
        own.start(port)
        page.goto(own.url)
        page.wait_for_function("() => document.querySelector('#ask textarea')?.value === '/showslow'")
    finally:
        own.stop()
