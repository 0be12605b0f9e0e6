"""The three checks of identity.py as pure ASGI middleware, so that streams pass through unbuffered."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from assistant.phrase import Language, Phrase
from assistant.surfaces.identity import COOKIE, Gate
from store.types import ME

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

FOREIGN = Phrase(
    "This server does not take requests from other web pages.", "他のウェブページからの要求は受け付けません。"
)
FOREIGN_HINT = Phrase("Open the assistant's own page instead.", "アシスタント自身のページを開いてください。")
LARGE = Phrase("That is more than this server takes at once.", "一度に送れる大きさを超えています。")
LARGE_HINT = Phrase("Send at most {limit} MB.", "{limit} MB 以下にしてください。")
STRANGER = Phrase(
    "The key in this request is not the key of this server.", "このサーバーの鍵と一致しません。"
)
STRANGER_HINT = Phrase(
    "Read it again from server.json, or leave it out.", "server.json から読み直すか、鍵を外してください。"
)


def language_of(accept: str) -> Language:
    """Return the caller's language from an Accept-Language header: Japanese when it is the first choice."""
    return "ja" if accept.strip().lower().startswith("ja") else "en"


class SameOrigin:
    """Refuses what another site's page sent: a foreign Origin, or a cross-site change without one."""

    def __init__(self, app: ASGIApp, gate: Gate) -> None:
        self.app, self.gate = app, gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 403."""
        if scope["type"] in {"http", "websocket"} and self._foreign(scope):
            return await refuse(scope, send, 403, FOREIGN, FOREIGN_HINT)
        return await self.app(scope, receive, send)

    def _foreign(self, scope: Scope) -> bool:
        origin, host = header(scope, b"origin"), header(scope, b"host")
        if origin:
            return not self.gate.allows_origin(origin, host)
        changes = scope.get("method", "GET") not in {"GET", "HEAD", "OPTIONS"}
        return changes and header(scope, b"sec-fetch-site") in {"cross-site", "same-site"}


class BodyLimit:
    """Stops reading a body at the limit of its kind, whether or not it announced its length."""

    def __init__(self, app: ASGIApp, gate: Gate) -> None:
        self.app, self.gate = app, gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 413."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        upload = header(scope, b"content-type").startswith("multipart/")
        limit = self.gate.upload_bytes if upload else self.gate.json_bytes
        length = header(scope, b"content-length")
        if length.isdigit() and int(length) > limit:
            return await refuse(scope, send, 413, LARGE, LARGE_HINT, limit=limit // 2**20)
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                # An HTTPException passes through every body parser of Starlette, FastAPI and gradio.
                from starlette.exceptions import HTTPException

                raise HTTPException(413, LARGE.say(language_of(header(scope, b"accept-language"))))
            return message

        return await self.app(scope, counted, send)


class Identity:
    """Puts `owner` and `trusted` into the request's state and gives a new visitor a cookie."""

    def __init__(self, app: ASGIApp, gate: Gate) -> None:
        self.app, self.gate = app, gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Decide who asks; a wrong bearer token is refused in personal mode.

        In public mode it is ignored: a host in front may use that header for its own purposes.
        """
        if scope["type"] not in {"http", "websocket"}:
            return await self.app(scope, receive, send)
        gate, bearer = self.gate, header(scope, b"authorization")
        trusted = gate.knows(bearer)
        state = scope.setdefault("state", {})
        state["trusted"] = trusted
        if trusted or not gate.public:
            if bearer and not trusted:
                return await refuse(scope, send, 401, STRANGER, STRANGER_HINT)
            state["owner"] = ME
            return await self.app(scope, receive, send)
        owner = gate.visitor(cookie(scope))
        if owner is not None:
            state["owner"] = owner
            return await self.app(scope, receive, send)
        value = gate.issue()
        state["owner"] = gate.visitor(value)
        secure = "https" in {scope.get("scheme"), header(scope, b"x-forwarded-proto")}

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message.get("headers", []),
                    (b"set-cookie", bake(gate, value, secure=secure)),
                ]
            await send(message)

        return await self.app(scope, receive, with_cookie)


def bake(gate: Gate, value: str, *, secure: bool) -> bytes:
    """Return the Set-Cookie header of a visitor; `secure` is true behind HTTPS.

    A Space is shown inside another site's frame, where browsers send no Lax cookie: there the
    cookie is Partitioned, so that only this very pair of frame and page ever sends it.
    """
    scope = "SameSite=None; Secure; Partitioned" if secure else "SameSite=Lax"
    return f"{COOKIE}={value}; Path=/; HttpOnly; Max-Age={gate.cookie_seconds}; {scope}".encode()


def cookie(scope: Scope) -> str:
    """Return the visitor's cookie value, or an empty string."""
    for part in header(scope, b"cookie").split(";"):
        name, _, value = part.strip().partition("=")
        if name == COOKIE:
            return value
    return ""


def header(scope: Scope, name: bytes) -> str:
    """Return one request header (lower-case name), or an empty string."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


async def refuse(scope: Scope, send: Send, status: int, what: Phrase, hint: Phrase, **values: object) -> None:
    """Answer with {"error": {"what", "hint"}} in the caller's language; a websocket is closed."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    language = language_of(header(scope, b"accept-language"))
    error = {"what": what.say(language, **values), "hint": hint.say(language, **values)}
    body = json.dumps({"error": error}, ensure_ascii=False).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
