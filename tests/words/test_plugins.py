"""The words, training, graphs, items and maps plugins answer with blocks in the language asked."""

import re
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

from assistant.blocks import Block, Choices, Details, Notice, Plot, Table, Text
from assistant.encoders.models import Models
from assistant.engines.engines import Engines
from assistant.engines.spaces import points
from assistant.message import Message
from assistant.plugin import Context, Plugin, Request, Route
from assistant.settings import Settings
from plugins.graphs import plugin as graphs
from plugins.items import plugin as items
from plugins.spaces import maps
from plugins.words import plugin as words
from plugins.words import training
from store.types import Owner

JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


class Chat:
    def __init__(self, engines: Engines, home: Path) -> None:
        library = SimpleNamespace(
            documents=list,
            points=lambda space, engines, most: points(space, engines, None, Owner("me"), most),  # type: ignore[arg-type]
        )
        self._context = Context(
            library, Models(Settings(home=home)), Settings(home=home), lambda: False, list, engines
        )  # type: ignore[arg-type]

    def ask(
        self, plugin: Plugin, intent: str, said: str, files: Sequence[Path] = (), **args: object
    ) -> list[Block]:
        route = Route(plugin.name, intent, args)  # type: ignore[arg-type]
        return list(plugin.handle(Request(Message(said, files), route, Owner("me")), self._context))


@pytest.fixture
def chat(engines: Engines, tmp_path: Path) -> Chat:
    return Chat(engines, tmp_path)


def only(blocks: list[Block], kind: type[Block]) -> Block:
    return next(block for block in blocks if isinstance(block, kind))


def test_analogy_shows_both_methods_and_the_plane(chat: Chat) -> None:
    blocks = chat.ask(words.plugin(), "analogy", "king - man + woman", a="man", b="king", c="woman")
    table, plot = only(blocks, Table), only(blocks, Plot)
    assert isinstance(table, Table)
    assert isinstance(plot, Plot)
    assert table.rows[0][0] == table.rows[0][2] == table.rows[0][4] == "queen"
    assert len(table.rows) == 10
    assert {"king", "man", "woman", "queen", "="} <= set(plot.labels)
    assert len(plot.x) == len(plot.y) == len(plot.labels) == len(plot.groups)
    weighted = chat.ask(words.plugin(), "analogy", "2 king - man + woman - 0.5*old")
    text = only(weighted, Text)
    assert isinstance(text, Text)
    assert "0.5·old" in text.markdown


def test_two_spaces_together_know_more_analogies_than_the_word_vectors(chat: Chat) -> None:
    """23 Japanese analogies written for this: measured 5 right by the word vectors alone, 14 together."""
    right = [0, 0]
    for line in (
        (Path(__file__).parents[1] / "data" / "small" / "analogies-ja.tsv").read_text("utf-8").splitlines()
    ):
        a, b, c, d = line.split("\t")
        blocks = chat.ask(words.plugin(), "analogy", f"{b} - {a} + {c}", a=a, b=b, c=c)
        table = next((block for block in blocks if isinstance(block, Table)), None)
        if table is not None:
            right[0] += table.rows[0][2] == d
            right[1] += table.rows[0][0] == d
    assert right[1] >= 2 * right[0]
    assert right[1] >= 10


def test_between_walks_from_one_word_to_the_other(chat: Chat) -> None:
    blocks = chat.ask(words.plugin(), "between_words", "/between cat, car", a="cat", b="car")
    table = next(block for block in blocks if isinstance(block, Table))
    assert len(table.rows) >= 3
    assert {"cat", "car"}.isdisjoint(str(row[0]) for row in table.rows) or table.rows[0][0] == "cat"
    asked = chat.ask(words.plugin(), "between_words", "/between")
    assert isinstance(asked[0], Notice)


def test_word_movers_distance_says_which_word_goes_where(chat: Chat) -> None:
    text = "Obama speaks to the media in Illinois | The president greets the press in Chicago"
    blocks = chat.ask(words.plugin(), "word_mover", f"/wmd {text}", text=text)
    table = only(blocks, Table)
    assert isinstance(table, Table)
    moves = {(row[0], row[1]) for row in table.rows}
    assert {("obama", "president"), ("media", "press"), ("illinois", "chicago")} <= moves


