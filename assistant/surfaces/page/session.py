"""What every event of the page starts from: who asks, in which language, over which assistant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import gradio as gr

from assistant.phrase import Language
from assistant.surfaces.identity import owner_of
from assistant.surfaces.local import LocalDesk
from assistant.surfaces.page.chat import Running, Shown
from assistant.surfaces.page.render import View
from assistant.surfaces.page.shelf import Shelf
from assistant.surfaces.page.talks import Talks
from assistant.surfaces.page.words import Say, say_in
from store.types import Owner

if TYPE_CHECKING:
    from assistant.turn import Assistant


@dataclass(frozen=True, slots=True)
class House:
    """One open assistant and what the page keeps beside it for all visitors."""

    assistant: Assistant
    shelf: Shelf = field(default_factory=Shelf)
    running: Running = field(default_factory=Running)
    shown: Shown = field(default_factory=Shown)

    def visit(self, request: gr.Request, language: str) -> Visit:
        """Return the visit of whoever sent a request; PermissionError where nobody decided who that is."""
        page = str(getattr(request, "session_hash", "") or "")
        return Visit(self, owner_of(request), "ja" if language == "ja" else "en", page)


@dataclass(frozen=True, slots=True)
class Visit:
    """One person on the page."""

    house: House
    owner: Owner
    language: Language
    page: str = ""

    @property
    def say(self) -> Say:
        """Return the page's words in this person's language."""
        return say_in(self.language)

    @property
    def view(self) -> View:
        """Return how replies are rendered for this person."""
        return View(self.language, partial(self.house.shelf.publish, self.owner))

    @property
    def talks(self) -> Talks:
        """Return this person's conversations."""
        return Talks(self.house.assistant, self.owner, self.view)

    def show(self, talk: str) -> None:
        """Remember which conversation this page shows."""
        self.house.shown.show(self.owner, self.page, talk)

    def shows(self, talk: str) -> bool:
        """Return whether this page shows that conversation."""
        return self.house.shown.shows(self.owner, self.page, talk)

    def busy(self, talk: str) -> bool:
        """Return whether an answer is being written in that conversation."""
        return self.house.running.busy(self.owner, talk)

    @property
    def desk(self) -> LocalDesk:
        """Return what this person may do with the assistant."""
        return LocalDesk(self.house.assistant, self.owner)


def pressed(event: gr.EventData) -> tuple[str, Any]:
    """Return the name and value of the button or form behind a bridge's event."""
    data = event._data
    if not isinstance(data, Mapping):
        return "", ""
    return str(data.get("name", "")), data.get("value", "")


def form(value: Any) -> dict[str, str]:
    """Return a dialog's fields as text, whatever was sent."""
    return {str(key): str(text) for key, text in value.items()} if isinstance(value, Mapping) else {}
