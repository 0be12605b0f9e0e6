"""Graph files of every form, cleaned and refused."""

import re
from pathlib import Path

import numpy as np
import pytest

from assistant.engines.graphs.errors import BadGraph, EmptyGraph
from assistant.engines.graphs.graph import Graph, build, require_edges
from assistant.engines.graphs.readers import LARGEST, read
from assistant.engines.graphs.structure import communities

EDGES = {("ann", "bob"), ("bob", "cy"), ("ann", "cy"), ("cy", "dee")}


def named(graph: Graph) -> set[tuple[str, str]]:
    return {(graph.nodes[u], graph.nodes[v]) for u, v in graph.edges()}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", "ann bob\nbob cy\nann cy\ncy dee\n"),
        ("a.tsv", "# a comment\nann\tbob\nbob\tcy\nann\tcy\ncy\tdee\n"),
        ("a.csv", "source,target,weight\nann,bob,1\nbob,cy,1\nann,cy,1\ncy,dee,1\n"),
        ("b.csv", '"ann";"bob"\n"bob";"cy"\n"ann";"cy"\n"cy";"dee"\n'),
        ("head.csv", "from,to\nann,bob\nbob,cy\nann,cy\ncy,dee\n"),
        ("mixed.txt", "ann bob\nbob,cy\nann;cy\ncy\tdee\n"),
        ("a.adjlist", "ann bob cy\nbob cy\ncy dee\ndee\n"),
        ("a.gml", 'graph [ node [ id 0 label "ann" ] node [ id 1 label "bob" ] node [ id 2 label "cy" ] node [ id 3 label "dee" ]'
         " edge [ source 0 target 1 ] edge [ source 1 target 2 ] edge [ source 0 target 2 ] edge [ source 2 target 3 ] ]"),
        ("a.graphml", '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="undirected">'
         '<edge source="ann" target="bob"/><edge source="bob" target="cy"/><edge source="ann" target="cy"/>'
         '<edge source="cy" target="dee"/></graph></graphml>'),
    ],
)  # fmt: skip
def test_every_form_gives_the_same_graph(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    graph = read(path)
    assert named(graph) == EDGES
    assert graph.weights is None
    assert not graph.directed


def test_names_that_look_like_a_header_are_nodes(tmp_path: Path) -> None:
    path = tmp_path / "letters.txt"
    path.write_text("a b\nb u\nu a\n")
    assert read(path).edge_count == 3
    path.write_text("a,b,1\nu,v,2\n")
    assert read(path).edge_count == 2


def test_names_with_spaces_and_japanese_weights_and_direction(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("元,先,重み\n山田 太郎,Anna Lee,2.5\nAnna Lee,鈴木,1\n", "cp932")
    graph = read(path)
    assert graph.nodes == ("山田 太郎", "Anna Lee", "鈴木")
    assert graph.weights is not None
    assert sorted(graph.weights.tolist()) == [1, 1, 2.5, 2.5]
    arrows = read(path, directed=True)
    assert named(arrows) == {("山田 太郎", "Anna Lee"), ("Anna Lee", "鈴木")}
    assert arrows.edge_count == 2


def test_graphml_keys_labels_and_direction(tmp_path: Path) -> None:
    path = tmp_path / "g.graphml"
    path.write_text(
        '<graphml><key id="w" for="edge" attr.name="weight"/><key id="n" for="node" attr.name="label"/>'
        '<graph edgedefault="directed"><node id="0"><data key="n">東京</data></node><node id="1"><data key="n">大阪</data></node>'
        '<edge source="0" target="1"><data key="w">3</data></edge></graph></graphml>'
    )
    graph = read(path)
    assert graph.directed
    assert graph.nodes == ("東京", "大阪")
    assert graph.weights is not None
    assert graph.weights.tolist() == [3]


BOMB = '<!DOCTYPE g [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><graphml><graph>&b;</graph></graphml>'
OUTSIDE = '<!DOCTYPE g [<!ENTITY x SYSTEM "file:///etc/passwd">]><graphml><graph>&x;</graph></graphml>'


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("a.graphml", BOMB, "refused"),
        ("a.graphml", OUTSIDE, "refused"),
        ("a.graphml", "<graphml><graph>", "well-formed"),
        ("a.graphml", "<svg></svg>", "no <graph>"),
        ("a.txt", "", "empty"),
        ("a.txt", "a\nb\nc\n", "two"),
        ("a.txt", "a b 1\nb c -2\n", "weights of 0 or more"),
        ("a.txt", "a b 1\nb c nan\n", "weights of 0 or more"),
        ("a.gml", "graph [ node [ id 0", "read as a graph"),
    ],
)
def test_bad_files_are_refused_with_a_reason(tmp_path: Path, name: str, text: str, why: str) -> None:
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(BadGraph) as caught:
        read(path)
    assert why in caught.value.say("en")


def test_loops_duplicates_and_both_directions_are_cleaned() -> None:
    graph = build("g", [(1, 2), (2, 1), (1, 2), (3, 3), (2, 3, 4.0)])
    assert graph.nodes == ("1", "2", "3")
    assert graph.names() == [1, 2, 3]
    assert (graph.loops, graph.duplicates, graph.edge_count) == (1, 2, 2)
    assert graph.weights is not None
    np.testing.assert_array_equal(graph.matrix().toarray(), [[0, 1, 0], [1, 0, 4], [0, 4, 0]])
    with pytest.raises(BadGraph):
        build("g", [("a", "b", -1.0)])


