"""What a server does beside answering: load models, fill in the samples, let what was deleted and what visitors left expire."""

from __future__ import annotations

import gc
import logging
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

from assistant.encoders.text import reading
from assistant.files import FOLDER, UPLOADS
from assistant.surfaces.service import temporary
from store.atomic import drafts
from store.types import SHARED

if TYPE_CHECKING:
    from assistant.settings import Settings
    from assistant.turn import Assistant

HOUR = 3600.0
KEPT_HOURS = 24.0
"""How old uploads and half-made models are before a start takes them for left over."""
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


class Upkeep:
    """What goes on in the background.

    Starting the program is work for two cores. All of it at once would make the page wait, all of it after the
    page the first answer: the router, whose loading lets others work most of the time, comes before gradio is
    imported, the rest while the page is built (`python -m benchmarks start`).
    """

    def __init__(self, assistant: Assistant, stop: Event) -> None:
        self._router = Thread(
            target=_attempt, args=("router", lambda: assistant.router.warm()), name="router", daemon=True
        )
        self._rest = Thread(
            target=_work, args=(assistant, stop, self._router.join), name="upkeep", daemon=True
        )

    def begin(self) -> None:
        """Start with the router."""
        self._router.start()

    def go_on(self) -> None:
        """Do the rest; comes after `begin`."""
        self._rest.start()

    def wait(self) -> None:
        """Wait until the steps that are running are done."""
        for thread in (self._router, self._rest):
            if thread.is_alive():
                thread.join()


@contextmanager
def upkeep(assistant: Assistant) -> Iterator[Upkeep]:
    """Yield the work, for its steps to be started. Leaving waits for what is running, so that the store can be closed."""
    stop = Event()
    work = Upkeep(assistant, stop)
    try:
        yield work
    finally:
        stop.set()
        work.wait()


def _work(assistant: Assistant, stop: Event, routing: Callable[[], None]) -> None:
    _attempt("leftovers", lambda: leftovers(assistant.settings))
    _attempt("samples", lambda: _samples(assistant, stop))
    routing()
    _attempt("reader", reading.load)
    if assistant.settings.public:  # one person alone had rather have the first answer sooner
        _attempt("models of samples", lambda: _trained_samples(assistant, stop))
    gc.freeze()
    gc.enable()
    received = assistant.settings.home / UPLOADS
    while not stop.is_set():
        _attempt("backup", lambda: back_up(assistant))
        _attempt("trash", assistant.store.deleted.purge_old)
        _attempt("uploads", lambda: sweep(received, assistant.settings.expire_hours))
        if assistant.settings.public:
            _expire(assistant)
        stop.wait(HOUR)


def _expire(assistant: Assistant) -> None:
    """Let go of what visitors left."""
    settings = assistant.settings
    _attempt("expire", lambda: assistant.store.deleted.expire(settings.expire_hours))
    _attempt("exports", lambda: sweep(settings.home / FOLDER, settings.expire_hours))


def back_up(assistant: Assistant) -> bool:
    """Make a backup where one is due by the kept setting; returns whether one was made."""
    from assistant.library import backups

    home = assistant.settings.home
    if not backups.due(home, float(assistant.store.settings.get(backups.EVERY, 0))):
        return False
    backups.make(home)
    return True


def leftovers(settings: Settings) -> None:
    """Remove what processes that were killed left behind: copies of uploads, half-made exports and models."""
    temporary.sweep()
    temporary.sweep_drafts(settings.home / FOLDER)
    sweep(settings.home / "cache" / "uploads", KEPT_HOURS)
    for file in drafts(settings.cache):
        if time.time() - file.stat().st_mtime > KEPT_HOURS * HOUR:
            file.unlink(missing_ok=True)
    for draft in (*settings.cache.glob("**/.making-*"), *settings.cache.glob("**/.building-*")):
        if draft.is_dir() and time.time() - draft.stat().st_mtime > KEPT_HOURS * HOUR:
            shutil.rmtree(draft, ignore_errors=True)


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
    from assistant.library.samples import load

    for _ in load(assistant.library):
        if stop.is_set():
            return
    assistant.library.search("words", 1, owner=SHARED)  # the first search indexes the words of all passages


def _trained_samples(assistant: Assistant, stop: Event) -> None:
    """Train on the sample baskets and graph before anybody asks; from the second start on they are only read."""
    from assistant.engines.graphs.sources import KARATE
    from assistant.engines.items.kept import SAMPLE

    engines = assistant.engines
    steps: list[Callable[[], object]] = [
        lambda: engines.graphs.embedded(KARATE, owner=SHARED),
        lambda: engines.graphs.link_model(KARATE, owner=SHARED),
        *(
            [lambda: engines.items.learned(SAMPLE, owner=SHARED)]
            if SAMPLE in engines.items.names(SHARED)
            else []
        ),
    ]
    for step in steps:
        if not stop.is_set():
            step()


def _attempt(name: str, step: Callable[[], object]) -> None:
    """Run one step; the server goes on without it."""
    try:
        step()
    except Exception:
        log.exception("upkeep: %s failed", name)
