"""`assistant add` as people use and leave it: Ctrl-C from the keyboard, names that are not text; alone and beside a server."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.surfaces.access.serverfile import ServerFile
from tests.surfaces.conftest import FAST, Run

Served = tuple[Path, ServerFile]
DONE = re.compile(r"(\d+) added, 0 updated, 0 renamed, 0 unchanged, (\d+) failed")


def interrupted(home: Path, folder: Path, *, presses: int = 1) -> tuple[int, str]:
    """Add a folder in a process group of its own and press Ctrl-C, which goes to all of the group."""
    code = (
        "import sys, assistant.surfaces.cli.add as a\n"
        "show = a._show\n"
        "def told(session, event, bar):\n"
        "    show(session, event, bar)\n"
        "    if type(event).__name__ == 'FileDone' and not told.once:\n"
        "        told.once = True\n"
        "        print('now', flush=True)\n"
        "        sys.stdin.readline()\n"
        "told.once = False\n"
        "a._show = told\n"
        "from assistant.surfaces.cli import main; main()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, "--home", str(home), "add", str(folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=os.environ | FAST, start_new_session=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "now\n"
        for _ in range(presses):
            os.killpg(process.pid, signal.SIGINT)
        _, told = process.communicate("\n", timeout=60)
    return process.returncode, told


def many(folder: Path) -> Path:
    folder.mkdir()
    for number in range(2000):
        (folder / f"note-{number:04}.txt").write_text(f"Note number {number}.\n")
    return folder


def summary(told: str) -> tuple[int, int]:
    found = DONE.search(told)
    assert found is not None, told
    return int(found[1]), int(found[2])


def test_a_cancelled_add_says_what_it_did(tmp_path: Path, run: Run) -> None:
    home, folder = tmp_path / "home", many(tmp_path / "many")
    code, told = interrupted(home, folder)
    assert code == 130
    assert "Cancelled. What was finished before is kept." in told
    added, failed = summary(told)
    kept = json.loads(run("list", "--json", "--limit", "10000", home=home).stdout)["documents"]
    assert (added, failed) == (len(kept), 0), "the readers of files do not hear the Ctrl-C"
    assert 0 < added < 2000


def test_a_second_ctrl_c_says_it_too(tmp_path: Path, run: Run) -> None:
    code, told = interrupted(tmp_path / "home", many(tmp_path / "many"), presses=2)
    assert code == 130
    assert summary(told)[0] >= 1
    assert "Traceback" not in told


def test_a_cancelled_add_beside_a_server_says_it_too(served: Served, tmp_path: Path, run: Run) -> None:
    home, _ = served
    code, told = interrupted(home, many(tmp_path / "many"))
    assert code == 130
    added, failed = summary(told)
    assert failed == 0
    assert 0 < added < 2000


@pytest.mark.parametrize("beside", [False, True])
def test_a_name_that_is_not_utf8(
    beside: bool, request: pytest.FixtureRequest, run: Run, tmp_path: Path
) -> None:
    home = request.getfixturevalue("served")[0] if beside else tmp_path / "home"
    folder = tmp_path / os.fsdecode(b"d\xfc")
    folder.mkdir()
    file = folder / os.fsdecode(b"caf\xe9.txt")
    file.write_text("Goods can be returned to the café.")
    for path in (folder, file):
        done = run("add", str(path), home=home)
        assert done.exit_code == 0, done.stderr
    listed = json.loads(run("list", "--json", home=home).stdout)["documents"]
    assert [document["name"] for document in listed if "caf" in document["name"]] == [r"caf\xe9.txt"]
    assert r"caf\xe9.txt" in run("list", home=home).stdout
    synced = run("sync", "--yes", str(folder), home=home)
    assert synced.exit_code == 0, synced.stderr
    assert "1 unchanged, 0 to forget" in synced.stderr
    file.unlink()
    synced = run("sync", "--yes", str(folder), home=home)
    assert r"would forget: caf\xe9.txt" in synced.stderr
    assert run("export", str(tmp_path / "all.zip"), home=home).exit_code == 0
    missing = run("ask", "--file", str(file), "what is in it?", home=home)
    assert "Traceback" not in missing.stderr
