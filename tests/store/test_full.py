"""A disk that is full when the program starts: the library is listed, searched, and thinned out."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from store import reserve
from store.errors import StoreFull
from store.library import Store
from store.types import Document, Space
from tests.store.conftest import ME, SPACE, item, vector
from tests.store.test_limits import root, small_disk

__all__ = ["small_disk"]


def stock(folder: Path, *, put_by: bool) -> None:
    with Store(folder / "store", backups=False) as store:
        store.open(SPACE)
        for number in range(9):
            document = Document(f"d{number}", ME, f"n{number}.md", text="x")
            store.put_document(document, "documents", [item(number, source=document.id)])
        if put_by:
            (folder / "store" / "reserve").write_bytes(bytes(reserve.SIZE))
    for size in (4096, 1):
        handle = os.open(folder / f"filler-{size}", os.O_CREAT | os.O_WRONLY)
        try:
            while True:
                os.write(handle, b"x" * size)
        except OSError:
            os.close(handle)
    assert os.statvfs(folder).f_bavail == 0


@root
@pytest.mark.parametrize("put_by", [True, False], ids=["with room put by", "without"])
def test_a_disk_that_is_full_at_start(small_disk: Path, put_by: bool) -> None:
    stock(small_disk, put_by=put_by)
    with Store(small_disk / "store", backups=False) as store:
        assert len(store.documents(owner=ME)) == 9
        assert store.near("documents", vector(3), 1, owner=ME)[0].id == "i3"
        assert store.lexical("documents", "number 7", 1, owner=ME)[0].id == "i7"
        if put_by:
            token = store.forget_documents(["d3"], owner=ME)
            assert len(store.documents(owner=ME)) == 8
            assert store.restore(token, owner=ME) == 1
            store.forget_documents([f"d{number}" for number in range(5)], owner=ME)
            assert store.deleted.purge_old(days=0) == 5
        else:
            with pytest.raises(StoreFull, match="no room left on its disk"):
                store.forget_documents(["d3"], owner=ME)
        assert store.health().problems == ()
    with Store(small_disk / "store", backups=False) as store:
        assert len(store.documents(owner=ME)) == (4 if put_by else 9)


def test_room_is_put_by_and_what_killed_processes_left_is_swept(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with Store(folder, backups=False) as store:
        store.open(Space("documents-new", "other", 16))
        store.open(Space("graph.0123", "other", 16))
        store.open(SPACE)
        for name in (".probe-77", ".seal.json.77.part", ".reserve.77.part"):
            (folder / name).touch()
        store._first_care()
        assert (folder / "reserve").stat().st_size == reserve.SIZE
        assert [path.name for path in folder.iterdir() if path.name.startswith((".", "seal"))] == []
    with Store(folder, backups=False) as store:
        assert [space.name for space in store.spaces()] == ["documents"]
