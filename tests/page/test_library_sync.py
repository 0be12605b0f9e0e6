"""The library kept in line with a folder, and another model, from the page: a real browser, server and store."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.page.conftest import FAST, Server, Visitor

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose text model was chosen, not forced by the environment."""
    home = tmp_path_factory.mktemp("home")
    (home / "models.json").write_text(json.dumps({"text": "use-multilingual-v3"}))
    made = Server(home, env={name: value for name, value in FAST.items() if "ENCODER" not in name})
    made.start()
    yield made
    made.stop()


def test_a_folder_is_synchronised_after_showing_what_would_change_and_undone(
    own: Server, visit: Visit, tmp_path: Path
) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "gone.txt").write_text("The numbat eats termites.")
    (notes / "old.txt").write_text("The bilby digs at night.")
    (notes / "same.txt").write_text("The quokka smiles.")
    me = visit(at=own, signed_in=True)
    me.tab(1)
    page = me.page
    page.locator('button[name="sync"]').click()
    page.locator(".toast", has_text="Add one first").wait_for()
    page.locator('button[name="folder"]').click()
    page.locator('.dialog input[name="folder"]').fill(str(notes))
    page.locator(".dialog .go").click()
    asked = page.locator(".plan", has_text="3 to add")
    asked.wait_for()
    asked.locator('button[name="sync_keep"], button[name="sync_now"]').first.click()
    page.locator("#adding .notice", has_text="added 3").wait_for(timeout=120_000)

    (notes / "gone.txt").unlink()
    (notes / "old.txt").rename(notes / "new.txt")
    (notes / "same.txt").write_text("The quokka smiles no more.")
    (notes / "more.txt").write_text("オカピは森に住む。")
    page.locator('button[name="sync"]').click()
    page.locator(".dialog select option").first.wait_for(state="attached")
    assert page.locator(".dialog select option").all_inner_texts() == [str(notes)]
    page.locator(".dialog .go").click()
    plan = page.locator(".plan", has_text="1 to forget")
    plan.wait_for()
    for summary in plan.locator("summary").all():
        if summary.locator("..").get_attribute("open") != "":
            summary.click()
    said = plan.inner_text()
    for words in ("1 to add", "more.txt", "1 to update", "same.txt", "old.txt → new.txt", "gone.txt"):
        assert words in said
    assert page.locator("#table", has_text="gone.txt").count() == 1

    plan.locator('button[name="sync_now"]').click()
    done = page.locator("#adding .notice", has_text="forgotten 1")
    done.wait_for(timeout=60_000)
    assert "added 1 · updated 1 · renamed 1 · forgotten 1" in done.inner_text()
    page.locator("#table", has_text="new.txt").wait_for()
    assert page.locator("#table", has_text="gone.txt").count() == 0
    done.locator("button.undo").click()
    page.locator("#table", has_text="gone.txt").wait_for()

    page.locator('button[name="sync"]').click()
    page.locator(".dialog .go").click()
    page.locator('.plan button[name="sync_keep"]').click()
    page.locator("#adding .notice", has_text="already known").wait_for()
    assert page.locator("#table", has_text="gone.txt").count() == 1


def test_another_model_is_chosen_in_the_settings(own: Server, visit: Visit) -> None:
    me = visit("ja-JP", at=own)
    me.ask("/add クアッカは笑っているように見える。", waits=120)
    me.tab(2)
    page = me.page
    page.locator(".advanced > summary").click()
    row = page.locator(".settings li", has_text="all-MiniLM-L6-v2")
    row.locator('button[name="model"]').click()
    assert "all-MiniLM-L6-v2 を使いますか" in page.locator(".dialog h2").inner_text()
    page.locator(".dialog .go").click()
    page.locator("#switching .notice", has_text="これからは all-MiniLM-L6-v2").wait_for(timeout=120_000)
    page.locator(".settings li", has_text="all-MiniLM-L6-v2").locator(".state.in-use").wait_for()
    assert json.loads((own.home / "models.json").read_text()) == {"text": "all-MiniLM-L6-v2"}
    me.tab(0)
    me.ask("/search クアッカ", waits=120)
    assert "クアッカ" in page.locator("#log .card").first.inner_text()


def test_the_environment_outweighs_a_choice_and_the_page_says_so(server: Server, visit: Visit) -> None:
    me = visit()
    me.tab(2)
    me.page.locator(".advanced > summary").click()
    me.page.locator(".settings li", has_text="all-MiniLM-L6-v2").locator('button[name="model"]').click()
    me.page.locator(".dialog .go").click()
    notice = me.page.locator("#switching .notice.warning", has_text="ASSISTANT_TEXT_ENCODER")
    notice.wait_for(timeout=60_000)
    assert "Unset ASSISTANT_TEXT_ENCODER" in notice.inner_text()
