"""assistant serve and assistant mcp: the long-running ones."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from assistant.phrase import Phrase
from assistant.surfaces.cli.session import Session
from assistant.surfaces.cli.speech import SpokenCommand, SpokenOption

HOST = Phrase("Address to listen on; default this machine only.", "待ち受けるアドレス。既定はこの機械だけ。")
PORT = Phrase("Port; 0 takes a free one.", "ポート番号。0 なら空いているもの。")
SHARE = Phrase(
    "Let others on the network in; every visitor has a library of their own.",
    "ネットワークのほかの人も使えるようにする。訪れた人はそれぞれ自分のライブラリを持つ。",
)
ALLOW = Phrase("Another host name that may be in the address bar.", "アドレス欄に使われるほかのホスト名。")
TOKEN = Phrase(
    "Answer only to who opens the printed address, which carries the key; the default where other people have"
    " accounts on this machine.",
    "表示されたアドレス（鍵入り）を開いた人だけに答える。この機械にほかの人のアカウントがあるときは既定。",
)
NO_TOKEN = Phrase("Answer to everybody on this machine.", "この機械の誰にでも答える。")
OPEN = Phrase("Open the page in the browser.", "ブラウザでページを開く。")
READY = Phrase("The assistant is at {url} (Ctrl-C stops it).", "アシスタントは {url} です（Ctrl-C で終了）。")


@click.command(cls=SpokenCommand)
@click.option("--host", cls=SpokenOption, about=HOST)
@click.option("--port", cls=SpokenOption, about=PORT, type=click.IntRange(0, 65535))
@click.option("--share-with-network", "share", cls=SpokenOption, about=SHARE, is_flag=True)
@click.option("--allow-host", "hosts", cls=SpokenOption, about=ALLOW, multiple=True)
@click.option("--token", "locked", cls=SpokenOption, about=TOKEN, is_flag=True)
@click.option("--no-token", "open_to_all", cls=SpokenOption, about=NO_TOKEN, is_flag=True)
@click.option("--open", "browse", cls=SpokenOption, about=OPEN, is_flag=True)
@click.pass_obj
def serve(
    session: Session, host: str | None, port: int | None, share: bool, hosts: tuple[str, ...],
    locked: bool, open_to_all: bool, browse: bool,
) -> None:  # fmt: skip
    """Serve the page, the API and MCP until Ctrl-C."""
    from assistant.surfaces.server import server
    from assistant.surfaces.service.remote import find_server
    from assistant.surfaces.service.service import AlreadyRunning

    flags: dict[str, object] = {"host": host or ("0.0.0.0" if share else None), "port": port}  # noqa: S104
    flags["require_key"] = "yes" if locked else "no" if open_to_all else None
    settings = session.settings(**flags, public=True if share else None, allowed_hosts=hosts or None)
    found = find_server(settings.home, session.language)
    if found is not None:
        found.close()
        raise AlreadyRunning(url=found.server.url)

    def ready(url: str) -> None:
        click.echo(session.say(READY, url=url))
        sys.stdout.flush()
        if browse:
            click.launch(url)

    server.serve(settings, ready)


@click.command(cls=SpokenCommand)
@click.pass_obj
def mcp(session: Session) -> None:
    """Serve MCP over stdin and stdout; beside a running server it passes calls on to it."""
    with only_protocol_on_stdout(), session.service() as service:
        from assistant.surfaces.mcp.tools import tools

        tools(lambda ctx: service, service.tools()).run("stdio")


@contextmanager
def only_protocol_on_stdout() -> Iterator[None]:
    """Keep stdout for the protocol: what libraries write to file descriptor 1 goes to stderr."""
    kept, before = os.dup(1), sys.stdout
    sys.stdout = os.fdopen(os.dup(kept), "w", encoding="utf-8")  # closed by what speaks the protocol
    os.dup2(2, 1)
    try:
        yield
    finally:
        sys.stdout = before
        os.dup2(kept, 1)
        os.close(kept)
