"""Host, origin and size of a request checked, as pure ASGI middleware, so that streams pass through unbuffered."""

from __future__ import annotations

import json
from collections.abc import Sequence
from ipaddress import ip_address
from typing import TYPE_CHECKING

from assistant.phrase import Language, Phrase

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from assistant.surfaces.access.identity import AccessPolicy

FOREIGN = Phrase(
    "This server does not take requests from other web pages.", "他のウェブページからの要求は受け付けません。"
)
FOREIGN_HINT = Phrase("Open the assistant's own page instead.", "アシスタント自身のページを開いてください。")
LARGE = Phrase("That is more than this server takes at once.", "一度に送れる大きさを超えています。")
LARGE_HINT = Phrase("Send at most {limit} MB.", "{limit} MB 以下にしてください。")


def language_of(accept: str) -> Language:
    """Return the caller's language from an Accept-Language header: Japanese when it is the first choice."""
    return "ja" if accept.strip().lower().startswith("ja") else "en"


class KnownHost:
    """Refuses requests for another host, as a name that was pointed at this machine would make them.

    The very address that a connection came in at is known without asking a name server.
    """

    def __init__(self, app: ASGIApp, hosts: Sequence[str]) -> None:
        from starlette.middleware.trustedhost import TrustedHostMiddleware

        self.app = app
        self.strict = TrustedHostMiddleware(app, allowed_hosts=list(hosts), www_redirect=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 400."""
        here = (scope.get("server") or ("",))[0]
        named = header(scope, b"host").rpartition(":")[0] if scope["type"] in {"http", "websocket"} else ""
        known = bool(here) and named.strip("[]") == here and _is_address(here)
        await (self.app if known else self.strict)(scope, receive, send)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


class SameOrigin:
    """Refuses what another site's page sent: a foreign Origin, or a cross-site change without one."""

    def __init__(self, app: ASGIApp, policy: AccessPolicy) -> None:
        self.app, self.policy = app, policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 403."""
        if scope["type"] in {"http", "websocket"} and self._foreign(scope):
            return await refuse(scope, send, 403, FOREIGN, FOREIGN_HINT)
        return await self.app(scope, receive, send)

    def _foreign(self, scope: Scope) -> bool:
        origin, host = header(scope, b"origin"), header(scope, b"host")
        if origin:
            return not self.policy.allows_origin(origin, host)
        changes = scope.get("method", "GET") not in {"GET", "HEAD", "OPTIONS"}
        return changes and header(scope, b"sec-fetch-site") in {"cross-site", "same-site"}


class BodyLimit:
    """Stops reading a body at the limit of its kind, whether or not it announced its length."""

    def __init__(self, app: ASGIApp, policy: AccessPolicy) -> None:
        self.app, self.policy = app, policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 413."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        upload = header(scope, b"content-type").startswith("multipart/")
        limit = self.policy.upload_bytes if upload else self.policy.json_bytes
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
