"""Files dropped without words: graphs, baskets and vectors are recognised, everything else stays a document."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant import Assistant
from assistant.blocks import Block, Choices, Notice, Sources, Text
from assistant.conversation.attachments.kinds import Guess, guess
from assistant.message import Message
from assistant.settings import Settings

SHARED = Path(__file__).parents[3] / "shared" / "data"
EDGES = "".join(
    f"{a}\t{b}\n"
    for a, b in [("Ann", "Bob"), ("Bob", "Cy Young"), ("Cy Young", "Ann"), ("Ann", "Di"), ("Di", "Bob")]
)
TRIPS = "".join(
    f"{a},{b},{n}\n"
    for n, (a, b) in enumerate(
        [("東京", "大阪"), ("大阪", "京都"), ("京都", "東京"), ("京都", "奈良"), ("奈良", "大阪")], 1
    )
)
BASKETS = "milk,bread,jam\nbread,milk\neggs,milk,bread,butter\njam,bread\nbutter,milk\neggs,bread\n" * 3
ORDERS = "order,product\n" + "".join(
    f"{n},{item}\n" for n in range(8) for item in ("tea", "cake", "milk")[: 2 + n % 2]
)
FILMS = "title\tviewer\tstars\n" + "".join(
    f"{title}\t{n}\t{1 + n % 5}\n"
    for n in range(8)
    for title in (
        "Brazil",
        "Alien",
        "Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb (1963)",
    )
)
SONGS = "the cat sat\non the mat\nand looked, at last, at me\nthe end\nof all that\nwas the cat\n"
LIKENESS = "tiger cat 7.35\ntiger jaguar 8\nbook paper 7.46\ncomputer internet 7.58\nplane car 5.77\ntrain car 6.31\n"
LIKENESS += "computer keyboard 7.62\npaper pencil 6.1\n"
RATED = "word1\tword2\tscore\n" + "".join(
    f"{a}\t{b}\t{n}.5\n" for n, (a, b) in enumerate(["gj", "jm", "mg", "gk", "kj", "km"])
)
TABLE = "name,age,city\nAnn,30,Paris\nBob,25,Rome\nCy,41,Oslo\nDi,29,Bern\nEd,35,Lima\n"
GLOSSARY = "cat,a small animal\ndog,a loyal animal\nbee,an insect\nant,an insect\nowl,a bird\nelk,a deer\n"
GML = 'graph [\n node [ id 1 label "a" ]\n node [ id 2 label "b" ]\n edge [ source 1 target 2 ]\n]\n'
GRAPHML = '<?xml version="1.0"?>\n<graphml><graph edgedefault="undirected"><node id="a"/><node id="b"/><edge source="a" target="b"/></graph></graphml>'
BOMB = '<?xml version="1.0"?><!DOCTYPE graphml [<!ENTITY a "aaaa">]><graphml><graph id="&a;"/></graphml>'
GLOVE = "".join(f"word{n} " + " ".join(f"{v:.4f}" for v in np.random.default_rng(n).normal(size=30)) + "\n" for n in range(12))  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "kind", "others"),
    [
        ("pals.tsv", EDGES, "graph", ("document",)),
        ("路線.csv", TRIPS, "graph", ("document",)),
        ("links.csv", "source,target\na,b\nc,d\n", "graph", ("document",)),
        ("club.adjlist", "0 1 2\n1 2\n2\n", "graph", ("document",)),
        ("a.gml", GML, "graph", ("document",)),
        ("a.graphml", GRAPHML, "graph", ("document",)),
        ("bomb.xml", BOMB, "graph", ("document",)),
        ("shop.csv", BASKETS, "baskets", ("document",)),
        ("orders.csv", ORDERS, "baskets", ("document",)),
        ("films.tsv", FILMS, "baskets", ("document",)),
        ("glove.txt", GLOVE, "vectors", ("document",)),
        ("small.vec", "2 3\na 0.1 0.2 0.3\nb 0.3 0.2 0.1\n", "vectors", ("document",)),
        ("two.txt", "Ann Bob\nBob Cy\n", "document", ("graph",)),
        ("rated.txt", "1 2 5\n2 1 4\n1 3 3\n3 1 5\n2 3 1\n3 2 2\n", "document", ("graph",)),
        ("likeness.txt", LIKENESS, "document", ("graph",)),
        ("likeness.tsv", RATED, "document", ("graph",)),
        ("song.txt", SONGS, "document", ()),
        ("people.csv", TABLE, "document", ()),
        ("glossary.csv", GLOSSARY, "document", ()),
        ("points.csv", "0.5,1.5\n1.5,0.5\n0.5,0.5\n1.5,1.5\n2.5,0.5\n", "document", ()),
        ("empty.txt", "", "document", ()),
        ("pals.md", EDGES, "document", ()),
    ],
)  # fmt: skip
def test_what_a_file_is(name: str, text: str, kind: str, others: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    assert guess(path) == Guess(kind, others)  # type: ignore[arg-type]


def test_binary_vectors_and_other_encodings(tmp_path: Path) -> None:
    rows = np.random.default_rng(0).normal(size=(3, 5)).astype("<f4")
    binary = b"3 5\n" + b"".join(f"w{n} ".encode() + row.tobytes() + b"\n" for n, row in enumerate(rows))
    (tmp_path / "w.bin").write_bytes(binary)
    assert guess(tmp_path / "w.bin").kind == "vectors"
    (tmp_path / "cut.bin").write_bytes(binary[:-20])
    assert guess(tmp_path / "cut.bin").kind == "document"
    (tmp_path / "trips.csv").write_bytes(TRIPS.encode("cp932"))
    assert guess(tmp_path / "trips.csv").kind == "graph"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data is not here")
@pytest.mark.parametrize(
    ("pattern", "kinds"),
    [
        ("graphs/*/edges.tsv", {"graph"}), ("graphs/*/labels.tsv", {"document"}), ("items/*/u.data", {"baskets"}),
        ("items/groceries/*.csv", {"baskets"}), ("items/ml-100k/u.[giuo]*", {"document"}), ("text/*.tsv", {"document"}),
        ("images/*.tsv", {"document"}), ("documents/txt/*", {"document"}), ("documents/csv/*p*s*cp932.csv", {"document"}),
        ("documents/csv/en-sms*", {"document"}), ("words/*.t[xs]*", {"document"}),
    ],
)  # fmt: skip
def test_real_files(pattern: str, kinds: set[str]) -> None:
    files = list(SHARED.glob(pattern))
    assert files
    assert {guess(path).kind for path in files} == kinds


@pytest.fixture
def me(tmp_path: Path) -> Iterator[Assistant]:
    settings = Settings(home=tmp_path / "home", samples=False, text_encoder="use-multilingual-v3")
    with Assistant.open(settings=settings) as made:
        yield made


def _said(blocks: list[Block]) -> str:
    return "\n".join(block.markdown for block in blocks if isinstance(block, Text))


def _options(blocks: list[Block]) -> dict[str, str]:
    return {o.label: o.message for block in blocks if isinstance(block, Choices) for o in block.options}


def test_a_dropped_graph_is_embedded_and_can_become_a_document(me: Assistant, tmp_path: Path) -> None:
    path = tmp_path / "路線.csv"
    path.write_text(TRIPS, "utf-8")
    turn = me.turn(Message("", [path], "ja"))
    blocks = list(turn.blocks)
    assert (turn.route.intent, turn.route.why) == ("add_graph", "ファイルはグラフのようです。")
    assert "頂点4個、辺5本、無向・重み付き" in _said(blocks)
    options = _options(blocks)
    assert options["文書として"] == "/add 路線.csv"
    near = list(me.reply(Message("/node 京都", language="ja")))
    assert "**京都** に近い頂点" in _said(near)
    added = list(me.reply(Message(options["文書として"], language="ja")))
    assert "追加 1 件" in _said(added)


def test_how_a_graph_was_read_is_said_and_corrected(me: Assistant, tmp_path: Path) -> None:
    path = tmp_path / "lines.txt"
    path.write_text("1 2 3\n2 3 4\n3 4 1\n4 1 2\n1 3 2\n")
    blocks = list(me.reply(Message("/graph", [path])))
    assert "4 nodes, 5 edges, undirected, weighted" in _said(blocks)
    assert "I read it as: two names and a weight per line." in _said(blocks)
    options = _options(blocks)
    assert options["edges without weights"] == "/graph lines.txt unweighted"
    blocks = list(me.reply(Message(options["a node and its neighbours per line"])))
    assert "4 nodes, 6 edges, undirected;" in _said(blocks)
    assert "I read it as: a node and its neighbours per line." in _said(blocks)
    arrows = _options(blocks)["arrows from the first to the second"]
    assert arrows == "/graph lines.txt directed neighbours"
    said = _said(list(me.reply(Message(arrows, language="ja"))))
    assert "有向" in said
    assert "読み取り方: 1行に頂点とその隣。" in said
    (asked,) = [block for block in me.reply(Message("/graph")) if isinstance(block, Notice)]
    assert asked.text == "Which file?"


def test_a_doubtful_list_is_kept_and_offered_as_a_graph(me: Assistant, tmp_path: Path) -> None:
    path = tmp_path / "two.txt"
    path.write_text("Ann Bob\nBob Cy\n")
    blocks = list(me.reply(Message("", [path])))
    assert "1 added" in _said(blocks)
    assert _options(blocks)["a graph"] == "/graph two.txt"
    assert "3 nodes, 2 edges" in _said(list(me.reply(Message("/graph two.txt"))))


def test_a_question_with_a_graph_is_answered_about_that_graph(me: Assistant, tmp_path: Path) -> None:
    path = tmp_path / "pals.tsv"
    path.write_text(EDGES)
    said = _said(list(me.reply(Message("/as node_neighbors who is close to Cy Young?", [path]))))
    assert "**pals**: 4 nodes, 5 edges" in said
    assert "Nearest to **Cy Young** in the graph **pals**" in said


def test_purchases_and_vectors_and_a_note_dropped_together(me: Assistant, tmp_path: Path) -> None:
    for name, text in (("orders.csv", ORDERS), ("glove.txt", GLOVE), ("song.txt", SONGS)):
        (tmp_path / name).write_text(text)
    blocks = list(
        me.reply(Message("", [tmp_path / "song.txt", tmp_path / "orders.csv", tmp_path / "glove.txt"]))
    )
    said = _said(blocks)
    assert "**orders**: 8 baskets, 3 items" in said
    assert "**glove**: 12 words, 30 dimensions" in said
    assert "1 added" in said
    swapped = _options(blocks)["product = who or which order, order = item"]
    assert swapped == "/baskets orders.csv item basket"
    again = list(me.reply(Message(swapped)))
    assert "**orders**: 3 baskets, 8 items" in _said(again)
    lines = _said(list(me.reply(Message("/baskets orders.csv lines"))))
    assert "one basket per line" in lines


def test_what_is_not_what_it_looks_like_says_so_in_a_line(me: Assistant, tmp_path: Path) -> None:
    path = tmp_path / "bomb.graphml"
    path.write_text(BOMB)
    (refused,) = [block for block in me.reply(Message("", [path])) if isinstance(block, Notice)]
    assert refused.level == "error"
    assert "bomb.graphml cannot be read as a graph" in refused.text
    (absent,) = [block for block in me.reply(Message("/graph nowhere.csv")) if isinstance(block, Notice)]
    assert absent.text == "There is no file “nowhere.csv”."


def test_a_question_that_came_with_a_document_is_answered_from_it(tmp_path: Path) -> None:
    file = tmp_path / "kettle.txt"
    file.write_text("Blue kettle, model K-12. The warranty lasts three years from the day of purchase.\n")
    with Assistant.open(tmp_path / "home") as opened:
        blocks = list(opened.reply(Message("how long is the warranty of the blue kettle?", [file])))
    (sources,) = (block for block in blocks if isinstance(block, Sources))
    assert sources.passages[0].confident
    assert "three years" in sources.passages[0].text


def test_what_came_along_answers_before_the_rest_of_the_library(tmp_path: Path) -> None:
    """Two shops say how long goods can be returned; the question is about the one that came with it."""
    shop, other, menu = tmp_path / "shop.txt", tmp_path / "other.txt", tmp_path / "menu.txt"
    shop.write_text("返品は商品到着後十四日以内にご連絡ください。返品できる期間は十四日です。\n", "utf-8")
    other.write_bytes("当店では三十日以内の返品を受け付けます。\n".encode("shift_jis"))
    menu.write_text("本日の昼食は焼き魚と味噌汁です。\n", "utf-8")
    with Assistant.open(tmp_path / "home") as opened:
        opened.add_files([shop])

        def first(file: Path) -> str:
            blocks = list(opened.reply(Message("返品は何日以内ですか？", [file])))
            (sources,) = (block for block in blocks if isinstance(block, Sources))
            return sources.passages[0].text

        assert "三十日" in first(other)
        assert "十四日" in first(shop)
        assert "日以内" in first(menu)  # it says nothing of that, the library does


def test_a_doubted_question_that_came_with_a_document_is_one_to_the_library(tmp_path: Path) -> None:
    file = tmp_path / "雨水.txt"
    file.write_bytes(
        "雨水タンクの手引き\n\n初霜の前に水を抜き、ブラシで内側を洗ってください。\n".encode("euc-jp")
    )
    with Assistant.open(tmp_path / "home") as opened:
        message = Message("タンクはいつ洗えばいい？", [file])
        turn = opened.turn(message)
        (sources,) = (block for block in turn.blocks if isinstance(block, Sources))
        assert (turn.route.intent, turn.route.unsure) == ("search_text", False)
        assert "初霜の前" in sources.passages[0].text
        for text in ("これを覚えておいてもらえますか？", "could you keep this file for me?"):
            told = opened.turn(Message(text, [file]))
            assert told.route.intent == "remember"
            assert not [block for block in told.blocks if isinstance(block, Sources)]
