"""What endpoints of the HTTP API are given: the caller's desk and language."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Header, Request

from assistant.surfaces.service.local import LocalDesk, desk_for


def desk_of(request: Request) -> LocalDesk:
    """Return the desk of whoever asks."""
    return desk_for(request.state.assistant, request.state.offers, request)


Desk = Annotated[LocalDesk, Depends(desk_of)]
Spoken = Annotated[str, Header(alias="accept-language")]
