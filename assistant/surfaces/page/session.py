"""What every event of the page starts from: who asks, in which language, over which assistant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.phrase import Language, Phrase
from assistant.surfaces.access.identity import owner_of, signed_in
from assistant.surfaces.access.offers import Offers
from assistant.surfaces.access.received import Received
from assistant.surfaces.page.render import View
from assistant.surfaces.page.running import Running, Shown
from assistant.surfaces.page.talks import Talks
from assistant.surfaces.page.words import Say, say_in
from assistant.surfaces.service.local import LocalService
from store.types import Owner

if TYPE_CHECKING:
    from assistant.turn import Assistant


class NotSignedIn(AssistantError):
    """Something of this computer, asked for by somebody who may be anybody."""

    what = Phrase(
        "Only the person who started the assistant may do this.",
        "この操作ができるのは、アシスタントを起動した人だけです。",
    )
    hint = Phrase(
        "Open the address that `assistant serve` printed: it carries the key.",
        "`assistant serve` が表示した、鍵入りのアドレスを開いてください。",
    )


@dataclass(frozen=True, slots=True)
class PageState:
    """One open assistant and what the page keeps beside it for all visitors."""

    assistant: Assistant
    received: Received
    offers: Offers
    running: Running = field(default_factory=Running)
    shown: Shown = field(default_factory=Shown)

    def person(self, request: gr.Request, language: str) -> Person:
        """Return the person who sent a request; PermissionError where nobody decided who that is."""
        page = str(getattr(request, "session_hash", "") or "")
        folders = signed_in(request) and not self.assistant.settings.public
        return Person(self, owner_of(request), "ja" if language == "ja" else "en", page, folders)


@dataclass(frozen=True, slots=True)
class Person:
    """One person on the page; `owns_machine`: signed in as the owner of this personal computer."""

    shared: PageState
    owner: Owner
    language: Language
    page: str = ""
    owns_machine: bool = False

    @property
    def say(self) -> Say:
        """Return the page's words in this person's language."""
        return say_in(self.language)

    @property
    def view(self) -> View:
        """Return how replies are rendered for this person."""
        return View(self.language, partial(_address, self.shared.offers, self.owner))

    @property
    def talks(self) -> Talks:
        """Return this person's conversations."""
        return Talks(self.shared.assistant, self.owner, self.view)

    def sent(self, handle: str) -> Path:
        """Return the file that this person sent under a handle; UploadGone."""
        return self.shared.received.find(self.owner, handle)

    def show(self, talk: str) -> None:
        """Remember which conversation this page shows."""
        self.shared.shown.show(self.owner, self.page, talk)

    def shows(self, talk: str) -> bool:
        """Return whether this page shows that conversation."""
        return self.shared.shown.shows(self.owner, self.page, talk)

    def busy(self, talk: str) -> bool:
        """Return whether an answer is being written in that conversation."""
        return self.shared.running.busy(self.owner, talk)

    @property
    def service(self) -> LocalService:
        """Return what this person may do with the assistant."""
        return LocalService(self.shared.assistant, self.owner)


def _address(offers: Offers, owner: Owner, path: str, name: str, media_type: str) -> str:
    token = offers.publish(owner, path, name, media_type)
    return f"page/file/{token}" if token else ""


def pressed(event: gr.EventData) -> tuple[str, Any]:
    """Return the name and value of the button or form behind a bridge's event."""
    data = event._data
    if not isinstance(data, Mapping):
        return "", ""
    return str(data.get("name", "")), data.get("value", "")


def form(value: Any) -> dict[str, str]:
    """Return a dialog's fields as text, whatever was sent."""
    return {str(key): str(text) for key, text in value.items()} if isinstance(value, Mapping) else {}
