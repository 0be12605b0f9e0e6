"""A real server over a real store, and a headless Chromium that may talk to nobody else."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
]  # fmt: skip
FAST = {
    "ASSISTANT_TEXT_ENCODER": "use-multilingual-v3",
    "ASSISTANT_SAMPLES": "0",
    "LANG": "C.UTF-8",
    "ASSISTANT_REQUIRE_KEY": "no",
}


SHOW = """
import time
from assistant.blocks import *
from assistant.phrase import Phrase
from assistant.plugin import Intent


class Show:
    name = "show"
    summary = Phrase("Every kind of block", "すべての種類")
    intents = (
        Intent("show_all", Phrase("Show all", "すべて"), {}, command="showall"),
        Intent("show_moves", Phrase("Show motion", "動き"), {}, ("text",), command="showmoves"),
        Intent("show_slow", Phrase("Show slowly", "ゆっくり"), {}, command="showslow"),
    )

    def handle(self, request, context):
        if request.intent == "show_slow":
            for done in range(3000):
                if context.cancelled():
                    return
                yield Progress("counting", done, 3000, "steps")
                time.sleep(0.02)
            return
        if request.intent == "show_moves":
            frames = (Frame("Epoch 1", (0.0, 4.0), (0.0, 0.0), "far"), Frame("Epoch 2", (0.0, 1.0), (0.0, 1.0), "near"))
            yield Text("You asked about: " + str(request.args.get("text", "")))
            yield Plot("scatter", "Motion", (0.0, 1.0), (0.0, 1.0), ("Cy Young", "京都"), frames=frames, asks="/showmoves {}")
            return
        file = context.settings.home / "made.csv"
        file.write_text("a,b\\n1,2\\n")
        yield Text("Some **bold** words.")
        yield Table(("name", "score"), (("one", 0.5),), scores=("score",))
        yield Plot("scatter", "Points", (0.0, 1.0), (1.0, 2.0), ("a", "b"), ("x", "y"))
        yield Notice("warning", "Careful.", "Look twice.")
        yield Details("More", "hidden words")
        yield Download("made.csv", str(file), "text/csv")
        yield Choices("Again?", (Option("Once more", "/showall"),))


plugin = Show
"""


@dataclass
class Server:
    """One `assistant serve` in a process of its own; stop() and start() keep its home."""

    home: Path
    public: bool = False
    url: str = ""
    signs_in: str = ""
    env: dict[str, str] = field(default_factory=lambda: FAST)
    _process: subprocess.Popen[str] | None = field(default=None, repr=False)

    def start(self, port: int = 0) -> None:
        (self.home / "plugins").mkdir(parents=True, exist_ok=True)
        (self.home / "plugins" / "show.py").write_text(SHOW, "utf-8")
        (self.home / "plugins" / "broken.py").write_text("import nothing_of_that_name", "utf-8")
        clean = {name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")}
        words = ["--home", str(self.home), "serve", "--port", str(port)]
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from assistant.surfaces.cli import main; main()", *words],
            stdout=subprocess.PIPE, text=True, env=clean | self.env | {"ASSISTANT_PUBLIC": str(int(self.public))},
        )  # fmt: skip
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert "http://" in line, line
        self.signs_in = "http://" + line.partition("http://")[2].split()[0].rstrip(".")
        self.url = self.signs_in.partition("/?")[0].rstrip("/")

    def stop(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(30)


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = Server(tmp_path_factory.mktemp("home"))
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip("no chromium on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Visitor:
    """A browser on the page, with everything it asked of other hosts and every script error."""

    page: Page
    server: Server
    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, *, signed_in: bool = False) -> Visitor:
        self.page.goto(self.server.signs_in if signed_in else self.server.url)
        self.page.locator(".talks .new").wait_for(state="attached")
        return self

    def ask(self, text: str, *, waits: float = 30) -> None:
        """Send a message and wait for its whole answer."""
        before = self.page.locator("#log .trace").count()
        self.page.locator("#ask textarea").fill(text)
        self.page.locator("#ask textarea").press("Enter")
        self.answered(before + 1, waits=waits)

    def answered(self, count: int, *, waits: float = 30) -> None:
        self.page.wait_for_function(
            "n => document.querySelectorAll('#log .trace').length >= n"
            " && !document.querySelector('#log progress')"
            " && !document.querySelector('#ask .stop-button')",
            arg=count,
            timeout=waits * 1000,
        )

    def tab(self, number: int) -> None:
        self.page.locator('#tabs button[role="tab"]').nth(number).click()

    def drop(self, *paths: Path) -> None:
        """Attach files to the chat and wait until the page holds all of them."""
        self.page.locator('#ask input[type="file"]').set_input_files(list(paths))
        self.page.wait_for_function(
            "n => document.querySelectorAll('#ask .thumbnails .thumbnail-item, #ask .thumbnail-item').length >= n",
            arg=len(paths),
        )


@pytest.fixture
def visit(chromium: Browser, server: Server) -> Iterator[Callable[..., Visitor]]:
    """Open the page as a new visitor: language, width, colour scheme."""
    contexts: list[BrowserContext] = []
    visitors: list[Visitor] = []

    def make(
        locale: str = "en-US", *, phone: bool = False, dark: bool = False, at: Server = server,
        signed_in: bool = False,
    ) -> Visitor:  # fmt: skip
        size = {"width": 390, "height": 844} if phone else {"width": 1280, "height": 860}
        context = chromium.new_context(
            locale=locale,
            viewport=size,
            color_scheme="dark" if dark else "light",
            has_touch=phone,  # type: ignore[arg-type]
        )
        contexts.append(context)
        visitor = Visitor(context.new_page(), at)
        visitors.append(visitor)

        def watch(url: str) -> None:
            if not url.startswith((at.url, "data:", "blob:")):
                visitor.foreign.append(url)

        visitor.page.on("request", lambda request: watch(request.url))
        visitor.page.on("pageerror", lambda error: visitor.errors.append(str(error)))
        return visitor.open(signed_in=signed_in)

    yield make
    for context in contexts:
        context.close()
    for visitor in visitors:
        assert visitor.foreign == []
        assert visitor.errors == []
