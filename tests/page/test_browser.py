"""A person at the page, in a real browser, against a real server and store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.page.conftest import Server, Visitor
from tests.page.pdf import pdf

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]

POLICY = "Customers may return an unopened item within 30 days. The refund goes back to the same card."
JAPANESE = (
    "返品は商品到着後30日以内に限ります。返金は同じカードに行います。\n\n猫は一日に十四時間眠ります。\n"
)
HOSTILE = '<img src=x onerror="window.hacked=1"><script>window.hacked=2</script>'


@pytest.fixture(scope="package")
def filled(server: Server, chromium: object, tmp_path_factory: pytest.TempPathFactory) -> Server:
    """The server with one PDF and one Japanese text, dropped into the chat."""
    from playwright.sync_api import Browser

    assert isinstance(chromium, Browser)
    folder = tmp_path_factory.mktemp("papers")
    (folder / "handbook.pdf").write_bytes(pdf(["Shop handbook", POLICY]))
    (folder / "返品.txt").write_text(JAPANESE, "utf-8")
    context = chromium.new_context(locale="en-US")
    visitor = Visitor(context.new_page(), server).open()
    visitor.drop(folder / "handbook.pdf", folder / "返品.txt")
    visitor.page.locator("#ask textarea").press("Enter")
    visitor.answered(1, waits=60)
    said = visitor.page.locator("#log").inner_text()
    context.close()
    assert "2 added" in said
    assert "handbook.pdf" in said
    return server


def test_a_question_is_answered_with_its_passage_and_opens_in_context(filled: Server, visit: Visit) -> None:
    me = visit()
    me.ask("/search refund of an unopened item")
    card = me.page.locator("#log .card").first
    assert "handbook" in card.locator("header").inner_text()
    assert "within 30 days" in card.locator("blockquote").inner_text()
    card.locator('button[name="open"]').click()
    hit = me.page.locator(".viewer .hit")
    hit.wait_for()
    assert "within 30 days" in hit.inner_text()
    assert me.page.evaluate(
        "() => { const h = document.querySelector('.hit').getBoundingClientRect();"
        " return h.top >= 0 && h.top < innerHeight }"
    )
    me.page.keyboard.press("Escape")
    assert me.page.locator(".viewer").count() == 0
    card.locator('button[name="open"]').click()
    hit.wait_for()  # a second time, after the panel was closed


@pytest.mark.slow
def test_plain_words_in_both_languages_and_a_follow_up(filled: Server, visit: Visit) -> None:
    me = visit()
    me.ask("what do my notes say about refunds?", waits=120)
    assert "within 30 days" in me.page.locator("#log .card").first.inner_text()
    me.ask("返品について書いてある資料は？", waits=60)
    assert "返品" in me.page.locator("#log .sources").last.inner_text()
    me.ask("why?", waits=60)
    assert me.page.locator("#log table").count() >= 1


def test_long_work_in_one_conversation_leaves_the_others_free(server: Server, visit: Visit) -> None:
    me = visit("ja-JP")
    me.page.locator("#ask textarea").fill("/showslow")
    me.page.locator("#ask textarea").press("Enter")
    me.page.locator("#log .progress .what", has_text="counting").wait_for()
    me.page.locator("#ask textarea").fill("/showall")
    me.page.locator("#ask textarea").press("Enter")
    me.page.locator(".toast", has_text="回答中").wait_for()
    assert me.page.locator("#ask textarea").input_value() == "/showall"  # kept for later
    me.page.locator(".talks .new").click()
    me.page.locator("#ask .submit-button").wait_for()
    me.ask("/showall")
    assert me.page.locator("#log .progress").count() == 0
    assert me.page.locator("#log .plot").count() == 1
    me.page.locator(".talk .name", has_text="showslow").first.click()
    me.page.locator("#log .progress .what", has_text="counting").wait_for()
    me.page.locator("#ask .stop-button").click()
    me.page.locator("#log .notice", has_text="停止しました").wait_for()
    me.page.locator("#ask .submit-button").wait_for()


def test_a_slider_moves_the_points_of_a_plot_and_a_point_asks(server: Server, visit: Visit) -> None:
    me = visit("ja-JP")
    me.ask("/showmoves")
    slider, moving = me.page.locator(".reel input"), me.page.locator("#log .plot circle").nth(1)
    assert me.page.locator(".reel .when").inner_text() == "Epoch 2"
    end = float(moving.get_attribute("cx") or 0)
    slider.focus()
    me.page.keyboard.press("ArrowLeft")
    assert me.page.locator(".reel .when").inner_text() == "Epoch 1"
    assert me.page.locator(".reel .near").inner_text() == "far"
    start = float(moving.get_attribute("cx") or 0)
    assert start > end + 100
    slider.evaluate("e => { e.value = 0.5; e.dispatchEvent(new Event('input', { bubbles: true })) }")
    assert float(moving.get_attribute("cx") or 0) == pytest.approx((start + end) / 2, abs=6)
    me.page.locator(".reel .start").click()
    me.page.wait_for_function("() => document.querySelector('.reel input').value === '1'")
    assert float(moving.get_attribute("cx") or 0) == end
    assert float(me.page.locator("#log .plot text.label").nth(1).get_attribute("x") or 0) == end
    me.page.locator("#log .plot circle").nth(0).click()
    me.answered(2)
    assert "You asked about: Cy Young" in me.page.locator("#log").inner_text()
    me.page.locator("#log .plot").nth(1).locator("text.label", has_text="京都").click()
    me.answered(3)
    assert "You asked about: 京都" in me.page.locator("#log").inner_text()


def test_a_button_sends_its_message(filled: Server, visit: Visit) -> None:
    me = visit()
    me.ask("/search refund")
    me.page.locator('#log button.chip[name="say"]', has_text="Why").first.click()
    me.answered(2)
    assert "search" in me.page.locator("#log .message-row").last.inner_text().lower()


def test_forget_asks_once_and_can_be_undone(filled: Server, visit: Visit) -> None:
    me = visit()
    me.tab(1)
    row = me.page.locator("#table tr", has_text="返品.txt")
    row.locator("input.one").check()
    me.page.locator('.picked button[name="forget"]').click()
    me.page.locator(".dialog button.go").click()
    row.wait_for(state="detached")
    me.page.locator('.toast button[name="restore"]').click()
    row.wait_for()
    assert not row.locator("input.one").is_checked()


def test_tags_are_kept_and_filter(filled: Server, visit: Visit) -> None:
    me = visit()
    me.tab(1)
    row = me.page.locator("#table tr", has_text="handbook.pdf")
    row.hover()
    row.locator("summary").click()
    row.locator('button[name="tag"]').click()
    me.page.locator('.dialog input[name="tags"]').fill("shop, <b>rules</b>")
    me.page.locator(".dialog button.go").click()
    row.locator(".tag", has_text="<b>rules</b>").wait_for()
    me.page.locator("#filter-text textarea, #filter-text input").fill("no such thing")
    me.page.locator(".empty").wait_for()
    me.page.locator("#filter-text textarea, #filter-text input").fill("shop")
    row.wait_for()
    assert me.page.locator("#table tbody tr").count() == 1


def test_files_and_texts_are_added_in_the_library(filled: Server, visit: Visit, tmp_path: Path) -> None:
    me = visit()
    me.tab(1)
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 this is not one")
    fine = tmp_path / "walks.txt"
    fine.write_text("Dogs need a walk twice a day.", "utf-8")
    me.page.locator('#library-tab input[type="file"]').set_input_files([broken, fine])
    me.page.locator("#table tr", has_text="walks.txt").wait_for()
    assert "broken.pdf" in me.page.locator(".failed").inner_text()
    me.page.locator('button[name="paste"]').click()
    me.page.locator('.dialog textarea[name="body"]').fill("Tea is best at eighty degrees.")
    me.page.locator('.dialog input[name="title"]').fill("Tea")
    me.page.locator(".dialog button.go").click()
    me.page.locator("#table tr", has_text="Tea").wait_for()


def test_a_conversation_is_named_found_renamed_deleted_and_brought_back(server: Server, visit: Visit) -> None:
    me = visit()
    me.ask("/list kangaroo")
    talk = me.page.locator(".talk.current")
    assert talk.inner_text().startswith("kangaroo")
    talk.hover()
    talk.locator("summary").click()
    talk.locator('button[name="rename"]').click()
    me.page.locator('.dialog input[name="title"]').fill("Pouches")
    me.page.locator(".dialog button.go").click()
    named = me.page.locator(".talk", has_text="Pouches")
    named.wait_for()
    me.page.locator("#find textarea, #find input").fill("kangaroo")
    me.page.wait_for_function("() => document.querySelectorAll('.talk').length === 1")
    named.hover()
    named.locator("summary").click()
    named.locator('button[name="delete"]').click()
    named.wait_for(state="detached")
    assert me.page.locator("#log .mine").count() == 0
    me.page.locator('.toast button[name="undelete"]').click()
    named.wait_for()
    assert "/list kangaroo" in me.page.locator("#log .mine").inner_text()


def test_a_conversation_is_exported_as_markdown(server: Server, visit: Visit) -> None:
    me = visit()
    me.ask("/list wombat")
    address = me.page.locator(".talk.current a").get_attribute("href")
    answer = me.page.request.get(f"{server.url}/{address}")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.text().startswith("# wombat\n")
    assert "**You:** /list wombat" in answer.text()
    japanese = visit("ja-JP")
    japanese.ask("/list ウォンバット")
    address = japanese.page.locator(".talk.current a").get_attribute("href")
    english = {"accept-language": "en"}  # the language is that of the page, whatever the browser prefers
    answer = japanese.page.request.get(f"{server.url}/{address}", headers=english)
    assert "**あなた:** /list ウォンバット" in answer.text()


def test_enter_that_ends_a_conversion_does_not_send(server: Server, visit: Visit) -> None:
    me = visit("ja-JP")
    me.page.locator("#ask textarea").fill("/list かな")
    me.page.evaluate(
        """() => {
          const box = document.querySelector('#ask textarea');
          box.dispatchEvent(new CompositionEvent('compositionstart', {bubbles: true}));
          for (const type of ['keydown', 'keypress', 'keyup'])
            box.dispatchEvent(new KeyboardEvent(type, {key: 'Enter', isComposing: true, bubbles: true, cancelable: true}));
          for (const type of ['keydown', 'keypress', 'keyup'])
            box.dispatchEvent(new KeyboardEvent(type, {key: 'Enter', keyCode: 229, bubbles: true, cancelable: true}));
          box.dispatchEvent(new CompositionEvent('compositionend', {bubbles: true}));
        }"""
    )
    assert me.page.locator("#ask textarea").input_value() == "/list かな"
    assert me.page.locator("#log .mine").count() == 0
    me.page.locator("#ask textarea").press("Enter")
    me.answered(1)
    assert me.page.locator("#log .mine .words").inner_text() == "/list かな"


def test_hostile_text_does_nothing(server: Server, visit: Visit, tmp_path: Path) -> None:
    me = visit()
    file = tmp_path / "evil <img src=x onerror=window.hacked=3>.txt"
    file.write_text(f"A quokka. {HOSTILE}\n\n![pixel](http://203.0.113.9/p.png)\n", "utf-8")
    me.drop(file)
    me.page.locator("#ask textarea").press("Enter")
    me.answered(1)
    me.ask(f"/search quokka {HOSTILE} ![pixel](http://203.0.113.9/q.png)")
    assert HOSTILE in me.page.locator("#log .mine").last.inner_text()
    assert HOSTILE in me.page.locator("#log .card").first.inner_text()
    me.page.locator('#log .card button[name="open"]').first.click()
    me.page.locator(".viewer").wait_for()
    assert HOSTILE in me.page.locator(".reading").inner_text()
    me.page.keyboard.press("Escape")
    me.tab(1)
    me.page.locator("#table tr", has_text="evil").wait_for()
    assert me.page.evaluate("() => window.hacked") is None


def test_the_page_speaks_the_browsers_language_and_remembers_the_choice(server: Server, visit: Visit) -> None:
    me = visit("ja-JP")
    assert me.page.locator('#tabs button[role="tab"]').first.inner_text() == "チャット"
    assert me.page.evaluate("() => document.documentElement.lang") == "ja"
    me.page.locator('.tongues button[value="en"]').click()
    me.page.locator('#tabs button[role="tab"]', has_text="Library").wait_for()
    me.open()
    me.page.locator('#tabs button[role="tab"]', has_text="Library").wait_for()


def test_files_without_words_are_answered_in_the_language_of_the_page(
    server: Server, visit: Visit, tmp_path: Path
) -> None:
    (tmp_path / "図書室.txt").write_text("図書室の本は二週間まで借りられます。\n", "shift_jis")
    me = visit("ja-JP")
    me.drop(tmp_path / "図書室.txt")
    me.page.locator("#ask textarea").press("Enter")
    me.answered(1)
    said = me.page.locator("#log").inner_text()
    assert "追加 1 件" in said
    assert "added" not in said


def test_slash_commands_complete(server: Server, visit: Visit) -> None:
    me = visit()
    me.page.locator("#ask textarea").press_sequentially("/sea")
    assert "/search" in me.page.locator("#commands-popup li").first.inner_text()
    me.page.keyboard.press("Enter")
    assert me.page.locator("#ask textarea").input_value() == "/search "
    assert me.page.locator("#log .mine").count() == 0
    me.page.locator("#ask textarea").fill("")
    me.page.locator("#ask textarea").press_sequentially("/help")
    me.page.keyboard.press("Enter")
    me.answered(1)
    assert not me.page.locator("#commands-popup").is_visible()


@pytest.mark.parametrize("tab", [0, 1, 2])
def test_a_phone_has_no_sideways_scrolling(filled: Server, visit: Visit, tab: int) -> None:
    me = visit("ja-JP", phone=True, dark=True)
    if tab == 0:
        me.ask("/search 返品")
    me.tab(tab)
    me.page.locator("#tabs .tabitem:visible").wait_for()
    assert me.page.evaluate("() => document.documentElement.scrollWidth") <= 390
    assert me.page.evaluate("() => document.body.classList.contains('dark')")


def test_every_block_is_drawn_and_a_download_downloads(server: Server, visit: Visit) -> None:
    me = visit()
    me.ask("/showall")
    log = me.page.locator("#log")
    assert log.locator("strong", has_text="bold").is_visible()
    assert log.locator("td .bar i").first.get_attribute("style") == "width:50%"
    plot = log.locator(".plot svg")
    assert plot.locator("circle").count() == 2
    assert plot.get_attribute("viewBox") == "0 0 640 380"
    assert not log.locator(".more .prose").is_visible()
    log.locator(".more summary").click()
    assert log.locator(".more .prose").inner_text() == "hidden words"
    with me.page.expect_download() as started:
        log.locator(".download").click()
    assert Path(started.value.path()).read_text() == "a,b\n1,2\n"
    stranger = me.page.request.get(f"{server.url}/page/file/{'x' * 32}")
    assert stranger.status == 404
    log.locator("button.chip", has_text="Once more").click()
    me.answered(2)


def test_stop_ends_a_long_answer_and_the_next_one_works(server: Server, visit: Visit) -> None:
    me = visit()
    me.page.locator("#ask textarea").fill("/showslow")
    me.page.locator("#ask textarea").press("Enter")
    me.page.locator("#log progress[value]").wait_for()
    me.page.locator("#ask .stop-button").click()
    me.page.locator("#log .notice", has_text="Stopped").wait_for()
    me.ask("/list after the stop")
    assert me.page.locator("#log .mine").count() == 2


def test_files_dropped_anywhere_on_the_chat_are_attached(server: Server, visit: Visit) -> None:
    me = visit()
    me.page.evaluate(
        """() => {
          const files = new DataTransfer();
          files.items.add(new File(['Numbats eat termites.'], 'numbat.txt', {type: 'text/plain'}));
          const place = document.querySelector('.welcome');
          for (const type of ['dragenter', 'dragover', 'drop'])
            place.dispatchEvent(new DragEvent(type, {dataTransfer: files, bubbles: true, cancelable: true}));
        }"""
    )
    me.page.locator("#ask .thumbnail-item").wait_for()
    me.page.locator("#ask textarea").press("Enter")
    me.answered(1)
    assert me.page.locator("#log .file").inner_text() == "numbat.txt"
    assert "1 added" in me.page.locator("#log").inner_text()


def test_a_long_paste_becomes_a_file_of_its_own_name(server: Server, visit: Visit) -> None:
    me = visit()
    me.page.evaluate(
        """() => {
          const held = new DataTransfer();
          held.setData('text', 'Bilby report\\n' + 'The bilby digs at night. '.repeat(600));
          const box = document.querySelector('#ask textarea');
          box.dispatchEvent(new ClipboardEvent('paste', {clipboardData: held, bubbles: true, cancelable: true}));
        }"""
    )
    me.page.locator("#ask .thumbnail-item").wait_for()
    me.page.locator("#ask textarea").press("Enter")
    me.answered(1)
    assert me.page.locator("#log .file").inner_text().startswith("Bilby report ")


def test_a_correction_is_remembered(server: Server, visit: Visit) -> None:
    me = visit()
    me.ask("/search what is in the cupboard")
    me.page.locator("#log .trace > summary").click()
    me.page.locator("#log .should > summary").click()
    me.page.locator('#log button[name="learn"]', has_text="List").first.click()
    assert "Remembered" in me.page.locator(".toast").inner_text()


def test_settings_name_models_plugins_and_what_did_not_load(server: Server, visit: Visit) -> None:
    me = visit()
    me.tab(2)
    assert me.page.locator(".settings h2").first.inner_text() == "Language"
    me.page.locator(".advanced > summary").click()
    me.page.locator(".settings .bad li", has_text="nothing_of_that_name").wait_for()
    assert "use-multilingual-v3" in me.page.locator(".settings").inner_text()
    assert str(server.home) in me.page.locator(".settings .path").inner_text()
    me.page.locator('.themes button[value="dark"]').click()
    assert me.page.evaluate("() => document.body.classList.contains('dark')")
    me.open()
    me.page.wait_for_function("() => document.body.classList.contains('dark')")


def test_the_drawer_of_a_phone_opens_and_closes(server: Server, visit: Visit) -> None:
    me = visit(phone=True)
    assert not me.page.locator("#side").is_visible()
    me.page.locator(".burger").click()
    me.page.locator(".talks .new").click()
    me.page.locator("#side").wait_for(state="hidden")


@pytest.mark.slow
def test_visitors_see_only_their_own_and_find_it_again_after_a_restart(visit: Visit, tmp_path: Path) -> None:
    own = Server(tmp_path / "home", public=True)
    own.start()
    try:
        ann, bob = visit(at=own), visit(at=own)
        ann.ask("/add The canary word is zyzzyva.")
        ann.ask("/search zyzzyva")
        assert "zyzzyva" in ann.page.locator("#log .card").first.inner_text()
        address = ann.page.locator(".talk.current a").get_attribute("href")
        assert ann.page.request.get(f"{own.url}/{address}").ok
        assert bob.page.request.get(f"{own.url}/{address}").status == 404
        bob.ask("/search zyzzyva")
        assert bob.page.locator("#log .card").count() == 0
        assert bob.page.locator(".talk").count() == 1
        bob.tab(1)
        assert bob.page.locator('button[name="folder"]').count() == 0
        for visitor in (ann, bob):
            visitor.page.goto("about:blank")
        own.stop()
        own.start()
        ann.open()
        ann.page.locator(".talk button.name", has_text="canary").click()
        ann.page.locator("#log .mine", has_text="zyzzyva").first.wait_for()
        assert ann.page.locator("#log .trace").count() == 2
        assert "zyzzyva" in ann.page.locator("#log .card").first.inner_text()
    finally:
        own.stop()


def test_a_reload_stays_in_the_conversation(server: Server, visit: Visit) -> None:
    me = visit()
    me.ask("/list platypus")
    me.open()
    me.page.locator("#log .mine", has_text="platypus").wait_for()
