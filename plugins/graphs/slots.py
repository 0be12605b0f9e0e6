"""Nodes of a graph by their bare id or name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.message import Message
from assistant.plugin import Slots
from assistant.routing.slots.clean import honorifics, word
from assistant.routing.slots.quotes import quoted

_KANJI = {"〇": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_NAMED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:\bnode|\bvertex|\bmember|\bperson|\bnumber|\bid|\bno\.|\bplayer|\bactor|\bcharacter|\bpaper|\buser|ノード|頂点|メンバー|番号|node|vertex|id|節点|点)s?\s*(?:の|は|:|=|#|no\.?|number|番号|番|id|ID|called|named)?\s*[#:]?\s*(?P<n>\d+)",
        r"(?P<n>\d+)\s*(?:番|号|という(?:ノード|頂点)|の(?:ノード|頂点|点))",
        r"#\s*(?P<n>\d+)",
        r"(?P<n>[〇一二三四五六七八九十百]+)番",
    )
)
_ANY_NUMBER = re.compile(
    r"(?<!top )(?<!best )(?<!first )(?<![A-Za-z\d.])(?P<n>\d+)(?![\d]|\s*(?:個|つ|件|人|名|位|best|most|closest|nearest|nodes|people|friends|d\b|次元|neighbo|dimension))"
)
_NAME = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:[Nn]ode|[Vv]ertex|[Mm]ember|[Pp]erson|[Cc]haracter)\s+(?:called |named )?(?P<n>[A-Z][\w.-]*(?:\s[A-Z][\w.-]*)*)",
        r"(?<!^)(?<![.!?] )\b(?P<n>[A-Z][a-zé-]+(?:\s[A-Z][a-zé-]+)*)\b",
        r"(?:ノード|頂点|メンバー|人物)(?P<n>[A-Za-zァ-ヶー・一-龥]+)",
        r"(?:^|[でにはのが、\s])(?P<n>[ァ-ヶー][ァ-ヶー・]+|[A-Z][a-z]+)(?:さん)?(?=[とにのはがって、]|$)",
        r"(?P<n>[ァ-ヶー・]{2,}|[一-龥]{2,4}|[A-Z][a-z]+)さん",
    )
)
_NOT_NAMES = frozenset(
    [
        "グラフ",
        "ネットワーク",
        "リンク",
        "ノード",
        "クラブ",
        "メンバー",
        "I",
        "Who",
        "Which",
        "What",
        "Show",
        "List",
        "Find",
        "Please",
        "Can",
        "Could",
        "Predict",
        "The",
        "In",
        "On",
        "Is",
        "Are",
        "Do",
        "Does",
        "How",
        "Give",
        "Tell",
        "Node",
        "Graph",
        "PCA",
        "DeepWalk",
        "ノードリンク",
    ]
)


def one_node(message: Message, groups: Mapping[str, str]) -> Slots:
    """Return the node that a message asks about."""
    text = message.text
    if "command" in groups:
        text = f"node {groups['command']}"
    for pattern in _NAMED:
        if found := pattern.search(text):
            return {"node": _digits(found["n"])}
    marks = quoted(text)
    if marks:
        return {"node": word(marks[0].text)}
    if found := _ANY_NUMBER.search(text):
        return {"node": found["n"]}
    if "command" in groups:
        return {"node": word(groups["command"])}
    for pattern in _NAME:
        for found in pattern.finditer(text):
            if found["n"] not in _NOT_NAMES:
                return {"node": honorifics(found["n"])}
    return {}


def _digits(text: str) -> str:
    """Return a number in Arabic digits, also from kanji up to 999."""
    if text.isdigit():
        return text
    total = current = 0
    for char in text:
        if char in "十百":
            total += (current or 1) * (10 if char == "十" else 100)
            current = 0
        else:
            current = current * 10 + _KANJI[char]
    return str(total + current)
