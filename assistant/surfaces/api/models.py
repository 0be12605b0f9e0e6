"""The JSON of the HTTP API: what comes in is checked here, what goes out is described here."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from assistant.ingest.known import is_path
from assistant.surfaces.service.places import told
from store.permission import May
from store.types import SHARED, Document, Hit, Item

Mode = Literal["hybrid", "dense", "lexical"]
Words = Annotated[str, Field(max_length=1_100_000)]


class Strict(BaseModel):
    """A body with a field that nobody knows is a mistake worth telling."""

    model_config = ConfigDict(extra="forbid")


class RouteIn(Strict):
    """A message to be routed."""

    text: Words = ""
    files: list[str] = []
    language: Literal["en", "ja"] | None = None


class AskIn(RouteIn):
    """A message to be answered. `files` are paths on this machine and need the bearer token; `may` is the most
    that the answer may do."""

    conversation: str = ""
    stream: bool = False
    may: May = "delete"


class ModelIn(Strict):
    """A model to use for a role from now on."""

    name: Annotated[str, Field(min_length=1, max_length=1000)]
    role: Annotated[str, Field(max_length=100)] = "text"
    download: bool = False


class ConversationIn(Strict):
    """A conversation to be started."""

    title: Annotated[str, Field(max_length=500)] = ""
    language: Literal["en", "ja"] = "en"


class ConversationOut(BaseModel):
    """A conversation that was started."""

    id: str


class TextIn(Strict):
    """One text to remember under an id of the caller's."""

    id: Annotated[str, Field(min_length=1, max_length=500)]
    text: Words
    title: str | None = None


class AddIn(Strict):
    """Texts, or (with the bearer token) paths on this machine."""

    texts: list[TextIn] = []
    paths: list[str] = []
    tags: list[str] = []


class FolderIn(Strict):
    """A folder on this machine, and the ids of documents that may be forgotten for it."""

    folder: str
    approved: list[str] = []


class PathIn(Strict):
    """A file on this machine."""

    path: str


class AlternativeOut(BaseModel):
    """A runner-up of a route."""

    plugin: str
    intent: str
    score: float


class RouteOut(BaseModel):
    """Where a message goes and why."""

    plugin: str
    intent: str
    args: dict[str, Any]
    score: float
    why: str
    alternatives: list[AlternativeOut]
    unsure: bool = False
    nearest: list[tuple[str, str, float]] = []


class AskOut(BaseModel):
    """A whole answer; see assistant/wire.py for the blocks."""

    route: RouteOut
    blocks: list[dict[str, Any]]


class HitOut(BaseModel):
    """One passage found."""

    id: str
    score: float
    text: str
    metadata: dict[str, str | int | float | bool]
    source: str
    scores: dict[str, float]

    @classmethod
    def of(cls, hit: Hit, *, paths: bool) -> HitOut:
        """Describe a hit; `paths` says whether the caller may know where files are."""
        return cls(
            id=hit.id, score=hit.score, text=hit.text, metadata=told(hit.metadata, paths=paths),
            source=hit.source, scores=dict(hit.scores),
        )  # fmt: skip


class SearchOut(BaseModel):
    """Passages, best first."""

    query: str
    mode: Mode
    hits: list[HitOut]


class DocumentOut(BaseModel):
    """One document. `shared` documents are samples: everybody reads them, nobody changes them."""

    id: str
    name: str
    kind: str
    location: str
    title: str
    size: int
    modified: float
    added: float
    tags: list[str]
    passages: int
    shared: bool
    text: str = ""

    @classmethod
    def of(cls, document: Document, *, paths: bool) -> DocumentOut:
        """Describe a document; its owner is nobody's business, and its place only with `paths`."""
        names = set(cls.model_fields) - {"shared", "tags", "location"}
        plain = {name: getattr(document, name) for name in names}
        location = document.location if paths or not is_path(document.location) else ""
        shared = document.owner == SHARED
        return cls(**plain, location=location, tags=list(document.tags), shared=shared)


class DocumentsOut(BaseModel):
    """Documents, newest first."""

    documents: list[DocumentOut]


class PassageOut(BaseModel):
    """One passage of a document in its place."""

    id: str
    text: str
    metadata: dict[str, str | int | float | bool]

    @classmethod
    def of(cls, item: Item, *, paths: bool) -> PassageOut:
        """Describe a passage."""
        return cls(id=item.id, text=item.text, metadata=told(item.metadata, paths=paths))


class OpenOut(BaseModel):
    """One document with its text and passages."""

    document: DocumentOut
    passages: list[PassageOut]


class PutOut(BaseModel):
    """What adding texts changed, in passages."""

    added: int
    updated: int
    unchanged: int


class HealthOut(BaseModel):
    """Whether the server answers; `pid` is for callers with the bearer token."""

    status: Literal["ok"] = "ok"
    version: str
    models_ready: bool
    pid: int | None = None


def asked(
    kind: Annotated[list[str], Query()] = [],  # noqa: B006  # FastAPI copies defaults
    tag: Annotated[list[str], Query()] = [],  # noqa: B006
    file: Annotated[list[str], Query()] = [],  # noqa: B006
    since: float | None = None,
    until: float | None = None,
) -> Any:
    """Return the filters that a request's parameters name, for FastAPI."""
    from assistant.surfaces.service.filters import filters_of

    return filters_of(kinds=kind, tags=tag, names=file, since=since, until=until)
