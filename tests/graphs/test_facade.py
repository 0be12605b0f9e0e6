"""Embeddings, neighbours, links and communities of graphs whose structure is known."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse.csgraph import dijkstra

from assistant.encoders.models import Models
from assistant.engines.engines import Engines
from assistant.engines.graphs.errors import BadSetting, EmptyGraph, NoGraph, NoNode
from assistant.engines.graphs.graph import Graph, assemble, build
from assistant.engines.graphs.graphs import Graphs
from assistant.engines.graphs.links import features
from assistant.engines.graphs.structure import communities, distances, modularity
from assistant.settings import Settings
from store.library import Store
from store.types import Item, Owner


@pytest.mark.parametrize("settings", [{}, {"walks": 40, "length": 20, "size": 32, "window": 5}])
def test_karate_club_splits_as_it_did(graphs: Graphs, settings: dict[str, int]) -> None:
    nodes, matrix = graphs.embed("karate", **settings)
    assert sorted(nodes) == list(range(34))
    assert matrix.shape == (34, settings.get("size", 128))
    two = graphs.communities("karate", 2)
    assert two.nmi is not None
    assert two.nmi > 0.67
    assert graphs.communities("karate").modularity > 0.36


def test_neighbours_are_near_in_the_graph(graphs: Graphs) -> None:
    near = graphs.neighbors("karate", 33, 10)
    assert len(near) == 10
    steps = graphs.distances("karate", "33")
    assert np.mean([steps[node] for node, _ in near]) < np.mean(list(steps.values())) - 0.3
    assert all(isinstance(node, int) and node != 33 for node, _ in near)
    with pytest.raises(NoNode) as caught:
        graphs.neighbors("karate", "99")
    assert "99" in caught.value.say("ja")


def test_links_predicted_are_new_and_better_than_chance(graphs: Graphs) -> None:
    graph = graphs.graph("karate")
    linked = {graph.names()[i] for i in graph.neighbors(graph.position(5))}
    found = graphs.predict_links("karate", 5, 5)
    assert not linked & {node for node, _ in found}
    assert 5 not in {node for node, _ in found}
    assert graphs.link_model("karate").auc > 0.75


def test_planted_groups_are_found_and_hidden_links_predicted(graphs: Graphs) -> None:
    random = np.random.default_rng(0)
    group = np.repeat(np.arange(4), 30)
    chance = np.where(group[:, None] == group, 0.3, 0.01)
    edges = np.argwhere(np.triu(random.random((120, 120)) < chance, 1))
    graphs.add("planted", [(int(u), int(v)) for u, v in edges], labels={n: str(group[n]) for n in range(120)})
    found = graphs.communities("planted")
    assert found.count == 4
    assert found.nmi == pytest.approx(1, abs=0.05)
    model = graphs.link_model("planted")
    assert model.auc > 0.8
    assert model.parts["embedding"] > 0.75
    one = graphs.neighbors("planted", 0, 10)
    assert np.mean([group[int(node)] == 0 for node, _ in one]) >= 0.9


def test_graphs_and_embeddings_survive_and_belong_to_their_owner(graphs: Graphs, tmp_path: Path) -> None:
    graphs.add("mine", [("山田", "Anna Lee", 2.0), ("Anna Lee", "鈴木"), ("鈴木", "山田")])
    nodes, matrix = graphs.embed("mine", size=4)
    fresh = Graphs(graphs._kept._trained._store, Settings(home=tmp_path, cache=tmp_path / "cache"))
    again = fresh.embedded("mine")
    assert again.graph.nodes == tuple(nodes)
    np.testing.assert_allclose(again.matrix, matrix, rtol=1e-6)
    assert graphs.neighbors("mine", "anna lee", 1)[0].node in {"山田", "鈴木"}
    with pytest.raises(NoGraph):
        graphs.graph("mine", owner=Owner("other"))
    graphs.add("mine", [("x", "y")])
    assert [near.node for near in graphs.neighbors("mine", "x", 3)] == ["y"]


def test_poor_graphs_are_handled_or_refused(graphs: Graphs) -> None:
    graphs.add("loop", [("a", "a")])
    with pytest.raises(EmptyGraph):
        graphs.embed("loop")
    graphs.add("none", [])
    with pytest.raises(EmptyGraph):
        graphs.neighbors("none", "a")
    graphs.add("parts", [("a", "b"), ("b", "c"), ("x", "y"), ("y", "z"), ("lonely", "lonely")])
    nodes, matrix = graphs.embed("parts", size=4)
    assert len(nodes) == 7
    assert np.isfinite(matrix).all()
    assert graphs.distances("parts", "a")["x"] == float("inf")
    nodes, matrix = graphs.embed("parts", size=4, walks=5, length=5)
    assert not matrix[nodes.index("lonely")].any()
    with pytest.raises(BadSetting):
        graphs.embed("parts", walks=0)
    with pytest.raises(BadSetting):
        graphs.embed("parts", wlaks=3)


def test_modularity_of_two_cliques() -> None:
    clique = [(u, v) for u in range(5) for v in range(u)]
    graph = build("two", [*clique, *((u + 5, v + 5) for u, v in clique), (0, 5)])
    groups = np.array([int(name) >= 5 for name in graph.nodes], np.int64)
    assert modularity(graph, groups) == pytest.approx(20 / 21 - 0.5)
    assert modularity(graph, np.zeros(10, np.int64)) == pytest.approx(0)


def test_walks_are_sentences_of_names(graphs: Graphs) -> None:
    sentences = graphs.walks("karate", 3, 8)
    assert [len(sentence) for sentence in sentences] == [8, 8, 8]
    graph = graphs.graph("karate")
    for a, b in zip(sentences[0], sentences[0][1:], strict=False):
        assert graph.position(b) in graph.neighbors(graph.position(a))


@pytest.fixture(scope="module")
def ring() -> Graph:
    """60,000 nodes in 4 rings with short cuts inside each: large for clustering and links."""
    random = np.random.default_rng(0)
    start = np.repeat(np.arange(4), 15_000) * 15_000
    nodes = np.arange(60_000)
    pairs = [(nodes, start + (nodes - start + step) % 15_000) for step in (1, 2)]
    pairs.append((nodes, start + random.integers(0, 15_000, 60_000)))
    sources, targets = (np.concatenate(side) for side in zip(*pairs, strict=True))
    return assemble("rings", [str(n) for n in nodes], sources, targets, None, directed=False)


def test_large_graphs_are_clustered_and_measured_like_small_ones(ring: Graph) -> None:
    random = np.random.default_rng(1)
    truth = np.repeat(np.arange(4), 15_000)
    rows = (np.eye(8, dtype=np.float32)[truth] + random.normal(scale=0.1, size=(60_000, 8))).astype(
        np.float32
    )
    found = communities(ring, rows, 4, {str(node): str(group) for node, group in enumerate(truth)})
    assert found.nmi == pytest.approx(1)
    assert found.modularity == pytest.approx(0.75, abs=0.01)
    steps = distances(ring, 0)
    assert np.isinf(steps[15_000:]).all()
    expected = dijkstra(ring.matrix(), directed=False, indices=0, unweighted=True)
    np.testing.assert_array_equal(steps, expected)
    targets = np.arange(1, 2000, dtype=np.int32)
    pairs = np.stack([np.zeros_like(targets), targets], axis=1)
    both = np.concatenate([pairs, [[5, 6]]]).astype(np.int32)  # two sources go the general way
    np.testing.assert_allclose(features(ring, rows, pairs), features(ring, rows, both)[:-1], rtol=1e-5)


def test_a_graph_says_without_reading_vectors_whether_it_has_some(graphs: Graphs) -> None:
    assert not graphs.is_embedded("karate")
    graphs.add("pair", [("a", "b"), ("b", "c")])
    assert not graphs.is_embedded("pair")
    graphs.embed("pair", size=4)
    assert graphs.is_embedded("pair")
    assert not graphs.knows_links("pair")
    graphs.predict_links("pair", "a")
    assert graphs.knows_links("pair")
    graphs.add("pair", [("a", "b"), ("b", "c"), ("c", "d")])
    assert not graphs.knows_links("pair")
    assert not graphs.is_embedded("pair")


def test_a_graph_is_read_without_its_vectors_and_they_are_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a fresh program reads for a question about a stored graph."""
    with Store(tmp_path / "store", backups=False) as store:
        first = Engines(store, Settings(home=tmp_path), Models(Settings(home=tmp_path))).graphs
        first.add("pair", [("a", "b"), ("b", "c")])
        first.embed("pair", size=4)
        graphs = Engines(store, Settings(home=tmp_path), Models(Settings(home=tmp_path))).graphs
        scanned: list[str] = []
        scan = store.scan

        def watched(space: str, *, owner: Owner) -> Iterator[Item]:
            scanned.append(space)
            return iter(list(scan(space, owner=owner)))

        monkeypatch.setattr(store, "scan", watched)
        assert graphs.holding("b") == ("pair", "b")
        assert graphs.distances("pair", "a") == {"a": 0, "b": 1, "c": 2}
        assert scanned == []
        assert {near.node for near in graphs.neighbors("pair", "a")} == {"b", "c"}
        assert graphs.neighbors("pair", "b")
        assert len(scanned) == 1


def test_the_karate_club_is_embedded_once_for_everybody(graphs: Graphs, tmp_path: Path) -> None:
    ann, bob = Owner("ann"), Owner("bob")
    assert not graphs.is_embedded("karate", owner=ann)
    mine = graphs.embed_job("karate", owner=ann, method="walks").result()[1]  # as the chat asks
    assert graphs.is_embedded("karate", owner=bob)
    assert graphs.embed("karate", owner=bob)[1] is mine
    graphs.link_model("karate", owner=ann)
    assert graphs.knows_links("karate", owner=bob)
    store = graphs._kept._trained._store
    assert store.documents(owner=ann) == []
    fresh = Graphs(store, Settings(home=tmp_path / "another", cache=tmp_path / "cache"))
    np.testing.assert_array_equal(fresh.embedded("karate", owner=bob).matrix, mine)
    assert graphs.embed("karate", owner=bob, size=4, method="walks")[1].shape == (34, 4)
    assert graphs.embedded("karate", owner=bob).matrix.shape == (34, 4)
    assert graphs.embedded("karate", owner=ann).matrix is mine
    graphs.add("karate", [("x", "y")], owner=ann)
    assert not graphs.is_embedded("karate", owner=ann)
