"""The assistant itself: one message in, a route and blocks out; exceptions become notices here."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from assistant import dialogue
from assistant.abilities import Abilities
from assistant.asking import ask_library
from assistant.blocks import Block
from assistant.conversation import Conversations
from assistant.dropped.memory import Dropped
from assistant.dropped.parts import Part, parts
from assistant.message import Message
from assistant.plugin import Context, Exchange, Intent, Plugin, Request, Route
from assistant.reply import answer, notice
from assistant.settings import Settings
from store.errors import StoreError
from store.types import ME, Hit, Owner, PutReport

if TYPE_CHECKING:
    from assistant.library import Library
    from assistant.models import Models
    from assistant.registry import Registry
    from assistant.router import Router
    from assistant.search import Filters
    from store.library import Store

PICKED = re.compile(r"/as (?P<intent>\w+)\s+(?P<text>.*)", re.DOTALL)
"""A message sent again to the intent that the person picked."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One message's route (already decided) and its reply (made while it is read)."""

    message: Message
    route: Route
    blocks: Generator[Block]


class Assistant(Abilities):
    """A router, plugins and the library over one store. Use `Assistant.open(home)` in a `with`."""

    def __init__(self, settings: Settings, store: Store, models: Models, registry: Registry) -> None:
        from assistant.engines import Engines
        from assistant.library import Library

        self.settings, self.store, self.models, self.registry = settings, store, models, registry
        self.library: Library = Library(store, models, settings)
        self.engines = Engines(store, settings, models)
        self.conversations = Conversations(store)
        self._dropped = Dropped()
        self._router: Router | None = None
        self._lock = threading.Lock()

    @classmethod
    def open(cls, home: str | Path | None = None, settings: Settings | None = None) -> Assistant:
        """Open (or create) the data in `home`; StoreLocked when another process owns it."""
        from assistant.images.moved import follow
        from assistant.models import Models
        from assistant.registry import Registry
        from store.library import Store

        settings = settings or Settings.read(home=Path(home) if home is not None else None)
        registry = Registry()
        registry.discover(None if settings.public else settings.home / "plugins")
        store, models = Store(settings.home / "store"), Models(settings)
        if not store.read_only:
            models.settle(store.spaces())
            follow(store, settings.home)
        return cls(settings, store, models, registry)

    def __enter__(self) -> Assistant:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release models and the store's lock."""
        self.models.close()
        self.store.close()

    @property
    def plugins(self) -> Sequence[Plugin]:
        """Return the loaded plugins."""
        return self.registry.plugins

    @property
    def router(self) -> Router:
        """Return the router, fitted on first use from all examples and corrections."""
        with self._lock:
            if self._router is None:
                self._router = _router(self.registry, self.models, self.store)
            return self._router

    def add_texts(
        self,
        ids: Sequence[str],
        texts: Sequence[str],
        titles: Sequence[str] | None = None,
        *,
        owner: Owner = ME,
    ) -> PutReport:
        """Remember texts under given ids; the same id again replaces its text."""
        return self.library.add_texts(ids, texts, titles, owner=owner)

    def add_files(self, paths: Sequence[str | Path], *, owner: Owner = ME) -> Any:
        """Read files and folders into the library; returns the IngestSummary."""
        return list(self.library.add_files([Path(path) for path in paths], owner=owner))[-1]

    def search(
        self,
        query: str,
        k: int = 10,
        mode: str = "hybrid",
        *,
        filters: Filters | None = None,
        owner: Owner = ME,
    ) -> list[Hit]:
        """Return the k best passages; mode is "hybrid", "dense" or "lexical"."""
        return self.library.search(query, k, owner=owner, mode=mode, filters=filters)

    def route(self, message: Message) -> Route:
        """Say which plugin a message that stands alone goes to, and why."""
        return self.router.route(message)

    def correct(self, text: str, intent: str, *, owner: Owner = ME) -> None:
        """Remember that this text meant that intent; KeyError when there is no such intent."""
        self.intent(intent)
        self.store.corrections.add(owner, Message(text).text, intent)
        if not self.settings.public:
            self.router.learn(text, intent)

    def intent(self, name: str) -> Intent:
        """Return an intent by name; KeyError when there is none."""
        return {found.name: found for _, found in _all_intents(self.registry)}[name]

    def reply(self, message: Message, *, owner: Owner = ME, conversation: str = "") -> Iterator[Block]:
        """Yield the blocks that answer a message."""
        yield from self.turn(message, owner=owner, conversation=conversation).blocks

    def turn(
        self, message: Message, *, owner: Owner = ME, conversation: str = "",
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Turn:  # fmt: skip
        """Route a message at once and answer it while `blocks` is read."""
        try:
            previous = self.conversations.last(owner, conversation)
            self._dropped.keep(message, owner, conversation)
            message = self._dropped.attached(message, owner, conversation)
            message, route = self._decide(message, previous, owner)
            found = parts(message, route, self.router.choose, self.router.route)
        except Exception as error:
            return Turn(message, Route("", "error"), _only(notice(error, message.language)))
        route = found[-1].route if message.text else found[0].route
        request = Request(message, route, owner, previous)
        return Turn(message, route, self._answer(request, found, conversation, cancelled))

    def _decide(self, message: Message, previous: Exchange | None, owner: Owner) -> tuple[Message, Route]:
        picked = PICKED.fullmatch(message.text)
        if picked is not None:
            self.intent(picked["intent"])
            message = Message(picked["text"], message.files)
            return message, self.router.choose(message, picked["intent"])
        follow = dialogue.resolve(message, previous)
        told = self._told(message, owner) if follow is None else None
        return message, follow or told or self._ask_library(message, owner)

    def _ask_library(self, message: Message, owner: Owner) -> Route:
        def answers(question: str) -> bool:
            found = self.library.answer(question, 1, owner=owner)
            return found.fits and bool(found.passages)

        return ask_library(self.router.route(message), message, answers)

    def _told(self, message: Message, owner: Owner) -> Route | None:
        """Return what a visitor taught about this very message: it holds for that visitor alone."""
        if not self.settings.public:
            return None
        taught = dict(self.store.corrections.all(owner)).get(message.text)
        return self.router.choose(message, taught) if taught else None

    def _answer(
        self, request: Request, found: Sequence[Part], conversation: str, cancelled: Callable[[], bool]
    ) -> Generator[Block]:
        said: list[Block] = []
        try:
            for block in self._blocks(request, found, cancelled):
                said.append(block)
                yield block
        except GeneratorExit:  # whoever reads has had enough; what was said is kept all the same
            self.conversations.keep(request, conversation, said)
            raise
        try:
            self.conversations.keep(request, conversation, said)
        except StoreError as error:
            yield notice(error, request.language)

    def _blocks(
        self, request: Request, found: Sequence[Part], cancelled: Callable[[], bool]
    ) -> Iterator[Block]:
        """Yield what answers each part, then what else its files could be."""
        for part in found:
            plugin = self.registry.find(part.route.plugin)
            asked = replace(request, message=part.message, route=part.route)
            yield from answer(asked, plugin, self._context(cancelled), self.intent)
            if cancelled():
                return
            yield from part.offers

    def _context(self, cancelled: Callable[[], bool]) -> Context:
        return Context(
            self.library, self.models, self.settings, cancelled, lambda: self.registry.plugins, self.engines
        )


def _only(block: Block) -> Generator[Block]:
    yield block


def _all_intents(registry: Registry) -> list[tuple[str, Intent]]:
    """Return the intents of all plugins, then those of the catalogue that no plugin serves yet."""
    from assistant import catalogue

    served = registry.intents()
    names = {intent.name for _, intent in served}
    return served + [("", catalogue.intent(name)) for name in catalogue.names() if name not in names]


def _router(registry: Registry, models: Models, store: Store) -> Router:
    from assistant.router import Router

    corrections = store.corrections.all(ME)
    return Router(
        _all_intents(registry), lambda: models.encoder("text-fast"), corrections, models.settings.cache
    )
