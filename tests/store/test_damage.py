"""Eighteen ways in which the files of a store get damaged: each recovered from or reported, none silent."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from store.errors import StoreDamaged
from store.library import Store
from store.recovery import restore_backup
from tests.store.conftest import ME, item, vector
from tests.store.inspect_store import COUNT, DIM, fill


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A store that was closed, and one whose process was killed so that it still has its log."""
    closed, killed = (tmp_path_factory.mktemp(name) / "store" for name in ("closed", "killed"))
    with Store(closed, index_from=100) as store:
        fill(store)
        assert store.settle(60)
    child = subprocess.Popen([sys.executable, "-m", "tests.store.inspect_store", str(killed), "--fill"],
                             stdout=subprocess.PIPE)  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline() == b"filled\n"
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    child.stdout.close()
    assert (killed / "ledger.sqlite3-wal").stat().st_size > 100_000
    return closed, killed


def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def zero(path: Path) -> None:
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 3)
        file.write(bytes(size // 3))


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for at in range(len(data) // 2, len(data) // 2 + 40):
        data[at] ^= 0x55
    path.write_bytes(data)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def delete(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()


REPORTED, RECOVERED = "reported", "recovered"
LEDGER, WAL = "ledger.sqlite3", "ledger.sqlite3-wal"
CASES: list[tuple[str, Callable[[Path], None], bool, str]] = [
    (LEDGER, truncate, False, REPORTED),
    (LEDGER, zero, False, REPORTED),
    (LEDGER, flip, False, REPORTED),
    (LEDGER, empty, False, REPORTED),
    (LEDGER, delete, False, REPORTED),
    (WAL, truncate, True, REPORTED),
    (WAL, zero, True, REPORTED),
    (WAL, flip, True, REPORTED),
    (WAL, delete, True, REPORTED),
    ("ledger.sqlite3-shm", delete, True, RECOVERED),
    ("ledger.mark", zero, False, RECOVERED),
    ("index/index-*/chroma.sqlite3", truncate, False, RECOVERED),
    ("index/index-*/chroma.sqlite3", flip, False, RECOVERED),
    ("index/index-*/chroma.sqlite3", delete, False, RECOVERED),
    ("index/index-*/*/data_level0.bin", truncate, False, RECOVERED),
    ("index/index-*/*/data_level0.bin", flip, False, RECOVERED),
    ("index/index-*/*/header.bin", zero, False, RECOVERED),
    ("index/index-*/*/link_lists.bin", delete, False, RECOVERED),
    ("index/index-*/seal.json", flip, False, RECOVERED),
    ("index", delete, False, RECOVERED),
    ("words/*.npz", truncate, False, RECOVERED),
    ("words/*.npz", flip, False, RECOVERED),
]


@pytest.mark.parametrize(("name", "harm", "killed", "expected"), CASES,
                         ids=[f"{harm.__name__} {name}" for name, harm, _, _ in CASES])  # fmt: skip
def test_a_damaged_file(
    sound: tuple[Path, Path],
    tmp_path: Path,
    name: str,
    harm: Callable[[Path], None],
    killed: bool,
    expected: str,
) -> None:
    folder = tmp_path / "store"
    shutil.copytree(sound[killed], folder)
    targets = sorted(folder.glob(name))
    assert targets, f"no {name} to damage among {sorted(path.name for path in folder.iterdir())}"
    harm(targets[0])
    options = ["--indexed"] if name.startswith("index") else []
    done = subprocess.run([sys.executable, "-m", "tests.store.inspect_store", str(folder), *options],
                          capture_output=True, text=True, timeout=60, check=False)  # fmt: skip
    assert done.returncode == 0, (done.returncode, done.stderr[-2000:])
    found = json.loads(done.stdout.splitlines()[-1])
    if expected == REPORTED:
        assert found.get("error", "named") in ("StoreDamaged", "ChangesLost", "named"), found
        assert "damaged" in found.get("message", "damaged")
        assert str(folder) in found.get("message", str(folder))
        assert found.get("problems", 1) > 0, found  # rows are whole, a seal is not: doctor names it
    else:
        assert found == {
            "count": COUNT,
            "near": COUNT,
            "lexical": COUNT,
            "index": "ready" if options else "none",
            "problems": 0,
        }


def test_a_flipped_bit_inside_a_vector_is_reported_by_whatever_reads_it(tmp_path: Path) -> None:
    with Store(tmp_path, backups=False) as store:
        fill(store)
    path, target = tmp_path / LEDGER, vector(7, DIM).tobytes()
    data = bytearray(path.read_bytes())
    at = data.find(target)
    assert at > 0
    data[at + 5] ^= 1
    path.write_bytes(data)
    with Store(tmp_path) as store:
        for ask in (
            lambda: store.near("documents", vector(7, DIM), owner=ME),
            lambda: store.get("documents", ["i7"], owner=ME),
            lambda: list(store.scan("documents", owner=ME)),
        ):
            with pytest.raises(StoreDamaged, match="i7"):
                ask()
        assert any("i7" in problem for problem in store.health().problems)
        assert store.get("documents", ["i8"], owner=ME)[0].id == "i8"


def test_a_backup_takes_the_place_of_a_damaged_ledger_only_when_asked(tmp_path: Path) -> None:
    from store import care

    with Store(tmp_path) as store:
        fill(store)
        copy = care.backup(store._ledger)
        assert copy is not None
        assert care.backup(store._ledger) is None  # at most daily
        store.put("documents", [item(10_000, vector=vector(1, DIM))])
    truncate(tmp_path / LEDGER)
    before = (tmp_path / LEDGER).read_bytes()
    with pytest.raises(StoreDamaged) as caught:
        Store(tmp_path).close()
    assert caught.value.backup == copy
    assert (tmp_path / LEDGER).read_bytes() == before
    aside = restore_backup(tmp_path)
    assert (aside / LEDGER).read_bytes() == before
    with Store(tmp_path) as store:
        assert store.count("documents", owner=ME) == COUNT
        assert store.health().problems == ()
