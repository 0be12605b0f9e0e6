"""Patterns and slot readers of intents, applied to one message."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.message import Message
from assistant.plugin import Intent, Slots
from assistant.routing.slots.by_example import ByExample


class Reading:
    """One intent's compiled patterns and its reader."""

    def __init__(self, intent: Intent) -> None:
        self.intent = intent
        self._patterns = [re.compile(pattern, re.IGNORECASE) for pattern in intent.patterns]
        self._by_example = ByExample.of(intent)
        self._needs = re.compile(intent.needs, re.IGNORECASE) if intent.needs else None

    def possible(self, message: Message) -> bool:
        """Return whether the message holds what the intent is never meant without."""
        return self._needs is None or bool(self._needs.search(message.text))

    def match(self, message: Message) -> Mapping[str, str] | None:
        """Return the groups of the first pattern, or else of the marked example, that fits the message, or None."""
        for pattern in self._patterns:
            if found := pattern.search(message.text):
                return {name: value for name, value in found.groupdict().items() if value}
        return self._by_example.match(message.text)

    def slots(self, message: Message, groups: Mapping[str, str] | None) -> Slots:
        """Return the slots that the message fills; slots without content are left out."""
        found = (self.intent.read or self._by_example)(message, groups or {})
        return {name: value for name, value in found.items() if value != "" and value != []}
