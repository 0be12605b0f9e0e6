"""What other programs call on an assistant that was just opened on an empty folder: words, graphs and items."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from assistant import Assistant

FRIENDS = [("ann", "bob"), ("bob", "cy", 2.0), ("cy", "ann"), ("cy", "di"), ("di", "ed"), ("ed", "cy")]
SHOP = [["milk", "bread"], ["eggs", "milk", "jam"], ["bread", "jam"], ["milk", "bread", "jam"]] * 5


@pytest.fixture(scope="module")
def a(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with Assistant.open(tmp_path_factory.mktemp("home")) as opened:
        yield opened


def test_words(a: Assistant) -> None:
    near = a.words.neighbors("king", 5)
    assert len(near) == 5
    assert [score for _, score in near] == sorted((score for _, score in near), reverse=True)
    assert {"prince", "queen"} <= {word for word, _ in near}
    assert a.words.analogy(["woman", "king"], ["man"], 3)[0][0] == "queen"
    assert a.words.similarity("cat", "dog") == pytest.approx(0.92, abs=0.01)
    assert a.words.odd_one_out(["breakfast", "cereal", "dinner", "lunch", "car"]) == "car"
    rows = a.words.vectors(["cat", "dog"])
    assert (rows.shape, rows.dtype) == ((2, 50), np.float32)
    assert a.words.neighbors("東京", 3)[0][0] == "大阪"


def test_graphs(a: Assistant) -> None:
    a.graphs.add("friends", FRIENDS)
    for settings in ({"size": 8}, {"size": 8, "walks": 10, "length": 10}):
        nodes, matrix = a.graphs.embed("friends", **settings)
        assert nodes == ["ann", "bob", "cy", "di", "ed"]
        assert matrix.shape == (5, 8)
        assert np.isfinite(matrix).all()
    assert {node for node, _ in a.graphs.neighbors("friends", "ann", 2)} <= {"bob", "cy", "di", "ed"}
    assert {node for node, _ in a.graphs.predict_links("friends", "ann", 5)} == {"di", "ed"}
    assert len(a.graphs.neighbors("karate", 33, 10)) == 10


def test_items(a: Assistant) -> None:
    a.items.add("shop", SHOP)
    assert {item for item, _ in a.items.recommend("shop", ["milk"], 2)} == {"bread", "jam"}
