"""Baskets read, learned, recommended and measured."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assets.recipes.manifest import ASSETS
from assets.recipes.samples_baskets import draw
from assistant.encoders.models import Models
from assistant.engines.engines import Engines
from assistant.engines.items.baskets import Baskets
from assistant.engines.items.errors import BadBaskets, NoBaskets, NoItem, TooFewBaskets
from assistant.engines.items.evaluate import (
    evaluate,
    leave_last_out,
    measure,
    popularity_scores,
    together_scores,
)
from assistant.engines.items.item2vec import Item2Vec, Item2VecSettings
from assistant.engines.items.items import Items
from assistant.engines.items.readers import LARGEST, parse, read
from assistant.settings import Settings
from store.library import Store
from store.types import SHARED, Owner

DATA = Path(__file__).parents[3] / "shared" / "data" / "items"


@pytest.fixture
def items(tmp_path: Path) -> Iterator[Items]:
    with Store(tmp_path / "store", backups=False) as store:
        settings = Settings(home=tmp_path, cache=tmp_path / "cache")
        yield Engines(store, settings, Models(settings)).items


@pytest.mark.parametrize(
    ("text", "separator", "roles"),
    [
        ("milk,bread\neggs,milk,jam\nbread\n", ",", ()),
        ("milk bread\neggs milk jam\nbread\n", " ", ()),
        ("u1,milk\nu1,bread\nu2,eggs\nu2,milk\nu2,jam\nu3,bread\n", ",", ("basket", "item")),
        ("order;product\n1;milk\n1;bread\n2;eggs\n2;milk\n2;jam\n3;bread\n", ";", ("basket", "item")),
        ("商品\t会員\nmilk\t1\nbread\t1\neggs\t2\nmilk\t2\njam\t2\nbread\t3\n", "\t", ("item", "basket")),
        ("Member_number,Date,itemDescription\n1,02-01-2015,bread\n1,01-01-2015,milk\n2,01-01-2015,eggs\n"
         "2,02-01-2015,milk\n2,03-02-2015,jam\n3,01-01-2015,bread\n", ",", ("basket", "time", "item")),
    ],
)  # fmt: skip
def test_files_of_every_shape_give_the_same_baskets(
    text: str, separator: str, roles: tuple[str, ...]
) -> None:
    found = parse("f", text)
    assert found.baskets == (("milk", "bread"), ("eggs", "milk", "jam"), ("bread",))
    assert (found.separator, found.roles) == (separator, roles)


def test_ratings_and_times_without_a_header_are_guessed_and_corrected() -> None:
    rows = [
        f"{user}\t{item}\t{(user + item) % 5 + 1}\t{880000000 + 100 - item}"
        for user in range(9)
        for item in range(7, 11)
    ]
    found = parse("u.data", "\n".join(rows))
    assert found.roles == ("basket", "item", "rating", "time")
    assert found.baskets[0] == ("10", "9", "8", "7")
    turned = parse("u.data", "\n".join(rows), ("item", "basket", "rating", "time"))
    assert len(turned.baskets) == 4


@pytest.mark.parametrize(
    ("text", "why"), [("", "empty"), ("milk\nbread\n", "one column"), ("a,b\nc,d\n", "")]
)
def test_poor_files_are_refused_or_too_few(items: Items, tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "b.csv"
    path.write_text(text)
    if why:
        with pytest.raises(BadBaskets) as caught:
            items.add("poor", path)
        assert why in caught.value.say("en")
    else:
        items.add("poor", path)
        with pytest.raises(TooFewBaskets):
            items.recommend("poor", ["a"])


def test_a_refusal_is_in_one_language(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)  # a file of holes: no room on the disk
    with pytest.raises(BadBaskets, match="larger than 256 MB") as caught:
        read(path)
    assert caught.value.say("ja") == "huge.csv は買い物かごとして読めません: 256 MB を超えています"
    with pytest.raises(BadBaskets) as caught:
        parse("one", "milk\nbread\n")
    assert caught.value.say("ja").endswith("列が1つしかありません（かごには2つ以上の商品が要ります）")


def test_measures_count_hits_and_discount_ranks() -> None:
    baskets = Baskets(tuple("abcd"), ((0, 1), (0, 2), (0, 3), (1, 0)))
    kept, questions = leave_last_out(baskets)
    assert questions == [((0,), 1), ((0,), 2), ((0,), 3), ((1,), 0)]
    assert kept.baskets == ((0,), (0,), (0,), (1,))
    scores = np.array([4.0, 3.0, 2.0, 1.0])
    found = measure("fixed", lambda held: np.tile(scores, (len(held), 1)), questions, 4, k=2)
    # ranks of the answers among the items not held: b 0, c 1, d 2 (missed), a 0
    assert found.hit_rate == pytest.approx(3 / 4)
    assert found.ndcg == pytest.approx((1 + 1 / np.log2(3) + 0 + 1) / 4)
    flat = measure("flat", lambda held: np.zeros(held.shape), questions, 4, k=1)
    assert flat.hit_rate == 0


def test_baselines_are_counts() -> None:
    baskets = Baskets.of([["a", "b"], ["a", "b"], ["a", "c"], ["d", "c"]])
    held = np.zeros((1, 4))
    held[0, baskets.positions["b"]] = 1
    scores = together_scores(baskets)(held)[0]
    assert scores[baskets.positions["a"]] == pytest.approx(1)
    assert scores[baskets.positions["c"]] == 0
    assert popularity_scores(baskets)(held)[0][baskets.positions["a"]] == 3


def test_scores_are_chances_and_an_item_is_not_bought_with_itself() -> None:
    random = np.random.default_rng(0)
    model = Item2Vec(
        random.normal(size=(6, 3)).astype(np.float32), random.normal(size=(6, 3)).astype(np.float32)
    )
    scores = model.scores(np.eye(6), np.arange(1, 7.0))
    np.testing.assert_allclose(scores.sum(axis=1), 1)
    np.testing.assert_array_equal(np.diag(scores), 0)


def test_sample_goes_together_in_both_languages(items: Items) -> None:
    items.add("drawn", draw(600))
    found = [near.item for near in items.recommend("drawn", ["curry roux"], 5)]
    assert (
        len(
            {
                "potatoes / じゃがいも",
                "carrots / にんじん",
                "onions / 玉ねぎ",
                "beef / 牛肉",
                "pickles / 福神漬け",
                "rice / 米",
            }
            & set(found)
        )
        >= 4
    )
    assert [near.item for near in items.recommend("drawn", ["カレールー"], 5)] == found
    assert "bread / パン" not in {near.item for near in items.recommend("drawn", ["jam", "bread"], 60)}
    likes = {near.item for near in items.similar("drawn", ["carrots"], 5)}
    assert likes & {
        "potatoes / じゃがいも",
        "onions / 玉ねぎ",
        "curry roux / カレールー",
        "pickles / 福神漬け",
    }
    plain = [near.item for near in items.recommend("drawn", ["milk"], 8)]
    assert [near.item for near in items.recommend("drawn", ["milk", "-cat food"], 8)] != plain
    behind = items.evidence("drawn", ["curry roux"], found[0])
    assert behind.lift > 2
    assert all({"curry roux / カレールー", found[0]} <= set(basket) for basket in behind.examples)
    with pytest.raises(NoItem) as caught:
        items.recommend("drawn", ["chocolat bar"])
    assert caught.value.advise("en")


def test_models_are_kept_for_their_owner(items: Items, tmp_path: Path) -> None:
    items.add("mine", draw(200))
    names, rows = items.embed("mine", size=8, epochs=5)
    assert rows.shape == (len(names), 8)
    fresh = Items(items._kept._trained._store, Settings(home=tmp_path, cache=tmp_path / "cache"))
    assert fresh.is_trained("mine")
    np.testing.assert_allclose(fresh.learned("mine").model.inputs, rows, rtol=1e-6)
    with pytest.raises(NoBaskets):
        items.baskets("mine", owner=Owner("other"))
    assert "sample" in items.names()


def test_the_sample_is_trained_once_for_everybody(
    items: Items, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assistant.engines.items import items as facade

    trained: list[str] = []
    whole = facade.train

    def counted(*args: object) -> Item2Vec:
        trained.append(str(args[-1]))
        return whole(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(facade, "train", counted)
    people = [Owner(f"visitor-{n}") for n in range(5)]
    jobs = [items.train_job("sample", owner=owner) for owner in people]
    found = {id(job.result().model) for job in jobs}
    assert len(found) == len(trained) == 1
    assert all(items.is_trained("sample", owner=owner) for owner in [*people, SHARED])
    store = items._kept._trained._store
    assert store.documents(owner=SHARED) == store.documents(owner=people[0]) == []
    fresh = Items(store, Settings(home=tmp_path / "another", cache=tmp_path / "cache"))
    np.testing.assert_array_equal(
        fresh.learned("sample", owner=people[0]).model.inputs, items.learned("sample").model.inputs
    )
    assert len(trained) == 1, "another process reads what the first one kept"
    mine = fresh.train_job("sample", owner=people[0], size=4, epochs=1).result()
    assert mine.model.inputs.shape[1] == fresh.learned("sample", owner=people[0]).model.inputs.shape[1] == 4
    assert fresh.learned("sample", owner=people[1]).model.inputs.shape[1] > 4
    fresh.add("sample", [["a", "b"], ["b", "c"]] * 9, owner=people[1])
    assert fresh.baskets("sample", owner=people[1]).items[0] == "b"
    assert not fresh.is_trained("sample", owner=people[1])


def test_a_damaged_or_foreign_file_in_the_cache_is_made_anew(items: Items, tmp_path: Path) -> None:
    rows = items.learned("sample").model.inputs
    (file,) = (tmp_path / "cache" / "samples").iterdir()
    for bad in (b"", b"\x93NUMPY broken", file.read_bytes()[:-100]):
        file.write_bytes(bad)
        fresh = Items(items._kept._trained._store, Settings(home=tmp_path, cache=tmp_path / "cache"))
        assert not fresh.is_trained("sample")
    np.testing.assert_allclose(fresh.learned("sample").model.inputs, rows, atol=1e-5)


def test_item2vec_beats_popularity_and_ranks_as_co_occurrence_on_the_sample_baskets() -> None:
    baskets = Baskets.of(read(ASSETS / "samples" / "baskets.csv").baskets)
    learned, together, popular = evaluate(baskets, Item2VecSettings(16, 10, 20))
    assert learned.asked == 1500
    assert learned.hit_rate >= 2.5 * popular.hit_rate
    assert learned.ndcg >= together.ndcg - 0.005


def test_item2vec_beats_popularity_and_matches_co_occurrence_on_groceries() -> None:
    path = DATA / "groceries" / "groceries.csv"
    if not path.exists():
        pytest.skip("shared data is not here")
    learned, together, popular = evaluate(Baskets.of(read(path).baskets), Item2VecSettings(64, 10, 20))
    assert learned.asked == 7676
    assert learned.hit_rate >= 1.5 * popular.hit_rate
    assert learned.hit_rate >= together.hit_rate
    assert learned.ndcg >= together.ndcg
