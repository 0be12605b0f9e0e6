"""Headers of every response: which hosts a page may talk to (none but this), and who may put it into a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; media-src 'self' blob:; "
    "worker-src 'self' blob:; object-src 'none'; form-action 'self'; base-uri 'self'; frame-ancestors 'self'"
)
"""Nothing is ever loaded from another host, whatever a document or a message contains. gradio's own
scripts need the two unsafe words; what people write never becomes a script (html.py, sanitize_html)."""

SPACE_FRAMES = ("https://huggingface.co", "https://*.hf.space")
"""Where a Space is shown: on its own page of the hub, inside a frame."""


class ContentPolicy:
    """Adds the content security policy and its companions to every response, refusals included."""

    def __init__(self, app: ASGIApp, frames: tuple[str, ...] = ()) -> None:
        self.app = app
        self.headers = [
            (b"content-security-policy", " ".join((POLICY, *frames)).encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"no-referrer"),
        ]
        if not frames:
            self.headers.append(
                (b"x-frame-options", b"SAMEORIGIN")
            )  # for browsers that know no frame-ancestors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and the answer back with the headers."""

        async def with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *self.headers]
            await send(message)

        await self.app(scope, receive, with_policy if scope["type"] == "http" else send)
