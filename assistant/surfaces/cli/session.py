"""What every command shares: settings, language, and the service - a running server's, or the store's own."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.phrase import Language, Phrase

if TYPE_CHECKING:
    from rich.console import Console

    from assistant.settings import Settings
    from assistant.surfaces.service.service import Service


@dataclass(frozen=True, slots=True)
class Session:
    """Global options. `language` is that of the output; `spoken` is what --language said, if anything."""

    home: Path | None
    language: Language
    spoken: Language | None

    def say(self, phrase: Phrase, **values: object) -> str:
        """Return a phrase in the language of the output."""
        return phrase.say(self.language, **values)

    def settings(self, **flags: Any) -> Settings:
        """Return settings from environment and flags."""
        from assistant.settings import Settings

        return Settings.read(home=self.home, **flags)

    @contextmanager
    def service(self, settings: Settings | None = None) -> Iterator[Service]:
        """Open a service: at the live server of this home, else at the store itself.

        StoreLocked when something that is no server of ours has the store.
        """
        settings = settings or self.settings()
        from assistant.surfaces.service.remote import find_server

        remote = find_server(settings.home, self.language)
        if remote is not None:
            try:
                yield remote
            finally:
                remote.close()
            return
        from assistant.surfaces.service.local import LocalService
        from assistant.turn import Assistant
        from store.types import ME

        with Assistant.open(settings.home, settings) as assistant:
            yield LocalService(assistant, ME, names_files=True)


def console(*, err: bool = False) -> Console:
    """Return a rich console on stdout or stderr that never interprets markup or emoji codes."""
    from rich.console import Console

    stream = sys.stderr if err else sys.stdout
    return Console(file=stream, stderr=err, markup=False, emoji=False, highlight=False, soft_wrap=False)
