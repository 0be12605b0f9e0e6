"""Backups: whole or refused, made beside a running server, put back without losing what was there."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.library import backups
from assistant.library.backups import NotABackup, NotMade
from store.library import Store
from store.types import ME, Document
from tests.store.conftest import SPACE, item
from tests.store.test_seal import behind_its_back
from tests.surfaces.conftest import Run


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    with Store(home / "store", backups=False) as store:
        store.open(SPACE)
        store.put_document(Document("d1", ME, "kettle.md", text="A kettle."), "documents", [item(1)])
        store.conversations.create(ME, "やかん", "ja")
    (home / "thumbnails").mkdir()
    (home / "thumbnails" / "doc-0123456789abcdef.jpg").write_bytes(b"small picture")
    (home / "models.json").write_text('{"text": "all-MiniLM-L6-v2"}')
    return home


def names(home: Path) -> list[str]:
    with Store(home / "store", backups=False) as store:
        return sorted(document.name for document in store.documents(owner=ME))


def test_a_backup_is_made_while_the_store_is_open_and_comes_back(
    run: Run, home: Path, tmp_path: Path
) -> None:
    with Store(home / "store", backups=False) as store:
        store.put_document(Document("d2", ME, "pot.md", text="A pot."), "documents", [item(2)])
        made = run("backup", str(tmp_path / "all.zip"), home=home)
        assert made.exit_code == 0, made.stderr
        assert "2 documents, 1 conversations" in made.stderr
        refused = run("restore", str(tmp_path / "all.zip"), home=home)
        assert (refused.exit_code, str(os.getpid()) in refused.stderr) == (1, True)
        store.forget_documents(["d1", "d2"], owner=ME)
    (home / "models.json").unlink()
    back = run("--language", "ja", "restore", str(tmp_path / "all.zip"), home=home)
    assert (back.exit_code, "all.zip の内容に戻しました" in back.stderr) == (0, True)
    assert names(home) == ["kettle.md", "pot.md"]
    assert json.loads((home / "models.json").read_text()) == {"text": "all-MiniLM-L6-v2"}
    (aside,) = (home / "store").glob("damaged-*")
    assert (aside / "ledger.sqlite3").is_file()
    elsewhere = tmp_path / "elsewhere"
    assert run("restore", str(tmp_path / "all.zip"), home=elsewhere).exit_code == 0
    assert names(elsewhere) == ["kettle.md", "pot.md"]
    assert (elsewhere / "thumbnails" / "doc-0123456789abcdef.jpg").read_bytes() == b"small picture"


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x55
    path.write_bytes(data)


def swap_ledger(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["ledger.sqlite3"] = parts["ledger.sqlite3"][:-4096] + bytes(4096)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def climb(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../evil", "x")
        archive.writestr("manifest.json", json.dumps({"format": 1, "sha256": {"../evil": "0"}}))


def newer(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("manifest.json", json.dumps({"format": 9, "sha256": {}}))


def other(path: Path) -> None:
    path.write_text("no zip")


@pytest.mark.parametrize("harm", [cut, flip, swap_ledger, climb, newer, other])
def test_what_is_no_whole_backup_changes_nothing(
    home: Path, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    path = backups.make(home, tmp_path / "all.zip").path
    harm(path)
    before = {p: p.read_bytes() for p in home.rglob("*") if p.is_file() and "ledger.sqlite3-" not in p.name}
    with pytest.raises(NotABackup):
        backups.put_back(home, path)
    after = {p: p.read_bytes() for p in home.rglob("*") if p.is_file() and p.name != "lock"}
    assert {p: data for p, data in after.items() if p in before} == {
        p: d for p, d in before.items() if p.name != "lock"
    }
    assert not list(tmp_path.rglob("*evil*"))
    assert names(home) == ["kettle.md"]


def test_a_damaged_library_is_not_backed_up_as_whole(home: Path, tmp_path: Path) -> None:
    with behind_its_back(home / "store") as connection:
        connection.exec_driver_sql("UPDATE documents SET name = 'x'")
    with pytest.raises(NotMade, match="damaged"):
        backups.make(home, tmp_path / "all.zip")
    assert not (tmp_path / "all.zip").exists()


def test_old_backups_give_way_and_the_next_is_made_when_due(home: Path, run: Run) -> None:
    (home / "backups").mkdir()
    for day in range(1, 10):
        old = home / "backups" / f"library-2020010{day}-000000.zip"
        old.touch()
        os.utime(old, (day, day))
    assert not backups.due(home, 0)
    assert backups.due(home, 1)
    backups.make(home)
    assert len(backups.kept(home)) == backups.KEPT
    assert not backups.due(home, 1)
    assert "every 3 days" in run("backup", "--every", "3", home=home).stderr
    with Store(home / "store", backups=False) as store:
        assert store.settings.get(backups.EVERY) == 3
    assert "止めました" in run("--language", "ja", "backup", "--every", "0", home=home).stderr


def test_no_library_yet(run: Run, tmp_path: Path) -> None:
    result = run("backup", home=tmp_path / "none")
    assert (result.exit_code, "no library" in result.stderr) == (1, True)
    shutil.rmtree(tmp_path / "none", ignore_errors=True)
