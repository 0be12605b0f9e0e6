"""Answering in the chat: a worker thread runs the plugin, the page shows what there is so far."""

from __future__ import annotations

import logging
import math
import queue
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.blocks import Block, Notice, Progress
from assistant.message import Message, detect_language
from assistant.phrase import Language
from assistant.plugin import Route
from assistant.surfaces.page.talks import ChatMessage, Talks
from assistant.surfaces.page.words import say_in
from store.types import Owner

if TYPE_CHECKING:
    from assistant.turn import Assistant

FRAME_SECONDS = 0.1
"""The page is redrawn at most this often while an answer streams."""


PATIENCE_SECONDS = 10.0
"""How long a message waits for a stopped answer to wind down before it is turned away."""

WINDING_DOWN_SECONDS = 5.0
"""How long a stopped answer may still take to end by itself."""


class Running:
    """Which conversations are being answered, so that stop reaches the right one."""

    def __init__(self) -> None:
        self._stops: dict[tuple[Owner, str], threading.Event] = {}
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
            self._changed.notify_all()

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


def _language(text: str, page: Language) -> Language | None:
    """Return the page's language for what is in none (files alone, commands), or None to detect it.

    A button's command may name a file of any script, which says nothing about the language either.
    """
    wordless = not text.strip() or (text.lstrip().startswith("/") and detect_language(text) == "en")
    return page if wordless else None


_END = object()


def stream(
    assistant: Assistant, talks: Talks, running: Running, conversation: str, text: str, files: Sequence[Path]
) -> Iterator[list[ChatMessage]]:
    """Yield the bubbles of one message and the reply so far, until it is whole or stopped.

    A page that goes away stops nothing: the answer is finished and kept in the conversation. On a server that
    strangers share it stops the work.
    """
    t, names = say_in(talks.view.language), list(files)
    stop = running.start(talks.owner, conversation)
    if stop is None:
        yield talks.exchange(text, names, None, [Notice("info", t("busy"))])
        return
    reply = Reply(blocks=[Progress(t("thinking"), 0)])
    yield talks.exchange(text, names, None, reply.blocks)
    arriving: queue.SimpleQueue[object] = queue.SimpleQueue()
    message = Message(text, files, _language(text, talks.view.language))
    args = (
        assistant,
        message,
        talks.owner,
        conversation,
        stop,
        arriving,
        lambda: running.end(talks.owner, conversation),
    )
    threading.Thread(target=_work, args=args, name="answer", daemon=True).start()
    try:
        while not _take(arriving, reply, stop):
            yield talks.exchange(text, names, reply.route, reply.blocks)
    except GeneratorExit:
        if assistant.settings.public:
            stop.set()
        raise
    if stop.is_set():
        reply.add(Notice("info", t("stopped"), t("stopped_hint")))
    elif reply.blocks and isinstance(reply.blocks[-1], Progress):
        reply.blocks.pop()
    yield talks.exchange(text, names, reply.route, reply.blocks)


def _take(arriving: queue.SimpleQueue[object], reply: Reply, stop: threading.Event) -> bool:
    """Move what has arrived within one frame into the reply; returns whether that was all."""
    until = time.monotonic() + FRAME_SECONDS
    changed = False
    while not (changed and time.monotonic() >= until):
        if stop.is_set():
            return True
        try:
            item = arriving.get(timeout=FRAME_SECONDS)
        except queue.Empty:
            if changed:
                return False
            continue
        changed = True
        if item is _END:
            return True
        if isinstance(item, Route):
            reply.route = item
        else:
            reply.add(item)  # type: ignore[arg-type]  # the worker only puts routes and blocks
    return False


def _work(
    assistant: Assistant, message: Message, owner: Owner, conversation: str, stop: threading.Event,
    arriving: queue.SimpleQueue[object], done: Callable[[], None],
) -> None:  # fmt: skip
    try:
        turn = assistant.turn(
            message, owner=owner, conversation=conversation, cancelled=stop.is_set, names_files=False
        )
        arriving.put(turn.route)
        until = math.inf
        with closing(turn.blocks):
            for block in turn.blocks:
                arriving.put(block)
                if stop.is_set():  # what is said about having stopped is kept
                    until = min(until, time.monotonic() + WINDING_DOWN_SECONDS)
                if time.monotonic() > until:
                    break
    except Exception:
        t = say_in(message.language)
        logging.getLogger("assistant").exception("the reply broke off")
        arriving.put(Notice("error", t("broken"), t("broken_hint")))
    finally:
        done()
        arriving.put(_END)
