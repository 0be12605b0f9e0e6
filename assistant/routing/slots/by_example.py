"""Slots of an intent that brings neither patterns nor a reader: its marked examples show where they stand.

"price of {item:rice} at {shop:Tanaka}" reads "Price of green tea at Suzuki's, please".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.message import Message
from assistant.plugin import Intent, Slot, Slots, SlotValue
from assistant.plugin.markup import Template
from assistant.routing.slots import topic_en, topic_ja
from assistant.routing.slots.clean import edges

_POLITE = re.compile(
    r"(?:[\s,、]*\b(?:please|pls|plz|thanks|thank you|thx|for me|would you|could you)\b[\s.!?]*"
    r"|[\s、]*(?:を)?(?:お願いします|おねがいします|お願い|下さい|ください|頼む|よろしく)[。！!]*"
    r"|[\s、]*(?:は|って)?(?:です|なの|でしょう)?か?[?？]+)$",
    re.IGNORECASE,
)
_ENTRY = re.compile(r"\s*(?:,\s*and\s|、|,|，|;|\band\b|&|および|(?<=\S)と(?=\S))\s*", re.IGNORECASE)


def polite(text: str) -> str:
    """Return text without courtesies and marks at its end: "rice please" is rice."""
    before = None
    while before != text:
        before, text = text, edges(_POLITE.sub("", text)) or text
    return text


def valued(slot: str, text: str) -> SlotValue:
    """Return what a slot holds: a string without courtesies, or a list of them."""
    if isinstance(slot, Slot) and slot.list:
        return [part for part in (polite(edges(one)) for one in _ENTRY.split(polite(text))) if part]
    return polite(text)


_TELLING = 3
"""Letters of an example's own wording from which a message that fits it is taken for one."""
_LEAD = 2
"""Words before the first slot that must be there: "what's the price of" and "the price of" ask alike."""


@dataclass(frozen=True, slots=True)
class ByExample:
    """Reads the slots of one intent as its marked examples do."""

    slots: Sequence[str]
    forms: Sequence[tuple[re.Pattern[str], int]]

    @classmethod
    def of(cls, intent: Intent) -> ByExample:
        """Return the reader of an intent."""
        forms = [(_pattern(one), *_weight(one)) for one in intent.marked]
        best = sorted(forms, key=lambda form: form[1:], reverse=True)
        return cls(intent.slots, [(pattern, letters) for pattern, _, letters in best])

    def match(self, text: str) -> Mapping[str, str] | None:
        """Return the slots of the example that fits best and has wording enough to be told by, or None."""
        for pattern, letters in self.forms:
            if letters >= _TELLING and (fits := pattern.search(text)):
                return {name: value for name, value in fits.groupdict().items() if value}
        return None

    def __call__(self, message: Message, groups: Mapping[str, str]) -> Slots:
        """Return the slots: by the example with the longest wording that fits, else, of one slot, by what a request
        leaves when what asks is taken off."""
        if not self.forms and not any(isinstance(slot, Slot) for slot in self.slots):
            return {name: value.strip() for name, value in groups.items()}
        found = dict(groups or self.match(message.text) or {})
        if not found and len(self.slots) == 1 and self.forms:
            topic = topic_ja if message.language == "ja" else topic_en
            found = {self.slots[0]: topic.search_topic(message.text)}
        named = {str(slot): slot for slot in self.slots}
        return {name: valued(named.get(name, name), value) for name, value in found.items()}


def _weight(template: Template) -> tuple[int, int]:
    """Return how many slots an example fills, and how many letters of wording it has."""
    pieces = list(template.pieces())
    wording = [_led(text) if place == 0 else text for place, (slot, text) in enumerate(pieces) if not slot]
    return len({slot for slot, _ in pieces} - {""}), sum(map(str.isalnum, "".join(wording)))


def _led(lead: str) -> str:
    """Return the last words before the first slot."""
    return " ".join(lead.split()[-_LEAD:]) + (" " if lead[-1:].isspace() else "")


def _pattern(template: Template) -> re.Pattern[str]:
    """Return the example as a regular expression: its wording with gaps for the slots."""
    made, seen = "", set[str]()
    pieces = list(template.pieces())
    if not pieces[-1][1].strip(" ?？.。!！"):
        pieces.pop()
    for place, (slot, piece) in enumerate(pieces):
        if slot:
            made += ".+?" if slot in seen else rf"(?P<{slot}>.+?)"
            seen.add(slot)
            continue
        text = _led(piece) if place == 0 else piece
        words = r"\s+".join(re.escape(word) for word in text.split())
        before, after = (
            r"\s+" if side.isspace() and words.isascii() else r"\s*" for side in (text[:1], text[-1:])
        )
        made += (before if place else "") + words + (after if words else "")
    return re.compile(made + r"[?？.。!！\s]*$", re.IGNORECASE)
