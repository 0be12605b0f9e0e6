from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from store.conversations import UnknownConversation
from store.library import Store
from store.types import SHARED, Document, Item, PutReport, Space
from tests.store.conftest import ME, SPACE, YOU, item, vector


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path, size_limit=16 << 20) as made:
        made.open(SPACE)
        yield made


def passages(name: str, *texts: str) -> list[Item]:
    return [
        item(n, id=f"{name}#{n}", text=text, vector=vector(len(text) * 100 + n), source=name,
             metadata={"order": n, "name": f"{name}.txt"})
        for n, text in enumerate(texts)
    ]  # fmt: skip


def document(name: str, **fields: object) -> Document:
    return Document(**({"id": name, "owner": ME, "name": f"{name}.txt", "text": f"all of {name}"} | fields))


def test_a_document_is_replaced_with_its_passages(store: Store) -> None:
    first = store.put_document(document("a"), "documents", passages("a", "one", "two", "three"))
    assert first == PutReport(added=3)
    again = store.put_document(document("a", text="new"), "documents", passages("a", "one", "other"))
    assert again == PutReport(added=0, updated=1, unchanged=1)
    assert [one.text for one in store.passages("a", owner=ME)] == ["one", "other"]
    found = store.document("a", owner=ME)
    assert found is not None
    assert (found.text, found.passages) == ("new", 2)
    assert store.documents(owner=ME)[0].text == ""
    assert store.document("a", owner=YOU) is None
    assert store.passages("a", owner=YOU) == []


def test_several_documents_and_what_is_beside_them_are_one_commit(store: Store) -> None:
    looks = Space("looks", "eyes", 16)
    store.open(looks)
    version = store.documents_version
    beside = (looks, [item(n, id=name, source=name) for n, name in enumerate("ab")])
    pairs = [(document(name, tags=(name,), location=f"/x/{name}"), passages(name, "one")) for name in "ab"]
    assert store.put_documents(pairs, SPACE, beside) == PutReport(added=2)
    assert store.documents_version != version
    assert [one.id for one in store.scan("looks", owner=ME)] == ["a", "b"]
    listed = store.places(owner=ME, kind="text")
    assert sorted(listed) == [("a", "/x/a", ("a",)), ("b", "/x/b", ("b",))]

    def failing() -> Iterator[Item]:
        yield from passages("d", "one")
        raise RuntimeError("the encoder failed")

    more = [(document("c"), passages("c", "one")), (document("d"), failing())]
    with pytest.raises(RuntimeError):
        store.put_documents(more, SPACE, (looks, [item(9, id="c", source="c")]))
    assert [one.id for one in store.scan("looks", owner=ME)] == ["a", "b"]
    assert {one.id for one in store.documents(owner=ME)} == {"a", "b"}
    store.forget_documents(["a"], owner=ME)
    assert next(iter(store.scan("looks", owner=ME))).id == "b"
    assert store.every_document_id() == {"a", "b"}
    store.deleted.purge_old(days=0)
    assert store.every_document_id() == {"b"}


def test_of_a_document_given_twice_in_one_call_the_last_counts(store: Store) -> None:
    store.put_document(document("a"), SPACE, passages("a", "one", "two"))
    pairs = [
        (document("a", text="second"), passages("a", "one", "2")),
        (document("b"), passages("b", "one")),
        (document("a", text="third"), passages("a", "three")),
    ]
    assert store.put_documents(pairs, SPACE) == PutReport(added=1, updated=1)
    assert [one.text for one in store.passages("a", owner=ME)] == ["three"]
    assert [one.text for one in store.passages("b", owner=ME)] == ["one"]
    found = store.document("a", owner=ME)
    assert found is not None
    assert (found.text, found.passages) == ("third", 1)


def test_a_passage_that_moves_to_another_document_in_one_call_is_kept(store: Store) -> None:
    store.put_documents([(document("a"), passages("a", "one", "two"))], SPACE)
    moved = replace(passages("a", "one", "two")[1], source="b")
    store.put_documents([(document("a"), passages("a", "one")), (document("b"), [moved])], SPACE)
    assert [one.text for one in store.passages("a", owner=ME)] == ["one"]
    assert [one.text for one in store.passages("b", owner=ME)] == ["two"]


