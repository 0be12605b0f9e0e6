"""Real stores with the quick encoder, the real program, and a real server."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest
from click.testing import CliRunner, Result

from assistant.settings import Settings
from assistant.surfaces.access.serverfile import ServerFile
from assistant.surfaces.cli import program
from assistant.turn import Assistant

FAST = {
    "ASSISTANT_TEXT_ENCODER": "use-multilingual-v3",
    "ASSISTANT_SAMPLES": "0",
    "LANG": "C.UTF-8",
    "ASSISTANT_REQUIRE_KEY": "no",
}
REFUND = "# Refunds\n\nGoods can be returned within 30 days. The money goes back to the same card.\n"
PETS = "猫は幸せなとき喉を鳴らす。犬は嬉しいと尾を振る。\n"

T = TypeVar("T")
Run = Callable[..., Result]


@pytest.fixture(scope="package", autouse=True)
def environment() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    for name in [name for name in os.environ if name.startswith("ASSISTANT_")] + ["LC_ALL", "LC_MESSAGES"]:
        patch.delenv(name, raising=False)
    for name, value in FAST.items():
        patch.setenv(name, value)
    yield
    patch.undo()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return fill(tmp_path / "papers")


def fill(folder: Path) -> Path:
    folder.mkdir()
    (folder / "refund.md").write_text(REFUND, "utf-8")
    (folder / "pets.txt").write_text(PETS, "utf-8")
    return folder


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run one command in this process on a home of its own; `home=` runs it on another."""

    def call(*words: str, home: Path = tmp_path / "home", input: str | bytes | None = None) -> Result:
        return CliRunner().invoke(program, ["--home", str(home), *words], input=input, prog_name="assistant")

    return call


@pytest.fixture(scope="package")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a library with one Markdown and one Japanese text file, for tests that only read."""
    home, files = tmp_path_factory.mktemp("stocked"), fill(tmp_path_factory.mktemp("files") / "papers")
    result = CliRunner().invoke(program, ["--home", str(home), "add", str(files)])
    assert result.exit_code == 0, result.stderr
    return home


@pytest.fixture(scope="package")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An open assistant with one Markdown and one Japanese text file of `me`."""
    home = tmp_path_factory.mktemp("home")
    with Assistant.open(home, Settings.read(home=home)) as opened:
        summary = opened.add_files([fill(tmp_path_factory.mktemp("files") / "papers")])
        assert summary.added == 2
        yield opened


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, ServerFile]]:
    """A running `assistant serve` and its home; the page is part of it."""
    home = tmp_path_factory.mktemp("served")
    words = ["--home", str(home), "serve", "--port", "0"]
    with subprocess.Popen(
        [sys.executable, "-c", "from assistant.surfaces.cli import main; main()", *words],
        stdout=subprocess.PIPE, text=True, env=os.environ | FAST,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        line = process.stdout.readline()
        found = ServerFile.read(home)
        assert found is not None, line
        assert found.url in line
        yield home, found
        process.terminate()
        process.wait(30)
    assert not (home / "server.json").exists(), "the server takes its file away"
    assert process.returncode == 0


def program_run(home: Path, *words: str, **keywords: object) -> subprocess.CompletedProcess[str]:
    """Run the real program in a process of its own."""
    code = "from assistant.surfaces.cli import main; main()"
    done: subprocess.CompletedProcess[str] = subprocess.run(
        [sys.executable, "-c", code, "--home", str(home), *words],
        capture_output=True, text=True, timeout=60, check=False, **keywords,
    )  # fmt: skip
    return done


def loads(text: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(text)
    return found


def run_apart(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in a thread of its own: a browser that is open in this one has its loop running here."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()
