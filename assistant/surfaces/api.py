"""The HTTP API under /api. `routes(assistant)` is mounted by server.application, behind identity.middleware."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Form, Header, Query, Request, Response, UploadFile

from assistant.message import Message
from assistant.surfaces import api_models as shape
from assistant.surfaces.api_errors import SpokenRoute, paths_of_trusted, require_trust
from assistant.surfaces.api_streams import answer_lines, event_lines, ndjson, summary_of
from assistant.surfaces.gone import Gone
from assistant.surfaces.guard import language_of
from assistant.surfaces.identity import owner_of, trusted
from assistant.surfaces.local import LocalDesk
from assistant.surfaces.uploads import kept
from assistant.wire import route_to_json, to_json
from store.types import SHARED, PutReport

if TYPE_CHECKING:
    from assistant.search import Filters
    from assistant.turn import Assistant


def desk_of(request: Request) -> LocalDesk:
    """Return the desk of whoever asks."""
    return LocalDesk(request.state.assistant, owner_of(request))


Desk = Annotated[LocalDesk, Depends(desk_of)]
Spoken = Annotated[str, Header(alias="accept-language")]
Tags = Annotated[list[str], Form()]


def routes(assistant: Assistant) -> APIRouter:
    """Return every endpoint over one open assistant. Needs identity.middleware around the app."""

    def provide(request: Request) -> None:
        request.state.assistant = assistant

    router = APIRouter(prefix="/api", dependencies=[Depends(provide)], route_class=SpokenRoute)
    for method, path, handler in ENDPOINTS:
        only_me = [Depends(require_trust)] if handler in MACHINE else []
        router.add_api_route(path, handler, methods=[method], dependencies=only_me)
    return router


def health(request: Request) -> shape.HealthOut:
    """Say that the server answers."""
    from assistant import __version__

    ready = request.state.assistant.models.ready("text")
    return shape.HealthOut(
        version=__version__, models_ready=ready, pid=os.getpid() if trusted(request) else None
    )


def ask(body: shape.AskIn, request: Request, desk: Desk, gone: Gone, spoken: Spoken = "") -> Any:
    """Answer a message: whole, or with `stream` as NDJSON: {"route"}, then one {"block"} a line."""
    message = Message(body.text, paths_of_trusted(body.files, request), body.language)
    return _answer(desk, message, body.conversation, Event() if body.stream else gone, body.stream, spoken)


def ask_with_files(
    files: list[UploadFile],
    desk: Desk,
    gone: Gone,
    text: Annotated[str, Form()] = "",
    conversation: Annotated[str, Form()] = "",
) -> shape.AskOut:
    """Answer a message with attached files (multipart)."""
    with kept(files, desk.assistant.settings) as paths:
        answer = _answer(desk, Message(text, paths), conversation, gone, False, "")
    assert isinstance(answer, shape.AskOut)
    return answer


def _answer(
    desk: LocalDesk, message: Message, conversation: str, gone: Event, stream: bool, spoken: str
) -> Any:
    """Answer until `gone` is set, which a stream does itself when its reader leaves."""
    route, blocks = desk.ask(message, conversation, gone.is_set)
    if stream:
        return ndjson(answer_lines(route, blocks, language_of(spoken), gone))
    return shape.AskOut(
        route=shape.RouteOut.model_validate(route_to_json(route)), blocks=[to_json(block) for block in blocks]
    )


def converse(body: shape.ConversationIn, desk: Desk) -> shape.ConversationOut:
    """Start a conversation; its id goes into /ask, so that follow-ups are understood."""
    return shape.ConversationOut(id=desk.start_conversation(body.title, body.language))


def route(body: shape.RouteIn, desk: Desk) -> shape.RouteOut:
    """Say where a message would go; `files` are names, they are not read."""
    found = desk.route(Message(body.text, body.files, body.language))
    return shape.RouteOut.model_validate(route_to_json(found))


def search(
    desk: Desk,
    filters: Annotated[Any, Depends(shape.asked)],
    q: Annotated[str, Query(max_length=10_000)],
    k: Annotated[int, Query(ge=1, le=1000)] = 10,
    mode: shape.Mode = "hybrid",
    offset: Annotated[int, Query(ge=0, le=10_000)] = 0,
) -> shape.SearchOut:
    """Search passages; dates are UTC seconds."""
    chosen: Filters | None = filters
    hits = desk.search(q, k, mode, chosen, offset)
    return shape.SearchOut(query=q, mode=mode, hits=[shape.HitOut.of(hit) for hit in hits])


def documents(
    desk: Desk, text: str = "", kind: str = "", tag: str = "",
    limit: Annotated[int, Query(ge=1, le=10_000)] = 1000,
) -> shape.DocumentsOut:  # fmt: skip
    """List documents, newest first."""
    found = desk.documents(text, kind, tag, limit)
    return shape.DocumentsOut(documents=[shape.DocumentOut.of(d, shared=d.owner == SHARED) for d in found])


def document(document_id: str, desk: Desk) -> shape.OpenOut:
    """Return one document with its text and passages."""
    found = desk.document(document_id)
    passages = [
        shape.PassageOut(id=item.id, text=item.text, metadata=dict(item.metadata))
        for item in desk.passages(document_id)
    ]
    described = shape.DocumentOut.of(found, shared=found.owner == SHARED)
    return shape.OpenOut(document=described, passages=passages)


def add(body: shape.AddIn, request: Request, desk: Desk, gone: Gone, spoken: Spoken = "") -> Any:
    """Remember texts, or stream NDJSON events while paths of this machine are read."""
    if body.paths:
        paths = paths_of_trusted(body.paths, request)
        return ndjson(_told(lambda stop: desk.add_files(paths, body.tags, stop), spoken))
    ids, texts = [text.id for text in body.texts], [text.text for text in body.texts]
    titles = [text.title or "" for text in body.texts] if any(t.title for t in body.texts) else None
    return _put(desk.add_texts(ids, texts, titles, body.tags, gone.is_set))


def upload(files: list[UploadFile], desk: Desk, gone: Gone, tags: Tags = [], spoken: Spoken = "") -> Any:  # noqa: B006
    """Add uploaded files (multipart) and return the summary, with what failed and why."""
    with kept(files, desk.assistant.settings) as paths:
        return summary_of(desk.add_files(paths, tags, gone.is_set), language_of(spoken))


def forget(document_id: str, desk: Desk) -> shape.ForgottenOut:
    """Forget one document; the token brings it back."""
    return shape.ForgottenOut(token=desk.forget([document_id]))


def forget_many(body: shape.IdsIn, desk: Desk) -> shape.ForgottenOut:
    """Forget several documents; one token brings them all back."""
    return shape.ForgottenOut(token=desk.forget(body.ids))


def restore(body: shape.TokenIn, desk: Desk) -> shape.RestoredOut:
    """Bring back what was forgotten."""
    return shape.RestoredOut(documents=desk.restore(body.token))


def plan(body: shape.FolderIn, desk: Desk) -> dict[str, Any]:
    """Say what a folder would change."""
    return asdict(desk.plan_sync(Path(body.folder)))


def sync(body: shape.FolderIn, desk: Desk, spoken: Spoken = "") -> Response:
    """Bring the library in line with a folder, as NDJSON events."""
    return ndjson(_told(lambda stop: desk.sync(Path(body.folder), body.approved, stop), spoken))


def export(body: shape.PathIn, desk: Desk) -> dict[str, str]:
    """Write the library to a file of this machine."""
    desk.export(Path(body.path))
    return {"path": body.path}


def import_(body: shape.PathIn, desk: Desk) -> shape.PutOut:
    """Read an exported library from a file of this machine."""
    return _put(desk.import_(Path(body.path)))


def doctor(desk: Desk, spoken: Spoken = "") -> dict[str, Any]:
    """Return the state of store, models and machine."""
    return desk.doctor(language_of(spoken))


def models(desk: Desk) -> list[dict[str, Any]]:
    """List the models there are."""
    return [asdict(model) for model in desk.models()]


def use_model(body: shape.ModelIn, desk: Desk, spoken: Spoken = "") -> Response:
    """Change the model of a role and embed the library again, as NDJSON events."""
    return ndjson(_told(lambda stop: desk.use_model(body.name, body.role, body.download, stop), spoken))


def reencode(desk: Desk, spoken: Spoken = "") -> Response:
    """Embed again whatever is not of the models in use, as NDJSON events."""
    return ndjson(_told(desk.reencode, spoken))


def plugins(desk: Desk, spoken: Spoken = "") -> list[dict[str, Any]]:
    """List the plugins there are."""
    return [asdict(line) for line in desk.plugins(language_of(spoken))]


def _put(report: PutReport) -> shape.PutOut:
    return shape.PutOut(added=report.added, updated=report.updated, unchanged=report.unchanged)


def _told(start: Callable[[Callable[[], bool]], Iterator[Any]], spoken: str) -> Any:
    return event_lines(start, language_of(spoken))


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
    ("POST", "/documents/forget", forget_many),
    ("POST", "/documents/restore", restore),
    ("GET", "/documents/{document_id}", document),
    ("DELETE", "/documents/{document_id}", forget),
    ("POST", "/sync/plan", plan),
    ("POST", "/sync", sync),
    ("POST", "/export", export),
    ("POST", "/import", import_),
    ("GET", "/doctor", doctor),
    ("GET", "/models", models),
    ("POST", "/models/use", use_model),
    ("POST", "/models/reencode", reencode),
    ("GET", "/plugins", plugins),
)

MACHINE = frozenset({plan, sync, export, import_, doctor, use_model, reencode})
"""Endpoints that read or show this machine: only with the bearer token."""
