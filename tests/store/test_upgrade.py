"""Libraries that earlier versions wrote open whole in this one (tests/data/make_library.py wrote them)."""

from __future__ import annotations

import json
import sqlite3
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.engines.language.lessons import Lessons
from assistant.settings import Settings, default_cache
from store.types import ME, Owner

LIBRARIES = sorted((Path(__file__).parents[1] / "data").glob("library-*.zip"))


@pytest.fixture(params=LIBRARIES, ids=[path.stem for path in LIBRARIES])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The home of an old library, in which what was forgotten was forgotten just now."""
    with zipfile.ZipFile(request.param) as archive:
        archive.extractall(tmp_path)
    ledger = sqlite3.connect(tmp_path / "store" / "ledger.sqlite3")
    ledger.execute("UPDATE forgotten SET at = ?", [time.time()])
    ledger.commit()
    ledger.close()
    return tmp_path


@pytest.fixture
def facts(old: Path) -> dict[str, str]:
    return json.loads((old / "facts.json").read_text(encoding="utf-8"))


@pytest.fixture
def opened(old: Path) -> Iterator[Assistant]:
    with Assistant.open(settings=Settings(home=old, samples=False, cache=default_cache())) as assistant:
        yield assistant


def test_what_a_person_kept_is_there(opened: Assistant, facts: dict[str, str]) -> None:
    a = opened
    documents = {document.title: document for document in a.library.documents(owner=ME)}
    assert {"Rent", "Piano", "やかん", "Garden", "cat", "bicycle", "Tama"} <= set(documents)
    assert "Old note" not in documents
    assert documents["Garden"].tags == ("garden", "庭")
    assert [len(a.library.passages(documents[title].id, owner=ME)) for title in ("Garden", "cat")] == [2, 2]
    assert "tomatoes were sown in April" in a.library.document(documents["Garden"].id, owner=ME).text
    talk = facts["conversation"]
    said = a.store.conversations.exchanges(talk, ME)
    assert [one.text for one in said] == ["When is the rent due?", "When is the piano tuned next?"]
    assert all(json.loads(one.blocks) for one in said)
    assert [one.title for one in a.store.conversations.list(ME)] == ["Rent and piano"]
    assert dict(a.store.corrections.all(ME)) == {
        "what is the weather like on shelf two": "search_text", "やかんを見せて": "search_text"
    }  # fmt: skip
    assert a.store.settings.get("page.language", owner=ME) == "ja"
    assert a.store.health().problems == ()


def test_small_pictures_are_where_the_home_is_now(opened: Assistant, old: Path) -> None:
    shown = list(opened.library.images.stored(ME))
    assert len(shown) == 2
    for item in shown:
        assert Path(str(item.metadata["thumbnail"])).parent == old / "thumbnails"
        assert Path(str(item.metadata["thumbnail"])).is_file()


def test_what_was_taught_and_trained_is_there(opened: Assistant) -> None:
    a = opened
    assert Lessons(a.store).examples(ME) == {
        "home": ["water the plants"], "work": ["send the invoice"], "家事": ["皿を洗う"]
    }  # fmt: skip
    assert [item.metadata["name"] for item in a.library.images.names.examples("Tama", owner=ME)] == [
        "cat.png"
    ]
    assert a.engines.graphs.is_embedded("friends")
    assert a.engines.graphs.embedded("friends").matrix.shape == (5, 8)
    assert a.engines.items.is_trained("shop")
    assert sorted(a.engines.items.learned("shop").baskets.items) == [
        "cereal", "lemon", "milk", "nori", "rice", "tea"
    ]  # fmt: skip


def test_what_was_forgotten_comes_back_by_its_old_link(opened: Assistant, facts: dict[str, str]) -> None:
    assert opened.library.restore(facts["document_token"], owner=ME) == 1
    assert "Old note" in {document.title for document in opened.library.documents(owner=ME)}
    assert opened.store.restore(facts["conversation_token"], owner=ME) == 1
    assert {talk.title for talk in opened.store.conversations.list(ME)} == {"Rent and piano", "忘れた会話"}


def test_owners_stay_apart(opened: Assistant) -> None:
    theirs = opened.library.documents(owner=Owner("someone"))
    assert [document.title for document in theirs] == ["Rent"]
    assert opened.store.conversations.list(Owner("someone")) == []


def test_its_vectors_still_answer(opened: Assistant) -> None:
    best = opened.search("When must the flat be paid?", k=1, mode="dense")[0]
    assert "rent of the flat" in best.text
    best = opened.search("やかん", k=1, mode="lexical")[0]
    assert "取っ手" in best.text
