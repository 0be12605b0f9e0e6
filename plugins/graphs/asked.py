"""What is asked of a whole graph, or of two of its nodes, in plain words: drawing it, its communities, a way through it."""

from __future__ import annotations

from assistant.phrase import Phrase
from assistant.plugin import Intent

_NOT_A_MAP = r"(?!.*(?:\bmaps?\b|embed|vector|\b2-?d\b|two dim|t-?sne|\bpca\b|umap|plane|cluster|communit|地図|マップ|埋め込み|ベクトル|平面|次元|散布|クラスタ|コミュニティ))"
_POLITE = (
    r"^\W*(?:please |pls |can you |could you |would you |i(?:'d like| want) to (?:see|look at) |let me see )*"
)
_GRAPH = r"(?:graphs?|networks?|club|グラフ|ネットワーク|クラブ)"
_GROUPS = r"(?:communit(?:y|ies)|clusters|cliques|factions|コミュニティ|クラスター?|まとまり|派閥)"

_NEEDS = _GRAPH + r"|\bnodes?\b|\bvert(?:ex|ices)\b|\bedges\b|communit|ノード|頂点|コミュニティ|つなが"
"""Words without which nobody means a graph."""

DRAW = Intent(
    "draw_graph",
    Phrase("Draw a graph with its edges", "グラフを辺とともに描きます"),
    {
        "en": ["draw the karate club", "show me the graph", "plot my network with its edges", "sketch the friends graph"],
        "ja": ["空手クラブを描いて", "グラフを見せて", "ネットワークを図にして", "辺も入れてグラフを描画して"],
    },
    ("text",),
    (
        _NOT_A_MAP + _POLITE + r"(?:draw|sketch|plot|display|show(?: me)?|visuali[sz]e)\s+(?:me\s+)?(?:the |my |a |our )?(?:picture of (?:the |my )?)?(?P<text>(?:[\w'-]+ ){0,3}?" + _GRAPH + r")(?: with (?:its|all) edges)?(?: please| pls)?\W*$",
        _NOT_A_MAP + r"^(?P<text>\S{0,12}?" + _GRAPH + r")(?:の(?:図|絵|全体|辺))?(?:を|、| )*(?:描いて|かいて|書いて|図に(?:して)?|見せて|みせて|見たい|表示して|描画(?:して)?|可視化(?:して)?)\S{0,8}$",
    ),
    command="draw", does="read", needs=_NEEDS,
)  # fmt: skip

COMMUNITIES = Intent(
    "communities",
    Phrase("Find the communities of a graph", "グラフのコミュニティを見つけます"),
    {
        "en": ["communities in the karate club", "which communities does my network have?", "find the clusters of the graph", "who belongs together in the karate network? communities please"],
        "ja": ["空手クラブのコミュニティ", "グラフをコミュニティに分けて", "ネットワークの派閥は？", "このグラフのまとまりを見つけて"],
    },
    ("text",),
    (
        r"^(?!.*(?:\bdraw\b|\bmap\b|document|notes?\b)).*\b" + _GROUPS + r"\b.*?\b(?P<text>(?:[\w'-]+ )??" + _GRAPH + r")\b",
        r"^(?!.*(?:\bmap\b|document|notes?\b))\W*(?:the |my )?(?P<text>(?:[\w'-]+ )?" + _GRAPH + r")\b.*\b" + _GROUPS + r"\b",
        r"^(?!.*(?:地図|文書|資料))(?P<text>\S{0,12}?" + _GRAPH + r").{0,6}" + _GROUPS,
        r"^\W*(?:find |detect |show )?(?:the )?communit(?:y detection|ies)\W*$|^コミュニティ(?:検出|を見つけて|に分けて)\S{0,6}$",
    ),
    command="communities", does="read", needs=_NEEDS,
)  # fmt: skip

