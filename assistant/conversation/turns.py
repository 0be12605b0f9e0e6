"""One message answered: attached, routed, split into the requests that it stands for, and kept."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from assistant.blocks import Block
from assistant.conversation import confirming
from assistant.conversation.attachments.recent import Dropped
from assistant.conversation.attachments.split import Part, parts
from assistant.conversation.deciding import Deciding, Said
from assistant.conversation.history import History, has_picture
from assistant.conversation.reply import notice, respond
from assistant.message import Message
from assistant.plugin import Context, Intent, Plugin, Request, Route
from store.errors import StoreError
from store.permission import May, least, limited, limiting
from store.types import Owner

if TYPE_CHECKING:
    from assistant.routing import Router


@dataclass(frozen=True, slots=True)
class Turn:
    """One message's route (already decided) and its reply (made while it is read)."""

    message: Message
    route: Route
    blocks: Generator[Block]


class Installed(Protocol):
    """The plugins there are."""

    def find(self, name: str) -> Plugin | None:
        """Return a plugin by name."""

    def claimed(self, file: Path) -> str:
        """Return the intent with which a plugin claims a dropped file, "" where none does."""

    def intent(self, name: str) -> Intent:
        """Return an intent by name; KeyError."""


class Turns:
    """Answers messages, one at a time in each conversation.

    `router` is asked anew for each message, as plugins can be added; `admit` raises where an owner asks too often;
    `taught` returns what an owner alone has taught, as (message, intent).
    """

    def __init__(
        self, history: History, plugins: Installed, router: Callable[[], Router],
        admit: Callable[[Owner], None], taught: Callable[[Owner], Sequence[tuple[str, str]]],
    ) -> None:  # fmt: skip
        self._history, self._plugins, self._router = history, plugins, router
        self._admit, self._taught = admit, taught
        self._dropped = Dropped()

    def forget(self, owner: Owner) -> None:
        """Let go of what is only in memory of an owner."""
        self._history.forget(owner)
        self._dropped.forget(owner)

    def turn(self, message: Message, context: Context, conversation: str, may: May) -> Turn:
        """Route a message at once and answer it while `blocks` is read.

        Whatever answers does no more than `may`: "read" keeps no conversation either, "write" deletes nothing.
        """
        keeps, owner, history = may != "read", context.owner, self._history
        try:
            self._admit(owner)
            router = self._router()
            with limited(may):
                asked = history.question(owner, conversation) if keeps else ""
                previous = history.last(owner, conversation) if keeps else None
                if keeps:
                    self._dropped.keep(message, owner, conversation)
                    message = self._dropped.attached(message, owner, conversation)
                confirmed = bool(asked) and (
                    message.text == Message(asked).text or confirming.is_yes(message)
                )
                pictured = history.pictured(owner, conversation) if keeps else None
                deciding = Deciding(router, context.library, lambda: self._taught(owner))
                message, route = deciding.route(Said(message, previous, asked, pictured))
                if router.attachment(route.intent) == "image":
                    previous = previous if previous and has_picture(previous) else pictured
                whole = Message(route.asked, message.files, message.language) if route.asked else message
                found = parts(whole, route, router, self._plugins.claimed)
        except Exception as error:
            return Turn(message, Route("", "error"), _only(notice(error, message.language)))
        route = found[-1].route if message.text else found[0].route
        request = Request(message, route, owner, previous, may, confirmed)
        granted = least(may, "delete" if confirmed else "write")
        return Turn(message, route, limiting(granted, self._answer(request, found, conversation, context)))

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
            self._history.keep(request, conversation, said)

    def _blocks(self, request: Request, found: Sequence[Part], context: Context) -> Iterator[Block]:
        """Yield what answers each part, then what else its files could be."""
        for part in found:
            plugin = self._plugins.find(part.route.plugin)
            asked = replace(request, message=part.message, route=part.route)
            yield from respond(asked, plugin, context, self._plugins.intent)
            if context.cancelled():
                return
            yield from part.offers


def _only(block: Block) -> Generator[Block]:
    yield block
