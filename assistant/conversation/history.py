"""Conversations as the dialogue needs them: the exchange that a follow-up refers to, kept over restarts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.blocks import Block, Progress
from assistant.conversation import confirming
from assistant.message import Message
from assistant.plugin import Exchange, Request
from assistant.wire import from_json, route_from_json, route_to_json, to_json
from store.types import Owner

if TYPE_CHECKING:
    from store.library import Store

LOOKS_BACK = frozenset({"open_passage", "why", "undo", "plugins", "error"})
"""Intents whose replies point back: after them, "the third one" still means the list before."""


class History:
    """Keeps exchanges in the store; without a conversation id, the last one in memory."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._last: dict[tuple[Owner, str], Exchange] = {}
        self._asked: dict[tuple[Owner, str], str] = {}

    def last(self, owner: Owner, conversation: str) -> Exchange | None:
        """Return the latest exchange that can be followed up, or None."""
        held = self._last.get((owner, conversation))
        if held is not None or not conversation:
            return held
        for row in reversed(self._store.conversations.exchanges(conversation, owner)):
            route = route_from_json(json.loads(row.route))
            if route.intent not in LOOKS_BACK:
                blocks = tuple(from_json(block) for block in json.loads(row.blocks))
                return Exchange(Message(row.text, row.files), route, blocks)
        return None

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
            self._asked.pop(place, None)

    def keep(self, request: Request, conversation: str, blocks: Sequence[Block]) -> None:
        """Remember an exchange as far as it got; progress is not worth keeping."""
        kept = tuple(block for block in blocks if not isinstance(block, Progress))
        if request.route.intent not in LOOKS_BACK:
            exchange = Exchange(request.message, request.route, kept)
            self._last[request.owner, conversation] = exchange
        self._asked[request.owner, conversation] = confirming.asked(kept)
        if conversation:
            self._store.conversations.append(
                conversation,
                request.message.raw,
                [path.name for path in request.message.files],
                request.language,
                json.dumps(route_to_json(request.route), ensure_ascii=False),
                json.dumps([to_json(block) for block in kept], ensure_ascii=False),
                owner=request.owner,
            )
