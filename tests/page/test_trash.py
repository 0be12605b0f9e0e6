"""What was deleted stands in the Library and comes back; a visitor erases everything; in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.page.conftest import Server, Visitor

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]


def paste(me: Visitor, title: str, body: str) -> None:
    me.page.locator('button[name="paste"]').click()
    me.page.locator('.dialog input[name="title"]').fill(title)
    me.page.locator('.dialog textarea[name="body"]').fill(body)
    me.page.locator(".dialog button.go").click()
    me.page.locator("#table tr", has_text=title).wait_for()


def forget(me: Visitor, title: str) -> None:
    me.page.locator("#table tr", has_text=title).locator("input.one").check()
    me.page.locator('.picked button[name="forget"]').click()
    me.page.locator(".dialog button.go").click()
    me.page.locator("#table tr", has_text=title).wait_for(state="detached")


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en-US", ("Recently deleted", "Kept for 30 days", "30 days left", "Bring back", "Delete for good", "for good?")),
        ("ja-JP", ("最近削除したもの", "30 日間保管", "残り 30 日", "元に戻す", "完全に削除", "完全に削除しますか")),
    ],
)  # fmt: skip
def test_deleted_things_are_listed_brought_back_and_deleted_for_good(
    server: Server, visit: Visit, locale: str, words: tuple[str, ...]
) -> None:
    me = visit(locale)
    me.tab(1)
    first, second = f"keys {locale}", f"<b>plan</b> {locale}"
    paste(me, first, f"The key is under the mat. {locale}")
    paste(me, second, f"We leave on Friday. {locale}")
    forget(me, first)
    forget(me, second)
    trash = me.page.locator("#trash")
    trash.locator("li", has_text=second).wait_for(state="attached")
    trash.locator("summary").click()
    shown = trash.inner_text()
    assert [word for word in words[:5] if word not in shown] == []
    assert second in shown, "a name is text"
    trash.locator("li", has_text=first).locator('button[name="bring_back"]').click()
    me.page.locator("#table tr", has_text=first).wait_for()
    trash.locator("li", has_text=first).wait_for(state="detached")
    trash.locator("li", has_text=second).locator('button[name="purge"]').click()
    dialog = me.page.locator(".dialog")
    dialog.wait_for()
    assert words[5] in dialog.inner_text()
    assert second in dialog.inner_text()
    dialog.locator("button.go").click()
    trash.locator("li", has_text=second).wait_for(state="detached")
    assert me.page.locator("#table tr", has_text=second).count() == 0


def test_a_deleted_conversation_comes_back_from_the_same_list(server: Server, visit: Visit) -> None:
    me = visit()
    me.ask("/add Whales sing under water, said the conversation to be deleted.")
    title = "Whales sing under water"
    row = me.page.locator("#talks .talk", has_text=title)
    row.hover()
    row.locator("summary").click()
    row.locator('button[name="delete"]').click()
    row.wait_for(state="detached")
    me.tab(1)
    entry = me.page.locator("#trash li", has_text=title)
    entry.wait_for(state="attached")
    me.page.locator("#trash summary").click()
    entry.locator('button[name="bring_back"]').click()
    entry.wait_for(state="detached")
    me.tab(0)
    row.wait_for()


def test_in_the_chat_a_yes_deletes_only_right_after_and_words_bring_back(
    server: Server, visit: Visit
) -> None:
    me = visit("ja-JP")
    me.ask("/add 鍵はマットの下にあります。")
    me.ask("/forget 鍵はマットの下")
    assert "1 箇所" in me.page.locator("#log .message-row").last.inner_text()
    me.ask("/list")
    me.ask("はい")
    me.tab(1)
    me.page.locator("#table tr", has_text="鍵はマット").wait_for()
    me.tab(0)
    me.ask("/forget 鍵はマットの下")
    before = me.page.locator("#log .trace").count()
    me.page.locator('#log button[name="say"]', has_text="忘れる").last.click()
    me.answered(before + 1)
    assert "忘れました" in me.page.locator("#log").inner_text()
    me.ask("さっき消したのを戻して")
    assert "さっき消したのを戻して" in me.page.locator("#log .mine").last.inner_text()
    assert "元に戻しました" in me.page.locator("#log .message-row").last.inner_text()


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Server:
    made = Server(tmp_path_factory.mktemp("public"), public=True)
    made.start()
    yield made
    made.stop()


@pytest.mark.parametrize("locale", ["en-US", "ja-JP"])
def test_a_visitor_erases_everything_of_theirs_and_nothing_of_others(
    public: Server, visit: Visit, locale: str
) -> None:
    japanese = locale == "ja-JP"
    other, me = visit(locale, at=public), visit(locale, at=public)
    for one, canary in ((other, f"kept-4417-{locale}"), (me, f"gone-9923-{locale}")):
        one.ask(f"/add The gate code is {canary}.")
        one.tab(1)
        paste(one, f"title {canary}", f"Body of {canary}.")
    forget(me, f"title gone-9923-{locale}")
    mine = me.page.locator("#trash .mine-all")
    assert ("24 時間後" if japanese else "24 hours after") in mine.inner_text()
    assert mine.locator('a[href="page/library.zip"]').count() == 1
    assert "kept-4417" not in me.page.locator("#documents").inner_text()
    me.page.locator('#trash button[name="erase"]').click()
    dialog = me.page.locator(".dialog")
    dialog.wait_for()
    said = dialog.inner_text()
    assert ("文書 2 件" if japanese else "documents: 2") in said
    assert ("会話 1 件" if japanese else "conversations: 1") in said
    dialog.locator("button.go").click()
    me.page.locator(".toast.erased").wait_for()
    me.page.locator(".toast.erased").wait_for(state="detached", timeout=15_000)
    me.page.locator(".talks .new").wait_for(state="attached")
    assert me.page.locator("#talks .talk").count() == 0
    holding = [
        file for file in public.home.rglob("*") if file.is_file() and b"gone-9923" in file.read_bytes()
    ]
    assert [file for file in holding if locale.encode() in file.read_bytes()] == []
    other.tab(1)
    other.page.locator("#table tr", has_text=f"title kept-4417-{locale}").wait_for()


def test_a_machine_of_ones_own_has_no_button_that_erases_everything(server: Server, visit: Visit) -> None:
    me = visit()
    me.tab(1)
    me.page.locator("#documents-head h1").wait_for()
    assert me.page.locator('button[name="erase"]').count() == 0
    me.page.evaluate("() => { window.assistantSend('erase_now', {target: ''}); }")
    paste(me, "still here", "Still here after a forged erase.")
    assert Path(server.home, "store", "ledger.sqlite3").stat().st_size > 0
