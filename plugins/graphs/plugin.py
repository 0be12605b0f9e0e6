"""Graphs: who is close, who should connect, communities, walks as sentences, and the graph beside its embedding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.blocks import Block, Choices, Notice, Table, Text, computed, plain
from assistant.engines.graphs.graphs import Graphs as Facade
from assistant.engines.watching import watched
from assistant.files import existing
from assistant.paths import printable
from assistant.phrase import Language, Phrase
from assistant.plugin import Context, Intent, Request
from assistant.routing import catalogue, commands
from plugins.graphs import asked, said, whole
from plugins.graphs.ready import STAGES, ready
from plugins.graphs.slots import one_node

ASK = Phrase("Which node?", "どの頂点でしょうか？")
ASK_HINT = Phrase("For instance: who is close to member 33?", "例: ノード0に近いのは？")
NEAR = Phrase("Nearest to **{node}** in the graph **{name}**:", "グラフ **{name}** で **{node}** に近い頂点:")
NEAR_COLUMNS = Phrase("Node|Cosine|Steps in the graph", "頂点|コサイン|グラフでの距離")
NO_WAY = Phrase("no way", "道なし")
LINKS = Phrase("**{node}** should connect to:", "**{node}** がつながりそうな相手:")
LINK_COLUMNS = Phrase(
    "Node|Score|Steps in the graph|Common neighbours", "頂点|スコア|グラフでの距離|共通の隣"
)
AUC = Phrase(
    "On hidden edges against random pairs, area under the ROC curve: **{auc:.3f}** ({parts}).",
    "隠した辺と無作為な組の見分け（ROC曲線下面積）: **{auc:.3f}**（{parts}）。",
)
ADDED = Phrase(
    "**{name}**: {nodes:,} nodes, {edges:,} edges, {kind}; left out: {loops} self-loops, {duplicates} duplicates.",
    "**{name}**: 頂点{nodes:,}個、辺{edges:,}本、{kind}。除いたもの: 自己ループ{loops}、重複{duplicates}。",
)
ASK_FILE = Phrase("Which file?", "どのファイルでしょうか？")
KINDS = {
    (False, False): Phrase("undirected", "無向"), (True, False): Phrase("directed", "有向"),
    (False, True): Phrase("undirected, weighted", "無向・重み付き"), (True, True): Phrase("directed, weighted", "有向・重み付き"),
}  # fmt: skip
PARTS = {
    "embedding": Phrase("cosine", "コサイン"), "adamic-adar": Phrase("Adamic-Adar", "Adamic-Adar"),
    "resource": Phrase("resource allocation", "資源配分"), "popularity": Phrase("degrees", "次数"),
}  # fmt: skip
HOW_TEXT = Phrase(
    "Random walks from every node are read as sentences by skip-gram (DeepWalk, Perozzi et al. 2014; with p, q node2vec, Grover & "
    "Leskovec 2016), or factorised in closed form (NetMF, Qiu et al. 2018); nearness is the cosine of two nodes' vectors.",
    "各頂点からのランダムウォークを文とみなして skip-gram で学ぶか（DeepWalk, Perozzi et al. 2014。p, q つきは node2vec, "
    "Grover & Leskovec 2016）、その極限を行列分解します（NetMF, Qiu et al. 2018）。近さは2頂点のベクトルのコサインです。",
)


class GraphsPlugin:
    """Answers the graph intents about the graph added last (the karate club before that)."""

    name = "graphs"
    summary = Phrase(
        "Ask a graph: close nodes, missing links, communities",
        "グラフに聞く: 近い頂点、つながりそうな相手、コミュニティ",
    )

    def __init__(self) -> None:
        add = Phrase("Add a graph file and embed it", "グラフのファイルを追加して埋め込む")
        self.intents = (
            catalogue.intent("node_neighbors", one_node),
            catalogue.intent("predict_links", one_node),
            Intent("add_graph", add, {}, ("text",), command="graph"),
            asked.DRAW,
            asked.COMMUNITIES,
            asked.PATH,
            asked.MOST,
        )

    def handle(self, request: Request, context: Context) -> Iterable[Block]:
        """Answer one request."""
        answers = {
            "node_neighbors": _near, "predict_links": _links, "add_graph": _add, "draw_graph": whole.draw,
            "communities": whole.communities, "shortest_path": whole.way, "most_connected": whole.most,
        }  # fmt: skip
        return answers[request.intent](request, context.engines.graphs, context)


def plugin() -> GraphsPlugin:
    """Return this plugin."""
    return GraphsPlugin()


def _asked(request: Request, graphs: Facade) -> tuple[str, str]:
    """Return the graph and the node that are asked about; the words of a command are the node's name."""
    text = request.message.text
    _, rest = commands.split(text) or ("", "")
    if rest:
        name, node = graphs.holding(rest.strip('"“”「」'))
        if graphs.graph(name).has(node):
            return name, node
    return graphs.holding(str(request.args.get("node", "")), text=text)


