"""Whose desk an endpoint of the HTTP API works on."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from assistant.surfaces.identity import owner_of
from assistant.surfaces.local import LocalDesk


def desk_of(request: Request) -> LocalDesk:
    """Return the desk of whoever asks."""
    return LocalDesk(request.state.assistant, owner_of(request))


Desk = Annotated[LocalDesk, Depends(desk_of)]
