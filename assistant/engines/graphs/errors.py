"""What can go wrong with graphs, as people are told it."""

from __future__ import annotations

from assistant.errors import AssistantError
from assistant.phrase import Phrase


class BadGraph(AssistantError):
    """A file or edge list that is not a graph this program reads."""

    what = Phrase("{name} cannot be read as a graph: {why}", "{name} はグラフとして読めません: {why}")
    hint = Phrase(
        "Give an edge list (two names per line, an optional weight), CSV, adjacency list, node-link JSON, GML or GraphML.",
        "辺リスト（1行に2つの名前と任意の重み）、CSV、隣接リスト、JSON、GML、GraphML を渡してください。",
    )


class EmptyGraph(AssistantError):
    """A graph without an edge between two different nodes."""

    what = Phrase(
        "The graph “{name}” has no edge between two different nodes (nodes: {nodes}).",
        "グラフ「{name}」には、異なる頂点を結ぶ辺がありません（頂点{nodes}個）。",
    )
    hint = Phrase("Add edges: two node names per line.", "1行に頂点名を2つ書いて、辺を足してください。")


class NoGraph(AssistantError):
    """No graph of that name."""

    what = Phrase("There is no graph called “{name}”.", "「{name}」というグラフはありません。")
    hint = Phrase("There are: {known}.", "あるのは: {known}。")


class NoNode(AssistantError):
    """A node that the graph does not have, with the names nearest to it."""

    what = Phrase(
        "The graph “{graph}” has no node “{node}”.", "グラフ「{graph}」に頂点「{node}」はありません。"
    )
    hint = Phrase("Some that it has: {near}.", "たとえば: {near}。")


class BadSetting(AssistantError):
    """An embedding setting outside its range."""

    what = Phrase(
        "{name} must be between {low} and {high}; it was {value}.",
        "{name} は{low}から{high}まで（指定: {value}）。",
    )
    hint = Phrase("Change that setting.", "その設定を変えてください。")


class NoSetting(BadSetting):
    """An embedding setting that does not exist."""

    what = Phrase("There is no setting called “{name}”.", "「{name}」という設定はありません。")
    hint = Phrase("There are: {known}.", "あるのは: {known}。")
