"""Errors of the API: {"error": {"what", "hint"}} with the right status, in the caller's language."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from assistant.errors import AssistantError, Unexpected, explain
from assistant.paths import on_disk
from assistant.phrase import Phrase
from assistant.surfaces.access.guard import language_of
from assistant.surfaces.access.identity import trusted
from assistant.surfaces.service.service import NoSuchDocument, NothingToRestore, NotYours, ReadsOnly
from assistant.surfaces.service.shapes import error_to_json


class NotAllowed(AssistantError):
    """Something that only the account that runs the server may ask for."""

    what = Phrase("This needs the key of this server.", "これにはこのサーバーの鍵が必要です。")
    hint = Phrase(
        "Send `Authorization: Bearer` with the token from server.json.",
        "server.json のトークンを `Authorization: Bearer` で送ってください。",
    )


class NoSuchFile(AssistantError):
    """A token of a file that is not there, or not the caller's."""

    what = Phrase("This file is no longer on offer.", "このファイルはもう取り出せません。")
    hint = Phrase("Ask again to get it anew.", "もう一度聞けば作り直します。")


class BadRequest(AssistantError):
    """A body or parameter that does not fit."""

    what = Phrase("The request does not fit: {detail}", "要求の形が正しくありません：{detail}")
    hint = Phrase("See /openapi.json for what is expected.", "/openapi.json で形を確認してください。")


class Refused(AssistantError):
    """Whatever else HTTP refuses."""

    what = Phrase("The request was refused: {detail}", "要求は受け付けられませんでした：{detail}")
    hint = Phrase("See /openapi.json for what is expected.", "/openapi.json で形を確認してください。")


STATUS: dict[str, int] = {
    NoSuchDocument.__name__: 404,
    NothingToRestore.__name__: 404,
    NotYours.__name__: 403,
    NotAllowed.__name__: 403,
    ReadsOnly.__name__: 403,
    NoSuchFile.__name__: 404,
    BadRequest.__name__: 422,
    "NoSuchTool": 404,
    "WrongInput": 422,
    "NotPermitted": 403,
    "QuotaReached": 429,
    "StoreFull": 507,
    "StoreReadOnly": 503,
    "StoreClosed": 503,
    "StoreLocked": 503,
}


class SpokenRoute(APIRoute):
    """A route whose errors are told, wherever in it they come from."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the handler of the endpoint."""
        handle = super().get_route_handler()

        async def told(request: Request) -> Response:
            try:
                return await handle(request)
            except Exception as error:
                return response(error, request)

        return told


def response(error: Exception, request: Request) -> Response:
    """Return what the caller is told about an error."""
    known, status = described(error)
    language = language_of(request.headers.get("accept-language", ""))
    return JSONResponse({"error": error_to_json(known, language)}, status)


def described(error: Exception) -> tuple[AssistantError, int]:
    """Return an error in words, and its HTTP status; an unforeseen one is logged and is a 500."""
    if isinstance(error, RequestValidationError):
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        return BadRequest(detail=f"{place}: {first['msg']}"), 422
    if isinstance(error, HTTPException):
        return Refused(detail=error.detail), error.status_code
    known = error if isinstance(error, AssistantError) else explain(error)
    status = STATUS.get(type(error).__name__)
    if status is None and isinstance(known, Unexpected):
        logging.getLogger("assistant").error("unexpected error", exc_info=error)
        return known, 500
    return known, status or 400


def require_trust(request: Request) -> None:
    """Raise NotAllowed unless the request carried this run's bearer token."""
    if not trusted(request):
        raise NotAllowed


def paths_of_trusted(paths: Sequence[str], request: Request) -> list[Path]:
    """Return paths on this machine; NotAllowed when there are some and the caller is not its account."""
    if paths:
        require_trust(request)
    return [on_disk(path) for path in paths]
