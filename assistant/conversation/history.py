"""Conversations as the dialogue needs them: the exchange that a follow-up refers to, kept over restarts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.blocks import Block, Gallery, Progress
from assistant.conversation import confirming
from assistant.files import kept_as
from assistant.message import Message
from assistant.paths import is_picture
from assistant.plugin import Exchange, Request
from assistant.wire import from_json, route_from_json, route_to_json, to_json
from store.types import Owner

if TYPE_CHECKING:
    from store.library import Store

LOOKS_BACK = frozenset({"open_passage", "why", "undo", "plugins", "error", "small_talk", "help", "keep_it"})
"""Intents whose replies point back or say nothing new: after them, "the third one" still means the list before."""

OPENED = "open_passage"
"""The intent whose reply is what "it" means from then on."""


def has_picture(exchange: Exchange) -> bool:
    """Tell whether a picture was attached to the message or shown in the answer."""
    shown = any(isinstance(block, Gallery) and block.pictures for block in exchange.blocks)
    return shown or any(is_picture(file) for file in exchange.message.files)


class History:
    """Keeps exchanges in the store; without a conversation id, the last one in memory."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._last: dict[tuple[Owner, str], Exchange] = {}
        self._asked: dict[tuple[Owner, str], str] = {}
        self._pictured: dict[tuple[Owner, str], Exchange] = {}

    def last(self, owner: Owner, conversation: str) -> Exchange | None:
        """Return the latest exchange that can be followed up, or None."""
        held = self._last.get((owner, conversation))
        if held is not None or not conversation:
            return held
        since: tuple[Block, ...] = ()
        for row in reversed(self._store.conversations.exchanges(conversation, owner)):
            route = route_from_json(json.loads(row.route))
            blocks = tuple(from_json(block) for block in json.loads(row.blocks))
            if route.intent not in LOOKS_BACK:
                return Exchange(Message(row.text, row.files), route, blocks, since)
            if route.intent == OPENED:
                since = since or blocks
        return None

    def pictured(self, owner: Owner, conversation: str) -> Exchange | None:
        """Return the latest exchange of this sitting in which a picture was attached or shown, or None."""
        return self._pictured.get((owner, conversation))

    def question(self, owner: Owner, conversation: str) -> str:
        """Return the command that a "yes" stands for because the answer just before asked, and let go of it.

        Whatever is said next, the question is over: it is asked for once, when a message arrives.
        """
        place = (owner, conversation)
        if place in self._asked or not conversation:
            asked, self._asked[place] = self._asked.get(place, ""), ""
            return asked
        self._asked[place] = ""
        rows = self._store.conversations.exchanges(conversation, owner)
        return confirming.asked(from_json(block) for block in json.loads(rows[-1].blocks)) if rows else ""

    def forget(self, owner: Owner) -> None:
        """Let go of everything of an owner that is only in memory."""
        for place in [place for place in {**self._last, **self._asked} if place[0] == owner]:
            self._last.pop(place, None)
            self._pictured.pop(place, None)
            self._asked.pop(place, None)

    def keep(self, request: Request, conversation: str, blocks: Sequence[Block]) -> None:
        """Remember an exchange as far as it got; progress is not worth keeping."""
        kept = tuple(block for block in blocks if not isinstance(block, Progress))
        place = request.owner, conversation
        if request.route.intent not in LOOKS_BACK:
            self._last[place] = Exchange(request.message, request.route, kept)
            if has_picture(self._last[place]):
                self._pictured[place] = self._last[place]
        elif request.route.intent == OPENED and place in self._last:
            self._last[place] = replace(self._last[place], since=kept)
        self._asked[place] = confirming.asked(kept)
        if conversation:
            self._store.conversations.append(
                conversation,
                request.message.raw,
                [kept_as(path) for path in request.message.files],
                request.language,
                json.dumps(route_to_json(request.route), ensure_ascii=False),
                json.dumps([to_json(block) for block in kept], ensure_ascii=False),
                owner=request.owner,
            )
