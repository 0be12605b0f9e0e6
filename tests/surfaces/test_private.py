"""The data folder is closed to other accounts, and keys are made, listed and revoked on the command line."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.files import keep_private
from assistant.surfaces.access.keys import ApiKeys
from tests.surfaces.conftest import Run


def modes(home: Path) -> set[int]:
    places = [home, *home.rglob("*")]
    return {stat.S_IMODE(place.stat().st_mode) & 0o077 for place in places if not place.is_symlink()}


def test_an_open_data_folder_is_closed_with_all_that_is_in_it(tmp_path: Path) -> None:
    home, outside = tmp_path / "home", tmp_path / "outside.txt"
    (home / "store" / "deep").mkdir(parents=True)
    (home / "store" / "deep" / "ledger.db").write_text("x")
    outside.write_text("x")
    outside.chmod(0o644)
    (home / "link").symlink_to(outside)
    for place in (home, home / "store", home / "store" / "deep"):
        place.chmod(0o755)
    keep_private(home)
    assert modes(home) == {0}
    assert stat.S_IMODE(outside.stat().st_mode) == 0o644, "what a link leads to is not ours"


def test_what_the_program_makes_is_closed_from_the_start(tmp_path: Path) -> None:
    home, note = tmp_path / "home", tmp_path / "note.txt"
    note.write_text("The quoll hunts at night.")
    command = [sys.executable, "-c", "from assistant.surfaces.cli import main; main()", "--home", str(home)]
    before = os.umask(0o022)
    try:
        subprocess.run([*command, "add", str(note)], check=True, capture_output=True)
    finally:
        os.umask(before)
    assert len(list(home.rglob("*"))) > 3
    assert modes(home) == {0}


def test_keys_on_the_command_line(run: Run, tmp_path: Path) -> None:
    assert "no keys" in run("keys", "list").stdout
    made = run("keys", "make", "laptop", "--read-only")
    secret = made.stdout.strip()
    assert secret.startswith("sak-")
    assert f"Bearer {secret}" in made.stderr
    found = ApiKeys(tmp_path / "home").find(secret)
    assert found is not None
    assert found.scope == "read"
    listed = run("--language", "ja", "keys", "list").stdout
    assert "laptop" in listed
    assert "読むだけ" in listed
    assert secret not in listed
    assert 'Revoked "laptop"' in run("keys", "revoke", "laptop").stdout
    assert ApiKeys(tmp_path / "home").find(secret) is None
    again = run("keys", "revoke", "laptop")
    assert again.exit_code == 1
    assert "no key" in again.stderr


@pytest.mark.parametrize(("flag", "asked"), [("--token", "yes"), ("--no-token", "no"), ("", "auto")])
def test_whether_the_page_asks_for_its_key_is_a_flag(
    run: Run, monkeypatch: pytest.MonkeyPatch, flag: str, asked: str
) -> None:
    from assistant.surfaces.server import server

    monkeypatch.delenv("ASSISTANT_REQUIRE_KEY", raising=False)
    seen: list[str] = []
    monkeypatch.setattr(server, "serve", lambda settings, ready: seen.append(settings.require_key))
    assert run("serve", *filter(None, [flag])).exit_code == 0
    assert seen == [asked]