def test_a_failed_replacement_leaves_the_old_document_whole(store: Store) -> None:
    store.put_document(document("a"), "documents", passages("a", "one", "two"))

    def failing() -> Iterator[Item]:
        yield from passages("a", "changed")
        raise RuntimeError("the encoder failed")

    with pytest.raises(RuntimeError):
        store.put_document(document("a", text="new"), "documents", failing())
    assert [one.text for one in store.passages("a", owner=ME)] == ["one", "two"]
    assert store.document("a", owner=ME).text == "all of a"


def test_listing_finds_by_text_kind_and_tag_newest_first(store: Store) -> None:
    store.put_document(document("a", kind="pdf", added=1.0, tags=("x", "y")), "documents", [])
    store.put_document(document("b", kind="md", added=3.0, title="Ｆｕｌｌ width 100%"), "documents", [])
    store.put_document(document("c", kind="md", added=2.0, owner=SHARED, tags=("x",)), "documents", [])
    store.put_document(document("d", owner=YOU), "documents", [])

    def names(**filters: object) -> list[str]:
        return [one.id for one in store.documents(owner=ME, **filters)]

    assert names() == ["b", "c", "a"]
    assert names(kind="md") == ["b", "c"]
    assert names(tag="x") == ["c", "a"]
    assert names(text="full WIDTH") == ["b"]
    assert names(text="100%") == ["b"]
    assert names(text="1__%") == []
    assert names(limit=1, offset=1) == ["c"]


def test_a_new_name_reaches_filters_and_leaves_the_rest(store: Store) -> None:
    store.put_document(document("a", tags=("old",)), "documents", passages("a", "one", "two"))
    before = store.document("a", owner=ME)
    store.update_document(replace(before, name="b.txt", tags=("new",), text="", passages=0))
    after = store.document("a", owner=ME)
    assert (after.name, after.tags, after.text, after.passages) == ("b.txt", ("new",), "all of a", 2)
    hits = store.lexical("documents", "one two", owner=ME, where={"name": "b.txt"})
    assert {hit.text for hit in hits} == {"one", "two"}
    assert store.near("documents", vector(300), owner=ME, where={"name": "a.txt"}) == []


def test_forgetting_hides_and_restoring_brings_back(store: Store) -> None:
    for name in "abc":
        store.put_document(document(name), "documents", passages(name, f"zebra {name}"))
    token = store.forget_documents(["a", "b", "missing"], owner=ME)
    assert [one.id for one in store.documents(owner=ME)] == ["c"]
    assert {hit.source for hit in store.lexical("documents", "zebra", owner=ME)} == {"c"}
    assert store.restore(token, owner=YOU) == 0
    assert store.restore("", owner=ME) == 0
    store.put_document(document("a", text="again"), "documents", passages("a", "zebra anew"))
    assert store.restore(token, owner=ME) == 1
    assert store.restore(token, owner=ME) == 0
    found = sorted(hit.text for hit in store.lexical("documents", "zebra", owner=ME))
    assert found == ["zebra anew", "zebra b", "zebra c"]


def test_the_forgotten_is_purged_after_its_days(store: Store) -> None:
    store.put_document(document("a"), "documents", passages("a", "secret"))
    store.put_document(document("b"), "documents", passages("b", "kept"))
    token = store.forget_documents(["a"], owner=ME)
    assert store.deleted.purge_old() == 0
    assert store.deleted.purge_old(days=0) == 1
    assert store.restore(token, owner=ME) == 0
    assert [one.text for one in store.scan_everyone("documents")] == ["kept"]


def test_visitors_expire_and_residents_stay(store: Store) -> None:
    old = time.time() - 3 * 3600
    for owner, added in ((ME, old), (SHARED, old), (YOU, old), ("fresh", time.time())):
        store.put_document(document("a", owner=owner, added=added), "documents",
                           [replace(one, owner=owner) for one in passages("a", "text")])  # fmt: skip
    assert store.deleted.expire(2) == 1
    assert {one.owner for one in store.scan_everyone("documents")} == {ME, SHARED, "fresh"}
    assert [one.owner for one in store.documents(owner=YOU)] == [SHARED]


