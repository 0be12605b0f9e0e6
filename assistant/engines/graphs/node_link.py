"""Graphs as JSON: node-link (networkx, d3), Cytoscape's elements, lists of edges, and lists of neighbours by node."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.engines.graphs.errors import BadGraph
from assistant.engines.graphs.graph import Edge
from assistant.engines.graphs.parsed import Parsed
from assistant.phrase import Phrase

_NODES, _LINKS = ("nodes", "vertices", "ノード", "頂点"), ("links", "edges", "relationships", "辺", "リンク")
_ENDS = (("source", "target"), ("from", "to"), ("start", "end"), ("src", "dst"), ("u", "v"), ("始点", "終点"))
_WEIGHTS = ("weight", "value", "w", "重み")
_IDS, _LABELS = ("id", "key", "name", "label"), ("label", "name", "title")


def node_link(name: str, text: str) -> Parsed:
    """Read a graph written as JSON; BadGraph says that there is none in it."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        why = Phrase("it is not valid JSON", "JSON の書き方になっていません")
        raise BadGraph(name=name, why=why) from error
    if isinstance(content, Mapping):
        inner = content.get("elements", content.get("graph"))
        content = inner if isinstance(inner, Mapping) and _first(inner, _LINKS) is not None else content
        nodes, links = _first(content, _NODES) or [], _first(content, _LINKS)
        if links is None and nodes and "adjacency" in content:
            links = [
                {"source": _id(node, n), "target": other.get("id"), **other}
                for n, (node, row) in enumerate(zip(nodes, content["adjacency"], strict=False))
                for other in row
            ]
        if isinstance(links, list) and isinstance(nodes, list):
            return _linked(name, nodes, links, content.get("directed") is True)
        if content and all(
            isinstance(value, list | Mapping) and not any(isinstance(one, list | Mapping) for one in value)
            for value in content.values()
        ):
            edges: list[Edge] = [
                (str(node), str(other)) for node, others in content.items() for other in others
            ]
            return Parsed(list(map(str, content)), edges, False, "json")
    elif isinstance(content, list) and content:
        return _linked(name, [], content, False)
    why = Phrase("its JSON has no nodes and links", "JSON に nodes と links がありません")
    raise BadGraph(name=name, why=why)


def _linked(name: str, nodes: Sequence[Any], links: Sequence[Any], directed: bool) -> Parsed:
    ids = [_id(node, n) for n, node in enumerate(nodes)]
    labels = [str(_first(_inner(node), _LABELS) or "").strip() for node in nodes]
    unique = all(labels) and len(set(labels)) == len(labels)
    called = dict(zip(ids, labels if unique else ids, strict=True))
    edges: list[Edge] = []
    left_out: list[int] = []
    for number, link in enumerate(links, 1):
        ends, weight = _ends(link)
        if ends is None:
            left_out.append(number)
            continue
        pair = [_node(end, ids) for end in ends]
        source, target = (called.get(end, end) for end in pair)
        edges.append((source, target) if weight is None else (source, target, weight))
    if not edges and not nodes:
        raise BadGraph(
            name=name, why=Phrase("its JSON has no nodes and links", "JSON に nodes と links がありません")
        )
    return Parsed([called[id_] for id_ in ids], edges, directed, "json", tuple(left_out))


def _ends(link: Any) -> tuple[tuple[Any, Any] | None, float | None]:
    """Return both ends of a link and its weight, None for what it does not say."""
    if (
        isinstance(link, list)
        and len(link) >= 2
        and not any(isinstance(end, list | dict) for end in link[:2])
    ):
        return (link[0], link[1]), _number(link[2]) if len(link) > 2 else None
    inner = _inner(link)
    pair = next(((inner[a], inner[b]) for a, b in _ENDS if a in inner and b in inner), None)
    whole = None if pair is None or None in pair or "" in pair else pair
    return whole, _number(_first(inner, _WEIGHTS))


def _node(end: Any, ids: Sequence[str]) -> str:
    """Return a node's id: of what an end says, or by its place where d3 wrote a number and no node has it as its id."""
    if isinstance(end, Mapping):
        return _id(end, 0)
    if isinstance(end, int) and 0 <= end < len(ids) and str(end) not in ids:
        return ids[end]
    return str(end)


def _inner(entry: Any) -> Mapping[str, Any]:
    """Return what an entry says; Cytoscape writes it under "data"."""
    data = entry.get("data") if isinstance(entry, Mapping) else None
    return data if isinstance(data, Mapping) else entry if isinstance(entry, Mapping) else {}


def _id(node: Any, number: int) -> str:
    found = _first(_inner(node), _IDS) if isinstance(node, Mapping) else node
    return str(number if found is None else found)


def _first(entry: Mapping[str, Any], names: Sequence[str]) -> Any:
    return next((entry[name] for name in names if entry.get(name) is not None), None)


def _number(value: Any) -> float | None:
    try:
        return None if value is None or isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        return None
