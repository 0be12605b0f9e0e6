"""What people ask of a whole graph, in both languages, and that nothing else is taken for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant import Assistant, Message, testing
from assistant.blocks import Block, Notice, Plot, Table, Text


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with testing.open(tmp_path_factory.mktemp("graphs")) as opened:
        opened.engines.graphs.add("friends", [("Ann", "Bob"), ("Bob", "Cid"), ("Dot", "Eve")])
        yield opened


def kinds(blocks: list[Block]) -> list[str]:
    return [type(block).__name__ for block in blocks]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("draw the karate club", "draw_graph"),
        ("show me the karate club please", "draw_graph"),
        ("plot my network with its edges", "draw_graph"),
        ("空手クラブを描いて", "draw_graph"),
        ("グラフを見せて", "draw_graph"),
        ("draw a map of the nodes", "show_map"),
        ("グラフの埋め込みを描いて", "show_map"),
        ("who is the most connected in the karate club?", "most_connected"),
        ("空手クラブで一番つながってるのは誰", "most_connected"),
        ("communities in the karate club", "communities"),
        ("which communities does my network have?", "communities"),
        ("空手クラブのコミュニティは？", "communities"),
        ("shortest path between 0 and 33 in the karate club", "shortest_path"),
        ("how many steps from 5 to 16", "shortest_path"),
        ("how far is 0 from 33 in the karate club", "shortest_path"),
        ("0から33までの最短経路は？", "shortest_path"),
        ("0と33は何ステップ？", "shortest_path"),
        ("how far is the station from the school", "search_text"),
        ("what do my notes say about communities of practice?", "search_text"),
        ("karate club opening hours", "search_text"),
    ],
)
def test_a_graph_is_meant_where_one_is_spoken_of(assistant: Assistant, text: str, intent: str) -> None:
    assert assistant.route(Message(text)).intent == intent


@pytest.mark.parametrize(
    "text", ["shortest way from the station to the museum", "駅から学校まで何分", "wat is a hub"]
)
def test_what_speaks_of_no_graph_is_not_answered_with_one(assistant: Assistant, text: str) -> None:
    asked = list(assistant.reply(Message(text)))
    assert not any(isinstance(block, Plot) for block in asked)
    assert assistant.route(Message(text)).plugin != "graphs"


def test_a_drawing_has_the_graphs_edges(assistant: Assistant) -> None:
    blocks = list(assistant.reply(Message("draw the karate club")))
    network = next(block for block in blocks if isinstance(block, Plot))
    assert (network.kind, len(network.x), len(network.edges)) == ("network", 34, 78)
    assert isinstance(blocks[0], Text)


def test_a_shortest_way_is_named_and_marked(assistant: Assistant) -> None:
    blocks = list(assistant.reply(Message("shortest path between 0 and 33 in the karate club")))
    said = next(block for block in blocks if isinstance(block, Text))
    assert said.markdown.startswith("**0 → 8 → 33**: 2 steps")
    network = next(block for block in blocks if isinstance(block, Plot))
    assert sum(group == "on the way" for group in network.groups) == 3
    friends = list(assistant.reply(Message("/path Ann Cid")))
    assert isinstance(friends[0], Text)
    assert friends[0].markdown.startswith("**Ann → Bob → Cid**: 2 steps")
    none = list(assistant.reply(Message("/path Ann, Eve")))
    assert isinstance(none[0], Text)
    assert "no way" in none[0].markdown
    missing = list(assistant.reply(Message("/path Ann")))
    assert isinstance(missing[0], Notice)


def test_communities_name_their_members(assistant: Assistant) -> None:
    blocks = list(assistant.reply(Message("空手クラブのコミュニティは？")))
    table = next(block for block in blocks if isinstance(block, Table))
    assert sum(int(str(row[1])) for row in table.rows) == 34
    assert [row[0] for row in table.rows] == [str(n) for n in range(1, len(table.rows) + 1)]
    assert int(str(table.rows[0][1])) >= int(str(table.rows[-1][1]))


def test_the_most_connected_are_named_with_their_links(assistant: Assistant) -> None:
    blocks = list(assistant.reply(Message("who is the most connected in the karate club?")))
    assert isinstance(blocks[0], Text)
    assert "**33**" in blocks[0].markdown
    table = next(block for block in blocks if isinstance(block, Table))
    assert table.rows[:3] == (("33", 17), ("0", 16), ("32", 12))