def test_unknown_word_becomes_buttons_that_ask_again(chat: Chat) -> None:
    blocks = chat.ask(words.plugin(), "word_neighbors", "stawberryに近い言葉は？", word="stawberry")
    choices = only(blocks, Choices)
    assert isinstance(choices, Choices)
    assert choices.options[0].message == "strawberryに近い言葉は?"
    assert JAPANESE.search(choices.prompt)


def test_graph_answers_with_steps_links_and_drawings(chat: Chat) -> None:
    near = chat.ask(graphs.plugin(), "node_neighbors", "ノード0に近いのは？", node="0")
    table = only(near, Table)
    assert isinstance(table, Table)
    assert JAPANESE.search(table.columns[0])
    assert all(isinstance(row[2], int) for row in table.rows)
    links = chat.ask(graphs.plugin(), "predict_links", "who should 5 connect to?", node="5")
    assert any(isinstance(block, Text) and "ROC" in block.markdown for block in links)
    drawn = chat.ask(graphs.plugin(), "draw_graph", "/draw", text="karate")
    network, plane = [block for block in drawn if isinstance(block, Plot)]
    assert (network.kind, plane.kind) == ("network", "scatter")
    assert len(network.edges) == 78
    assert network.labels == plane.labels
    assert network.groups == plane.groups


def test_a_dropped_graph_is_described(chat: Chat, tmp_path: Path) -> None:
    path = tmp_path / "pals.csv"
    path.write_text("a,b,1\nb,c,2\nc,a,1\na,a,1\nc,b,2\n")
    text = only(chat.ask(graphs.plugin(), "add_graph", "/graph", [path], text=""), Text)
    assert isinstance(text, Text)
    assert "3 nodes, 3 edges, undirected, weighted; left out: 1 self-loops, 1 duplicates" in text.markdown


def test_recommendations_come_with_baselines_and_baskets(chat: Chat) -> None:
    blocks = chat.ask(items.plugin(), "recommend", "カレールーに合うものは？", items=["カレールー"])
    table, details = only(blocks, Table), only(blocks, Details)
    assert isinstance(table, Table)
    assert isinstance(details, Details)
    assert {"じゃがいも", "にんじん", "玉ねぎ", "福神漬け"} & {row[0] for row in table.rows[:4]}
    assert len(table.columns) == 6
    assert "カレールー" in details.markdown


def test_maps_of_nodes_and_of_nothing(chat: Chat) -> None:
    plot = only(chat.ask(maps.plugin(), "show_map", "map of nodes", space="nodes"), Plot)
    assert isinstance(plot, Plot)
    assert len(plot.labels) == 34
    assert len(set(plot.groups)) > 1
    asked = only(chat.ask(maps.plugin(), "show_map", "a map", space=""), Notice)
    assert isinstance(asked, Notice)


def test_training_shows_progress_loss_and_replays_epochs(chat: Chat, tmp_path: Path) -> None:
    path = tmp_path / "corpus.txt"
    path.write_text("The cat drinks milk. The dog drinks water. The cat eats fish.\n" * 50)
    blocks = chat.ask(training.plugin(), "train_words", "/train", [path], text="size 8 epochs 3 min 2")
    plot = only(blocks, Plot)
    assert isinstance(plot, Plot)
    assert len(plot.y) == 3
    asked = chat.ask(training.plugin(), "trained_words", "/trained cat", text="cat")
    replay = [block for block in asked if isinstance(block, Table)]
    assert [row[0] for row in replay[-1].rows] == [1, 2, 3]
    moving = next(block for block in asked if isinstance(block, Plot) and block.frames)
    assert [frame.title for frame in moving.frames] == ["Epoch 1", "Epoch 2", "Epoch 3"]
    assert (moving.frames[-1].x, moving.frames[-1].y) == (moving.x, moving.y)
    assert (moving.labels[0], moving.x[0], moving.y[0]) == ("cat", 0.0, 0.0)
    assert moving.frames[2].note.split()[0] == replay[-1].rows[2][1]
    pairs = only(chat.ask(training.plugin(), "window", "/window", text=""), Table)
    assert isinstance(pairs, Table)
    assert ("apple", "eat, an, everyday") in pairs.rows
