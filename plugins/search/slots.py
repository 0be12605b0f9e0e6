"""What a question to the library is about."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.message import Message
from assistant.plugin import Slots
from assistant.routing.slots import topic_en, topic_ja
from assistant.routing.slots.clean import topic
from assistant.routing.slots.negation import affirmed
from assistant.routing.slots.quotes import only_quotation


def search_topic(message: Message, groups: Mapping[str, str]) -> Slots:
    """Return the topic of a question."""
    if "command" in groups:
        return {"query": topic(groups["command"])}
    given = (
        groups.get("query")
        or only_quotation(message.text, message.language == "ja")
        or affirmed(message.text)
    )
    return {"query": (topic_ja if message.language == "ja" else topic_en).search_topic(given)}
