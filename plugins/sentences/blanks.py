"""A sentence with a gap."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.message import Message
from assistant.plugin import Slots
from assistant.routing.slots.clean import sentence
from assistant.routing.slots.quotes import quoted

_MASK = re.compile(
    r"_{2,}|\[mask\]|<mask>|〇〇+|○○+|◯◯+|\[\s*\]|\(\s+\)|\*{3,}|＿+|\bMASK\b|\.{4,}|□+|■+|XXX+",
    re.IGNORECASE,
)


def masked(message: Message, groups: Mapping[str, str]) -> Slots:
    """Return the sentence with its gap."""
    text = groups.get("text") or groups.get("command") or message.text
    for mark in quoted(text):
        if _MASK.search(mark.text) and not _MASK.fullmatch(mark.text):
            return {"text": mark.text}
    parts = [
        part
        for part in re.split(
            r"\n|(?<=[:：])\s*|(?<=[。])\s*|(?<=[?!])\s+|(?<!_)(?<=\.)\s+(?=[A-Z])|(?<=です)\s+|(?<=ます)\s+|\b(?:word|blank|gap|mask)\s+in\s+(?=[A-Z])|、(?=(?:の)?(?:〇〇|○○|_|空欄|穴|\[MASK\]|抜け|何|ここ|この)[^、]*(?:何|は|って|教え|入)[^、]*$)",
            text,
        )
        if part and part.strip()
    ]
    holding = [
        part for part in parts if _MASK.search(part) and not re.fullmatch(r"[^\w]*", _MASK.sub("", part))
    ]
    real = [part for part in holding if not _asks(part)] or holding
    if not real:
        return (
            {"text": text}
            if _MASK.search(text)
            else ({"text": sentence(parts[-1])} if len(parts) > 1 else {})
        )
    longest = max(real, key=lambda part: len(_MASK.sub("", part)))
    return {"text": _around(longest)}


def _asks(part: str) -> bool:
    """Return whether a piece talks about the gap instead of having it."""
    return bool(
        re.search(
            r"^(?:what|which|fill|predict|replace|guess|find)\b.*(?:mask|blank|gap)\W*[:?]?$|(?:mask|___?|〇〇|空欄|\[MASK\])\]?(?:に(?:は)?|の|って|を)(?:入|何|当|埋|置|言葉|単語)",
            part,
            re.IGNORECASE,
        )
    )


def _around(part: str) -> str:
    part = re.sub(
        r"^(?:(?:please|pls|can you|could you|kindly|just)\s+)*(?:(?:fill(?: in| out)?|complete|finish|predict|guess|replace|suggest|find|solve|try)(?:\s+(?:in|the|this|for|sentence|blank|blanks|gap|mask|missing|word|words|masked|me|with|of|a|following))*\s*[:,\-]?\s+|cloze\s*[:,]\s*)(?=\S.*\s\S)",
        "",
        part,
        flags=re.IGNORECASE,
    )
    part = (
        re.sub(
            r"\s*[-–—,、。]\s*(?:what|which|fill|guess|any idea|please|pls|can you|抜けて|空所|空欄|マスク|何が|穴|埋めて|完成|教えて|ここ|この).*$",
            "",
            part,
            flags=re.IGNORECASE,
        )
        or part
    )
    part = re.split(r"\s*(?:←|<-|⇐)\s*", part)[0] or part
    part = re.sub(r"(?<=[。])\s*.*(?:空|埋|補|入).*$", "", part) or part
    return re.sub(r"\s+$|^[\s:：、,]+", "", sentence(part))
