"""Patterns and slot readers of intents, applied to one message."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.message import Message
from assistant.plugin import Intent, Slots


class Reading:
    """One intent's compiled patterns and its reader."""

    def __init__(self, intent: Intent) -> None:
        self.intent = intent
        self._patterns = [re.compile(pattern, re.IGNORECASE) for pattern in intent.patterns]
        self._needs = re.compile(intent.needs, re.IGNORECASE) if intent.needs else None

    def possible(self, message: Message) -> bool:
        """Return whether the message holds what the intent is never meant without."""
        return self._needs is None or bool(self._needs.search(message.text))

    def match(self, message: Message) -> Mapping[str, str] | None:
        """Return the groups of the first pattern that fits the message, or None."""
        for pattern in self._patterns:
            if found := pattern.search(message.text):
                return {name: value for name, value in found.groupdict().items() if value}
        return None

    def slots(self, message: Message, groups: Mapping[str, str] | None) -> Slots:
        """Return the slots that the message fills; slots without content are left out."""
        if self.intent.read is not None:
            found = self.intent.read(message, groups or {})
        else:
            found = {name: value.strip() for name, value in (groups or {}).items()}
        return {name: value for name, value in found.items() if value != "" and value != []}
