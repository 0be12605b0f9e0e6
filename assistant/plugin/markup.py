"""Example sentences with their slots marked: `find {query:red shoes}`, `map of {space=words:terms}`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

SlotValue = str | list[str] | int | float | bool
Slots = dict[str, SlotValue]

LISTS = frozenset({"words", "labels", "items"})
"""Built-in slots that hold a list; every other slot holds one string."""
_MARK = re.compile(r"\{(?P<slot>[a-z][a-z_]*)(?:=(?P<value>[^:{}]*))?:(?P<text>[^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Template:
    """One example: `pieces` alternate between plain text and (slot, text) marks."""

    source: str

    @property
    def text(self) -> str:
        """Return the sentence as a person would type it."""
        return _MARK.sub(lambda mark: mark["text"], self.source)

    def slots(self) -> Slots:
        """Return what a careful reader takes from it."""
        found: Slots = {}
        for slot, value in self.marks():
            if slot in LISTS:
                before = found.setdefault(slot, [])
                if isinstance(before, list):
                    before.append(value)
            else:
                found[slot] = value
        return found

    def marks(self) -> Iterator[tuple[str, str]]:
        """Yield (slot, value) in order of appearance."""
        for mark in _MARK.finditer(self.source):
            yield mark["slot"], mark["text"] if mark["value"] is None else mark["value"]

    def pieces(self) -> Iterator[tuple[str, str]]:
        """Yield (slot, text) from left to right; slot is "" for text between marks."""
        done = 0
        for mark in _MARK.finditer(self.source):
            yield "", self.source[done : mark.start()]
            yield mark["slot"], mark["text"]
            done = mark.end()
        yield "", self.source[done:]
