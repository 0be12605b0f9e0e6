"""What endpoints of the HTTP API are given: the caller's service and language."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Header, Request

from assistant.surfaces.service.local import LocalService, desk_for


def service_of(request: Request) -> LocalService:
    """Return the service of whoever asks."""
    return desk_for(request.state.assistant, request.state.offers, request)


Service = Annotated[LocalService, Depends(service_of)]
Spoken = Annotated[str, Header(alias="accept-language")]
