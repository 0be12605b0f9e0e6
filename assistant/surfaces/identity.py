"""Who is asking, decided once for every surface of a running server (docs/architecture.md).

`middleware(gate)` goes around the whole application - page, API and MCP - and does, in this order:
Host allow-list, Origin allow-list, limit on the body's size, owner. After it, `owner_of(request)`
gives the owner to any handler that has a Starlette request or a `gr.Request`.

Who that is:
- `Authorization: Bearer <token of home/server.json>`: `ME`, because only this account can read the file.
- personal mode, allowed Host and Origin: `ME`.
- public mode: a visitor, by a cookie that this server issued and signed (256 random bits; HttpOnly;
  SameSite). The owner is a hash of it, so that the store never holds a key to anyone's documents.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import socket
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from store.types import Owner

if TYPE_CHECKING:
    from starlette.middleware import Middleware

    from assistant.settings import Settings

COOKIE = "assistant_visitor"
LOOPBACK = ("localhost", "127.0.0.1", "[::1]", "::1")


@dataclass(frozen=True, slots=True)
class Gate:
    """What the middleware needs to know. `token` is the bearer token of this run; `secret` signs
    visitors' cookies and must outlive a restart for visitors to keep their documents."""

    token: str
    secret: bytes
    public: bool = False
    hosts: tuple[str, ...] = LOOPBACK
    upload_bytes: int = 200 * 2**20
    json_bytes: int = 4 * 2**20
    cookie_seconds: int = field(default=30 * 24 * 3600)

    @classmethod
    def of(cls, settings: Settings, *, token: str = "", secret: bytes = b"") -> Gate:
        """Derive the gate from settings; without `token` or `secret` fresh ones are drawn."""
        return cls(
            token=token or secrets.token_urlsafe(32),
            secret=secret or secrets.token_bytes(32),
            public=settings.public,
            hosts=allowed_hosts(settings),
            upload_bytes=settings.max_file_mb * 10 * 2**20,
        )

    def knows(self, authorization: str) -> bool:
        """Return whether an Authorization header carries this run's bearer token."""
        scheme, _, given = authorization.partition(" ")
        return scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), self.token.encode())

    def issue(self) -> str:
        """Return a new visitor's cookie value: 256 random bits and this server's signature."""
        number = secrets.token_urlsafe(32)
        return f"{number}.{self._sign(number)}"

    def visitor(self, cookie: str) -> Owner | None:
        """Return the owner behind a cookie, or None when this server did not issue it."""
        number, _, signature = cookie.partition(".")
        if not hmac.compare_digest(signature.encode(), self._sign(number).encode()):
            return None
        return Owner("visitor-" + hashlib.sha256(cookie.encode()).hexdigest()[:32])

    def allows_origin(self, origin: str, host: str) -> bool:
        """Return whether a page of `origin` may call: it must be a page that this server served."""
        scheme, _, place = origin.lower().partition("://")
        return scheme in {"http", "https"} and place == host.lower()

    def _sign(self, number: str) -> str:
        return hmac.new(self.secret, number.encode(), hashlib.sha256).hexdigest()


def allowed_hosts(settings: Settings) -> tuple[str, ...]:
    """Return the names that a Host header may carry: loopback, those of the settings, and, when
    the server listens on the network, this machine's own names and addresses."""
    names = [*LOOPBACK, *settings.allowed_hosts]
    if settings.host in {"0.0.0.0", "::"}:  # noqa: S104  # compared, not bound
        names += machine_names()
    elif settings.host not in names:
        names.append(settings.host)
    return tuple(dict.fromkeys(names))


def machine_names() -> list[str]:
    """Return this machine's host name, its .local name and its addresses, as others would type them."""
    name = socket.gethostname()
    names = [name, f"{name}.local"] if "." not in name else [name]
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except OSError:
        found = []
    return names + [str(entry[4][0]) for entry in found]


def owner_of(request: Any) -> Owner:
    """Return the owner that the middleware decided on; takes a Starlette request or a `gr.Request`.

    Raises PermissionError where no middleware ran: an owner is never guessed.
    """
    inner = getattr(request, "request", None) or request
    owner = getattr(getattr(inner, "state", None), "owner", None)
    if not isinstance(owner, str):
        raise PermissionError("the identity middleware did not see this request")
    return Owner(owner)


def trusted(request: Any) -> bool:
    """Return whether the request carried this run's bearer token, so may name files on this machine."""
    inner = getattr(request, "request", None) or request
    return bool(getattr(getattr(inner, "state", None), "trusted", False))


def middleware(gate: Gate) -> list[Middleware]:
    """Return the middleware for `FastAPI(middleware=...)` or gradio's `app_kwargs`, outermost first."""
    from starlette.middleware import Middleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware

    from assistant.surfaces.guard import BodyLimit, Identity, SameOrigin

    return [
        Middleware(TrustedHostMiddleware, allowed_hosts=list(gate.hosts), www_redirect=False),
        Middleware(SameOrigin, gate=gate),
        Middleware(BodyLimit, gate=gate),
        Middleware(Identity, gate=gate),
    ]
