"""Edge lists as other programs and people write them: columns by name, separators, numbers, comments, JSON, encodings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant, Message, testing
from assistant.blocks import Text
from assistant.engines.graphs.errors import BadGraph
from assistant.engines.graphs.readers import GraphFile, understand


def found(folder: Path, name: str, text: str, encoding: str = "utf-8") -> GraphFile:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return understand(path)


def weights(file: GraphFile) -> dict[tuple[str, str], float]:
    """Return each edge as it was given, with its weight."""
    graph = file.graph
    values = graph.matrix().toarray()
    return {(graph.nodes[u], graph.nodes[v]): float(values[u, v]) for u, v in graph.edges()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Source,Target,Type,Weight\nAnn,Bob,Undirected,9.0\nBob,Cid,Undirected,0.5\n", {("Ann", "Bob"): 9, ("Bob", "Cid"): 0.5}),
        ("Id,Label,Weight,Target,Source\n1,x,3,Ann,Bob\n2,y,7,Cid,Ann\n", {("Bob", "Ann"): 3, ("Ann", "Cid"): 7}),
        ("from;to;value\nAnn;Bob;1,5\nBob;Cid;20,25\nCid;Dee;,5\n", {("Ann", "Bob"): 1.5, ("Bob", "Cid"): 20.25, ("Cid", "Dee"): 0.5}),
        ('source,target,weight\nAnn,Bob,"1,200"\nBob,Cid,300\n', {("Ann", "Bob"): 1200, ("Bob", "Cid"): 300}),
        ("始点\t終点\t重み\n東京\t大阪\t2\n大阪\t京都\t3\n", {("東京", "大阪"): 2, ("大阪", "京都"): 3}),
        ("出発駅,到着駅,回数\n東京,大阪,\"￥1,200\"\n大阪,京都,30\n", {("東京", "大阪"): 1200, ("大阪", "京都"): 30}),
        ("My friends\n\nfrom,to\nAnn,Bob\nBob,Cid\n", {("Ann", "Bob"): 1, ("Bob", "Cid"): 1}),
        ("Ono, Jo\tLee, Al\t2\nLee, Al\tMoe, Ed\t1\n", {("Ono, Jo", "Lee, Al"): 2, ("Lee, Al", "Moe, Ed"): 1}),
        (" New York | Los Angeles | 3\n Los Angeles | San Diego | 4\n", {("New York", "Los Angeles"): 3, ("Los Angeles", "San Diego"): 4}),
        ("Ann Bob 1,5\nBob Cid 20,25\n", {("Ann", "Bob"): 1.5, ("Bob", "Cid"): 20.25}),
        ('source,target\n"Ann\nLee",Bob\nsource,target\nBob,Cid\n', {("Ann Lee", "Bob"): 1, ("Bob", "Cid"): 1}),
        ("Ann\tBob, Cid\nBob\tCid\nCid\tAnn\n", {("Ann", "Bob"): 1, ("Ann", "Cid"): 1, ("Bob", "Cid"): 1}),
        (",source,target\n0,Ann,Bob\n1,Bob,Cid\n", {("Ann", "Bob"): 1, ("Bob", "Cid"): 1}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_columns_are_found_by_name_and_numbers_as_written(
    tmp_path: Path, text: str, expected: dict[tuple[str, str], float], encoding: str
) -> None:
    assert weights(found(tmp_path, "a.csv", text, encoding)) == expected


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("origen,destino\nMuñoz,Peña\nPeña,Ana\n", "cp1252"), ("source,target\nGroß,Jäger\nJäger,Köhler\n", "cp1252"),
        ("source,target\nすし,いか\nいか,たこ\n", "euc_jp"), ("source,target\nパン,ミルク\nミルク,バター\n", "iso2022_jp"),
        ("source,target\n渋谷駅,新宿駅\n新宿駅,池袋駅\n", "cp932"), ("source,target\n北京,上海\n上海,广州\n", "gb18030"),
        ("source,target\n서울,부산\n부산,대구\n", "cp949"), ("source,target\nИван,Ольга\nОльга,Пётр\n", "koi8_r"),
    ],
)  # fmt: skip
def test_names_are_right_in_every_encoding(tmp_path: Path, text: str, encoding: str) -> None:
    rows = [line.split(",") for line in text.splitlines()[1:]]
    assert set(weights(found(tmp_path, "a.csv", text, encoding))) == {(row[0], row[1]) for row in rows}


def test_directed_edges_are_told_by_their_column(tmp_path: Path) -> None:
    arrows = found(tmp_path, "a.csv", "Source,Target,Type,Id\nAnn,Bob,Directed,0\nBob,Cid,Undirected,1\n")
    assert arrows.graph.directed
    assert set(weights(arrows)) == {("Ann", "Bob"), ("Bob", "Cid"), ("Cid", "Bob")}
    assert arrows.parsed.aside == ("Id",)


def test_rows_without_a_second_name_are_left_out_but_lone_names_are_nodes(tmp_path: Path) -> None:
    file = found(tmp_path, "a.csv", "source,target,weight\nAnn,Bob,2\nCid,,5\nZoe,,\nBob,Dee,n/a\n,Eve,1\n")
    assert weights(file) == {("Ann", "Bob"): 2, ("Bob", "Dee"): 1}
    assert set(file.graph.nodes) == {"Ann", "Bob", "Dee", "Zoe"}
    assert (file.parsed.left_out, file.parsed.weightless) == ((3, 6), (5,))
    assert found(tmp_path, "b.csv", "Ann,Bob,1\nCid,,5\nBob,Dee,2\n").parsed.left_out == (2,)


@pytest.mark.parametrize(
    ("text", "nodes"),
    [
        ("#general,#random\n#random,#help\n", {"#general", "#random", "#help"}),
        ("# channels\n#general,#random\n#random,#help\n", {"#general", "#random", "#help"}),
        ("#general,alice\nbob,carol\n", {"#general", "alice", "bob", "carol"}),
        ("#source,target\nann,bob\nbob,cid\n", {"ann", "bob", "cid"}),
        ("# FromNodeId\tToNodeId\n0\t1\n1\t2\n", {"0", "1", "2"}),
        ("#a remark\nann bob cid\nbob cid\n", {"ann", "bob", "cid"}),
    ],
)  # fmt: skip
def test_a_hash_is_a_comment_or_a_name(tmp_path: Path, text: str, nodes: set[str]) -> None:
    assert set(found(tmp_path, "a.csv", text).graph.nodes) == nodes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"nodes":[{"id":"A"},{"id":"B"},{"id":"C"}],"links":[{"source":"A","target":"B","value":2}]}', {("A", "B"): 2}),
        ('{"directed":false,"nodes":[{"id":1},{"id":2}],"edges":[{"source":1,"target":2,"weight":3}]}', {("1", "2"): 3}),
        ('{"nodes":[{"name":"A"},{"name":"B"}],"links":[{"source":0,"target":1}]}', {("A", "B"): 1}),
        ('{"elements":{"nodes":[{"data":{"id":"a","name":"東京"}},{"data":{"id":"b","name":"大阪"}}],"edges":[{"data":{"source":"a","target":"b"}}]}}',
         {("東京", "大阪"): 1}),
        ('{"nodes":[{"id":"a"},{"id":"b"}],"adjacency":[[{"id":"b"}],[{"id":"a"}]]}', {("a", "b"): 1}),
        ('[["a","b"],["b","c",2]]', {("a", "b"): 1, ("b", "c"): 2}),
        ('{"a":["b","c"],"b":["c"]}', {("a", "b"): 1, ("a", "c"): 1, ("b", "c"): 1}),
    ],
)  # fmt: skip
def test_json_graphs_of_several_programs(
    tmp_path: Path, text: str, expected: dict[tuple[str, str], float]
) -> None:
    file = found(tmp_path, "a.json", text)
    assert weights(file) == expected
    assert file.form == "json"


def test_json_that_is_no_graph_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(BadGraph) as caught:
        found(tmp_path, "a.json", '{"x": 1}')
    assert caught.value.say("en") == "a.json cannot be read as a graph: its JSON has no nodes and links"
    assert "nodes と links がありません" in caught.value.say("ja")


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with testing.open(tmp_path_factory.mktemp("graphs")) as opened:
        yield opened


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("/graph", ["Columns left aside: Id.", "one of the two names is missing: 1 (line 3)."]),
        ("/graph {name} を読んで", ["使わなかった列: Id。", "名前が片方ないため除いた行: 1行（3行目）。"]),
    ],
)
def test_what_was_left_out_is_said(assistant: Assistant, tmp_path: Path, text: str, said: list[str]) -> None:
    path = tmp_path / "missing.csv"
    path.write_text("Id,source,target\n1,Ann,Bob\n2,Cid,\n3,Bob,Dee\n4,Dee,Ann\n")
    reply = assistant.reply(Message(text.format(name=path.name), files=(path,)))
    first = next(block.markdown for block in reply if isinstance(block, Text))
    assert all(sentence in first for sentence in said)
