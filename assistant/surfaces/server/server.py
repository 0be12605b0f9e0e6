"""The one process that owns a store: the page, the API and MCP behind one access policy, announced in server.json.

`serve(settings)` does everything. Its parts, for a page that brings its own FastAPI app:
`application(assistant, policy, offers)` is a FastAPI app with the access policy's middleware, /api and /mcp;
`listening(settings)` binds the port before anything slow; `run(app, home, policy, bound, then)` serves,
with home/server.json in place for as long as it answers.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import AssistantError
from assistant.files import files_for_this_account_alone
from assistant.phrase import Phrase
from assistant.surfaces.access.callers import middleware
from assistant.surfaces.access.identity import LOOPBACK, AccessPolicy
from assistant.surfaces.access.offers import Offers
from assistant.surfaces.access.serverfile import ServerFile, visitors_secret
from assistant.surfaces.server.upkeep import uncollected, upkeep

if TYPE_CHECKING:
    from fastapi import FastAPI

    from assistant.settings import Settings
    from assistant.turn import Assistant


class PortTaken(AssistantError):
    """The address cannot be listened on."""

    what = Phrase(
        "Cannot listen on {host}:{port}: {reason}.", "{host}:{port} で待ち受けできません：{reason}。"
    )
    hint = Phrase("Choose another with --port.", "--port で別の番号を指定してください。")


class NeedsConsent(AssistantError):
    """An address that others can reach, without saying so."""

    what = Phrase(
        "{host} can be reached by others on your network.", "{host} はネットワークのほかの人からも見えます。"
    )
    hint = Phrase(
        "Say --share-with-network if that is what you want: every visitor then has a library of their own.",
        "それでよければ --share-with-network を付けてください。訪れた人はそれぞれ自分のライブラリを持ちます。",
    )


def serve(settings: Settings, ready: Callable[[str], None] = lambda url: None) -> None:
    """Open the store and serve until told to stop; `ready` gets the address to open once requests are answered.

    StoreLocked, PortTaken; NeedsConsent for an address beyond this machine in personal mode.
    """
    from assistant.turn import Assistant

    if not settings.public and settings.host not in LOOPBACK:
        raise NeedsConsent(host=settings.host)
    files_for_this_account_alone()
    with uncollected(), listening(settings) as bound, Assistant.open(settings.home, settings) as assistant:
        policy = AccessPolicy.of(settings, secret=visitors_secret(settings.home))
        with upkeep(assistant) as work:
            offers = Offers()
            app = application(assistant, policy, offers)
            work.begin()
            app = with_page(app, assistant, offers, work.go_on)
            run(app, settings.home, policy, bound, [lambda: ready(address(bound, policy))])


def application(assistant: Assistant, policy: AccessPolicy, offers: Offers) -> FastAPI:
    """Return an app with the access policy's middleware around /api and /mcp; a page mounts itself on it."""
    from fastapi import FastAPI

    from assistant import __version__
    from assistant.surfaces.api import api
    from assistant.surfaces.mcp.tools import http_tools

    tools = http_tools(assistant, offers)
    endpoints = tools.streamable_http_app().routes

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with tools.session_manager.run():
            yield

    app = FastAPI(
        title="semantic-assistant",
        version=__version__,
        docs_url=None,  # its page would load scripts from elsewhere
        redoc_url=None,
        middleware=middleware(policy),
        lifespan=lifespan,
    )
    app.include_router(api.routes(assistant, offers))
    app.router.routes.extend(endpoints)
    return app


def with_page(app: FastAPI, assistant: Assistant, offers: Offers, imported: Callable[[], None]) -> FastAPI:
    """Return the app with the browser's page on it; `imported` is called before the page is built."""
    from assistant.surfaces.page.serving import mount

    return mount(app, assistant, offers, imported)


@contextmanager
def listening(settings: Settings) -> Iterator[socket.socket]:
    """Bind the address before anything slow is done; PortTaken. Port 0 takes any free one."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as bound:
        if sys.platform != "win32":
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((settings.host, settings.port))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise PortTaken(host=settings.host, port=settings.port, reason=reason) from error
        yield bound


def run(
    app: FastAPI,
    home: Path,
    policy: AccessPolicy,
    bound: socket.socket,
    then: Sequence[Callable[[], None]] = (),
) -> None:
    """Serve on a bound socket until SIGINT or SIGTERM; home/server.json is there while it answers.

    `then` is called, in order, once it does.
    """
    import uvicorn

    announced = ServerFile(os.getpid(), url_of(bound), policy.token)

    class Announced(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if not self.should_exit:
                announced.write(home)
                for step in then:
                    step()

    config = uvicorn.Config(
        app, log_level="warning", access_log=False, timeout_graceful_shutdown=3, server_header=False,
        proxy_headers=False,
    )  # fmt: skip
    server = Announced(config)
    logging.getLogger("uvicorn.error").addFilter(calm)
    try:
        with survive_sigterm(), suppress(KeyboardInterrupt):
            server.run(sockets=[bound])
    finally:
        logging.getLogger("uvicorn.error").removeFilter(calm)
        announced.remove(home)


def calm(record: logging.LogRecord) -> bool:
    """Keep quiet about pages that were still open when the server was stopped: nothing went wrong."""
    kind = record.exc_info[0] if record.exc_info else None
    stopped = kind is not None and issubclass(kind, asyncio.CancelledError)
    return not stopped and "timeout graceful shutdown exceeded" not in record.getMessage()


@contextmanager
def survive_sigterm() -> Iterator[None]:
    """Let the store be closed after uvicorn has shut down: it raises the signal that stopped it again."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, lambda number, frame: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def address(bound: socket.socket, policy: AccessPolicy) -> str:
    """Return what a person opens: the URL, on one's own machine with the token that signs in."""
    return url_of(bound) if policy.public else f"{url_of(bound)}/?token={policy.token}"


def url_of(bound: socket.socket) -> str:
    """Return the URL by which this machine reaches a bound socket."""
    host, port = bound.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # compared, not bound
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
