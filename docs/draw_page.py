"""Photograph the page: `python docs/draw_page.py [FOLDER]` (needs Chromium and the extra `test`).

Without a folder docs/page.png alone is made; with one, the first screen, an answer, a gallery, a plot, Library and
Settings in English and Japanese, light, dark and on a phone, to be looked at beside other chat pages.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

PICTURE = Path(__file__).with_name("page.png")
QUESTION = "How many days do I have to return something I bought?"
ASKED = {
    "en": [QUESTION, "find photos of a beach at sunset", "draw the karate club", "king - man + woman"],
    "ja": [
        "返品の送料はどちらが負担しますか？",
        "夕日の海辺の写真を探して",
        "空手クラブを描いて",
        "東京 - 日本 + フランス",
    ],
}
LOOKS = {
    "desktop": {"viewport": {"width": 1280, "height": 860}},
    "dark": {"viewport": {"width": 1280, "height": 860}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True},
}


@contextmanager
def served() -> Iterator[str]:
    """Serve a new home with the sample library; yields the address that carries its key."""
    with tempfile.TemporaryDirectory() as home:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")}
        command = [sys.executable, "-m", "assistant", "--home", home, "serve", "--port", "0"]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=clean)  # noqa: S603  # our own
        try:
            assert server.stdout is not None
            line = next(line for line in server.stdout if "http" in line)
            found = re.search(r"http://\S+", line)
            assert found is not None
            yield found[0].rstrip(".")
        finally:
            server.terminate()
            server.wait(30)


def opened(browser: Browser, address: str, language: str, look: dict[str, object]) -> Page:
    """Return the page as a new visitor sees it."""
    page = browser.new_context(locale={"en": "en-US", "ja": "ja-JP"}[language], **look).new_page()  # type: ignore[arg-type]
    page.goto(address)
    page.locator(".example").first.wait_for()
    return page


def ask(page: Page, text: str) -> None:
    """Send a message and wait for its whole answer."""
    before = page.locator("#log .trace").count()
    page.locator("#ask textarea").fill(text)
    page.locator("#ask textarea").press("Enter")
    page.wait_for_function(
        "n => document.querySelectorAll('#log .trace').length > n && !document.querySelector('#log progress, #ask .stop-button')",
        arg=before,
        timeout=120_000,
    )
    page.wait_for_timeout(400)


def main() -> None:
    """Make the picture, or all of them."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        if folder is None:
            page = opened(browser, address, "en", LOOKS["desktop"])
            ask(page, QUESTION)
            page.screenshot(path=PICTURE)
            return
        folder.mkdir(parents=True, exist_ok=True)
        for name, look in LOOKS.items():
            for language, questions in ASKED.items():
                page = opened(browser, address, language, look)
                page.screenshot(path=folder / f"{name}-{language}-first.png")
                for number, text in enumerate(questions, 1):
                    ask(page, text)
                    page.screenshot(path=folder / f"{name}-{language}-{number}.png")
                for number, tab in ((1, "library"), (2, "settings")):
                    page.locator('#tabs button[role="tab"]').nth(number).click()
                    page.wait_for_timeout(800)
                    page.screenshot(path=folder / f"{name}-{language}-{tab}.png")


if __name__ == "__main__":
    main()
