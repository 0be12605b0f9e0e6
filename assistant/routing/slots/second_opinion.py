"""A second opinion on what the rules of an intent read: the tagger's, fitted on the intent's marked examples."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assistant.message import Message
from assistant.plugin import Slots, SlotValue
from assistant.routing.slots import tagger
from assistant.routing.slots.quotes import quoted

Read = Callable[[Message, Mapping[str, str]], Slots]


def reader(intent: str, rules: Read) -> Read:
    """Return what reads the slots of an intent: its rules, and the tagger where it knows the intent."""
    return SecondOpinion(intent, rules) if intent in tagger.SLOTS else rules


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """Reads by rules, then lets the tagger judge, unless a command or a pattern already gave the slots."""

    intent: str
    rules: Read

    def __call__(self, message: Message, groups: Mapping[str, str]) -> Slots:
        """Return the slots of a message; `groups` are what a command or a pattern took from it."""
        read = self.rules(message, groups)
        judge = None if groups or (message.files and self.intent == "remember") else tagger.load()
        if (
            judge is None
            or str(read.get("node", "")).isdigit()
            or (self.intent == "infer" and _turned(read, message.text))
        ):
            return read
        found = judge.read(self.intent, message.text, read)
        for slot in _SEVERAL & found.keys() & read.keys():
            if len(_listed(found[slot])) < 2 <= len(_listed(read[slot])):  # one label sorts nothing
                found[slot] = read[slot]
        if self.intent in _OF_THINGS:
            return {slot: _bare(value) for slot, value in found.items()}
        return {
            slot: _quotation(value, message.text) if slot in _SENTENCES else value
            for slot, value in found.items()
        }


_SEVERAL = frozenset({"labels", "words"})
"""Lists that say nothing with one entry."""
_SENTENCES = frozenset({"text", "a", "b", "premise", "hypothesis"})


_OF_THINGS = frozenset(
    {
        "compare_documents",
        "count_about",
        "find_images",
        "forget",
        "list_about",
        "open_document",
        "search_text",
    }
    | {"similar_documents", "summarize"}
)
"""Intents whose slots name documents and topics."""
_THE = re.compile(
    r"the\s+(?!(?:one|ones|other|same|first|second|third|fourth|fifth|last|latest|newest)\b)(?=\S)",
    re.IGNORECASE,
)


def _bare(value: SlotValue) -> SlotValue:
    """Return a name without a leading "the"; "the second one" stays whole."""
    return _THE.sub("", value, count=1) if isinstance(value, str) and _THE.match(value) else value


def _listed(value: SlotValue) -> list[str]:
    return value if isinstance(value, list) else []


def _turned(read: Slots, text: str) -> bool:
    """Return whether the rules took two quotations of which the second is the premise: a phrase such as "follows
    from" told them so, and it is plainer than what the tagger makes of the two sentences."""
    marks = [mark.text for mark in quoted(text)]
    pair = read.get("hypothesis"), read.get("premise")
    return all(part in marks for part in pair) and marks.index(str(pair[0])) < marks.index(str(pair[1]))


def _quotation(value: SlotValue, text: str) -> SlotValue:
    """Return the whole of a quotation of which the tagger took most, such as all but its full stop."""
    for mark in quoted(text):
        if str(value) in mark.text and len(mark.text) > 3 and len(str(value)) >= 0.6 * len(mark.text):
            return mark.text
    return value