def test_a_million_edges_are_built_in_seconds(tmp_path: Path) -> None:
    import time

    random = np.random.default_rng(0)
    edges = random.integers(0, 100_000, (1_000_000, 2))
    start = time.process_time()
    graph = build("big", map(tuple, edges.tolist()))
    assert time.process_time() - start < 30
    assert graph.edge_count + graph.loops + graph.duplicates == 1_000_000
    assert graph.degrees.sum() == 2 * graph.edge_count


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("empty.csv", "", "中身が空です"),
        ("one.csv", "a\n", "1行に名前が1つしかありません（辺には2つ要ります）"),
        ("neg.csv", "a,b,-1\n", "1行目の重みが -1 です（0以上が要ります）"),
        ("odd.csv", "a,b\n" * 99 + "a,b,c,d\n", "100行目が他の行のように名前2つと重みになっていません"),
        ("a.graphml", "<graphml>\n<graph>", "2行目が XML の書き方になっていません"),
        ("a.graphml", "<svg/>", "<graph> 要素がありません"),
        ("a.gml", "graph [ node [ id 0", "GML が途中で終わっています"),
        ("a.gml", "graph [\n node [ id 0 ! ] ]", "2行目が GML の書き方になっていません"),
        (
            "a.gml",
            "graph [ node [ id 0 ] edge [ source 0 target 5 ] ]",
            "1本目の辺の端になる頂点がありません",
        ),
        ("a.gml", "graph [ node [ id 0 ] edge [ source 0 ] ]", "1本目の辺に source か target がありません"),
        ("a.gml", "graph [ node [ id 0 ] node [ id 0 ] ]", "同じ id の頂点が2つあります"),
        ("a.gml", "graph [ node [ ] ]", "1個目の頂点に id がありません"),
        ("a.gml", "graph [ ] graph [ ]", "グラフが2つ以上入っています"),
        ("a.gml", "", "GML の形のグラフがありません"),
    ],
)
def test_a_refusal_is_in_one_language(tmp_path: Path, name: str, text: str, why: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(BadGraph) as caught:
        read(tmp_path / name)
    assert caught.value.say("ja") == f"{name} はグラフとして読めません: {why}"
    assert not re.search("[ぁ-ん一-龠]", caught.value.say("en"))


def test_an_overlarge_file_and_a_bad_edge_are_refused_in_one_language(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)  # a file of holes: no room on the disk
    with pytest.raises(BadGraph, match="larger than 256 MB") as caught:
        read(path)
    assert caught.value.say("ja") == "huge.csv はグラフとして読めません: 256 MB を超えています"
    with pytest.raises(BadGraph) as caught:
        build("g", [("a", "b", 1.0), ("a", "b", -1.0)])
    assert (
        caught.value.say("ja") == "g はグラフとして読めません: 2本目の辺の重みが -1 です（0以上が要ります）"
    )


def test_nodes_without_an_edge_are_counted(tmp_path: Path) -> None:
    for name, text, nodes in (
        ("one.gml", 'graph [ node [ id 0 label "ann" ] ]', ("ann",)),
        ("one.graphml", '<graphml><graph><node id="a"/><node id="b"/><edge source="a" target="a"/></graph></graphml>', ("a", "b")),
        ("lone.txt", "a b\nb c\nlone\n", ("a", "b", "lone", "c")),
        ("lone.adjlist", "0 1 2\n1 2\n2\n7\n", ("0", "1", "2", "7")),
    ):  # fmt: skip
        (tmp_path / name).write_text(text)
        graph = read(tmp_path / name)
        assert graph.nodes == nodes
    with pytest.raises(EmptyGraph) as caught:
        require_edges(read(tmp_path / "one.gml"))
    assert caught.value.say("en") == "The graph “one” has no edge between two different nodes (nodes: 1)."


def test_gml_and_graphml_as_other_programs_write_them(tmp_path: Path) -> None:
    path = tmp_path / "twice.gml"
    path.write_text(
        'graph [ directed 0 node [ id 0 label "山田" ] node [ id 1 label "b" ]\n'
        " edge [ source 0 target 1 ] edge [ source 1 target 0 ] ]"
    )
    graph = read(path)
    assert (graph.nodes, graph.edge_count, graph.duplicates) == (("山田", "b"), 1, 1)
    path = tmp_path / "drawn.graphml"
    path.write_text(
        '<?xml version="1.0" encoding="Shift_JIS"?><graphml xmlns:y="http://www.yworks.com/xml/graphml">'
        '<key for="node" id="d6" yfiles.type="nodegraphics"/><graph edgedefault="directed">'
        + "".join(
            f'<node id="n{n}"><data key="d6"><y:ShapeNode><y:NodeLabel>{label}</y:NodeLabel></y:ShapeNode></data></node>'
            for n, label in enumerate(("東京", "大阪"))
        )
        + '<edge source="n0" target="n1"/></graph></graphml>',
        "cp932",
    )
    assert named(read(path)) == {("東京", "大阪")}


def test_two_nodes_are_one_community_and_a_lone_loop_is_no_header(tmp_path: Path) -> None:
    (tmp_path / "two.csv").write_text("a,b\na,a\n")
    graph = read(tmp_path / "two.csv")
    found = communities(graph, np.eye(2, dtype=np.float32))
    assert (found.count, found.modularity) == (1, 0.0)
    (tmp_path / "loop.csv").write_text("a,a\n")
    assert read(tmp_path / "loop.csv").loops == 1
