"""Rows are sealed: what was changed, lost or slipped in is named, and mended where that can be done."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from store import care, rowseal, schema
from store.errors import StoreDamaged, StoreNewer
from store.items import Items
from store.ledger import Ledger
from store.library import Store
from store.repair import GONE, KEPT, MENDED, REMOVED, RESTORED, repair
from store.types import Document
from tests.store.conftest import ME, SPACE, item

FILLED = {
    "documents": ("hidden", "name", "kind", "location", "title", "sha256", "tags", "size", "modified", "added",
                  "passages", "owner", "text"),
    "items": ("hidden", "owner", "id", "source", "metadata", "text", "vector", "sequence", "space"),
    "conversations": ("title", "owner", "hidden", "language", "started", "changed", "id"),
    "exchanges": ("text", "files", "route", "blocks", "at", "conversation", "language"),
    "corrections": ("text", "intent", "owner", "at"),
    "settings": ("value",),
    "spaces": ("fingerprint", "dim", "name"),
    "forgotten": ("at", "owner"),
}  # fmt: skip
COLUMNS = [(table, column) for table, columns in FILLED.items() for column in columns]


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small library with something in every table."""
    place = tmp_path_factory.mktemp("filled") / "store"
    with Store(place, backups=False) as store:
        store.open(SPACE)
        for number in range(3):
            name, text = f"note-{number}.md", f"text {number}"
            document = Document(f"d{number}", ME, name, "md", f"/notes/{name}", "Note", "a" * 64, 7, 1.5, 2.5,
                                ("家", "home"), text=text)  # fmt: skip
            store.put_document(
                document, "documents", [item(number, source=document.id, metadata={"n": number})]
            )
        store.forget_documents(["d2"], owner=ME)
        talk = store.conversations.create(ME, "旅行 and trains", "en")
        store.conversations.append(talk, "When does it leave?", ["a.pdf"], "en", "{}", '["at noon"]')
        store.conversations.append(talk, "And back?", [], "en", "{}", '["at six"]')
        store.corrections.add(ME, "show me the kettle", "search_text")
        store.settings.set("page.language", "ja")
    return place


@pytest.fixture
def folder(filled: Path, tmp_path: Path) -> Path:
    """A copy of that library, for one test to damage."""
    return Path(shutil.copytree(filled, tmp_path / "store"))


@contextmanager
def behind_its_back(folder: Path) -> Iterator[sa.Connection]:
    """A connection that changes rows as a faulty disk does: nothing else in the file notices."""
    engine = schema.engine(folder / "ledger.sqlite3")
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        for table in rowseal.KEYS:
            rowseal.disarm(connection, table)
        yield connection
        for table in rowseal.KEYS:
            rowseal.arm(connection, table)
        connection.commit()
    engine.dispose()


def flipped(value: object) -> object:
    if isinstance(value, bytes):
        return bytes([value[0] ^ 4]) + value[1:]
    if isinstance(value, str):
        return chr(ord(value[0]) ^ 1) + value[1:] if value else "\x01"
    if isinstance(value, float):
        (number,) = struct.unpack("<Q", struct.pack("<d", value))
        return struct.unpack("<d", struct.pack("<Q", number ^ 2))[0]
    assert isinstance(value, int)
    return value ^ 1


def flip(folder: Path, table: str, column: str) -> None:
    key = rowseal.key_of(table)
    with behind_its_back(folder) as connection:
        row, value = connection.exec_driver_sql(f"SELECT {key}, {column} FROM {table} LIMIT 1").one()
        connection.exec_driver_sql(f"UPDATE {table} SET {column} = ? WHERE {key} = ?", (flipped(value), row))


def problems(folder: Path) -> list[str]:
    ledger = Ledger(folder)
    try:
        return [str(damage) for damage in care.damages(ledger, Items(ledger))]
    finally:
        ledger.close()


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=[".".join(pair) for pair in COLUMNS])
def test_one_flipped_bit_is_named_and_turned_back(folder: Path, table: str, column: str) -> None:
    whole = contents(folder)
    flip(folder, table, column)
    found = problems(folder)
    assert len(found) == 1
    assert f"{table} row" in found[0]
    done = repair(folder)
    assert [mend.outcome for mend in done.mends] == [MENDED]
    assert problems(folder) == []
    assert contents(folder) == whole
    assert done.aside is not None
    assert table in json.loads(done.aside.read_text().splitlines()[0])["what"]


def contents(folder: Path) -> dict[str, list]:
    engine = schema.engine(folder / "ledger.sqlite3")
    with engine.connect() as connection:
        found = {
            t: [tuple(r) for r in connection.execute(sa.select(schema.tables.tables[t]))]
            for t in rowseal.KEYS
        }
    engine.dispose()
    return found


@pytest.mark.parametrize("table", sorted(rowseal.KEYS))
def test_a_lost_row_is_named_and_comes_back_from_a_backup(folder: Path, table: str) -> None:
    whole = contents(folder)
    with Store(folder, backups=False) as store:
        care.backup(store._ledger)
    with behind_its_back(folder) as connection:
        key = rowseal.key_of(table)
        row = connection.exec_driver_sql(f"SELECT {key} FROM {table} LIMIT 1").scalar_one()
        connection.exec_driver_sql(f"DELETE FROM {table} WHERE {key} = ?", (row,))
    assert [f"{table} row {row} is missing" in one for one in problems(folder)] == [True]
    assert [mend.outcome for mend in repair(folder).mends] == [RESTORED]
    assert problems(folder) == []
    assert {t: sorted(map(repr, rows)) for t, rows in contents(folder).items()} == {
        t: sorted(map(repr, rows)) for t, rows in whole.items()
    }


