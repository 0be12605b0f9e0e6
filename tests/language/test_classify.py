"""Labels without examples, feelings, and labels taught by a few examples."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from assistant.engines.language import lessons
from assistant.engines.language.batch import classify_csv, export_vectors
from assistant.engines.language.errors import BadTable, EmptySentence, TooFewExamples, TooFewLabels
from assistant.engines.language.language import Language
from store.library import Store
from store.types import Owner

FEELINGS = [
    ("I love this movie, it is brilliant.", 0), ("The staff were lovely.", 0), ("このケーキは最高です。", 0),
    ("スタッフがとても親切でした。", 0), ("I hate waiting in line.", 1), ("The acting was terrible.", 1),
    ("Never going back.", 1), ("演技がひどかった。", 1), ("二度と行かない。", 1), ("待つのは嫌いだ。", 1),
]  # fmt: skip
URGENT = [
    "The server is down for everybody.", "Nobody can log in since this morning.", "Payments fail on every order.",
    "The site returns errors to all customers.", "We are losing data right now.", "The whole office has no network.",
    "Production stopped, please help at once.", "All emails bounce since an hour.",
]  # fmt: skip
CALM = [
    "Could the button be a little bigger?", "A darker colour would look nicer.", "Please add my nickname to the profile.",
    "It would be nice to sort by date.", "I would like a monthly newsletter.", "The logo could be on the left.",
    "Maybe offer more fonts some day.", "Can you translate the help page?",
]  # fmt: skip
FRESH = [
    ("No one can open the shop page any more.", 0), ("The database crashed and orders vanish.", 0),
    ("Every customer sees a blank screen.", 0), ("Our phones are all dead.", 0), ("Checkout has been broken all day.", 0),
    ("A softer background would please me.", 1), ("Could you add a calendar view?", 1),
    ("I would enjoy a weekly summary.", 1), ("The title might be shorter.", 1), ("Perhaps support more languages.", 1),
]  # fmt: skip


def test_feelings_in_both_languages(language: Language) -> None:
    for labels in (["positive", "negative"], ["肯定的", "否定的"]):
        found = language.classify([text for text, _ in FEELINGS], labels)
        assert np.allclose(found.sum(axis=1), 1, atol=1e-5)
        assert np.mean(found.argmax(axis=1) == [label for _, label in FEELINGS]) >= 0.9


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("The team won the final.", ["sports", "politics", "science"]),
        ("Parliament passes a new law.", ["politics", "entertainment", "cooking"]),
        ("チームが決勝で勝った。", ["スポーツ", "政治", "科学"]),
        ("小麦粉を2カップ加える。", ["料理", "天気", "法律"]),
    ],
)
def test_labels_in_the_message(language: Language, text: str, labels: list[str]) -> None:
    assert language.classify([text], labels)[0].argmax() == 0


def test_eight_examples_beat_the_labels_names(language: Language) -> None:
    taught = language.teach({"alpha": URGENT, "beta": CALM})
    fresh, wanted = [text for text, _ in FRESH], [label for _, label in FRESH]
    learned = np.mean(language.apply(taught, fresh).argmax(axis=1) == wanted)
    guessed = np.mean(language.classify(fresh, ["urgent", "not urgent"]).argmax(axis=1) == wanted)
    assert learned >= 0.9
    assert learned > guessed
    assert taught.accuracy > taught.zero_shot
    assert taught.examples == 16
    assert set(taught.telling["alpha"]) <= set(URGENT)


def test_three_labels_give_probabilities(language: Language) -> None:
    taught = language.teach(
        {"up": URGENT[:3], "down": CALM[:3], "jp": ["こんにちは", "ありがとう", "さようなら"]}
    )
    found = language.apply(taught, [*URGENT[:2], "おはよう"])
    assert found.shape == (3, 3)
    assert np.allclose(found.sum(axis=1), 1, atol=1e-5)
    assert found[2].argmax() == 2


def test_refusals(language: Language) -> None:
    for labels in ([], ["one"], ["same", "Same"], ["a", " "]):
        with pytest.raises(TooFewLabels):
            language.classify(["text"], labels)
    with pytest.raises(EmptySentence):
        language.classify([""], ["a", "b"])
    with pytest.raises(TooFewExamples, match="beta"):
        language.teach({"alpha": URGENT, "beta": ["one"]})


def test_lessons_are_kept_by_owner(tmp_path: Path) -> None:
    assert lessons.parse("complaint: It broke | Nobody answers\npraise:\n- Great\n- Lovely") == {
        "complaint": ["It broke", "Nobody answers"],
        "praise": ["Great", "Lovely"],
    }
    with Store(tmp_path / "store", backups=False) as store:
        kept = lessons.Lessons(store)
        kept.add({"a": ["x", "y", "x"]}, owner=Owner("one"))
        assert kept.add({"a": ["z"], "b": ["w"]}, owner=Owner("one")) == {"a": ["x", "y", "z"], "b": ["w"]}
        assert kept.examples(Owner("two")) == {}
        kept.forget(owner=Owner("one"))
        assert kept.examples(Owner("one")) == {}


def test_files(language: Language, tmp_path: Path) -> None:
    source, target = tmp_path / "texts.csv", tmp_path / "sorted.csv"
    source.write_text('id,text\n1,"The team won, at last."\n2,=HYPERLINK("x")\n', encoding="utf-8")
    labels = ["sports", "computers"]
    done = list(classify_csv(source, target, labels, lambda texts: language.classify(texts, labels)))
    assert done[-1].done == 2
    rows = list(csv.DictReader(target.open(encoding="utf-8")))
    assert rows[0]["label"] == "sports"
    assert rows[1]["text"].startswith("'=")
    bad = tmp_path / "bad.csv"
    bad.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(BadTable, match="text, label"):
        lessons.read(bad)


def test_vectors_as_features(tmp_path: Path) -> None:
    vectors = np.arange(6, dtype=np.float32).reshape(2, 3)
    for suffix in ("csv", "npz", "parquet"):
        export_vectors(["a", "=b"], vectors, tmp_path / f"x.{suffix}")
    assert (tmp_path / "x.csv").read_text(encoding="utf-8").splitlines()[2] == "'=b,3,4,5"
    kept = np.load(tmp_path / "x.npz")
    assert kept["texts"].tolist() == ["a", "=b"]
    assert np.array_equal(kept["vectors"], vectors)
    import pyarrow.parquet as pq

    assert pq.read_table(tmp_path / "x.parquet").column_names == ["text", "0", "1", "2"]