_NODE = r"(?:node |vertex |member |ノード|頂点|メンバー)?"
_EN_END = (
    r"(?P<b>[\w.'-]+)(?: (?:in|of|through|within) (?:the |my )?(?P<graph>[\w -]+))?(?: please| pls)?\W*$"
)
PATH = Intent(
    "shortest_path",
    Phrase("Find the shortest way between two nodes", "二つの頂点の最短経路を見つけます"),
    {
        "en": ["shortest path between {a:0} and {b:33}", "how many steps from {a:Ann} to {b:Bob}?", "how are {a:5} and {b:16} connected?", "way from {a:3} to {b:30} in the karate club"],
        "ja": ["{a:0}から{b:33}までの最短経路は？", "{a:アン}と{b:ボブ}の最短距離", "{a:5}から{b:16}まで何ステップ？", "{a:3}と{b:30}はどうつながっている？"],
    },
    ("a", "b", "graph"),
    (
        r"\b(?:shortest|quickest|fewest)\b.*?\b(?:from|between) " + _NODE + r"(?P<a>[\w.'-]+) (?:to|and) " + _NODE + _EN_END,
        r"^\W*(?:what is |what's |show me |find )?(?:the |a )?(?:path|way|chain|connection)s? (?:from|between) " + _NODE + r"(?P<a>\d+) (?:to|and) " + _NODE + r"(?P<b>\d+)(?: (?:in|of|through|within) (?:the |my )?(?P<graph>[\w -]+))?\W*$",
        r"\bhow (?:many (?:steps|hops|links|degrees|handshakes)\b.*?|far (?:apart )?(?:is it |are |is )?)(?:from |between )?" + _NODE + r"(?P<a>[\w.'-]+) (?:to|and|from) " + _NODE + r"(?P<b>\d+|[A-Z][\w.'-]*)(?: apart)?(?: (?:in|of|through|within) (?:the |my )?(?P<graph>[\w -]*" + _GRAPH + r"))?(?: apart)?\W*$",
        r"^\W*how (?:are|is) " + _NODE + r"(?P<a>\d+) (?:and|to) " + _NODE + r"(?P<b>\d+) (?:connected|linked)(?: (?:in|through|within) (?:the |my )?(?P<graph>[\w -]+))?\W*$",
        r"^(?:(?P<graph>\S{1,12}(?:グラフ|クラブ|ネットワーク))(?:で|の)、?)?" + _NODE + r"(?P<a>[^\s、のかと]{1,12})(?:から|と)" + _NODE + r"(?P<b>[^\s、のまへは]{1,12}?)(?:まで|へ|に至る|との?間|の間)?[のは]?(?:最短(?:経路|距離|ルート|パス|の道)?|(?:何|なん)(?:ステップ|ホップ|歩|人)|道筋)",
        r"^" + _NODE + r"(?P<a>\d{1,9})と" + _NODE + r"(?P<b>\d{1,9})は?(?:どう|どのように)つなが",
    ),
    command="path", does="read",
    needs=_NEEDS + r"|\b(?:paths?|shortest|steps?|hops?|handshakes|connected|linked|how far)\b|最短|ステップ|ホップ|つなが",
)  # fmt: skip

MOST = Intent(
    "most_connected",
    Phrase("Name the nodes with the most links", "つながりの最も多い頂点を挙げます"),
    {
        "en": ["who is the most connected in the karate club?", "which nodes have the most links", "hubs of my network", "who has the most friends in the graph"],
        "ja": ["空手クラブで一番つながっているのは誰？", "つながりが最も多いノードは？", "グラフの中心は誰", "ネットワークのハブを教えて"],
    },
    ("text",),
    (
        r"\b(?:who|which|what)\b.*\b(?:most|best|highest)\b.{0,12}\b(?:connected|connections?|links?|edges|friends|neighbou?rs|degree)\b.*?\b(?P<text>(?:[\w'-]+ )??" + _GRAPH + r")\b",
        r"\b(?:who|which)\b.*\b(?:nodes?|members?|vertices)\b.*\bmost\b.{0,12}\b(?:connected|connections?|links?|edges|neighbou?rs)\b",
        r"^\W*(?:show me |find |name )?(?:the )?hubs? (?:of|in) (?:the |my )?(?P<text>(?:[\w'-]+ )?" + _GRAPH + r")\W*$",
        r"^(?P<text>\S{0,12}?" + _GRAPH + r")(?:で|の|の中で|内で).{0,4}(?:一番|いちばん|最も|もっとも).{0,4}(?:つなが|友|リンク|辺|中心)",
        r"つながりが(?:一番|いちばん|最も|もっとも)多い(?:ノード|頂点|メンバー|人)",
    ),
    command="hubs", does="read", needs=_NEEDS,
)  # fmt: skip