def test_a_row_and_its_seal_lost_together_are_noticed(folder: Path) -> None:
    with behind_its_back(folder) as connection:
        connection.exec_driver_sql("DELETE FROM exchanges WHERE row = 2")
        connection.exec_driver_sql("DELETE FROM exchanges_seals WHERE key = 2")
    assert ["the table exchanges has lost rows" in one for one in problems(folder)] == [True]
    assert [mend.outcome for mend in repair(folder).mends] == [GONE]
    assert problems(folder) == []


def test_what_no_backup_holds_is_kept_as_it_reads_or_set_aside(folder: Path) -> None:
    with behind_its_back(folder) as connection:
        connection.exec_driver_sql("UPDATE documents SET tags = '[\"a', name = 'n?te' WHERE id = 'd0'")
        connection.exec_driver_sql("UPDATE exchanges SET blocks = CAST(x'ff00fe' AS TEXT) WHERE row = 1")
        connection.exec_driver_sql("UPDATE items SET text = 'quite another text' WHERE id = 'i1'")
        connection.exec_driver_sql("DELETE FROM corrections")
        connection.exec_driver_sql(
            "INSERT INTO documents SELECT 99, owner, 'slipped', hidden, name, kind, location, title, sha256, size,"
            " modified, added, tags, passages, find, checksum, text FROM documents WHERE id = 'd1'"
        )
    assert len(problems(folder)) == 5
    done = repair(folder)
    assert sorted((mend.damage.table, mend.outcome) for mend in done.mends) == [
        ("corrections", GONE), ("documents", KEPT), ("documents", KEPT), ("exchanges", KEPT), ("items", REMOVED)
    ]  # fmt: skip
    assert done.aside is not None
    aside = done.aside.read_text(encoding="utf-8")
    assert "quite another text" in aside
    assert "n?te" in aside
    with Store(folder, backups=False) as store:
        assert store.health().problems == ()
        assert {d.name: d.tags for d in store.documents(owner=ME) if d.id == "d0"} == {"n?te": ()}
        assert [hit.id for hit in store.near("documents", item(1).vector, 9, owner=ME)] == ["i0"]
        talk = store.conversations.list(ME)[0].id
        assert [one.blocks for one in store.conversations.exchanges(talk, ME)] == ["[]", '["at six"]']


def test_a_damaged_row_never_ends_a_listing_and_is_never_sealed_anew(folder: Path) -> None:
    with behind_its_back(folder) as connection:
        connection.exec_driver_sql(
            "UPDATE documents SET tags = '{broken', title = CAST(x'ff41' AS TEXT) WHERE id = 'd0'"
        )
        connection.exec_driver_sql("UPDATE corrections SET intent = 'forget'")
        connection.exec_driver_sql("UPDATE settings SET value = '{'")
        connection.exec_driver_sql("UPDATE exchanges SET text = 'forged' WHERE row = 1")
    with Store(folder, backups=False) as store:
        listed = {document.id: document for document in store.documents(owner=ME)}
        assert (listed["d0"].tags, listed["d1"].tags) == ((), ("家", "home"))
        assert [d.id for d in store.documents(owner=ME, tag="home")] == ["d1"]
        assert [tags for _, _, tags in store.places(owner=ME, kind="md")] == [("家", "home"), ()]
        assert store.corrections.all(ME) == []
        assert store.settings.get("page.language", "en") == "en"
        with pytest.raises(StoreDamaged, match="d0"):
            store.document("d0", owner=ME)
        with pytest.raises(StoreDamaged, match="message 1"):
            store.conversations.exchanges(store.conversations.list(ME)[0].id, ME)
        with pytest.raises(StoreDamaged, match="documents"):
            store.update_document(listed["d0"])
        store.update_document(listed["d1"])


def test_only_this_program_writes(folder: Path) -> None:
    other = sqlite3.connect(folder / "ledger.sqlite3")
    for statement in (
        "UPDATE documents SET name = 'x'", "DELETE FROM exchanges", "INSERT INTO settings VALUES ('', 'a', '1')"
    ):  # fmt: skip
        with pytest.raises(sqlite3.OperationalError, match="row_seal"):
            other.execute(statement)
    other.close()


def test_a_newer_library_is_refused_in_one_line_and_left_alone(folder: Path) -> None:
    other = sqlite3.connect(folder / "ledger.sqlite3")
    other.execute("UPDATE clock SET version = 99")
    other.commit()
    other.close()
    before = (folder / "ledger.sqlite3").read_bytes()
    with pytest.raises(StoreNewer, match="newer version"):
        Store(folder)
    assert (folder / "ledger.sqlite3").read_bytes() == before


def cut(log: Path) -> None:
    os.truncate(log, log.stat().st_size - 16)


@pytest.mark.parametrize("harm", [cut, Path.unlink], ids=["cut by 16 bytes", "deleted"])
@pytest.mark.parametrize(
    "last",
    [
        lambda store: store.conversations.create(ME, "another", "en"),
        lambda store: store.corrections.add(ME, "x", "help"),
        lambda store: store.settings.set("x", 1),
        lambda store: store.put("documents", [item(50)]),
    ],
    ids=["conversation", "correction", "setting", "item"],
)
def test_the_loss_of_any_last_commit_is_said(
    folder: Path, harm: Callable[[Path], None], last: Callable[[Store], object]
) -> None:
    pid = os.fork()
    if pid == 0:
        store = Store(folder, backups=False)
        last(store)
        os._exit(0)
    os.waitpid(pid, 0)
    harm(folder / "ledger.sqlite3-wal")
    with pytest.raises(StoreDamaged, match="last 1 changes are gone"):
        Store(folder)
    assert repair(folder).lost == 1
    assert problems(folder) == []
