"""The middleware that decides who asks (identity.py says by what), and the page where a token is shown for a cookie."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, parse_qsl, urlencode

from assistant.phrase import Phrase
from assistant.surfaces.access.guard import BodyLimit, KnownHost, SameOrigin, header, language_of, refuse
from assistant.surfaces.access.headers import ContentPolicy
from assistant.surfaces.access.identity import COOKIE, OWNER_COOKIE, AccessPolicy, bearer
from assistant.surfaces.access.keys import PREFIX
from assistant.surfaces.access.slow import SlowBody
from store.types import ME, Owner

if TYPE_CHECKING:
    from starlette.middleware import Middleware
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

PROGRAMS = ("/api", "/mcp", "/v1")
"""Where a bearer is asked for; elsewhere the header may belong to a host in front and is ignored."""

STRANGER = Phrase("The key in this request is not known here.", "この要求の鍵は、ここでは知られていません。")
STRANGER_HINT = Phrase(
    "Use a key of `assistant keys`, or the token of server.json, or leave it out.",
    "`assistant keys` の鍵か server.json のトークンを使うか、鍵を外してください。",
)
LOCKED = Phrase("This assistant asks for its key.", "このアシスタントを使うには鍵が必要です。")
LOCKED_HINT = Phrase(
    "Open the address that `assistant serve` printed: it carries the key.",
    "`assistant serve` が表示したアドレスを開いてください。鍵が入っています。",
)
SIGN_IN = """<!doctype html><html lang="{lang}"><meta charset="utf-8"><title>Semantic Assistant</title>
<meta name="viewport" content="width=device-width"><style>body{{font:1rem/1.6 system-ui;max-width:26rem;
margin:15vh auto;padding:0 1rem;color-scheme:light dark}}input,button{{font:inherit;padding:.5rem;width:100%;
box-sizing:border-box;margin-top:.5rem}}</style><h1>Semantic Assistant</h1><p>{what} {hint}</p>
<form><label>{label}<input type="password" name="token" autofocus required></label><button>{go}</button></form></html>"""
LABEL, GO = Phrase("Key", "鍵"), Phrase("Open", "開く")


class Identity:
    """Puts owner, trusted, signed_in and reads_only into the request's state; gives cookies to who is new."""

    def __init__(self, app: ASGIApp, policy: AccessPolicy) -> None:
        self.app, self.policy = app, policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Decide who asks, or refuse: a wrong key where one is asked for, no key where one is needed."""
        if scope["type"] not in {"http", "websocket"}:
            return await self.app(scope, receive, send)
        state = scope.setdefault("state", {})
        state |= {"trusted": False, "signed_in": False, "reads_only": False}
        if _for_programs(scope) and (authorization := header(scope, b"authorization")):
            if self.policy.knows(authorization):
                state |= {"trusted": True, "owner": ME}
            elif key := self.policy.key(authorization):
                state |= {"owner": self.policy.owner_of_key(key), "reads_only": key.scope == "read"}
            elif not self.policy.public or bearer(authorization).startswith(PREFIX):
                return await refuse(scope, send, 401, STRANGER, STRANGER_HINT)
        if "owner" in state:
            return await self.app(scope, receive, send)
        if self.policy.public:
            return await self._visitor(scope, receive, send)
        return await self._owner(scope, receive, send)

    async def _owner(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the one owner of a personal server."""
        state, policy = scope["state"], self.policy
        if token := _token(scope):
            if policy.opens(token):
                return await self._signed_in(scope, send)
            return await _ask_for_key(scope, send)
        state["signed_in"] = policy.signed_in(cookie(scope, owner_cookie(scope)))
        if policy.require_key and not state["signed_in"]:
            return await _ask_for_key(scope, send)
        state["owner"] = ME
        return await self.app(scope, receive, send)

    async def _signed_in(self, scope: Scope, send: Send) -> None:
        """Give the cookie and lead to the same address without the token."""
        rest = urlencode([pair for pair in parse_qsl(scope["query_string"].decode()) if pair[0] != "token"])
        where = "/" + scope["path"].lstrip("/") + (f"?{rest}" if rest else "")
        given = f"{owner_cookie(scope)}={self.policy.sign_in()}; Path=/; HttpOnly; SameSite=Lax"
        headers = [
            (b"location", where.encode("latin-1", "replace")),
            (b"set-cookie", f"{given}; Max-Age={self.policy.cookie_seconds}".encode()),
        ]
        await send({"type": "http.response.start", "status": 303, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    async def _visitor(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one of many on a public server; who has no cookie of ours gets one."""
        state, policy = scope["state"], self.policy
        owner = policy.visitor(cookie(scope, COOKIE))
        if owner is not None:
            state["owner"] = owner
            return await self.app(scope, receive, send)
        value = policy.issue()
        known = policy.visitor(value)
        assert known is not None
        state["owner"] = Owner(known)
        secure = "https" in {scope.get("scheme"), header(scope, b"x-forwarded-proto")}

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = (b"set-cookie", bake(policy, value, secure=secure))
                message["headers"] = [*message.get("headers", []), given]
            await send(message)

        return await self.app(scope, receive, with_cookie)


def middleware(policy: AccessPolicy) -> list[Middleware]:
    """Return the middleware for `FastAPI(middleware=...)`, outermost first."""
    from starlette.middleware import Middleware

    return [
        Middleware(ContentPolicy, frames=policy.frames),
        Middleware(KnownHost, hosts=policy.hosts),
        Middleware(SameOrigin, policy=policy),
        Middleware(BodyLimit, policy=policy),
        Middleware(SlowBody),
        Middleware(Identity, policy=policy),
    ]


def bake(policy: AccessPolicy, value: str, *, secure: bool) -> bytes:
    """Return the Set-Cookie header of a visitor; `secure` is true behind HTTPS.

    A Space is shown inside another site's frame, where browsers send no Lax cookie: there the
    cookie is Partitioned, so that only this very pair of frame and page ever sends it.
    """
    scope = "SameSite=None; Secure; Partitioned" if secure else "SameSite=Lax"
    return f"{COOKIE}={value}; Path=/; HttpOnly; Max-Age={policy.cookie_seconds}; {scope}".encode()


def cookie(scope: Scope, wanted: str) -> str:
    """Return a cookie's value, or an empty string."""
    for part in header(scope, b"cookie").split(";"):
        name, _, value = part.strip().partition("=")
        if name == wanted:
            return value
    return ""


def owner_cookie(scope: Scope) -> str:
    """Return the name of the owner's cookie: cookies know no ports, and each port may be another library."""
    port = header(scope, b"host").rpartition(":")[2]
    return f"{OWNER_COOKIE}_{port}" if port.isdigit() else OWNER_COOKIE


def _for_programs(scope: Scope) -> bool:
    return any(scope["path"] == place or scope["path"].startswith(f"{place}/") for place in PROGRAMS)


def _token(scope: Scope) -> str:
    """Return the token in the address of a page that is opened."""
    if scope["type"] != "http" or scope["method"] != "GET" or _for_programs(scope):
        return ""
    found: list[str] = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])
    return found[0]


async def _ask_for_key(scope: Scope, send: Send) -> None:
    """Answer 401: a small page to who opened the page, the usual error to programs."""
    if scope["type"] != "http" or "text/html" not in header(scope, b"accept"):
        return await refuse(scope, send, 401, LOCKED, LOCKED_HINT)
    language = language_of(header(scope, b"accept-language"))
    values = {"what": LOCKED, "hint": LOCKED_HINT, "label": LABEL, "go": GO}
    said = {name: escape(phrase.say(language)) for name, phrase in values.items()}
    body = SIGN_IN.format(lang=language, **said).encode()
    await send(
        {
            "type": "http.response.start", "status": 401,
            "headers": [(b"content-type", b"text/html; charset=utf-8"), (b"cache-control", b"no-store")],
        }
    )  # fmt: skip
    return await send({"type": "http.response.body", "body": body})
