"""Walks go along edges, with the probabilities that the papers give."""

import numpy as np
import pytest

from assistant.engines.graphs.embed import _counts, _parts, write_walks
from assistant.engines.graphs.embed_settings import EmbedSettings
from assistant.engines.graphs.graph import build
from assistant.engines.graphs.karate import karate_club
from assistant.engines.graphs.walks import random_walks


def test_walks_start_everywhere_and_follow_edges() -> None:
    graph = karate_club()[0]
    walks = random_walks(graph, 5, 20, seed=3)
    assert walks.shape == (170, 20)
    np.testing.assert_array_equal(np.bincount(walks[:, 0]), np.full(34, 5))
    adjacent = graph.matrix().toarray() > 0
    assert adjacent[walks[:, :-1], walks[:, 1:]].all()
    np.testing.assert_array_equal(walks, random_walks(graph, 5, 20, seed=3))
    assert (walks != random_walks(graph, 5, 20, seed=4)).any()


def test_steps_are_uniform_or_in_proportion_to_weights() -> None:
    star = build("star", [("hub", "a"), ("hub", "b"), ("hub", "c")])
    steps = random_walks(star, 8000, 2)
    from_hub = steps[steps[:, 0] == 0, 1]
    np.testing.assert_allclose(np.bincount(from_hub, minlength=4)[1:] / 8000, 1 / 3, atol=0.02)
    heavy = build("heavy", [("hub", "a", 1.0), ("hub", "b", 2.0), ("hub", "c", 7.0)])
    steps = random_walks(heavy, 8000, 2)
    shares = np.bincount(steps[steps[:, 0] == 0, 1], minlength=4)[1:] / 8000
    np.testing.assert_allclose(shares, [0.1, 0.2, 0.7], atol=0.02)


@pytest.mark.parametrize(("p", "q"), [(0.25, 4.0), (4.0, 0.5), (1.0, 3.0)])
def test_second_order_steps_have_node2vecs_probabilities(p: float, q: float) -> None:
    # from t to v: t itself (1/p), x linked to t (1), y and z not linked to t (1/q)
    graph = build("g", [("t", "v"), ("t", "x"), ("v", "x"), ("v", "y"), ("v", "z")])
    walks = random_walks(graph, 12_000, 3, p=p, q=q)
    t, v = graph.position("t"), graph.position("v")
    third = walks[(walks[:, 0] == t) & (walks[:, 1] == v), 2]
    weights = {"t": 1 / p, "x": 1.0, "y": 1 / q, "z": 1 / q}
    for node, weight in weights.items():
        share = (third == graph.position(node)).mean()
        assert share == pytest.approx(weight / sum(weights.values()), abs=0.025)


def test_directed_walks_end_where_no_arrow_leaves() -> None:
    walks = random_walks(build("path", [("a", "b"), ("b", "c")], directed=True), 3, 5)
    np.testing.assert_array_equal(np.unique(walks[walks[:, 0] == 0], axis=0), [[0, 1, 2, -1, -1]])
    assert (walks[walks[:, 0] == 2, 1:] == -1).all()


def test_walks_are_written_as_lines_of_numbers(tmp_path) -> None:  # type: ignore[no-untyped-def]
    walks = np.array([[0, 12, 3], [345, 7, -1]], np.int32)
    assert write_walks(walks, tmp_path / "w.txt") == 5
    assert [line.split() for line in (tmp_path / "w.txt").read_text().splitlines()] == [
        ["0", "12", "3"],
        ["345", "7"],
    ]


def test_large_graphs_are_walked_less_and_read_in_small_parts() -> None:
    settings = EmbedSettings()
    assert [settings.walked(nodes) for nodes in (34, 10_312, 50_000, 200_000)] == [80, 80, 20, 5]
    assert EmbedSettings(walks=7).walked(200_000) == 7
    graph = karate_club()[0]
    settings = EmbedSettings(method="walks", walks=50, length=20, epochs=2)
    parts = list(_parts(graph, settings))
    assert max(part.size for part in parts) <= 34 * 50 * 20 / 5 + 34 * 20
    once = random_walks(graph, 50, 20, seed=settings.seed)
    np.testing.assert_array_equal(np.concatenate(parts), np.concatenate([once, once]))
    np.testing.assert_array_equal(
        _counts(graph, settings, lambda *_: None), np.bincount(once.ravel(), minlength=34)
    )
