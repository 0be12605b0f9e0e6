"""How much one person may use of a server that strangers share: counted here, asked for where all surfaces meet."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from assistant.errors import AssistantError
from assistant.phrase import Phrase
from assistant.settings import Settings
from store.types import ME, SHARED, Document, Owner

MINUTE, HOUR = 60.0, 3600.0
PEOPLE = 10_000
"""People whose recent doings are remembered; whoever was quiet longest is forgotten first."""

MESSAGES = Phrase("{most} messages a minute", "1 分あたり {most} 件のメッセージ")
TRAININGS = Phrase("{most} trainings an hour", "1 時間あたり {most} 回の学習")
DOCUMENTS = Phrase("{most} documents", "文書 {most} 件")
MEGABYTES = Phrase("{most} MB of documents", "文書の合計 {most} MB")
WAIT = Phrase("Go on in {seconds} seconds.", "{seconds} 秒後に続けてください。")
FORGET = Phrase(
    "Forget something first, or run the assistant on a machine of your own, where there is no such limit.",
    "先に不要なものを忘れさせるか、自分の機械で動かしてください。そこではこの上限はありません。",
)


class QuotaReached(AssistantError):
    """A person has used up what one person may on a shared server. Fields: limit, then."""

    what = Phrase(
        "On this shared server each person may have {limit}; you have reached that.",
        "この共有サーバーで一人が使えるのは{limit}までです。上限に達しました。",
    )
    hint = Phrase("{then}", "{then}")


class Held(Protocol):
    """What the store says of documents."""

    def sizes(self, *, owner: Owner) -> Mapping[str, Mapping[str, int]]:
        """Return {kind: {"documents", "passages", "bytes"}} of the owner's own documents."""


class Recent:
    """What each person did within the last `seconds`. Safe to use from threads."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._clock = seconds, clock
        self._times: OrderedDict[Owner, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, owner: Owner, most: int) -> float:
        """Count one more and return 0, or count nothing and return the seconds until there is room for it."""
        with self._lock:
            now = self._clock()
            times = self._times.setdefault(owner, deque())
            self._times.move_to_end(owner)
            while len(self._times) > PEOPLE:
                self._times.popitem(last=False)
            while times and times[0] <= now - self._seconds:
                times.popleft()
            if len(times) < most:
                times.append(now)
                return 0.0
            return times[0] + self._seconds - now if times else self._seconds


class Quotas:
    """The limits of the settings, for visitors of a public server; the account that runs it has none."""

    def __init__(self, settings: Settings, store: Held, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings, self._store = settings, store
        self._messages, self._trainings = Recent(MINUTE, clock), Recent(HOUR, clock)

    def message(self, owner: Owner) -> None:
        """Count a message; QuotaReached when there were too many within a minute."""
        self._count(owner, self._messages, self._settings.visitor_messages, MESSAGES)

    def training(self, owner: Owner) -> None:
        """Count a training; QuotaReached when there were too many within an hour."""
        self._count(owner, self._trainings, self._settings.visitor_trainings, TRAININGS)

    def documents(self, new: Sequence[tuple[Document, int]]) -> None:
        """Raise QuotaReached where what is to be stored comes on top of too much; see Store.before_put."""
        for owner in {document.owner for document, _ in new}:
            if self._limited(owner):
                mine = [(document.size, before) for document, before in new if document.owner == owner]
                more = sum(before < 0 for _, before in mine)
                self._room(owner, more, sum(size - max(before, 0) for size, before in mine))

    def _room(self, owner: Owner, documents: int, size: int) -> None:
        """Refuse what comes on top; what only changes or shrinks is always taken."""
        held = self._store.sizes(owner=owner).values()
        most, most_mb = self._settings.visitor_documents, self._settings.visitor_mb
        if documents > 0 and sum(kind["documents"] for kind in held) + documents > most:
            raise QuotaReached(limit=filled(DOCUMENTS, most=most), then=FORGET)
        if size > 0 and sum(kind["bytes"] for kind in held) + size > most_mb * 1_000_000:
            raise QuotaReached(limit=filled(MEGABYTES, most=most_mb), then=FORGET)

    def _count(self, owner: Owner, recent: Recent, most: int, limit: Phrase) -> None:
        if self._limited(owner) and (seconds := recent.wait(owner, most)):
            then = filled(WAIT, seconds=int(seconds) + 1)
            raise QuotaReached(limit=filled(limit, most=most), then=then)

    def _limited(self, owner: Owner) -> bool:
        return self._settings.public and owner not in (ME, SHARED)


def filled(phrase: Phrase, **values: object) -> Phrase:
    """Return a phrase with its fields filled in, for another phrase to hold."""
    return Phrase(phrase.say("en", **values), phrase.say("ja", **values))
