"""What may reach gradio from a browser: the routes that the page uses, with no path, no address and no stranger.

gradio believes its client: a request may name any file of the machine, have an address fetched, and listen to
another person's answers (its own checks are off below another app: gradio/processing_utils.py, _check_allowed). So
this stands in front of it, whatever gradio does with a request afterwards:
- only routes in ROUTES are answered, everything else is a 404;
- every file in a request is a handle of the person who asks (received.py); anything else that looks like a file is
  refused before gradio sees it;
- session names, which clients pick, are made different for every person, so that no one can join another's.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from assistant.phrase import Phrase
from assistant.surfaces.access.guard import refuse
from assistant.surfaces.access.received import Received, UploadGone
from store.types import Owner

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

Json = dict[str, Any]

ROUTES = (
    ("GET", r"/"),
    ("HEAD", r"/"),
    ("GET", r"/(config|theme\.css|robots\.txt|favicon\.ico|manifest\.json)"),
    ("GET", r"/(static|assets)/.+"),
    ("GET", r"/gradio_api/app_id"),
    ("GET", r"/gradio_api/heartbeat/[\w-]+"),
    ("GET", r"/gradio_api/queue/data"),
    ("POST", r"/gradio_api/queue/join"),
    ("POST", r"/gradio_api/run/\w+"),  # events without a queue: the buttons that stop something
)
"""The routes of gradio that its own page calls; tests/page/test_forged.py tries every other one."""

FILE_KEYS = frozenset({"path", "url", "meta", "is_stream"})
"""A mapping with one of these is a file to gradio (data_classes.FileData)."""

NOT_SENT = Phrase("This names a file that you did not send.", "送っていないファイルが指定されています。")
NOT_SENT_HINT = Phrase("Drop the file into the page.", "ファイルをページに入れてください。")
NO_SUCH = Phrase("There is nothing at this address.", "このアドレスには何もありません。")
NO_SUCH_HINT = Phrase("Open the page itself.", "ページを開いてください。")


class RequestGuard:
    """Stands between callers.Identity and gradio."""

    def __init__(self, app: ASGIApp, received: Received) -> None:
        self.app, self._received = app, received
        self._routes = [(method, re.compile(pattern)) for method, pattern in ROUTES]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request of the page on, or answer 404 or 403."""
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        path = scope["path"]
        if scope["type"] != "http" or not self._known(scope["method"], path):
            return await refuse(scope, send, 404, NO_SUCH, NO_SUCH_HINT)
        owner = Owner(scope["state"]["owner"])
        if path.startswith("/gradio_api/heartbeat/"):
            own = "/gradio_api/heartbeat/" + session_of(owner, path.rpartition("/")[2])
            scope = dict(scope, path=own, raw_path=own.encode())
        elif path == "/gradio_api/queue/data":
            scope = dict(scope, query_string=_own_query(scope["query_string"], owner))
        elif scope["method"] == "POST":
            try:
                body = self._own_body(await _whole(receive), owner)
            except (ValueError, UploadGone):
                return await refuse(scope, send, 403, NOT_SENT, NOT_SENT_HINT)
            receive, scope = _again(body, receive), _sized(scope, len(body))
        return await self.app(scope, receive, send)

    def _known(self, method: str, path: str) -> bool:
        return any(method == known and pattern.fullmatch(path) for known, pattern in self._routes)

    def _own_body(self, body: bytes, owner: Owner) -> bytes:
        """Return a request's JSON with handles for files and a session of the person's own; UploadGone, ValueError."""
        data = json.loads(body)
        if not isinstance(data, dict):
            raise ValueError("not a request of the page")
        own: Json = walked(data, lambda file: self._handle(file, owner))
        if own.get("session_hash") is not None:
            own["session_hash"] = session_of(owner, str(own["session_hash"]))
        return json.dumps(own).encode()

    def _handle(self, file: Json, owner: Owner) -> Json:
        handle = str(file.get("path", ""))
        self._received.find(owner, handle)
        return {"handle": handle}


def walked(value: Any, file: Callable[[Json], Json]) -> Any:
    """Return JSON with every mapping that gradio would take for a file put through `file`."""
    if isinstance(value, dict):
        if FILE_KEYS & value.keys():
            return file(value)
        return {key: walked(inner, file) for key, inner in value.items()}
    if isinstance(value, list):
        return [walked(inner, file) for inner in value]
    return value


def session_of(owner: Owner, session: str) -> str:
    """Return the name under which gradio knows a person's session."""
    return hashlib.sha256(f"{owner}\0{session}".encode()).hexdigest()


def _own_query(query: bytes, owner: Owner) -> bytes:
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    own = [(key, session_of(owner, value) if key == "session_hash" else value) for key, value in pairs]
    return urlencode(own).encode()


async def _whole(receive: Receive) -> bytes:
    parts, more = [], True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ValueError("cut off")
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    """Return a receive that gives the body once, then what comes after it."""
    given = False

    async def once() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return once


def _sized(scope: Scope, size: int) -> Scope:
    kept = [(key, value) for key, value in scope["headers"] if key != b"content-length"]
    return dict(scope, headers=[*kept, (b"content-length", str(size).encode())])
