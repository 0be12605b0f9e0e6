"""Messages that are understood from the exchange before them: its route says what was asked, its blocks hold what can
be pointed at."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.conversation.follow_ups import pointing
from assistant.conversation.follow_ups.ellipsis import Leaning
from assistant.conversation.known import Known
from assistant.message import Message
from assistant.phrase import Phrase
from assistant.plugin import Exchange, Route

if TYPE_CHECKING:
    from assistant.routing import Router

FOLLOW_UP = Phrase('This follows up on "{text}".', "「{text}」の続きとして受け取りました。")


def resolve(message: Message, previous: Exchange | None, router: Router, known: Known) -> Route | None:
    """Return where a follow-up goes, or None when the message stands on its own."""
    if previous is None or message.files or not message.text or message.text.startswith("/"):
        return None
    route = pointing.resolve(message, previous, router) or Leaning(message, previous, router, known).route()
    if route is None:
        return None
    why = FOLLOW_UP.say(message.language, text=previous.message.text[:60] or "…")
    return replace(route, why=why, unsure=False)
