"""What a server does beside answering: load models, fill in the samples, let visitors' data expire."""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

from assistant.exports import FOLDER

if TYPE_CHECKING:
    from assistant.turn import Assistant

HOUR = 3600.0
log = logging.getLogger("assistant")


@contextmanager
def uncollected() -> Iterator[None]:
    """Leave out garbage collection while the program starts; upkeep switches it on again once all is loaded.

    Starting makes some millions of objects that stay, and looking through them again and again takes half a second.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def upkeep(assistant: Assistant) -> Iterator[Callable[[], None]]:
    """Yield what starts the work, once the page answers: before, it would only make the page wait.

    Leaving waits until the step that is running is done, so that the store can be closed.
    """
    stop = Event()
    worker = Thread(target=_work, args=(assistant, stop), name="upkeep", daemon=True)
    try:
        yield worker.start
    finally:
        stop.set()
        if worker.is_alive():
            worker.join()


def _work(assistant: Assistant, stop: Event) -> None:
    assistant.models.warm()
    _attempt("samples", lambda: _samples(assistant, stop))
    _attempt("router", lambda: assistant.router.warm())
    gc.freeze()
    gc.enable()
    while assistant.settings.public and not stop.is_set():
        _attempt("expire", lambda: assistant.store.expire(assistant.settings.expire_hours))
        _attempt("exports", lambda: sweep(assistant.settings.home / FOLDER, assistant.settings.expire_hours))
        stop.wait(HOUR)


def sweep(folder: Path, hours: float) -> int:
    """Remove the files of a folder, at any depth, that are older than that; returns how many."""
    old = [
        path
        for path in folder.rglob("*")
        if path.is_file() and time.time() - path.stat().st_mtime > hours * HOUR
    ]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _samples(assistant: Assistant, stop: Event) -> None:
    from assistant.samples import load

    for _ in load(assistant.library):
        if stop.is_set():
            return


def _attempt(name: str, step: Callable[[], object]) -> None:
    """Run one step; the server goes on without it."""
    try:
        step()
    except Exception:
        log.exception("upkeep: %s failed", name)
