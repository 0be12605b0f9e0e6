"""Edge lists as tables: which columns are source, target, weight and direction, by their names or their places."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from assistant.engines.graphs.errors import BadGraph
from assistant.engines.graphs.graph import Edge
from assistant.engines.graphs.parsed import Parsed
from assistant.ingest.tabular import Row
from assistant.ingest.values import is_number, numbers
from assistant.phrase import Phrase

TICK = 10_000
"""Rows after which reading lets itself be stopped."""
_SOURCES = frozenset(["source", "sourceid", "sourcenode", "sourcename", "src", "from", "fromid", "fromnode", "fromnodeid", "fromname", "start", "startnode", "startid", "origin", "node1", "node1id", "nodea", "id1", "name1", "person1", "persona", "user1", "userid1", "sender", "follower", "origen", "origine", "quelle", "von", "desde", "partida", "parent", "manager", "author1", "始点", "元", "起点", "出発", "出発地", "出発点", "出発駅", "送信者", "送信元", "ノード1", "頂点1", "節点1", "人物1", "起始", "来源", "源", "源节点", "출발", "출발지", "시작", "источник", "от", "откуда", "начало"])  # fmt: skip
_TARGETS = frozenset(["target", "targetid", "targetnode", "targetname", "tgt", "dst", "dest", "to", "toid", "tonode", "tonodeid", "toname", "end", "endnode", "endid", "destination", "node2", "node2id", "nodeb", "id2", "name2", "person2", "personb", "user2", "userid2", "receiver", "recipient", "followee", "destino", "ziel", "nach", "hasta", "llegada", "child", "employee", "author2", "終点", "先", "着点", "到着", "到着地", "到着点", "到着駅", "受信者", "宛先", "送信先", "ノード2", "頂点2", "節点2", "人物2", "目标", "目標", "目标节点", "도착", "도착지", "끝", "цель", "до", "куда", "конец"])  # fmt: skip
_PAIRS = (("u", "v"), ("a", "b"), ("i", "j"), ("x", "y"), ("head", "tail"), ("tail", "head"), ("de", "para"), ("de", "a"),
          ("de", "vers"), ("da", "a"), ("person", "friend"), ("name", "friend"), ("発", "着"))  # fmt: skip
_WEIGHTS = [
    "weight",
    "weights",
    "edgeweight",
    "w",
    "重み",
    "重さ",
    "権重",
    "权重",
    "gewicht",
    "peso",
    "poids",
    "вес",
    "가중치",
    "ウェイト",
    "value",
    "strength",
    "count",
    "counts",
    "freq",
    "frequency",
    "times",
    "number",
    "n",
    "num",
    "score",
    "amount",
    "distance",
    "length",
    "cost",
    "wert",
    "anzahl",
    "valor",
    "valeur",
    "値",
    "回数",
    "件数",
    "頻度",
    "強さ",
    "強度",
    "人数",
    "数",
    "金額",
    "距離",
    "次数",
]
_KINDS = frozenset(
    [
        "type",
        "edgetype",
        "directed",
        "direction",
        "kind",
        "種類",
        "種別",
        "タイプ",
        "向き",
        "方向",
        "typ",
        "tipo",
    ]
)
_ARROWS = {"directed": True, "undirected": False, "mutual": False, "有向": True, "無向": False}
_FLAGS = {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False}


class Columns(NamedTuple):
    """Places of the columns; None for those that a table does not have."""

    source: int
    target: int
    weight: int | None = None
    kind: int | None = None


def named(header: Sequence[str]) -> Columns | None:
    """Return the columns whose names say what they are (Source, Target, Weight, Type, 始点, 終点, 重み …), or None."""
    names = [_plain(cell) for cell in header]
    source = next((n for n, name in enumerate(names) if name in _SOURCES), None)
    target = next((n for n, name in enumerate(names) if name in _TARGETS and n != source), None)
    if source is None or target is None:
        if (names[0], names[1] if len(names) > 1 else "") not in _PAIRS:
            return None
        source, target = 0, 1
    weight = next((names.index(name) for name in _WEIGHTS if name in names), None)
    kind = next((n for n, name in enumerate(names) if name in _KINDS), None)
    return Columns(source, target, weight, kind)


def _plain(name: str) -> str:
    return re.sub(r"[\s_.#-]+", "", unicodedata.normalize("NFKC", name).casefold())


def placed(rows: Sequence[Row]) -> Columns | None:
    """Return the columns of a table without such names: two names and perhaps numbers after them; None for another shape."""
    width = Counter(len(row) for _, row in rows).most_common(1)[0][0]
    third = [row[2] for _, row in rows if len(row) > 2 and row[2]]
    measured = bool(third) and sum(map(is_number, third)) >= 0.8 * len(third)
    if width == 2 or (width == 3 and measured):
        return Columns(0, 1, 2 if measured else None)
    if width > 2 and all(len(row) == width and all(row) for _, row in rows):
        return Columns(0, 1, 2 if measured else None)
    return None


def edges(
    name: str,
    rows: Sequence[Row],
    columns: Columns,
    header: Sequence[str] = (),
    tick: Callable[[], None] = lambda: None,
) -> Parsed:
    """Return the edges of a table's rows, its header not among them.

    A row with nothing but a name is a node without an edge; other rows that lack one of the two names are left out
    and counted. BadGraph for weights below 0.
    """
    values = numbers([_cell(row, columns.weight) for _, row in rows])
    arrows = _arrows([_cell(row, columns.kind) for _, row in rows])
    found: list[Edge] = []
    lone: list[str] = []
    left_out: list[int] = []
    weightless: list[int] = []
    for at, (line, row) in enumerate(rows):
        if at % TICK == 0:
            tick()
        source, target, weight = (
            _cell(row, columns.source),
            _cell(row, columns.target),
            _cell(row, columns.weight),
        )
        if not (source and target):
            if source and sum(map(bool, row)) == 1:
                lone.append(source)
            elif any(row):
                left_out.append(line)
            continue
        value = values[at]
        if re.fullmatch(r"[-+]?(nan|inf(inity)?)", weight, re.IGNORECASE) or (
            value is not None and value < 0
        ):
            raise BadGraph(name=name, why=bad_weight(line, weight))
        if columns.weight is not None and value is None:
            weightless.append(line)
        found.append((source, target) if value is None else (source, target, value))
        if arrows and not arrows[at]:
            found.append((target, source, *found[-1][2:]))
    used = [place for place in columns[:3] if place is not None]
    used += [columns.kind] if arrows and columns.kind is not None else []
    names = [cell for place, cell in enumerate(header) if cell and place not in used]
    return Parsed(
        lone, found, bool(arrows), "pairs", tuple(left_out), tuple(weightless), tuple(header[n].lstrip("#") for n in used if header),
        tuple(names),
    )  # fmt: skip


def _cell(row: Sequence[str], place: int | None) -> str:
    return row[place] if place is not None and place < len(row) else ""


def _arrows(kinds: Sequence[str]) -> list[bool]:
    """Return for each row whether its edge is an arrow; [] where none is or the column says something else."""
    told = {kind.casefold() for kind in kinds if kind}
    meaning = _ARROWS if told <= _ARROWS.keys() else _FLAGS if told <= _FLAGS.keys() else {}
    found = [meaning.get(kind.casefold(), False) for kind in kinds]
    return found if any(found) else []


def bad_weight(line: int, weight: str) -> Phrase:
    """Return what is said of a weight that no walk can have."""
    return Phrase(
        f"line {line} has the weight {weight}; walks need weights of 0 or more",
        f"{line}行目の重みが {weight} です（0以上が要ります）",
    )
