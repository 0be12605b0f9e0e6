"""What was deleted: listed, brought back, gone for good, and everything of one person erased."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from store.library import Store
from store.permission import NotPermitted, limited, limiting
from store.trash import picked
from store.types import ME, SHARED, Document, Item, Owner, Space

YOU = Owner("visitor-you")
SPACE = Space("documents", "test", 4)


def put(store: Store, name: str, owner: Owner = ME, text: str = "") -> str:
    store.open(SPACE)
    row = np.eye(4, dtype=np.float32)[len(name) % 4]
    ids = f"doc-{name}"
    document = Document(ids, owner, name, location=f"/papers/{name}", text=text or name)
    store.put_document(
        document, SPACE, [Item(f"{ids}#{n}", owner, row, text or name, {"order": n}) for n in range(2)]
    )
    return ids


@pytest.fixture
def store(tmp_path: Path) -> Store:
    with Store(tmp_path / "store") as opened:
        yield opened


def test_each_deleted_thing_is_listed_and_comes_back_alone(store: Store) -> None:
    ids = [put(store, name) for name in ("a.md", "b.md", "c.md")]
    first = store.forget_documents(ids[:2], owner=ME)
    talk = store.conversations.create(ME, "Trip to Kyoto")
    store.conversations.append(talk, "hello")
    second = store.conversations.forget(talk, owner=ME)
    found = store.deleted.every(owner=ME)
    assert [(one.what, one.name, one.token) for one in found] == [
        ("conversation", "Trip to Kyoto", second), ("document", "b.md", first), ("document", "a.md", first),
    ]  # fmt: skip
    assert all(abs(one.at - found[0].at) < 60 for one in found)
    assert store.deleted.restore([found[2]], owner=ME) == 1
    assert {one.name for one in store.documents(owner=ME)} == {"a.md", "c.md"}
    assert [len(store.passages(ids[n], owner=ME)) for n in range(3)] == [2, 0, 2]
    assert store.restore(first, owner=ME) == 1, "what is left of the same forgetting"
    assert store.restore(second, owner=ME) == 1
    assert len(store.conversations.exchanges(talk, ME)) == 1
    assert store.deleted.every(owner=ME) == []
    assert store.restore(first, owner=ME) == 0


def test_deleted_for_good_takes_passages_and_vectors_and_leaves_the_rest(store: Store) -> None:
    ids = [put(store, name) for name in ("a.md", "b.md")]
    token = store.forget_documents(ids, owner=ME)
    one = next(one for one in store.deleted.every(owner=ME) if one.name == "a.md")
    assert store.deleted.purge([one], owner=ME) == 1
    assert [left.name for left in store.deleted.every(owner=ME)] == ["b.md"]
    assert {item.source for item in store.scan_everyone("documents")} == {"doc-b.md"}
    assert store.restore(token, owner=ME) == 1
    talk = store.conversations.create(ME, "x")
    store.conversations.append(talk, "secret")
    store.conversations.forget(talk, owner=ME)
    assert store.deleted.purge(store.deleted.every(owner=ME), owner=ME) == 1
    with store._ledger.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM exchanges").scalar() == 0
        assert connection.exec_driver_sql("SELECT count(*) FROM forgotten").scalar() == 0


def test_nobody_lists_restores_or_deletes_what_is_anothers(store: Store) -> None:
    mine, yours = put(store, "mine.md"), put(store, "yours.md", YOU)
    token = store.forget_documents([mine], owner=ME)
    store.forget_documents([yours], owner=YOU)
    found = store.deleted.every(owner=ME)
    assert [one.name for one in found] == ["mine.md"]
    assert [one.name for one in store.deleted.every(owner=YOU)] == ["yours.md"]
    assert store.restore(token, owner=YOU) == store.deleted.restore(found, owner=YOU) == 0
    assert store.deleted.purge(found, owner=YOU) == 0
    assert store.deleted.every(owner=ME) == found
    assert store.deleted.every(owner=SHARED) == []


def test_it_is_kept_for_thirty_days_or_as_long_as_is_set(store: Store, tmp_path: Path) -> None:
    store.forget_documents([put(store, "a.md")], owner=ME)
    with store._ledger.write() as connection:
        connection.exec_driver_sql("UPDATE forgotten SET at = at - 29.9 * 86400")
    assert store.deleted.purge_old() == 0
    with store._ledger.write() as connection:
        connection.exec_driver_sql("UPDATE forgotten SET at = at - 0.2 * 86400")
    assert store.deleted.purge_old() == 1
    assert list(store.scan_everyone("documents")) == []
    with Store(tmp_path / "other", keep_days=0) as short:
        short.forget_documents([put(short, "a.md")], owner=ME)
        assert short.deleted.purge_old() == 1


def test_a_name_a_part_a_key_or_nothing_says_what_comes_back(store: Store) -> None:
    ids = [put(store, name) for name in ("notes.pdf", "notes.md", "plan.md")]
    store.forget_documents(ids[:1], owner=ME)
    store.forget_documents(ids[1:], owner=ME)
    found = store.deleted.every(owner=ME)
    assert [one.name for one in picked(found, "")] == ["plan.md", "notes.md"]
    assert [one.name for one in picked(found, "「NOTES.pdf」")] == ["notes.pdf"]
    assert [one.name for one in picked(found, "notes")] == ["notes.md", "notes.pdf"]
    assert [one.name for one in picked(found, "document:doc-plan.md")] == ["plan.md"]
    assert picked(found, "otes.p") == [found[2]]
    assert picked(found, "nothing of that name") == picked([], "") == []


def test_erasing_leaves_nothing_of_one_person_on_the_disk_and_all_of_the_others(tmp_path: Path) -> None:
    canary = "xq-canary-7153"
    with Store(tmp_path / "store") as store:
        for number in range(40):
            put(store, f"{canary}-{number}.md", YOU, f"{canary} " * 50)
        put(store, "mine.md", ME, "what is mine")
        talk = store.conversations.create(YOU, f"{canary} talk")
        store.conversations.append(talk, f"{canary} said", blocks=f'["{canary} replied"]')
        store.corrections.add(YOU, f"{canary} corrected", "help")
        store.settings.set("seen", canary, owner=YOU)
        store.forget_documents([f"doc-{canary}-1.md"], owner=YOU)
        from store import care

        assert care.backup(store._ledger) is not None
        held = store.deleted.holdings(owner=YOU)
        assert (held.documents, held.conversations, held.corrections) == ({"text": 40}, 1, 1)
        assert f"/papers/{canary}-1.md" in held.locations
        gone: list[int] = []
        store.on_gone = lambda: gone.append(1)
        store.deleted.erase(owner=YOU)
        assert gone == [1]
        held = store.deleted.holdings(owner=YOU)
        assert (held.documents, held.conversations, held.corrections, held.locations) == ({}, 0, 0, ())
        assert store.deleted.every(owner=YOU) == store.documents(owner=YOU) == []
        files = [file for file in (tmp_path / "store").rglob("*") if file.is_file()]
        assert [file for file in files if canary.encode() in file.read_bytes()] == []
        copies = list((tmp_path / "store" / "backups").glob("ledger-*"))
        assert len(copies) == 1, "a new copy took the place of the former"
        assert b"what is mine" in copies[0].read_bytes()
        assert len(store.passages("doc-mine.md", owner=ME)) == 2
        for nobody in (SHARED, Owner("")):
            with pytest.raises(ValueError, match="nobody"):
                store.deleted.erase(owner=nobody)


def test_who_may_only_read_or_write_cannot_do_more(store: Store) -> None:
    kept = put(store, "a.md")
    with limited("write"):
        put(store, "b.md")
        for deletes in (
            lambda: store.forget_documents([kept], owner=ME),
            lambda: store.conversations.forget("x", owner=ME),
            lambda: store.deleted.purge([], owner=ME),
            lambda: store.deleted.erase(owner=ME),
        ):
            with pytest.raises(NotPermitted) as refused:
                deletes()
            assert refused.value.wanted == "delete"
        with limited("delete"), pytest.raises(NotPermitted):
            store.forget_documents([kept], owner=ME)
    before = store._ledger.sequence
    with limited("read"):
        store.open(Space("never made", "x", 4))
        assert store.near(Space("never made", "x", 4), np.ones(4, np.float32) / 2, owner=ME) == []
        for writes in (lambda: put(store, "c.md"), lambda: store.conversations.create(ME, "x")):
            with pytest.raises(NotPermitted):
                writes()
    assert (store._ledger.sequence, [space.name for space in store.spaces()]) == (before, ["documents"])
    assert store.forget_documents([kept], owner=ME)


def test_only_the_steps_of_a_limited_generator_are_limited(store: Store) -> None:
    def work():
        for name in ("a.md", "b.md"):
            yield put(store, name)

    steps = limiting("read", work())
    with pytest.raises(NotPermitted):
        next(steps)
    allowed = limiting("write", work())
    assert next(allowed) == "doc-a.md"
    assert store.forget_documents(["doc-a.md"], owner=ME), "between two steps nothing is limited"
    assert list(allowed) == ["doc-b.md"]