def test_sizes_are_ones_own(store: Store) -> None:
    store.put_document(document("a", kind="pdf", size=100), "documents", passages("a", "one", "two"))
    store.put_document(document("b", kind="pdf", size=11), "documents", passages("b", "x"))
    store.put_document(document("c", owner=SHARED, size=7), "documents", [])
    assert store.sizes(owner=ME) == {"pdf": {"documents": 2, "passages": 3, "bytes": 111}}


def test_conversations_are_kept_found_renamed_and_private(store: Store) -> None:
    talks = store.conversations
    first, second = talks.create(ME, "Zoo"), talks.create(ME, "Kitchen", "ja")
    talks.append(first, "Which animal is striped?", ["a.pdf"], "en", '{"plugin": "search"}',
                 '[{"type": "text", "markdown": "A Ｚebra"}]', owner=ME)  # fmt: skip
    assert [one.id for one in talks.list(ME)] == [first, second]
    assert [(one.exchanges, one.language) for one in talks.list(ME)] == [(1, "en"), (0, "ja")]
    exchange = talks.exchanges(first, ME)[0]
    assert (exchange.text, exchange.files, exchange.route) == (
        "Which animal is striped?", ("a.pdf",), '{"plugin": "search"}',
    )  # fmt: skip
    assert [one.id for one in talks.search(ME, "zebra")] == [first]
    assert [one.id for one in talks.search(ME, "KITCHEN")] == [second]
    assert talks.search(ME, "markdown") == []
    talks.rename(second, "台所", owner=ME)
    assert talks.get(second, owner=ME).title == "台所"
    assert talks.list(YOU) == talks.search(YOU, "zebra") == []
    for forbidden in (
        lambda: talks.exchanges(first, YOU),
        lambda: talks.append(first, "hello", owner=YOU),
        lambda: talks.rename(first, "x", owner=YOU),
        lambda: talks.forget(first, owner=YOU),
        lambda: talks.append("missing", "hello"),
    ):
        with pytest.raises(UnknownConversation):
            forbidden()
    token = talks.forget(first, owner=ME)
    assert [one.id for one in talks.list(ME)] == [second]
    assert (store.restore(token, owner=YOU), store.restore(token, owner=ME)) == (0, 1)
    assert len(talks.exchanges(first, ME)) == 1


def test_corrections_and_settings_outlive_the_program(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.corrections.add(ME, "play some jazz", "search_text")
        store.corrections.add(ME, "hello", "help")
        store.corrections.add(ME, "play some jazz", "out_of_scope")
        store.corrections.add(YOU, "hello", "forget")
        store.settings.set("language", {"ui": "ja"})
        store.settings.set("language", "en", owner=YOU)
    with Store(tmp_path) as store:
        assert store.corrections.all(ME) == [("hello", "help"), ("play some jazz", "out_of_scope")]
        assert store.corrections.remove(ME, "hello")
        assert not store.corrections.remove(ME, "hello")
        assert store.corrections.all(YOU) == [("hello", "forget")]
        assert store.settings.get("language") == {"ui": "ja"}
        assert store.settings.get("language", owner=YOU) == "en"
        assert store.settings.get("missing", 3) == 3


def test_many_threads_write_and_read_at_once(store: Store) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def work(number: int) -> int:
        owner = f"visitor-{number % 10}"
        store.put_document(document(f"d{number}", owner=owner), "documents",
                           [replace(one, owner=owner) for one in passages(f"d{number}", f"canary {owner}")])  # fmt: skip
        hits = store.lexical("documents", "canary", 100, owner=owner) + store.near(
            "documents", vector(1), 100, owner=owner
        )
        return sum(hit.text != f"canary {owner}" for hit in hits) + (
            f"d{number}" not in {hit.source for hit in hits}
        )

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(work, range(200))) == 0
    assert sum(store.count("documents", owner=f"visitor-{n}") for n in range(10)) == 200
