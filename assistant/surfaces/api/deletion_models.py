"""The JSON of deleting and bringing back, for the HTTP API and MCP."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from assistant.surfaces.api.models import Strict


class IdsIn(Strict):
    """Documents of the caller's."""

    ids: Annotated[list[str], Field(min_length=1)]


class TokenIn(Strict):
    """What forgetting returned, or an id or a name of what was forgotten."""

    token: Annotated[str, Field(max_length=500)]


class ForgottenOut(BaseModel):
    """What brings forgotten documents back."""

    token: str


class GoingOut(BaseModel):
    """A document that would be deleted, or was."""

    id: str
    name: str
    passages: int


class ForgetOut(BaseModel):
    """What a deletion asked for: done with the `token` that undoes it, or to be asked for again with `confirmation`."""

    deleted: bool
    documents: list[GoingOut]
    confirmation: str = ""
    token: str = ""
    next: str


class DiscardedOut(BaseModel):
    """Something that was deleted at `at` (UTC seconds) and can be brought back."""

    what: Literal["document", "conversation"]
    id: str
    name: str
    kind: str
    token: str
    at: float


class TrashOut(BaseModel):
    """What can be brought back, the last deleted first."""

    deleted: list[DiscardedOut]


class RestoredOut(BaseModel):
    """How many documents (and conversations) it was."""

    documents: int
