"""API keys in the Settings tab, and the page that asks for the key: a real browser and server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.page.conftest import FAST, Server, Visitor

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = Server(tmp_path_factory.mktemp("locked"), env=FAST | {"ASSISTANT_REQUIRE_KEY": "yes"})
    made.start()
    yield made
    made.stop()


def test_a_key_is_made_used_and_revoked(locked: Server, visit: Visit, tmp_path: Path) -> None:
    me = visit("ja-JP", at=locked, signed_in=True)
    page = me.page
    assert "token" not in page.url
    me.tab(2)
    page.locator('button[name="key_make"]').click()
    page.locator('.dialog input[name="name"]').fill("ノート <b>")
    page.locator(".dialog select").select_option("読むだけ")
    page.locator(".dialog .go").click()
    page.locator(".dialog h2", has_text="ノート <b>").wait_for()
    secret = page.locator('.dialog input[name="secret"]').input_value()
    page.screenshot(path=str(tmp_path / "key.png"))
    page.locator(".dialog .go").click()
    bearer = {"Authorization": f"Bearer {secret}"}
    other = page.context.browser
    assert other is not None
    program = other.new_context().request
    assert program.get(f"{locked.url}/api/documents", headers=bearer).status == 200
    assert program.get(f"{locked.url}/api/documents").status == 401
    added = program.post(
        f"{locked.url}/api/documents", headers=bearer, data={"texts": [{"id": "a", "text": "b"}]}
    )
    assert added.status == 403
    row = page.locator(".settings li", has_text="ノート <b>")
    assert "読むだけ" in row.inner_text()
    row.locator('button[name="key_revoke"]').click()
    page.locator(".toast", has_text="取り消しました").wait_for()
    assert program.get(f"{locked.url}/api/documents", headers=bearer).status == 401


def test_backups_are_scheduled_and_made_in_settings(locked: Server, visit: Visit, tmp_path: Path) -> None:
    me = visit("en-US", at=locked, signed_in=True)
    page = me.page
    me.tab(2)
    page.locator('button[name="backup_every"]', has_text="Every week").click()
    page.locator(".toast", has_text="by themselves").wait_for()
    page.locator('button[name="backup_every"].on', has_text="Every week").wait_for()
    page.locator('button[name="backup_now"]').click()
    page.locator(".toast", has_text="Backed up").wait_for()
    page.locator(".settings li", has_text="MB").filter(has_text="20").first.wait_for()
    page.locator('button[name="backup_now"]').scroll_into_view_if_needed()
    page.screenshot(path=str(tmp_path / "backups.png"))
    assert list((locked.home / "backups").glob("library-*.zip"))


def test_without_the_key_the_page_asks_for_it(locked: Server, chromium: object) -> None:
    from playwright.sync_api import Browser

    assert isinstance(chromium, Browser)
    context = chromium.new_context(locale="en-US")
    page = context.new_page()
    page.goto(locked.url)
    assert "assistant serve" in page.locator("p").inner_text()
    page.locator("input").fill("wrong")
    page.locator("button").click()
    page.locator("input").fill(locked.signs_in.partition("token=")[2])
    page.locator("button").click()
    page.locator(".talks .new").wait_for(state="attached")
    context.close()


def test_a_page_that_nobody_signed_in_to_makes_no_keys(visit: Visit) -> None:
    me = visit()
    me.tab(2)
    me.page.locator('button[name="key_make"]').click()
    me.page.locator(".toast", has_text="Only the person who started").wait_for()
    assert me.page.locator(".dialog").count() == 0
