"""What the outside world does to a store: a second process, a full disk, a folder without permission."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from store.errors import StoreClosed, StoreFull, StoreLocked, StoreReadOnly, StoreUnusable
from store.library import Store
from store.types import Item, Space
from tests.store.conftest import ME, SPACE, item, vector

root = pytest.mark.skipif(os.geteuid() != 0, reason="mounting and changing users need root")


def test_a_second_process_is_refused_within_a_second_and_told_by_whom(tmp_path: Path) -> None:
    code = f"""
        import sys, time
        from store.library import Store
        from store.errors import StoreLocked
        started = time.perf_counter()
        try:
            Store({str(tmp_path)!r})
        except StoreLocked as error:
            assert time.perf_counter() - started < 1, "slow"
            print(error.pid, error.path, error.since > 0)
    """
    with Store(tmp_path) as store:
        done = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True
        )
        assert done.stdout.split() == [str(os.getpid()), str(tmp_path), "True"]
        with pytest.raises(StoreLocked, match=str(os.getpid())):
            Store(tmp_path)
        store.settings.set("still", "mine")
    with Store(tmp_path) as store:
        assert store.settings.get("still") == "mine"


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.open(SPACE)
    store.close()
    store.close()
    with pytest.raises(StoreClosed):
        store.put("documents", [item(1)])


def test_its_own_size_limit_stops_a_put_and_loses_nothing(tmp_path: Path) -> None:
    with Store(tmp_path, size_limit=1 << 20) as store:
        store.open(SPACE)
        store.put("documents", [item(n) for n in range(50)])
        with pytest.raises(StoreFull) as caught:
            store.put("documents", [item(n, text="x" * 2000) for n in range(50, 2000)])
        assert caught.value.limit == 1 << 20
        assert store.count("documents", owner=ME) == 50
        assert store.near("documents", vector(3), 1, owner=ME)[0].id == "i3"
        store.put("documents", [item(51)])
    with Store(tmp_path) as store:
        assert store.count("documents", owner=ME) == 51


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)], check=False,
                             capture_output=True)  # fmt: skip
    if mounted.returncode:
        pytest.skip(f"no tmpfs can be mounted here: {mounted.stderr.decode()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@root
def test_a_full_disk_is_said_and_loses_nothing(small_disk: Path) -> None:
    kept = 0

    def fill(store: Store) -> None:
        nonlocal kept
        for start in range(0, 10_000, 50):
            store.put("documents", [item(n, text="x" * 4000) for n in range(start, start + 50)])
            kept = start + 50

    with Store(small_disk / "store") as store:
        store.open(SPACE)
        with pytest.raises(StoreFull, match="no room left on its disk") as caught:
            fill(store)
        assert caught.value.limit == 0
        assert kept > 0
        assert store.count("documents", owner=ME) == kept
        assert store.near("documents", vector(3), 1, owner=ME)[0].id == "i3"
    with Store(small_disk / "store") as store:
        assert store.count("documents", owner=ME) == kept
        assert store.health().problems == ()


def test_a_file_size_limit_is_like_a_full_disk(tmp_path: Path) -> None:
    code = f"""
        import resource
        from store.library import Store
        from store.errors import StoreFull
        from tests.store.conftest import ME, SPACE, item
        with Store({str(tmp_path)!r}) as store:
            store.open(SPACE)
            store.put("documents", [item(n) for n in range(50)])
            resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
            try:
                store.put("documents", [item(n, text="x" * 4000) for n in range(50, 1000)])
            except StoreFull as error:
                print("full", store.count("documents", owner=ME))
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["full", "50"]
    with Store(tmp_path) as store:
        assert store.count("documents", owner=ME) == 50
        assert store.health().problems == ()


@root
@pytest.mark.parametrize("clean", [True, False], ids=["closed", "killed"])
def test_a_folder_that_cannot_be_written_can_still_be_read(tmp_path: Path, clean: bool) -> None:
    folder = tmp_path / "store"
    code = f"""
        import os
        from store.library import Store
        from tests.store.conftest import ME, SPACE, item
        store = Store({str(folder)!r})
        store.open(SPACE)
        store.put("documents", [item(n) for n in range(50)])
        store.close() if {clean} else os._exit(9)
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=clean)
    subprocess.run(["mount", "--bind", str(folder), str(folder)], check=True)
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", str(folder)], check=True)
        with Store(folder) as store:
            assert store.read_only
            store.open(SPACE)
            assert store.near("documents", vector(3), 1, owner=ME)[0].id == "i3"
            assert store.lexical("documents", "number 7", 1, owner=ME)[0].id == "i7"
            assert store.health().read_only
            with pytest.raises(StoreReadOnly):
                store.put("documents", [item(99)])
    finally:
        subprocess.run(["umount", str(folder)], check=True)
    with Store(folder) as store:
        assert store.count("documents", owner=ME) == 50


def test_a_path_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreUnusable):
        Store(tmp_path / "file")
    with pytest.raises(StoreUnusable):
        Store(tmp_path / "file" / "below")


@root
def test_a_folder_without_permission_is_said(tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o700)
    os.chmod(tmp_path, 0o755)
    code = f"""
        import os
        from store.library import Store
        from store.errors import StoreError
        os.setuid(65534)
        try:
            Store({str(locked / "store")!r})
        except StoreError as error:
            print(type(error).__name__)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() in {"StoreReadOnly", "StoreUnusable"}


def test_opening_does_not_wait_for_the_index(tmp_path: Path) -> None:
    with Store(tmp_path, index_from=1) as store:
        store.open(SPACE)
        store.put("documents", [item(n) for n in range(3000)])
    for index in tmp_path.glob("index/index-*"):
        (index / "seal.json").unlink(missing_ok=True)
    started = time.perf_counter()
    with Store(tmp_path, index_from=1) as store:
        assert store.near("documents", vector(3), 1, owner=ME)[0].id == "i3"
        answered = time.perf_counter() - started
        assert store.settle(60)
        assert answered < time.perf_counter() - started
        assert store.health().index.items == 3000


def test_small_collections_are_searched_exactly_and_large_ones_get_an_index(tmp_path: Path) -> None:
    wide = Space("wide", "drawn", 7680)
    draw = np.random.default_rng(0)

    def rows(start: int, stop: int) -> list[Item]:
        return [
            Item(f"w{n}", ME, draw.normal(size=wide.dim).astype(np.float32), f"text {n}", {}, f"w{n}")
            for n in range(start, stop)
        ]

    with Store(tmp_path, backups=False) as store:
        store.open(wide)
        store.put("wide", rows(0, 600))
        assert store.settle(60)
        assert store.health().index.state == "none"
        last = rows(600, 2000)
        store.put("wide", last)
        assert store.settle(60)
        assert store.health().index.items == 2000
        assert store.near("wide", last[7].vector, 1, owner=ME)[0].id == "w607"
