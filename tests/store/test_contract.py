"""What every way of searching must do, run over exact search and over the Chroma index."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from store.errors import InvalidFilter, InvalidItem, SpaceIncomplete, SpaceMismatch, UnknownSpace
from store.library import Store
from store.types import SHARED, Owner, PutReport, Space
from store.where import matches
from tests.store.conftest import ME, SPACE, YOU, item, settled, vector

Opened = Callable[[], Store]


def test_near_is_the_order_of_cosine(opened: Opened, backend: str) -> None:
    store = opened()
    store.put("documents", [item(n) for n in range(300)])
    settled(store, backend)
    query = vector(1000)
    cosines = {f"i{n}": float(vector(n) @ query) for n in range(300)}
    expected = sorted(cosines, key=lambda name: -cosines[name])[:10]
    hits = store.near("documents", query, 10, owner=ME)
    assert [hit.id for hit in hits] == expected
    np.testing.assert_allclose([hit.score for hit in hits], [cosines[name] for name in expected], atol=1e-6)
    assert hits[0].scores == {"dense": hits[0].score}


def test_both_searches_in_one_give_what_each_gives_and_every_cosine(opened: Opened, backend: str) -> None:
    store = opened()
    store.put(
        "documents", [item(n, text=f"passage {n} {'zebra' if n % 7 == 0 else 'lion'}") for n in range(120)]
    )
    store.put("documents", [item(5, owner=YOU, text="a zebra of somebody else")])
    settled(store, backend)
    query, where = vector(7), {"id": {"$ne": "i14"}}
    for chosen in (None, where):
        dense, lexical = store.both("documents", "zebra 21", query, 12, owner=ME, where=chosen)
        near = store.near("documents", query, 12, owner=ME, where=chosen)
        assert [hit.id for hit in dense] == [hit.id for hit in near]
        np.testing.assert_allclose([hit.score for hit in dense], [hit.score for hit in near], atol=1e-6)
        words = store.lexical("documents", "zebra 21", 12, owner=ME, where=chosen)
        assert [(hit.id, hit.score) for hit in lexical] == [(hit.id, hit.score) for hit in words]
        assert lexical[0].id == "i21"
        for hit in lexical:
            assert hit.scores["dense"] == pytest.approx(float(vector(int(hit.id[1:])) @ query), abs=1e-6)
    assert store.both("documents", "zebra", query, 5, owner=Owner("nobody")) == ([], [])


def test_a_writer_sees_its_own_writes_at_once(opened: Opened, backend: str) -> None:
    store = opened()
    store.put("documents", [item(n) for n in range(100)])
    settled(store, backend)
    store.put("documents", [item(500, text="a zebra")])
    assert store.near("documents", vector(500), 1, owner=ME)[0].id == "i500"
    assert [hit.id for hit in store.lexical("documents", "zebras", owner=ME)] == ["i500"]
    store.put("documents", [item(500, vector=vector(7000), text="a lion")])
    assert store.near("documents", vector(7000), 1, owner=ME)[0].text == "a lion"
    assert store.near("documents", vector(500), 1, owner=ME)[0].score < 0.99
    assert store.lexical("documents", "zebra", owner=ME) == []
    assert store.remove("documents", ["i500", "i3", "missing"], owner=ME) == 2
    assert {"i500", "i3"}.isdisjoint(hit.id for hit in store.near("documents", vector(3), 100, owner=ME))
    assert len(store.near("documents", vector(3), 200, owner=ME)) == 99


def test_put_says_what_changed(opened: Opened) -> None:
    store = opened()
    assert store.put("documents", [item(1), item(2)]) == PutReport(added=2)
    again = [item(1), item(2, text="other"), item(3), item(3, text="the last one counts")]
    assert store.put("documents", again) == PutReport(added=1, updated=1, unchanged=1)
    assert [one.text for one in store.get("documents", ["i3", "i9", "i1"], owner=ME)] == [
        "the last one counts",
        "passage number 1",
    ]


def test_owners_are_apart_and_all_read_what_is_shared(opened: Opened, backend: str) -> None:
    store = opened()
    store.put("documents", [item(n, ME) for n in range(50)] + [item(n, YOU) for n in range(50, 100)])
    store.put("documents", [item(200, SHARED)])
    settled(store, backend)
    for owner, own in ((ME, range(50)), (YOU, range(50, 100)), (Owner("nobody"), range(0))):
        visible = {f"i{n}" for n in own} | {"i200"}
        assert {hit.id for hit in store.near("documents", vector(60), 500, owner=owner)} == visible
        assert {hit.id for hit in store.lexical("documents", "passage", 500, owner=owner)} == visible
        assert {one.id for one in store.scan("documents", owner=owner)} == visible
        assert store.count("documents", owner=owner) == len(visible)
    assert store.get("documents", ["i60"], owner=ME) == []
    assert store.remove("documents", ["i60", "i200"], owner=ME) == 0
    assert store.near("documents", vector(60), 1, owner=ME, where={"id": "i60"}) == []


def test_ones_own_version_takes_the_place_of_the_shared_one(opened: Opened, backend: str) -> None:
    store = opened()
    store.put("documents", [item(n, SHARED) for n in range(20)])
    store.put("documents", [item(3, ME, text="mine", vector=vector(99))])
    settled(store, backend)
    assert store.count("documents", owner=ME) == 20
    assert {hit.text for hit in store.near("documents", vector(3), 20, owner=ME) if hit.id == "i3"} == {
        "mine"
    }
    assert store.near("documents", vector(3), 1, owner=ME)[0].id != "i3"
    assert store.near("documents", vector(3), 1, owner=YOU)[0].text == "passage number 3"
    assert [hit.text for hit in store.lexical("documents", "mine 3", 30, owner=ME) if hit.id == "i3"] == [
        "mine"
    ]
    store.remove("documents", ["i3"], owner=ME)
    assert store.near("documents", vector(3), 1, owner=ME)[0].text == "passage number 3"


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"kind": "pdf"}, {0, 2, 4, 6, 8}),
        ({"kind": ["md", "pdf"]}, set(range(10))),
        ({"kind": []}, set()),
        ({"page": 3}, {3}),
        ({"page": 3.0}, {3}),
        ({"page": "3"}, set()),
        ({"page": {"$gte": 3, "$lt": 6}}, {3, 4, 5}),
        ({"kind": "pdf", "page": {"$gt": 4}}, {6, 8}),
        ({"kind": {"$ne": "pdf"}}, {1, 3, 5, 7, 9}),
        ({"page": {"$nin": [0, 1, 2, 3, 4, 5]}}, {6, 7, 8, 9}),
        ({"starred": True}, {1}),
        ({"starred": 1}, set()),
        ({"absent": {"$ne": 1}}, set()),
        ({"source": "doc-1"}, {5}),
        ({"id": ["i1", "i2", "i99"]}, {1, 2}),
    ],
)
def test_filters(opened: Opened, backend: str, where: dict, expected: set[int]) -> None:
    store = opened()
    store.put(
        "documents",
        [
            item(
                n,
                metadata={"kind": "md" if n % 2 else "pdf", "page": n}
                | ({"starred": True} if n == 1 else {}),
                source="doc-1" if n == 5 else "",
            )
            for n in range(10)
        ],
    )
    settled(store, backend)
    wanted = {f"i{n}" for n in expected}
    assert {hit.id for hit in store.near("documents", vector(0), 50, owner=ME, where=where)} == wanted
    assert {hit.id for hit in store.lexical("documents", "passage", 50, owner=ME, where=where)} == wanted


def test_filters_follow_changes(opened: Opened) -> None:
    store = opened()
    store.put("documents", [item(n, metadata={"kind": "a"}) for n in range(5)])
    assert len(store.near("documents", vector(0), 50, owner=ME, where={"kind": "a"})) == 5
    store.put("documents", [item(2, metadata={"kind": "b"}), item(7, metadata={"kind": "a"})])
    ids = {hit.id for hit in store.near("documents", vector(0), 50, owner=ME, where={"kind": "a"})}
    assert ids == {"i0", "i1", "i3", "i4", "i7"}


@pytest.mark.parametrize(
    "where",
    [
        {"at": {"$gte": 100, "$lt": 2600}},
        {"at": {"$gte": 5}},
        {"at": {"$lt": 40}},
        {"id": [f"i{n}" for n in range(0, 3000, 3)]},
        {"source": [f"doc-{n}" for n in (1, 4, 9)], "at": {"$gt": 77}},
        {"kind": {"$nin": ["a", "b"]}},
        {"at": [3, 4, True, "5", 6.0]},
    ],
)
def test_filtered_search_is_the_order_of_cosine_among_what_passes(
    opened: Opened, backend: str, where: dict
) -> None:
    store = opened()
    items = [item(n, metadata={"at": n, "kind": "abc"[n % 3]}, source=f"doc-{n % 11}") for n in range(3000)]
    store.put("documents", items[:2000])
    store.put("documents", [item(n, metadata={"at": 1}) for n in range(30)])
    store.put("documents", items[2000:] + items[:30])  # the first thirty have moved to the end
    settled(store, backend)
    for seed in (4000, 4001):
        query = vector(seed)
        passing = [
            one for one in items if matches(where, {**one.metadata, "id": one.id, "source": one.source})
        ]
        expected = sorted(passing, key=lambda one: -float(one.vector @ query))[:25]
        hits = store.near("documents", query, 25, owner=ME, where=where)
        assert [hit.id for hit in hits] == [one.id for one in expected]
        scores = [float(one.vector @ query) for one in expected]
        np.testing.assert_allclose([hit.score for hit in hits], scores, atol=1e-6)


@pytest.mark.parametrize("where", [{"a": {"$like": 1}}, {"a": {"$gt": "x"}}, {"a": {}}, {"a": [None]}])
def test_filters_outside_the_language_are_refused(opened: Opened, where: dict) -> None:
    with pytest.raises(InvalidFilter):
        opened().near("documents", vector(0), owner=ME, where=where)


def test_everything_is_there_after_a_restart(opened: Opened, backend: str) -> None:
    store = opened()
    store.put("documents", [item(n) for n in range(2500)])
    settled(store, backend)
    before = (
        store.near("documents", vector(9000), 5, owner=ME),
        store.lexical("documents", "number 77", 3, owner=ME),
    )
    store.remove("documents", ["i11"], owner=ME)
    store = opened()
    assert store.near("documents", vector(9000), 5, owner=ME) == before[0]
    assert store.lexical("documents", "number 77", 3, owner=ME)[0].id == before[1][0].id == "i77"
    settled(store, backend)
    assert store.health().problems == ()
    assert store.health().index.items == (2499 if backend == "chroma" else 0)
    assert "i11" not in {hit.id for hit in store.near("documents", vector(11), 5, owner=ME)}


def test_an_index_agrees_with_exact_search(opened: Opened, backend: str) -> None:
    store = opened()
    store.put("documents", [item(n) for n in range(4000)])
    settled(store, backend)
    matrix = np.stack([vector(n) for n in range(4000)])
    shared = 0
    for seed in range(10_000, 10_050):
        best = {f"i{n}" for n in np.argsort(-(matrix @ vector(seed)))[:10]}
        shared += len(best & {hit.id for hit in store.near("documents", vector(seed), 10, owner=ME)})
    assert shared >= (500 if backend == "exact" else 490)


def test_spaces_never_mix_encoders(opened: Opened) -> None:
    store = opened()
    with pytest.raises(SpaceMismatch) as caught:
        store.open(Space("documents", "other-encoder", 16))
    assert (caught.value.space, caught.value.command) == ("documents", "assistant models reencode")
    assert "other-encoder" in caught.value.wanted
    with pytest.raises(SpaceMismatch):
        store.open(replace(SPACE, dim=8))
    with pytest.raises(UnknownSpace):
        store.near("missing", vector(0), owner=ME)
    with pytest.raises(InvalidItem):
        store.near("documents", vector(0, 8), owner=ME)
    assert store.spaces() == [SPACE]


@pytest.mark.parametrize(
    "broken",
    [
        {"vector": vector(1, 8)},
        {"vector": np.full(16, np.nan)},
        {"metadata": {"a": None}},
        {"id": ""},
        {"owner": ""},
    ],
)
def test_a_put_with_one_bad_item_changes_nothing(opened: Opened, broken: dict) -> None:
    store = opened()
    with pytest.raises(InvalidItem):
        store.put("documents", [item(1), item(2, **broken)])
    assert store.count("documents", owner=ME) == 0


def test_replacing_a_space_waits_until_the_new_one_is_complete(opened: Opened, backend: str) -> None:
    store = opened()
    store.put("documents", [item(n) for n in range(30)] + [item(40, YOU)])
    fresh = Space("documents~", "better-encoder", 8)
    store.open(fresh)
    olds = list(store.scan_everyone("documents"))
    news = [replace(old, vector=vector(int(old.id[1:]), 8)) for old in olds]
    store.put("documents~", news[:-1])
    with pytest.raises(SpaceIncomplete) as caught:
        store.replace_space("documents", fresh)
    assert caught.value.missing == 1
    assert store.near("documents", vector(5), 1, owner=ME)[0].id == "i5"
    store.put("documents~", news[-1:])
    store.replace_space("documents", fresh)
    assert store.spaces() == [Space("documents", "better-encoder", 8)]
    settled(store, backend)
    assert store.near("documents", vector(5, 8), 1, owner=ME)[0].id == "i5"
    assert store.count("documents", owner=YOU) == 1


def test_odd_texts_and_names_come_back_as_they_were(opened: Opened) -> None:
    store = opened()
    texts = ["", "\x00 nul", "right ‮to left", "😀" * 50, "half \ud800", "日本語", "x" * 100_000]
    store.put(
        "documents",
        [item(n, Owner("o'; drop--"), id=text or "empty", text=text) for n, text in enumerate(texts)],
    )
    found = list(store.scan("documents", owner=Owner("o'; drop--")))
    assert [one.text for one in found] == [text.replace("\ud800", "?") for text in texts]
    assert store.lexical("documents", "日本", 1, owner=Owner("o'; drop--"))[0].text == "日本語"
    assert store.lexical("documents", " ?!", 1, owner=ME) == []
