"""Where one message goes: a picked intent, an answer to a question, something to bring back, a follow-up, or the router."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.conversation import confirming, follow_ups
from assistant.conversation.follow_ups import pictures
from assistant.conversation.known import Known
from assistant.conversation.questions import (
    A_WORD,
    MENTIONED,
    SPOKEN_OF,
    UNCLAIMED,
    ask_library,
    mentioned,
    searched,
    spoken_of,
    strange,
    unclaimed,
)
from assistant.message import Message
from assistant.phrase import Phrase
from assistant.plugin import Exchange, Route

if TYPE_CHECKING:
    from assistant.library.own_library import OwnLibrary
    from assistant.routing.router import Router

ANSWERS = Phrase("It answers the question just before.", "直前の質問への返事です。")
WANTS_BACK = Phrase("It asks for something deleted to come back.", "消したものを元に戻す依頼です。")
PICKED = re.compile(r"/as (?P<intent>\w+)\s+(?P<text>.*)", re.DOTALL)
"""A message sent again to the intent that the person picked."""


@dataclass(frozen=True, slots=True)
class Said:
    """One message and what it may lean on: the exchange before it, the command that a "yes" stands for, and the last
    exchange with a picture."""

    message: Message
    previous: Exchange | None = None
    asked: str = ""
    pictured: Exchange | None = None


class Deciding:
    """Decides for one owner; `taught` returns what this owner alone has taught, as (message, intent).

    Those who may know are asked in turn, and the first that knows decides: a question that is answered, something to
    bring back, what was said before, a picture before, what this person taught, the router.
    """

    def __init__(
        self, router: Router, library: OwnLibrary, taught: Callable[[], Iterable[tuple[str, str]]]
    ) -> None:
        self._router, self._library, self._taught = router, library, taught
        self._known = Known(library)
        self._advisers: tuple[Callable[[Said], Route | None], ...] = (
            self._answered, self._brought_back, self._followed, self._of_picture, self._told,
        )  # fmt: skip

    def route(self, said: Said) -> tuple[Message, Route]:
        """Return a message without what only picks its intent, and its route."""
        picked = PICKED.fullmatch(said.message.text)
        if picked is not None:
            message = Message(picked["text"], said.message.files)
            return message, self._router.choose(message, picked["intent"])
        known = (advise(said) for advise in self._advisers)
        route = next((found for found in known if found is not None), None)
        return said.message, route or self._ask_library(said.message)

    def _answered(self, said: Said) -> Route | None:
        """Return where a "yes" or a "no" to the question just before goes."""
        yes, no = confirming.is_yes(said.message), confirming.is_no(said.message)
        if not said.asked or not (yes or no):
            return None
        command = said.asked if yes else confirming.KEEP_IT
        route = self._router.route(Message(command, language=said.message.language))
        return replace(route, why=ANSWERS.say(said.message.language))

    def _brought_back(self, said: Said) -> Route | None:
        """Return the route to undo for a message that wants something deleted back."""
        wanted = confirming.brought_back(said.message)
        if wanted is None:
            return None
        name, sure = wanted
        if not sure and not self._library.discarded(name):
            return None
        route = self._router.choose(said.message, "undo")
        return replace(route, args={"target": name}, why=WANTS_BACK.say(said.message.language))

    def _followed(self, said: Said) -> Route | None:
        return follow_ups.resolve(said.message, said.previous, self._router, self._known)

    def _of_picture(self, said: Said) -> Route | None:
        return pictures.resolve(said.message, said.previous, said.pictured, self._router)

    def _told(self, said: Said) -> Route | None:
        """Return what a visitor taught about this very message: it holds for that visitor alone."""
        taught = dict(self._taught()).get(said.message.text)
        return self._router.choose(said.message, taught) if taught else None

    def _ask_library(self, message: Message) -> Route:
        route = self._router.route(message)
        if spoken_of(route, message, self._known.names):
            return searched(route, message, SPOKEN_OF)
        if mentioned(route, message, self._known.says):
            return searched(route, message, MENTIONED)
        if strange(route, message):
            return searched(route, message, A_WORD)
        if unclaimed(route, message):
            return searched(route, message, UNCLAIMED)
        return ask_library(route, message, self._known.answers)
