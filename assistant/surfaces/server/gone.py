"""A caller that hangs up while its request is worked on, as an event that the work looks at."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from threading import Event
from typing import Annotated

from fastapi import Depends, Request


async def gone(request: Request) -> AsyncIterator[Event]:
    """Yield an event that is set once the caller has left; the body has been read before."""
    left = Event()

    async def watch() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass
        left.set()

    watching = asyncio.create_task(watch())
    try:
        yield left
    finally:
        watching.cancel()


Gone = Annotated[Event, Depends(gone)]
