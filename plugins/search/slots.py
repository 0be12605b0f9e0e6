"""What a question to the library is about."""

from __future__ import annotations

import re
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


_VALUE = re.compile(
    r"\b(?:how (?:many|much|long|often|old|far|big|late|early|soon|tall|heavy)|what (?:time|day|date|year|size|colou?r|price|number|temperature)|when|where|who|whom|whose|which)\b"
    r"|(?:何|なん)(?:時|日|月|年|分|秒|人|名|円|回|度|枚|個|本|冊|歳|才|キロ|グラム|パーセント|曜日|番|件|階|号|泊|週間|か月|ヶ月)|いつ|どこ|だれ|誰|いくら|いくつ|どちら|どの|どれ(?:くらい|ぐらい|だけ)|なんぼ",
    re.IGNORECASE,
)
_OF_DOCUMENTS = re.compile(
    r"\b(?:notes?|documents?|docs?|files?|librar(?:y|ies)|papers?|pdfs?|say|says|said|mention|written|about)\b|文書|資料|メモ|ノート|ファイル|ライブラリ|書類|書いて|載って|記載|について|に関する",
    re.IGNORECASE,
)


def asks_value(question: str) -> bool:
    """Tell whether a question asks for a value (how many days, 「何日以内」), which its topic alone does not hold."""
    return bool(_VALUE.search(question)) and not _OF_DOCUMENTS.search(question)
