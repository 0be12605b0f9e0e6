"""The HTTP API under /api. `routes(assistant)` is mounted by server.application, behind callers.middleware."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import asdict
from threading import Event
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request, Response, UploadFile

from assistant.message import Message
from assistant.surfaces.access.guard import language_of
from assistant.surfaces.access.identity import owner_of, trusted
from assistant.surfaces.access.offers import Offers, file_response
from assistant.surfaces.access.uploads import kept
from assistant.surfaces.api import deleting, machine
from assistant.surfaces.api import models as shape
from assistant.surfaces.api.caller import Service, Spoken
from assistant.surfaces.api.errors import NoSuchFile, SpokenRoute, paths_of_trusted, require_trust
from assistant.surfaces.api.machine import put, told
from assistant.surfaces.api.streams import answer_lines, ndjson, summary_of
from assistant.surfaces.server.gone import Gone
from assistant.wire import route_to_json

if TYPE_CHECKING:
    from assistant.blocks import Block
    from assistant.plugin import Route
    from assistant.retrieval.search import Filters
    from assistant.surfaces.service.local import LocalService
    from assistant.turn import Assistant


Tags = Annotated[list[str], Form()]


def routes(assistant: Assistant, offers: Offers) -> APIRouter:
    """Return every endpoint over one open assistant. Needs callers.middleware around the app."""

    def provide(request: Request) -> None:
        request.state.assistant, request.state.offers = assistant, offers

    router = APIRouter(prefix="/api", dependencies=[Depends(provide)], route_class=SpokenRoute)
    for method, path, handler in (*deleting.ENDPOINTS, *ENDPOINTS):
        only_me = [Depends(require_trust)] if handler in machine.TRUSTED else []
        router.add_api_route(path, handler, methods=[method], dependencies=only_me)
    return router


def health(request: Request) -> shape.HealthOut:
    """Say that the server answers."""
    from assistant import __version__

    ready = request.state.assistant.models.ready("text")
    return shape.HealthOut(
        version=__version__, models_ready=ready, pid=os.getpid() if trusted(request) else None
    )


def ask(body: shape.AskIn, request: Request, service: Service, gone: Gone, spoken: Spoken = "") -> Any:
    """Answer a message: whole, or with `stream` as NDJSON: {"route"}, then one {"block"} a line."""
    message = Message(body.text, paths_of_trusted(body.files, request), body.language)
    left = Event() if body.stream else gone
    route, blocks = service.ask(message, body.conversation, body.may, left.is_set)
    if body.stream:
        return ndjson(answer_lines(route, blocks, language_of(spoken), service.shown, left))
    return _whole(route, blocks, service)


def ask_with_files(
    files: list[UploadFile], service: Service, gone: Gone,
    text: Annotated[str, Form()] = "", conversation: Annotated[str, Form()] = "",
) -> shape.AskOut:  # fmt: skip
    """Answer a message with attached files (multipart)."""
    with kept(files, service.assistant.settings) as paths:
        return _whole(*service.ask(Message(text, paths), conversation, cancelled=gone.is_set), service)


def _whole(route: Route, blocks: Iterator[Block], service: LocalService) -> shape.AskOut:
    described = shape.RouteOut.model_validate(route_to_json(route))
    return shape.AskOut(route=described, blocks=[service.shown(block) for block in blocks])


def converse(body: shape.ConversationIn, service: Service) -> shape.ConversationOut:
    """Start a conversation; its id goes into /ask, so that follow-ups are understood."""
    return shape.ConversationOut(id=service.start_conversation(body.title, body.language))


def route(body: shape.RouteIn, service: Service) -> shape.RouteOut:
    """Say where a message would go; `files` are names, they are not read."""
    found = service.route(Message(body.text, body.files, body.language))
    return shape.RouteOut.model_validate(route_to_json(found))


def search(
    service: Service,
    filters: Annotated[Any, Depends(shape.asked)],
    q: Annotated[str, Query(max_length=10_000)],
    k: Annotated[int, Query(ge=1, le=1000)] = 10,
    mode: shape.Mode = "hybrid",
    offset: Annotated[int, Query(ge=0, le=10_000)] = 0,
) -> shape.SearchOut:
    """Search passages; dates are UTC seconds."""
    chosen: Filters | None = filters
    hits = service.search(q, k, mode, chosen, offset)
    return shape.SearchOut(
        query=q, mode=mode, hits=[shape.HitOut.of(hit, paths=service.names_files) for hit in hits]
    )


def documents(
    service: Service, text: str = "", kind: str = "", tag: str = "",
    limit: Annotated[int, Query(ge=1, le=10_000)] = 1000,
) -> shape.DocumentsOut:  # fmt: skip
    """List documents, newest first."""
    found = service.documents(text, kind, tag, limit)
    return shape.DocumentsOut(documents=[shape.DocumentOut.of(d, paths=service.names_files) for d in found])


def document(document_id: str, service: Service) -> shape.OpenOut:
    """Return one document with its text and passages."""
    passages = [
        shape.PassageOut.of(item, paths=service.names_files) for item in service.passages(document_id)
    ]
    described = shape.DocumentOut.of(service.document(document_id), paths=service.names_files)
    return shape.OpenOut(document=described, passages=passages)


def add(body: shape.AddIn, request: Request, service: Service, gone: Gone, spoken: Spoken = "") -> Any:
    """Remember texts, or stream NDJSON events while paths of this machine are read."""
    if body.paths:
        paths = paths_of_trusted(body.paths, request)
        return ndjson(told(lambda stop: service.add_files(paths, body.tags, stop), spoken))
    ids, texts = [text.id for text in body.texts], [text.text for text in body.texts]
    titles = [text.title or "" for text in body.texts] if any(t.title for t in body.texts) else None
    return put(service.add_texts(ids, texts, titles, body.tags, gone.is_set))


def upload(
    files: list[UploadFile],
    service: Service,
    gone: Gone,
    tags: Tags = [],  # noqa: B006
    spoken: Spoken = "",
) -> Any:
    """Add uploaded files (multipart) and return the summary, with what failed and why."""
    with kept(files, service.assistant.settings) as paths:
        return summary_of(service.add_files(paths, tags, gone.is_set), language_of(spoken))


def tools(service: Service) -> list[dict[str, Any]]:
    """List the tools that plugins offer, each with the JSON schema of its parameters."""
    return [asdict(line) for line in service.tools()]


def call_tool(name: str, body: dict[str, Any], service: Service) -> dict[str, Any]:
    """Run a plugin's tool; the body holds its parameters."""
    return {"result": service.call_tool(name, body)}


