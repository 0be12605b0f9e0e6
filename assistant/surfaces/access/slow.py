"""A body that arrives too slowly is cut, so that nobody holds a connection and a worker by sending a byte now and then."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from assistant.phrase import Phrase
from assistant.surfaces.access.guard import header, language_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

PATIENCE = 20.0
"""Seconds that any body may take."""
RATE = 10_000.0
"""Bytes a second that a longer one has to reach from its beginning on: slower than any line in use."""
SLOW = Phrase(
    "The request arrived too slowly and was cut off. Send it again.",
    "受信が遅すぎるため打ち切りました。もう一度送ってください。",
)


class SlowBody:
    """Answers 408 where a body takes longer than `patience` seconds and one more for every `rate` bytes that came."""

    def __init__(self, app: ASGIApp, patience: float = PATIENCE, rate: float = RATE) -> None:
        self.app, self.patience, self.rate = app, patience, rate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a watch on its body; what comes after the body may take any time."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        begun, seen, whole = time.monotonic(), 0, False

        async def watched() -> Message:
            nonlocal seen, whole
            if whole:
                return await receive()
            left = begun + self.patience + seen / self.rate - time.monotonic()
            try:
                message = await asyncio.wait_for(receive(), max(left, 0.0))
            except TimeoutError:
                # An HTTPException passes through every body parser of Starlette, FastAPI and gradio.
                from starlette.exceptions import HTTPException

                told = SLOW.say(language_of(header(scope, b"accept-language")))
                raise HTTPException(408, told, {"connection": "close"}) from None
            seen += len(message.get("body", b""))
            whole = message["type"] != "http.request" or not message.get("more_body", False)
            return message

        return await self.app(scope, watched, send)
