"""Slash commands: `/search refund policy`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.message import Message
from assistant.plugin import Intent, Slots

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
    """Read the slots from what follows the command."""
    if not intent.slots or not rest:
        return {}
    inner = Message(rest, message.files, message.language)
    found = intent.read(inner, {"command": rest}) if intent.read else {}
    return found or ({intent.slots[0]: rest} if len(intent.slots) == 1 else {})
