"""Slash commands: `/search refund policy`."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

from assistant.message import Message
from assistant.plugin import Intent, Slot, Slots
from assistant.routing.slots.by_example import polite, valued

_COMMAND = re.compile(r"/(?P<name>[A-Za-z_][\w-]*)(?:\s+(?P<rest>.*))?$", re.DOTALL)


def split(text: str) -> tuple[str, str] | None:
    """Return (command, rest) of a slash command, or None for any other message (paths included)."""
    match = _COMMAND.match(text)
    return (match["name"].lower(), (match["rest"] or "").strip()) if match else None


def find(name: str, intents: Sequence[tuple[str, Intent]]) -> int | None:
    """Return which intent a command or an intent's own name means."""
    commands = [intent.command for _, intent in intents]
    names = [intent.name for _, intent in intents]
    return next((known.index(name) for known in (commands, names) if name in known), None)


def slots(intent: Intent, message: Message, rest: str) -> Slots:
    """Read the slots from what follows the command: as the intent's reader does, else what is named ("shop=Suzuki"),
    then in the order of the slots what `|` or line breaks part, or quotation marks and spaces where the number fits."""
    if not intent.slots or not rest:
        return {}
    if intent.read is not None:
        inner = Message(rest, message.files, message.language)
        found = intent.read(inner, {"command": rest})
        return found or ({intent.slots[0]: rest} if len(intent.slots) == 1 else {})
    if len(intent.slots) == 1 and not intent.marked:
        return {
            str(intent.slots[0]): valued(intent.slots[0], rest) if isinstance(intent.slots[0], Slot) else rest
        }
    named, rest = _named(intent.slots, polite(rest))
    left = [slot for slot in intent.slots if slot not in named]
    placed = dict(zip(left, _parts(rest, len(left)), strict=False)) if rest else {}
    return {
        str(slot): valued(slot, {**placed, **named}[slot])
        for slot in intent.slots
        if slot in named or slot in placed
    }


def _named(slots: Sequence[str], rest: str) -> tuple[dict[str, str], str]:
    """Return what is given by name, and the rest."""
    names = "|".join(map(re.escape, slots))
    plain = rf"(?P<plain>[^\"]*?)(?=\s+(?:{names})\s*=|$)"
    pattern = re.compile(rf"(?<!\S)(?P<slot>{names})\s*=\s*(?:\"(?P<quoted>[^\"]*)\"|{plain})")
    found = {match["slot"]: match["quoted"] or match["plain"] or "" for match in pattern.finditer(rest)}
    return found, pattern.sub("", rest).strip()


def _parts(rest: str, count: int) -> list[str]:
    """Return the parts of a text, at most `count`; the text as a whole where it has no plain parts."""
    if count == 1:
        return [rest]
    for mark in (r"\s*\|\s*", r"\s*\n\s*"):
        parts = re.split(mark, rest, maxsplit=count - 1)
        if len(parts) > 1:
            return parts
    try:
        words = shlex.split(rest)
    except ValueError:  # a quotation mark that nothing closes
        words = rest.split()
    return words if len(words) == count else [rest]
