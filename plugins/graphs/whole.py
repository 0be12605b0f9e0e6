"""Answers about a whole graph: its drawing, its communities, and a way through it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assistant.blocks import Block, Choices, Details, Notice, Option, Plot, Table, Text, plain
from assistant.engines.graphs.graph import Graph
from assistant.engines.graphs.graphs import Graphs
from assistant.engines.graphs.sources import KARATE
from assistant.phrase import Language, Phrase
from assistant.plugin import Context, Request
from plugins.graphs.ready import ready

DRAWN = 400
"""Nodes that a drawing shows, those with the most edges."""
MEMBERS = 12
"""Members of a community that are named, those with the most edges."""
COMMUNITIES = Phrase(
    "**{name}** has {count} communities, modularity {modularity:.3f}{nmi}.",
    "**{name}** のコミュニティは{count}個、モジュラリティ {modularity:.3f}{nmi}。",
)
NMI = Phrase(
    "; agreement with the known groups (NMI) {value:.3f}", "、既知の分け方との一致（NMI）{value:.3f}"
)
MEMBERS_OF = Phrase(
    "Community|Nodes|Who, the most connected first", "コミュニティ|頂点数|メンバー（つながりの多い順）"
)
GRAPH_PLOT = Phrase("The graph {name}", "グラフ {name}")
PLANE_PLOT = Phrase("Its embedding on two axes, same colours", "その埋め込みの2軸（同じ色）")
WALKS = Phrase(
    "Random walks are the sentences that DeepWalk reads", "ランダムウォークが DeepWalk の読む「文」です"
)
HUBS = 10
"""Nodes that are listed as the most connected."""
FIRST = Phrase(
    "**{node}** has the most links in the graph **{name}**: {links}.",
    "グラフ **{name}** で最もつながりが多いのは **{node}** です（{links} 本）。",
)
DEGREES = Phrase("Node|Links", "頂点|つながり")
EXPLORE = Phrase("Look around:", "見てまわる:")
DRAW = Phrase("Draw the graph {name}", "グラフ {name} を描く")
WAY = Phrase(
    "**{way}**: {steps} steps, a shortest way in the graph **{name}**.",
    "**{way}**: {steps} ステップ。グラフ **{name}** の最短経路です。",
)
NO_WAY = Phrase(
    "There is no way from **{a}** to **{b}** in the graph **{name}**.",
    "グラフ **{name}** には **{a}** から **{b}** への道がありません。",
)
ASK_TWO = Phrase("From which node to which?", "どの頂点からどの頂点まででしょうか？")
ASK_TWO_HINT = Phrase("For instance: shortest path from 0 to 33", "例: 0から33までの最短経路は？")
ON_THE_WAY, BESIDE = Phrase("on the way", "経路上"), Phrase("other nodes", "ほかの頂点")


def named(graphs: Graphs, said: str) -> str:
    """Return the name of the graph that is meant: one whose name is in what was said, else the newest."""
    folded = said.casefold().replace("空手", KARATE)
    found = [name for name in graphs.names() if name.casefold() in folded]
    return max(found, key=len) if found else next(iter(graphs.names()), KARATE)


def draw(request: Request, graphs: Graphs, context: Context) -> Iterator[Block]:
    """Draw the graph that is named, the newest where none is."""
    return drawn(request, graphs, context, named(graphs, str(request.args.get("text", ""))))


def drawn(request: Request, graphs: Graphs, context: Context, name: str) -> Iterator[Block]:
    """Draw a graph with its edges, coloured by community, beside its embedding."""
    language = request.language
    yield from ready(request, graphs, context, name)
    yield _summary(graphs, name, language)
    yield _network(graphs, name, language)
    yield _plane(graphs, name, language)
    walks = graphs.walks(name, 5, 10)
    sentences = "\n".join("- " + " → ".join(plain(node) for node in walk) for walk in walks)
    yield Details(WALKS.say(language), sentences)
    graph = graphs.graph(name)
    most = graph.degrees.argsort(kind="stable")[::-1][:3]
    yield explore([graph.nodes[node] for node in most], name, language)


def communities(request: Request, graphs: Graphs, context: Context) -> Iterator[Block]:
    """Say which communities a graph has, and who is in them."""
    language, name = request.language, named(graphs, request.message.text)
    yield from ready(request, graphs, context, name)
    yield _summary(graphs, name, language)
    yield _network(graphs, name, language)
    graph, groups = graphs.graph(name), graphs.communities(name).groups
    rows = []
    for number, group in enumerate(_order(groups), 1):
        members = sorted(np.flatnonzero(groups == group).tolist(), key=lambda node: -int(graph.degrees[node]))
        shown = ", ".join(graph.nodes[node] for node in members[:MEMBERS])
        rows.append((str(number), len(members), shown + (" …" if len(members) > MEMBERS else "")))
    yield Table(tuple(MEMBERS_OF.say(language).split("|")), tuple(rows))
    yield Choices(EXPLORE.say(language), (Option(DRAW.say(language, name=name), f"/draw {name}"),))


def way(request: Request, graphs: Graphs, context: Context) -> Iterator[Block]:
    """Show a shortest way between two nodes."""
    language = request.language
    a, b = (str(request.args.get(slot, "")).strip() for slot in "ab")
    if a and not b:  # "/path 0 33"
        a, _, b = (part.strip() for part in re.sub(r"\s*(?:,|、|->|→|から)\s*", " ", a).partition(" "))
    if not (a and b):
        yield Notice("info", ASK_TWO.say(language), ASK_TWO_HINT.say(language))
        return
    name = named(graphs, str(request.args.get("graph", "")))
    if not (graphs.graph(name).has(a) and graphs.graph(name).has(b)):
        name = next(
            (one for one in graphs.names() if graphs.graph(one).has(a) and graphs.graph(one).has(b)), name
        )
    found = [str(node) for node in graphs.way(name, a, b)]
    if not found:
        yield Text(NO_WAY.say(language, a=plain(a), b=plain(b), name=plain(name)))
        return
    shown = " → ".join(map(plain, found))
    yield Text(WAY.say(language, way=shown, steps=len(found) - 1, name=plain(name)))
    yield from ready(request, graphs, context, name)
    yield _network(graphs, name, language, frozenset(found))
    yield explore(found[:3], name, language)


def most(request: Request, graphs: Graphs, context: Context) -> Iterator[Block]:
    """Name the nodes with the most links."""
    language, name = request.language, named(graphs, request.message.text)
    graph = graphs.graph(name)
    top = graph.degrees.argsort(kind="stable")[::-1][:HUBS].tolist()
    yield Text(
        FIRST.say(
            language, node=plain(graph.nodes[top[0]]), links=int(graph.degrees[top[0]]), name=plain(name)
        )
    )
    yield Table(
        tuple(DEGREES.say(language).split("|")),
        tuple((graph.nodes[at], int(graph.degrees[at])) for at in top),
    )
    yield explore([graph.nodes[at] for at in top[:3]], name, language)


def explore(nodes: list[str], name: str, language: Language) -> Choices:
    """Offer what can be asked of some nodes and of the graph."""
    ask = [Option(node, f"/node {node}") for node in nodes]
    return Choices(
        EXPLORE.say(language), (*ask, Option(GRAPH_PLOT.say(language, name=name), f"/draw {name}"))
    )


def _summary(graphs: Graphs, name: str, language: Language) -> Text:
    found = graphs.communities(name)
    nmi = "" if found.nmi is None else NMI.say(language, value=found.nmi)
    values = {"name": plain(name), "count": found.count, "modularity": found.modularity}
    return Text(COMMUNITIES.say(language, nmi=nmi, **values))


def _order(groups: NDArray[np.int64]) -> list[int]:
    """Return the groups, the largest first."""
    return [
        int(group) for group in np.argsort(-np.bincount(groups), kind="stable") if (groups == group).any()
    ]


def _network(graphs: Graphs, name: str, language: Language, marked: frozenset[str] = frozenset()) -> Plot:
    positions = graphs.layout(name)[0]
    graph, shown, groups = _shown(graphs, name, marked)
    if marked:
        said = ON_THE_WAY.say(language), BESIDE.say(language)
        groups = tuple(said[graph.nodes[node] not in marked] for node in shown)
    place = {node: number for number, node in enumerate(shown)}
    pairs = graph.edges()
    among = pairs[np.isin(pairs, shown).all(axis=1)]
    return _plot("network", GRAPH_PLOT.say(language, name=name), positions[shown], graph, shown, groups,
                 tuple((place[u], place[v]) for u, v in among.tolist()))  # fmt: skip


def _plane(graphs: Graphs, name: str, language: Language) -> Plot:
    positions = graphs.layout(name)[1]
    graph, shown, groups = _shown(graphs, name)
    return _plot("scatter", PLANE_PLOT.say(language), positions[shown], graph, shown, groups)


def _shown(
    graphs: Graphs, name: str, marked: frozenset[str] = frozenset()
) -> tuple[Graph, list[int], tuple[str, ...]]:
    """Return a graph, its nodes that are drawn, and the community of each."""
    graph, groups = graphs.graph(name), graphs.communities(name).groups
    most = graph.degrees.argsort(kind="stable")[::-1][:DRAWN].tolist()
    shown = sorted({*most, *(graph.position(node) for node in marked)})
    numbers = {group: str(number) for number, group in enumerate(_order(groups), 1)}
    return graph, shown, tuple(numbers[int(groups[node])] for node in shown)


def _plot(
    kind: Literal["network", "scatter"], title: str, points: NDArray[np.float64], graph: Graph, shown: list[int],
    groups: tuple[str, ...], edges: tuple[tuple[int, int], ...] = (),
) -> Plot:  # fmt: skip
    x, y = (tuple(float(value) for value in points[:, axis]) for axis in (0, 1))
    labels = tuple(graph.nodes[node] for node in shown)
    return Plot(kind, title, x=x, y=y, labels=labels, groups=groups, edges=edges, asks="/node {}")
