"""Who is asking, decided once for every surface of a running server (docs/architecture.md).

`callers.middleware(policy)` goes around the whole application - page, API and MCP - and does, in this order: headers
of every response, Host allow-list, Origin allow-list, limit on the body's size, owner. After it, `owner_of(request)`
gives the owner to any handler that has a Starlette request or a `gr.Request`.

Who that is:
- `Authorization: Bearer <token of home/server.json>`: `ME`, trusted, because only this account can read the file.
- `Authorization: Bearer <an API key>`, for the API and MCP: the key's owner (keys.py).
- personal mode, allowed Host and Origin: `ME`; where the access policy requires a key, only with a cookie that was given for
  the token (`assistant serve` prints the address that carries it).
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

from store.types import ME, Owner

if TYPE_CHECKING:
    from assistant.settings import Settings
    from assistant.surfaces.access.keys import ApiKey, ApiKeys

COOKIE = "assistant_visitor"
OWNER_COOKIE = "assistant_owner"
LOOPBACK = ("localhost", "127.0.0.1", "[::1]", "::1")


@dataclass(frozen=True, slots=True)
class AccessPolicy:
    """What the middleware needs to know. `token` is the bearer token of this run; `secret` signs
    cookies and must outlive a restart for visitors to keep their documents. With `require_key` a personal server
    answers only to who has the token, a cookie that was given for it, or an API key."""

    token: str
    secret: bytes
    public: bool = False
    require_key: bool = False
    keys: ApiKeys | None = None
    frames: tuple[str, ...] = ()
    hosts: tuple[str, ...] = LOOPBACK
    upload_bytes: int = 200 * 2**20
    json_bytes: int = 4 * 2**20
    cookie_seconds: int = field(default=30 * 24 * 3600)

    @classmethod
    def of(cls, settings: Settings, *, token: str = "", secret: bytes = b"") -> AccessPolicy:
        """Derive the access policy from settings; without `token` or `secret` fresh ones are drawn."""
        from assistant.surfaces.access.accounts import requires_key
        from assistant.surfaces.access.headers import SPACE_FRAMES
        from assistant.surfaces.access.keys import ApiKeys

        return cls(
            token=token or secrets.token_urlsafe(32),
            secret=secret or secrets.token_bytes(32),
            public=settings.public,
            require_key=not settings.public and requires_key(settings),
            keys=ApiKeys(settings.home),
            frames=SPACE_FRAMES if settings.space else (),
            hosts=allowed_hosts(settings),
            upload_bytes=settings.max_file_mb * 10 * 2**20,
        )

    def knows(self, authorization: str) -> bool:
        """Return whether an Authorization header carries this run's bearer token."""
        return self.opens(bearer(authorization))

    def opens(self, token: str) -> bool:
        """Return whether this is the token of this run."""
        return hmac.compare_digest(token.encode(), self.token.encode())

    def key(self, authorization: str) -> ApiKey | None:
        """Return the API key in an Authorization header, or None."""
        return self.keys.find(bearer(authorization)) if self.keys is not None else None

    def owner_of_key(self, key: ApiKey) -> Owner:
        """Return whose data a key opens: its maker's; on a public server one made at the machine has its own."""
        return Owner(key.owner) if key.owner else Owner(f"key-{key.id}") if self.public else ME

    def sign_in(self) -> str:
        """Return a cookie value for who has shown the token."""
        number = secrets.token_urlsafe(32)
        return f"{number}.{self._sign(f'owner {number}')}"

    def signed_in(self, cookie: str) -> bool:
        """Return whether a cookie was given by sign_in()."""
        number, _, signature = cookie.partition(".")
        return hmac.compare_digest(signature.encode(), self._sign(f"owner {number}").encode())

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
    """Return the names that a Host header may carry: loopback, those of the settings, and, when the server listens
    on the network, this machine's own. The address that a request came in at may always stand there (guard.KnownHost)."""
    names = [*LOOPBACK, *settings.allowed_hosts]
    if settings.host in {"0.0.0.0", "::"}:  # noqa: S104  # compared, not bound
        names += machine_names()
    elif settings.host not in names:
        names.append(settings.host)
    return tuple(dict.fromkeys(names))


def machine_names() -> list[str]:
    """Return this machine's host name and its .local name, as others would type them."""
    name = socket.gethostname()
    return [name, f"{name}.local"] if "." not in name else [name]


def owner_of(request: Any) -> Owner:
    """Return the owner that the middleware decided on; takes a Starlette request or a `gr.Request`.

    Raises PermissionError where no middleware ran: an owner is never guessed.
    """
    inner = getattr(request, "request", None) or request
    owner = getattr(getattr(inner, "state", None), "owner", None)
    if not isinstance(owner, str):
        raise PermissionError("callers.Identity did not see this request")
    return Owner(owner)


def bearer(authorization: str) -> str:
    """Return the token of an Authorization header, or an empty string."""
    scheme, _, given = authorization.partition(" ")
    return given.strip() if scheme.lower() == "bearer" else ""


def trusted(request: Any) -> bool:
    """Return whether the request carried this run's bearer token, so may name files on this machine."""
    return _said(request, "trusted")


def signed_in(request: Any) -> bool:
    """Return whether the request came from the person who has this personal server's token."""
    return _said(request, "signed_in") or trusted(request)


def may_write(request: Any) -> bool:
    """Return whether the request may change anything: all may but those with a key for reading."""
    return not _said(request, "reads_only")


def _said(request: Any, name: str) -> bool:
    inner = getattr(request, "request", None) or request
    return bool(getattr(getattr(inner, "state", None), name, False))
