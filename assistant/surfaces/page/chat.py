"""Answering in the chat: a worker thread runs the plugin, the page shows what there is so far."""

from __future__ import annotations

import logging
import math
import queue
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.blocks import Notice, Progress
from assistant.message import Message, detect_language
from assistant.phrase import Language
from assistant.plugin import Route
from assistant.surfaces.page.running import Live, Reply, Running
from assistant.surfaces.page.talks import ChatMessage, Talks
from assistant.surfaces.page.words import say_in
from store.types import Owner

if TYPE_CHECKING:
    from assistant.turn import Assistant

FRAME_SECONDS = 0.1
"""The page is redrawn at most this often while an answer streams."""


NO_WORD = re.compile(r"[\x21-\x7e]*\d[\x21-\x7e]*|[\x21-\x7e]+\.[A-Za-z]\w{1,4}", re.ASCII)
"""What belongs to no language: numbers, codes (E-1017), names of files (lager.csv)."""
WINDING_DOWN_SECONDS = 5.0
"""How long a stopped answer may still take to end by itself."""


def _language(text: str, page: Language) -> Language | None:
    """Return the page's language for what is in none (files alone, commands, codes and file names), or None to detect it.

    A button's command may name a file of any script, which says nothing about the language either.
    """
    nameless = all(NO_WORD.fullmatch(part) for part in text.split())
    wordless = nameless or (text.lstrip().startswith("/") and detect_language(text) == "en")
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
    running.show(talks.owner, conversation, Live(text, names, reply, arriving, stop))
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


def follow(talks: Talks, running: Running, conversation: str) -> Iterator[list[ChatMessage]]:
    """Yield the bubbles of an answer that is being written already, for a page that comes back to it, until it is kept."""
    live = running.live(talks.owner, conversation)
    while live is not None and running.live(talks.owner, conversation) is live:
        yield talks.exchange(live.text, live.files, live.reply.route, live.reply.blocks)
        if _take(live.arriving, live.reply, live.stop):
            return


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
