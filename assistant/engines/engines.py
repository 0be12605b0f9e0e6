"""Words, graphs, items and language over one store, made when first used, with one queue for all trainings."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.engines.jobs import Jobs
from store.types import Owner

if TYPE_CHECKING:
    from assistant.encoders.models import Models
    from assistant.engines.graphs.graphs import Graphs
    from assistant.engines.items.items import Items
    from assistant.engines.language.language import Language
    from assistant.engines.language.lessons import Lessons
    from assistant.engines.words.words import Words
    from assistant.settings import Settings
    from store.library import Store


class Engines:
    """All engines. Making one costs nothing; models load when something is asked."""

    def __init__(
        self, store: Store, settings: Settings, models: Models,
        allow: Callable[[Owner], object] = lambda owner: None,
    ) -> None:  # fmt: skip
        self._store, self._settings, self._models = store, settings, models
        self.jobs = Jobs(allow)

    @cached_property
    def words(self) -> Words:
        """Return the word vectors."""
        from assistant.engines.words.words import Words

        return Words(self._store, self._settings, self.jobs)

    @cached_property
    def language(self) -> Language:
        """Return what judges sentences."""
        from assistant.engines.language.language import Language

        return Language(self._models, self._settings)

    @cached_property
    def lessons(self) -> Lessons:
        """Return the labels that were taught by examples."""
        from assistant.engines.language.lessons import Lessons

        return Lessons(self._store)

    @cached_property
    def graphs(self) -> Graphs:
        """Return the graphs."""
        from assistant.engines.graphs.graphs import Graphs

        return Graphs(self._store, self._settings, self.jobs)

    @cached_property
    def items(self) -> Items:
        """Return the baskets."""
        from assistant.engines.items.items import Items

        return Items(self._store, self._settings, self.jobs)
