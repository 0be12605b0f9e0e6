"""Words through the engines: languages, mounting, training, queues."""

import threading
from pathlib import Path

import numpy as np
import pytest

from assistant.engines.engines import Engines
from assistant.engines.jobs import Cancelled, Job, Jobs
from assistant.engines.words import mount
from assistant.engines.words.errors import BadSettings, NoVectors, TooLittleText, UnknownWords
from assistant.engines.words.tokens import Tokeniser, window_pairs
from assistant.engines.words.train import Word2VecSettings
from store.types import Owner

TEXT = ["The cat drinks milk. The dog drinks water. The cat eats fish. The dog eats meat."] * 60


def test_japanese_neighbours_and_analogies_offline(engines: Engines) -> None:
    if mount.shipped_japanese() is None:
        pytest.skip("the Japanese vectors are not built: python -m assets.recipes.words_ja")
    words = engines.words
    assert {word for word, _ in words.neighbors("東京", 10)} & {"大阪", "京都", "横浜", "名古屋"}
    assert {word for word, _ in words.neighbors("フランス", 5)} & {
        "イタリア",
        "スペイン",
        "ドイツ",
        "イギリス",
    }
    assert words.odd_one_out(["犬", "猫", "馬", "数学"]) == "数学"
    assert words.similarity("父", "母") > words.similarity("父", "鉄") + 0.2
    near = words.wmd("東京で音楽を聴いた。", "大阪で演奏を聴く。")
    far = words.wmd("東京で音楽を聴いた。", "鉄は金属である。")
    assert near.distance < far.distance


def test_tokeniser_folds_and_keeps_dictionary_forms() -> None:
    tokeniser = Tokeniser()
    assert tokeniser.words("Ｔｈｅ Cats' state-of-the-art") == ["the", "cats", "state-of-the-art"]
    assert tokeniser.words("東京でリンゴを食べた。") == ["東京", "で", "リンゴ", "を", "食べる", "た"]
    assert tokeniser.words("東京でリンゴを食べた。", content=True) == ["東京", "リンゴ", "食べる"]
    assert tokeniser.words("the of", content=True) == ["the", "of"]


def test_window_pairs_of_the_lecture_sentence() -> None:
    words = ["i", "want", "to", "eat", "an", "apple", "everyday"]
    pairs = window_pairs(words, 1)
    assert pairs[:3] == [("i", "want"), ("want", "i"), ("want", "to")]
    assert len(pairs) == 12
    assert len(window_pairs(words, 2)) == 22


def test_training_is_stored_replayed_and_private(engines: Engines) -> None:
    words, me, other = engines.words, Owner("me"), Owner("other")
    settings = Word2VecSettings(size=16, window=2, epochs=4, min_count=5)
    job = words.train("pets", TEXT, settings, owner=me)
    reports = [report for report in job.reports() if report is not None]
    trained = job.result()
    assert [report.done for report in reports if report.stage == "epoch"] == [1, 2, 3, 4]
    assert list(trained.losses) == sorted(trained.losses, reverse=True)
    assert trained.losses[-1] < (1 + 5) * np.log(
        2
    )  # what vectors that know nothing lose, with five random words
    assert "pets" in words.names(me)
    assert words.vectors(["cat", "dog"], vectors="pets").shape == (2, 16)
    snapshots = words.epochs("pets")
    assert len(snapshots) == 4
    np.testing.assert_allclose(
        snapshots[-1].vectors(["cat"]), words.vectors(["cat"], vectors="pets"), atol=2e-3
    )
    assert np.abs(snapshots[0].vectors(["cat"]) - snapshots[-1].vectors(["cat"])).max() > 1e-3
    assert "pets" not in words.names(other)
    with pytest.raises(NoVectors):
        words.set("pets", other)
    words.train("pets", TEXT, Word2VecSettings(size=8, epochs=1), owner=me).result()
    assert words.vectors(["cat"], vectors="pets").shape == (1, 8)


def test_training_can_be_cancelled_and_refuses_too_little(engines: Engines) -> None:
    job = engines.words.train("long", TEXT * 50, Word2VecSettings(size=50, epochs=200))
    for report in job.reports(lambda: True):
        assert report is None or report.stage in {"read", "count", "sentences", "epoch"}
    with pytest.raises(Cancelled):
        job.result()
    assert "long" not in engines.words.names()
    with pytest.raises(TooLittleText):
        engines.words.train("tiny", ["hello world"]).result()
    with pytest.raises(BadSettings):
        Word2VecSettings(window=0)


def test_dropped_vectors_are_mounted_for_their_owner(engines: Engines, tmp_path: Path) -> None:
    path = tmp_path / "mine.vec"
    path.write_text("3 2\nalpha 1 0\nbeta 0.9 0.1\ngamma 0 1\n")
    engines.words.mount(path)
    path.unlink()
    assert engines.words.neighbors("alpha", 1, vectors="mine")[0].word == "beta"
    assert "mine" in engines.words.names()
    assert "mine" not in engines.words.names(Owner("other"))
    engines.words.unmount("mine")
    with pytest.raises(NoVectors):
        engines.words.neighbors("alpha", vectors="mine")


def test_unknown_words_fall_to_the_languages_vectors(engines: Engines) -> None:
    with pytest.raises(UnknownWords) as caught:
        engines.words.similarity("cofee", "tea")
    assert "coffee" in caught.value.suggestions["cofee"]


def test_people_take_turns() -> None:
    jobs, order, policy = Jobs(), list[str](), threading.Event()

    def work(name: str) -> object:
        def run(job: Job[None]) -> None:
            policy.wait(10)
            order.append(name)

        return run

    asked = [("a", "a1"), ("a", "a2"), ("a", "a3"), ("b", "b1"), ("c", "c1")]
    queued = [jobs.submit(Owner(owner), work(name)) for owner, name in asked]  # type: ignore[arg-type]
    policy.set()
    for job in queued:
        job.result()
    assert order.index("b1") < order.index("a3")
    assert order.index("c1") < order.index("a3")
    assert sorted(order) == ["a1", "a2", "a3", "b1", "c1"]