def offered(token: str, request: Request) -> Response:
    """Return a file or picture of an answer; only for whom it was made."""
    offer = request.state.offers.find(token, owner_of(request))
    if offer is None:
        raise NoSuchFile
    return file_response(offer)


ENDPOINTS: tuple[tuple[str, str, Callable[..., Any]], ...] = (
    ("GET", "/health", health),
    ("POST", "/ask", ask),
    ("POST", "/ask/files", ask_with_files),
    ("POST", "/conversations", converse),
    ("POST", "/route", route),
    ("GET", "/search", search),
    ("GET", "/documents", documents),
    ("POST", "/documents", add),
    ("POST", "/documents/files", upload),
    ("GET", "/documents/{document_id}", document),
    ("POST", "/sync/plan", machine.plan),
    ("POST", "/sync", machine.sync),
    ("POST", "/export", machine.export),
    ("POST", "/import", machine.import_),
    ("GET", "/tools", tools),
    ("POST", "/tools/{name}", call_tool),
    ("GET", "/files/{token}", offered),
    ("GET", "/doctor", machine.doctor),
    ("GET", "/models", machine.models),
    ("POST", "/models/use", machine.use_model),
    ("POST", "/models/reencode", machine.reencode),
    ("GET", "/plugins", machine.plugins),
)
