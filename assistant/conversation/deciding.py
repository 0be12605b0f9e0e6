"""Where one message goes: a picked intent, an answer to a question, something to bring back, a follow-up, or the router."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.conversation import confirming, follow_ups
from assistant.conversation.follow_ups import pictures
from assistant.conversation.known import Known
from assistant.conversation.questions import ask_library
from assistant.message import Message
from assistant.phrase import Phrase
from assistant.plugin import Exchange, Route
from store.types import Owner

if TYPE_CHECKING:
    from assistant.library.library import Library
    from assistant.routing.router import Router

ANSWERS = Phrase("It answers the question just before.", "直前の質問への返事です。")
WANTS_BACK = Phrase("It asks for something deleted to come back.", "消したものを元に戻す依頼です。")
PICKED = re.compile(r"/as (?P<intent>\w+)\s+(?P<text>.*)", re.DOTALL)
"""A message sent again to the intent that the person picked."""


class Deciding:
    """Decides for one owner; `taught` returns what this owner alone has taught, as (message, intent)."""

    def __init__(
        self, router: Router, library: Library, taught: Callable[[], Iterable[tuple[str, str]]], owner: Owner
    ) -> None:
        self._router, self._library, self._taught, self._owner = router, library, taught, owner
        self._known = Known(library, owner)

    def route(
        self, message: Message, previous: Exchange | None, asked: str, pictured: Exchange | None = None
    ) -> tuple[Message, Route]:
        """Return a message without what only picks its intent, and its route; `asked` is the command that a
        "yes" stands for, `previous` what a follow-up refers to, and `pictured` the last exchange with a picture."""
        picked = PICKED.fullmatch(message.text)
        if picked is not None:
            message = Message(picked["text"], message.files)
            return message, self._router.choose(message, picked["intent"])
        back = self._answered(message, asked) or self._brought_back(message)
        if back is not None:
            return message, back
        follow = follow_ups.resolve(message, previous, self._router, self._known) or pictures.resolve(
            message, previous, pictured, self._router
        )
        told = self._told(message) if follow is None else None
        return message, follow or told or self._ask_library(message)

    def _answered(self, message: Message, asked: str) -> Route | None:
        """Return where a "yes" or a "no" to the question just before goes."""
        if not asked:
            return None
        command = (
            asked if confirming.is_yes(message) else confirming.KEEP_IT if confirming.is_no(message) else ""
        )
        if not command:
            return None
        route = self._router.route(Message(command, language=message.language))
        return replace(route, why=ANSWERS.say(message.language))

    def _brought_back(self, message: Message) -> Route | None:
        """Return the route to undo for a message that wants something deleted back."""
        wanted = confirming.brought_back(message)
        if wanted is None:
            return None
        name, sure = wanted
        if not sure and not self._library.discarded(name, owner=self._owner):
            return None
        route = self._router.choose(message, "undo")
        return replace(route, args={"target": name}, why=WANTS_BACK.say(message.language))

    def _ask_library(self, message: Message) -> Route:
        return ask_library(self._router.route(message), message, self._known.answers)

    def _told(self, message: Message) -> Route | None:
        """Return what a visitor taught about this very message: it holds for that visitor alone."""
        taught = dict(self._taught()).get(message.text)
        return self._router.choose(message, taught) if taught else None
