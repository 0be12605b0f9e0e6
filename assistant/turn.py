"""The assistant itself: one message in, a route and blocks out; exceptions become notices here."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from assistant.abilities import Abilities
from assistant.blocks import Block
from assistant.conversation import confirming
from assistant.conversation.attachments.recent import Dropped
from assistant.conversation.attachments.split import Part, parts
from assistant.conversation.deciding import Deciding, Said
from assistant.conversation.history import History, has_picture
from assistant.conversation.reply import notice, respond
from assistant.engines.bound import bound
from assistant.files import keep_private
from assistant.library.own_library import OwnLibrary
from assistant.message import Message
from assistant.plugin import Context, Intent, Plugin, Request, Route
from assistant.settings import Settings
from store.errors import StoreError
from store.permission import May, least, limited, limiting
from store.types import ME, Hit, Owner, PutReport

if TYPE_CHECKING:
    from assistant.encoders.models import Models
    from assistant.library.library import Library
    from assistant.registry import Registry
    from assistant.retrieval.search import Filters
    from assistant.routing import Router
    from store.library import Store


@dataclass(frozen=True, slots=True)
class Turn:
    """One message's route (already decided) and its reply (made while it is read)."""

    message: Message
    route: Route
    blocks: Generator[Block]


class Assistant(Abilities):
    """A router, plugins and the library over one store. Use `Assistant.open(home)` in a `with`."""

    def __init__(self, settings: Settings, store: Store, models: Models, registry: Registry) -> None:
        from assistant.engines.engines import Engines
        from assistant.ingest.quotas import Quotas
        from assistant.library.library import Library

        self.settings, self.store, self.models, self.registry = settings, store, models, registry
        self.library: Library = Library(store, models, settings)
        self.quotas = Quotas(settings, store)
        store.before_put = self.quotas.documents
        self.engines = Engines(store, settings, models, self.quotas.training)
        self.conversations = History(store)
        self._dropped = Dropped()
        self.now: Callable[[], datetime] = datetime.now
        self._router: tuple[int, Router] | None = None
        self._lock = threading.Lock()

    @classmethod
    def open(cls, home: str | Path | None = None, settings: Settings | None = None) -> Assistant:
        """Open (or create) the data in `home`; StoreLocked when another process owns it."""
        from assistant.encoders.models import Models
        from assistant.engines.images.moved import follow
        from assistant.registry import Registry
        from store.library import Store

        settings = settings or Settings.read(home=Path(home) if home is not None else None)
        registry = Registry()
        registry.discover(None if settings.public else settings.home / "plugins")
        keep_private(settings.home)
        store, models = Store(settings.home / "store", keep_days=settings.trash_days), Models(settings)
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

    def forget_memory(self, owner: Owner) -> None:
        """Let go of what is only in memory of an owner."""
        self.conversations.forget(owner)
        self._dropped.forget(owner)

    @property
    def plugins(self) -> Sequence[Plugin]:
        """Return the loaded plugins."""
        return self.registry.plugins

    @property
    def router(self) -> Router:
        """Return the router, fitted on first use from all examples and corrections."""
        with self._lock:
            if self._router is None or self._router[0] != len(self.plugins):  # one was added meanwhile
                self._router = len(self.plugins), _router(self.registry, self.models, self.store)
            return self._router[1]

    def add_texts(
        self, ids: Sequence[str], texts: Sequence[str], titles: Sequence[str] | None = None, *,
        owner: Owner = ME,
    ) -> PutReport:  # fmt: skip
        """Remember texts under given ids; the same id again replaces its text."""
        return self.library.add_texts(ids, texts, titles, owner=owner)

    def add_files(self, paths: Sequence[str | Path], *, owner: Owner = ME) -> Any:
        """Read files and folders into the library; returns the IngestSummary."""
        return list(self.library.add_files([Path(path) for path in paths], owner=owner))[-1]

    def search(
        self, query: str, k: int = 10, mode: str = "hybrid", *,
        filters: Filters | None = None, owner: Owner = ME,
    ) -> list[Hit]:  # fmt: skip
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
        return {found.name: found for _, found in self.registry.every_intent()}[name]

    def reply(
        self, message: Message, *, owner: Owner = ME, conversation: str = "", may: May = "delete"
    ) -> Iterator[Block]:
        """Yield the blocks that answer a message."""
        yield from self.turn(message, owner=owner, conversation=conversation, may=may).blocks

    def turn(
        self, message: Message, *, owner: Owner = ME, conversation: str = "",
        cancelled: Callable[[], bool] = lambda: False, may: May = "delete", names_files: bool = True,
    ) -> Turn:  # fmt: skip
        """Route a message at once and answer it while `blocks` is read.

        Whatever answers does no more than `may`: "read" keeps no conversation either, "write" deletes nothing.
        `names_files` is false for whoever may not have files of this machine read by their paths.
        """
        keeps, library = may != "read", OwnLibrary(self.library, owner)
        try:
            self.quotas.message(owner)
            with limited(may):
                asked = self.conversations.question(owner, conversation) if keeps else ""
                previous = self.conversations.last(owner, conversation) if keeps else None
                if keeps:
                    self._dropped.keep(message, owner, conversation)
                    message = self._dropped.attached(message, owner, conversation)
                confirmed = bool(asked) and (
                    message.text == Message(asked).text or confirming.is_yes(message)
                )
                pictured = self.conversations.pictured(owner, conversation) if keeps else None
                message, route = self._deciding(library).route(Said(message, previous, asked, pictured))
                if self.router.attachment(route.intent) == "image":
                    previous = previous if previous and has_picture(previous) else pictured
                whole = Message(route.asked, message.files, message.language) if route.asked else message
                found = parts(whole, route, self.router, self.registry.claimed)
        except Exception as error:
            return Turn(message, Route("", "error"), _only(notice(error, message.language)))
        route = found[-1].route if message.text else found[0].route
        request = Request(message, route, owner, previous, may, confirmed)
        granted = least(may, "delete" if confirmed else "write")
        answered = self._answer(
            request, found, conversation, self.context(owner, cancelled, names_files, library=library)
        )
        return Turn(message, route, limiting(granted, answered))

    def _deciding(self, library: OwnLibrary) -> Deciding:
        # of one's own, the router has learned; a visitor's corrections hold for that visitor alone
        taught = (lambda: self.store.corrections.all(library.owner)) if self.settings.public else tuple
        return Deciding(self.router, library, taught)

    def _answer(
        self, request: Request, found: Sequence[Part], conversation: str, context: Context
    ) -> Generator[Block]:
        said: list[Block] = []
        try:
            for block in self._blocks(request, found, context):
                said.append(block)
                yield block
        except GeneratorExit:  # whoever reads has had enough; what was said is kept all the same
            self._keep(request, conversation, said)
            raise
        try:
            self._keep(request, conversation, said)
        except StoreError as error:
            yield notice(error, request.language)

    def _keep(self, request: Request, conversation: str, said: Sequence[Block]) -> None:
        if request.may != "read":
            self.conversations.keep(request, conversation, said)

    def _blocks(self, request: Request, found: Sequence[Part], context: Context) -> Iterator[Block]:
        """Yield what answers each part, then what else its files could be."""
        for part in found:
            plugin = self.registry.find(part.route.plugin)
            asked = replace(request, message=part.message, route=part.route)
            yield from respond(asked, plugin, context, self.intent)
            if context.cancelled():
                return
            yield from part.offers

    def context(
        self, owner: Owner, cancelled: Callable[[], bool] = lambda: False, names_files: bool = False, plugin: str = "",
        library: OwnLibrary | None = None,
    ) -> Context:  # fmt: skip
        """Return what a plugin may use for an owner."""
        return Context(
            library or OwnLibrary(self.library, owner), self.models, self.settings, cancelled,
            lambda: self.registry.plugins, bound(self.engines, owner), names_files, self.now, owner, plugin,
        )  # fmt: skip


def _only(block: Block) -> Generator[Block]:
    yield block


def _router(registry: Registry, models: Models, store: Store) -> Router:
    from assistant.routing import Router

    corrections = store.corrections.all(ME)
    return Router(
        registry.every_intent(), lambda: models.encoder("text-fast"), corrections, models.settings.cache
    )
