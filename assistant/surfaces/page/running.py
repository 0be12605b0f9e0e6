"""Which conversations are being answered, what there is of each answer, and which one each open page shows."""

from __future__ import annotations

import queue
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assistant.blocks import Block, Progress
from assistant.plugin import Route
from store.types import Owner

PATIENCE_SECONDS = 10.0
"""How long a message waits for a stopped answer to wind down before it is turned away."""


@dataclass(slots=True)
class Reply:
    """What there is of a reply; each Progress gives way to whatever comes next."""

    route: Route | None = None
    blocks: list[Block] = field(default_factory=list)

    def add(self, block: Block) -> None:
        """Append a block."""
        if self.blocks and isinstance(self.blocks[-1], Progress):
            self.blocks.pop()
        self.blocks.append(block)


@dataclass(frozen=True, slots=True)
class Live:
    """An answer that is being written: the message, what there is of the reply, and what arrives of it."""

    text: str
    files: Sequence[Path | str]
    reply: Reply
    arriving: queue.SimpleQueue[object]
    stop: threading.Event


class Running:
    """Which conversations are being answered, so that stop reaches the right one."""

    def __init__(self) -> None:
        self._stops: dict[tuple[Owner, str], threading.Event] = {}
        self._live: dict[tuple[Owner, str], Live] = {}
        self._changed = threading.Condition()

    def start(self, owner: Owner, name: str, patience: float = PATIENCE_SECONDS) -> threading.Event | None:
        """Return the event that stop() will set, or None when an answer is being written already.

        One that was told to stop is waited for, at most `patience` seconds.
        """
        place, mine = (owner, name), threading.Event()
        with self._changed:
            before = self._stops.get(place)
            if before is not None and before.is_set():
                self._changed.wait_for(lambda: place not in self._stops, patience)
            return mine if self._stops.setdefault(place, mine) is mine else None

    def stop(self, owner: Owner, name: str) -> bool:
        """Ask what runs there to stop; returns whether anything did."""
        with self._changed:
            event = self._stops.get((owner, name))
        if event is not None:
            event.set()
        return event is not None

    def stop_all(self, owner: Owner) -> None:
        """Ask all that runs for an owner to stop."""
        with self._changed:
            events = [event for place, event in self._stops.items() if place[0] == owner]
        for event in events:
            event.set()

    def end(self, owner: Owner, name: str) -> None:
        """Forget what ran there."""
        with self._changed:
            self._stops.pop((owner, name), None)
            self._live.pop((owner, name), None)
            self._changed.notify_all()

    def show(self, owner: Owner, name: str, live: Live) -> None:
        """Remember what there is of the answer that runs there, for a page that comes back to it."""
        with self._changed:
            if (owner, name) in self._stops:
                self._live[owner, name] = live

    def live(self, owner: Owner, name: str) -> Live | None:
        """Return what is being answered there, or None."""
        with self._changed:
            return self._live.get((owner, name))

    def busy(self, owner: Owner, name: str) -> bool:
        """Return whether an answer is being written there that nobody has stopped."""
        with self._changed:
            event = self._stops.get((owner, name))
        return event is not None and not event.is_set()


class Shown:
    """Which conversation each open page shows, so that an answer draws only in its own."""

    def __init__(self, most: int = 10_000) -> None:
        self._talks: OrderedDict[tuple[Owner, str], str] = OrderedDict()
        self._lock, self._most = threading.Lock(), most

    def show(self, owner: Owner, page: str, talk: str) -> None:
        """Remember that a page now shows a conversation ("" for an empty one)."""
        with self._lock:
            self._talks.pop((owner, page), None)
            self._talks[owner, page] = talk
            if len(self._talks) > self._most:
                self._talks.popitem(last=False)

    def shows(self, owner: Owner, page: str, talk: str) -> bool:
        """Return whether a page shows that conversation."""
        with self._lock:
            return self._talks.get((owner, page)) == talk
