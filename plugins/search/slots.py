"""What a question to the library is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from assistant.message import Message
from assistant.plugin import Slots
from assistant.retrieval.between import between
from assistant.retrieval.dates import dates
from assistant.routing.slots import topic_en, topic_ja
from assistant.routing.slots.clean import topic
from assistant.routing.slots.negation import affirmed
from assistant.routing.slots.quotes import only_quotation
from plugins.search.filters import filtered


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


@dataclass(frozen=True, slots=True)
class Filtering:
    """Reads a question without the file, the tag and the kind of file that it names in a form of their own, and those as
    `name`, `tag` and `kind`."""

    read: Callable[[Message, Mapping[str, str]], Slots]

    def __call__(self, message: Message, groups: Mapping[str, str]) -> Slots:
        """Return the slots of a question."""
        said = groups.get("command", message.text)
        found = filtered(said)
        if found is None:
            return self.read(message, groups)
        rest = Message(found.rest, message.files, message.language)
        return {**self.read(rest, {"command": found.rest} if "command" in groups else {}), **found.slots}


@dataclass(frozen=True, slots=True)
class Dated:
    """Reads a question without what it says about dates, and that as `after` and `before`: ISO days, both included."""

    read: Callable[[Message, Mapping[str, str]], Slots]

    def __call__(self, message: Message, groups: Mapping[str, str]) -> Slots:
        """Return the slots of a question."""
        found = between(message.text)
        if found is None or not found.rest.strip(" ?？。"):
            return _absolute(self.read(message, groups))
        rest = Message(found.rest, message.files, message.language)
        given = between(groups["command"]) if "command" in groups else None
        read = self.read(rest, {"command": given.rest} if given else {})
        return {**_absolute(read), **_days(found.first, found.last)}


def _absolute(read: Slots) -> Slots:
    """Return slots in which a time that names its days ("in 2021") is given as these days."""
    said = str(read.get("when", ""))
    found, named = between(said), dates(said)
    if not found and not named:
        return read
    days = _days(found.first, found.last) if found else _days(named[0].first, named[-1].last)
    return {**{name: value for name, value in read.items() if name != "when"}, **days}


def _days(first: date | None, last: date | None) -> Slots:
    days = {"after": first, "before": last}
    return {name: day.isoformat() for name, day in days.items() if day is not None}
