"""The assistant itself: a conversation, a library, and every engine by name; nothing is loaded before it is asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from assistant.blocks import Block
from assistant.conversation.history import History
from assistant.conversation.turns import Turn, Turns
from assistant.engines.bound import bound
from assistant.files import keep_private
from assistant.library.own_library import OwnLibrary
from assistant.message import Message
from assistant.plugin import Context, Intent, Plugin, Route
from assistant.settings import Settings
from store.permission import May
from store.types import ME, Hit, Matrix, Owner, PutReport

if TYPE_CHECKING:
    from assistant.encoders.images.base import Picture
    from assistant.encoders.models import Models
    from assistant.engines.graphs.graphs import Graphs
    from assistant.engines.items.items import Items
    from assistant.engines.words.words import Words
    from assistant.library.library import Library
    from assistant.registry import Registry
    from assistant.retrieval.answers import Found
    from assistant.retrieval.search import Filters
    from assistant.routing import Router
    from store.library import Store


class Assistant:
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
        self._turns = Turns(
            self.conversations, registry, lambda: self.router, self.quotas.message, self._taught
        )
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
        self._turns.forget(owner)

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

    def answer(
        self, question: str, k: int = 5, *, filters: Filters | None = None, owner: Owner = ME
    ) -> Found:
        """Return the k best passages, those that answer first, and a short answer in their words where there is one."""
        return self.library.read(question, self.library.answer(question, k, owner=owner, filters=filters))

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
        return self.registry.intent(name)

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
        return self._turns.turn(message, self.context(owner, cancelled, names_files), conversation, may)

    def _taught(self, owner: Owner) -> Sequence[tuple[str, str]]:
        """Return what an owner alone has taught: of one's own, the router has learned it."""
        return self.store.corrections.all(owner) if self.settings.public else ()

    def context(
        self, owner: Owner, cancelled: Callable[[], bool] = lambda: False, names_files: bool = False, plugin: str = ""
    ) -> Context:  # fmt: skip
        """Return what a plugin may use for an owner."""
        return Context(
            OwnLibrary(self.library, owner), self.models, self.settings, cancelled,
            lambda: self.registry.plugins, bound(self.engines, owner), names_files, self.now, owner, plugin,
        )  # fmt: skip

    def encoder(self, name: str) -> Any:
        """Return a loaded encoder: "text", "image-text", "image-look", a full name or a folder."""
        return self.models.images(name) if name.startswith("image-") else self.models.encoder(name)

    @property
    def words(self) -> Words:
        """Return the word vectors: neighbours, analogies, odd ones out, distances."""
        return self.engines.words

    @property
    def graphs(self) -> Graphs:
        """Return the graphs: embeddings, neighbours, links, communities."""
        return self.engines.graphs

    @property
    def items(self) -> Items:
        """Return the baskets: recommendations and their baselines."""
        return self.engines.items

    def features(self, space: str, *, owner: Owner = ME) -> tuple[list[str], Matrix]:
        """Return the texts of a space and their (n, dim) float32 vectors, as features for machine learning.

        `space` is words, documents, images, looks, nodes or items, or one by name ("nodes:friends"); ValueError.
        """
        from assistant.engines.spaces import points

        found = points(space, self.engines, self.library.store, owner)
        return (found.texts, found.rows) if found else ([], np.zeros((0, 0), np.float32))

    def compare(self, x: str, y: str) -> float:
        """Return the cosine similarity of two sentences."""
        return self.engines.language.compare(x, y)

    def infer(self, premises: Sequence[str], hypotheses: Sequence[str]) -> Matrix:
        """Return (n, 3) probabilities of entailment, neutral and contradiction."""
        return self.engines.language.infer(premises, hypotheses)

    def classify(self, texts: Sequence[str], labels: Sequence[str]) -> Matrix:
        """Return (n, labels) probabilities without any example."""
        return self.engines.language.classify(texts, labels)

    def fill_mask(self, text: str, k: int = 5) -> list[list[tuple[str, float]]]:
        """Return for each blank its k best (token, probability)."""
        return self.engines.language.fill_mask(text, k)

    def word_in_context(self, word: str, sentences: Sequence[str]) -> Matrix:
        """Return (n, n) similarities of one word in n sentences."""
        return self.engines.language.word_in_context(word, sentences)

    def tag(self, path: Picture, labels: Sequence[str] | None = None, k: int = 10) -> list[tuple[str, float]]:
        """Return the k best (label, probability) of a photo, over everyday tags without labels."""
        return self.library.images.tag(path, labels, k)

    def find_images(self, query: str, k: int = 10) -> list[Hit]:
        """Return the k photos of the library that fit a description best."""
        return self.library.images.find_images(query, k)

    def similar_images(
        self, path: Picture, k: int = 10, by: Literal["look", "meaning"] = "look"
    ) -> list[Hit]:
        """Return the k photos of the library most like a photo."""
        return self.library.images.similar_images(path, k, by)


def _router(registry: Registry, models: Models, store: Store) -> Router:
    from assistant.routing import Router

    corrections = store.corrections.all(ME)
    return Router(
        registry.every_intent(), lambda: models.encoder("text-fast"), corrections, models.settings.cache
    )