def _near(request: Request, graphs: Facade, context: Context) -> Iterator[Block]:
    language = request.language
    name, node = _asked(request, graphs)
    if not node:
        yield Notice("info", ASK.say(language), ASK_HINT.say(language))
        return
    yield from ready(request, graphs, context, name)
    found = graphs.neighbors(name, node)
    steps = graphs.distances(name, node)
    yield Text(NEAR.say(language, node=plain(node), name=plain(name)))
    columns = tuple(NEAR_COLUMNS.say(language).split("|"))
    rows = tuple((str(near.node), round(near.score, 4), _steps(steps[near.node], language)) for near in found)
    yield Table(columns, rows, "", (columns[1],))
    yield computed(HOW_TEXT, language)
    yield whole.explore([str(near.node) for near in found[:3]], name, language)


def _steps(value: float, language: Language) -> str | int:
    return NO_WAY.say(language) if value == float("inf") else int(value)


def _links(request: Request, graphs: Facade, context: Context) -> Iterator[Block]:
    language = request.language
    name, node = _asked(request, graphs)
    if not node:
        yield Notice("info", ASK.say(language), ASK_HINT.say(language))
        return
    yield from ready(request, graphs, context, name)
    if not graphs.knows_links(name):
        job = graphs.link_job(name)
        yield from watched(job, graphs.jobs, STAGES, language, context.cancelled)
    found = graphs.predict_links(name, node)
    steps = graphs.distances(name, node)
    yield Text(LINKS.say(language, node=plain(node)))
    columns = tuple(LINK_COLUMNS.say(language).split("|"))
    rows = tuple(
        (
            str(near.node),
            round(near.score, 4),
            _steps(steps[near.node], language),
            graphs.shared(name, node, near.node),
        )
        for near in found
    )
    yield Table(columns, rows, "", (columns[1],))
    model = graphs.link_model(name)
    parts = ", ".join(f"{PARTS[part].say(language)} {value:.3f}" for part, value in model.parts.items())
    yield Text(AUC.say(language, auc=model.auc, parts=parts))


def _add(request: Request, graphs: Facade, context: Context) -> Iterator[Block]:
    language = request.language
    path, told = said.told(str(request.args.get("text", "")))
    files = [*request.message.files]
    if path and not files and context.names_files:
        files = [existing(path)]
    if not files:
        known = ", ".join(graphs.names())
        yield Notice("info", ASK_FILE.say(language), f"/graph edges.csv ({known})")
    for file in files:
        understood = said.understood(file, told, context.cancelled)
        graph = graphs.add(printable(file.stem), understood.graph)
        kind = KINDS[graph.directed, graph.weights is not None].say(language)
        counts = {"nodes": len(graph.nodes), "edges": graph.edge_count, "loops": graph.loops}
        added = ADDED.say(language, name=plain(graph.name), kind=kind, duplicates=graph.duplicates, **counts)
        yield Text(
            said.joined((added, said.form(understood, language), *said.notes(understood, language)), language)
        )
        yield Choices(said.CORRECT.say(language), said.readings(understood, file.name, told, language))
        yield from whole.drawn(request, graphs, context, graph.name)
