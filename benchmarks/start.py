"""`python -m benchmarks start`: how long a person waits for help, for the page, and for the first answer.

The real program in processes of their own, on an empty home, and a headless Chromium that is already
running. Times are wall-clock; processor seconds stand beside them where the process has ended.
"""

from __future__ import annotations

import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.text import machine

PROGRAM = (sys.executable, "-c", "from assistant.surfaces.cli import main; main()")
QUESTION = "what do my notes say about word embeddings?"
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run"]
WAIT = 300_000
"""Milliseconds before giving up."""
ANSWERED = (
    "() => document.querySelectorAll('#log .trace').length && !document.querySelector('#log progress')"
    " && !document.querySelector('#ask .stop-button')"
)


def run(times: int) -> None:
    """Print the machine and every figure; `times` is how often `--help` is asked for."""
    print(machine())
    walls, cpus = zip(*(_help() for _ in range(times)), strict=True)
    print(f"assistant --help: {statistics.median(walls):.3f} s ({statistics.median(cpus):.3f} s processor)")
    with tempfile.TemporaryDirectory(prefix="assistant-start-") as home, _page(Path(home)) as figures:
        for name, value in figures:
            print(f"{name}: {value}", flush=True)


def _help() -> tuple[float, float]:
    """Return seconds of wall clock and of the processor."""
    began, used = time.perf_counter(), os.times()
    subprocess.run([*PROGRAM, "--help"], check=True, stdout=subprocess.DEVNULL)
    now = os.times()
    cpu = now.children_user - used.children_user + now.children_system - used.children_system
    return time.perf_counter() - began, cpu


@contextmanager
def _page(home: Path) -> Iterator[Iterator[tuple[str, str]]]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page()
        page.set_default_timeout(WAIT)
        began = time.perf_counter()
        server = subprocess.Popen(
            [*PROGRAM, "--home", str(home), "serve", "--port", "0"], stdout=subprocess.PIPE, text=True
        )
        try:
            yield _figures(server, page, began)
        finally:
            page.close()
            server.send_signal(signal.SIGTERM)
            server.wait(60)
            browser.close()


def _figures(server: subprocess.Popen[str], page, began: float) -> Iterator[tuple[str, str]]:  # type: ignore[no-untyped-def]  # playwright comes with the test extra
    assert server.stdout is not None
    url = server.stdout.readline().partition("http://")[2].split()[0]
    yield "server answers", f"{time.perf_counter() - began:.2f} s after the process started"
    page.goto(f"http://{url}")
    page.locator("#ask textarea").wait_for(state="visible")
    drawn = time.perf_counter()
    yield "page drawn, the box can be typed in", f"{drawn - began:.2f} s after the process started"
    page.locator("#ask textarea").fill(QUESTION)
    page.locator("#ask textarea").press("Enter")
    page.wait_for_function(ANSWERED)
    cards = page.locator("#log .card").count()
    yield "first answer", f"{time.perf_counter() - drawn:.2f} s after that ({cards} passages)"
    until = time.perf_counter() + WAIT / 1000
    while not page.request.get(f"http://{url.partition('/')[0]}/api/health").json()["models_ready"]:
        if time.perf_counter() > until:
            raise TimeoutError("the text models did not load")
    yield "resident memory with the text models loaded", f"{_memory(server.pid):,.0f} MB"


def _memory(pid: int) -> float:
    """Return the megabytes that a process and its children hold."""
    import psutil

    whole = psutil.Process(pid)
    return float(sum(one.memory_info().rss for one in (whole, *whole.children(recursive=True)))) / 1e6
