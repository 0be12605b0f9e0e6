"""Which document a person means, which two, and what a list or a count is about."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.message import Message
from assistant.plugin import Slots
from assistant.routing.slots import topic_en, topic_ja
from assistant.routing.slots.clean import edges, particles, topic
from assistant.routing.slots.files import FILE, several
from assistant.routing.slots.quotes import quoted
from plugins.documents import length

_LEAD = re.compile(
    r"^(?:(?:hey|hi|ok|so|please|pls|plz|kindly|can|could|would|will|you|i|we|me|us|to|want|need|like|would|i'd|let|let's|just|quickly"
    r"|open(?: up)?|show|read(?: out)?|display|pull up|bring up|view|see|give|get|fetch|summari[sz]e|sum up|summary|recap|tl;?dr|gist"
    r"|what (?:do|does) (?:my|our|the|your) (?:\w+ )?(?:notes?|documents?|files?|library|papers?) say|key points|main points|overview|short version|what(?:'s| is| are| does)?|whats|compare|differences?|find|documents?|files?|anything"
    r"|similar|like|more|other|resembling|the|my|of|for|from|in|a|an|between|is)\b[\s,:!]*)+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"[\s,]*\b(?:please|pls|plz|thanks|thx|for me|in short|about|in a few (?:lines|sentences|words|bullet points)|say|again|now|up)[\s.!?]*$",
    re.IGNORECASE,
)
_TAIL_JA = re.compile(
    r"(?:の(?:要約|要点|概要|まとめ|ポイント|中身|内容|全文|違い|差)|(?:と|に)(?:似|近い|そっくり)|みたいな|のような|を(?:開|見|読|表示|要約|まとめ|出し|比)|って(?:何|なに|どんな)|には(?:何|なに)|に(?:何|なに)が|開|見せ|読ませ|表示|要約|まとめ).*$"
)
_AND = re.compile(
    r"\s+(?:and|with|to|vs\.?|versus|against|or)\s+|\s*(?:、|と|対|それから)\s*(?=\S)", re.IGNORECASE
)


def document(message: Message, groups: Mapping[str, str]) -> Slots:
    """Return the document that is meant: a file's name, a title, or what points at one ("this", 「さっきの」)."""
    text = groups.get("target") or groups.get("command") or message.text
    if "command" in groups:
        return {"target": several(edges(text))}
    if named := [found[0] for found in FILE.finditer(text)]:
        return {"target": named[0]}
    if marks := quoted(text):
        return {"target": marks[0].text}
    text = length.without(text)
    return {"target": _bare(text, message.language == "ja")}


def pair(message: Message, groups: Mapping[str, str]) -> Slots:
    """Return the two documents that are to be compared, in the order in which they are named."""
    text = groups.get("command") or message.text
    named = [found[0] for found in FILE.finditer(text)] or [mark.text for mark in quoted(text)]
    if len(named) < 2:
        bare = _bare(text, message.language == "ja")
        named = [edges(part) for part in _AND.split(bare, maxsplit=1) if edges(part)]
    return {"a": named[0], "b": named[1]} if len(named) > 1 else {}


def about(message: Message, groups: Mapping[str, str]) -> Slots:
    """Return what the documents to be listed or counted are about."""
    if "command" in groups:
        return {"query": topic(groups["command"])}
    marks = quoted(message.text)
    if len(marks) == 1:
        return {"query": marks[0].text}
    read = topic_ja if message.language == "ja" else topic_en
    return {"query": read.search_topic(message.text)}


def _bare(text: str, japanese: bool) -> str:
    if japanese:
        return edges(particles(edges(_TAIL_JA.sub("", text)))) or edges(text)
    shorter = text
    while _TAIL.search(shorter):
        shorter = _TAIL.sub("", shorter)
    return edges(_LEAD.sub("", shorter)) or edges(text)
