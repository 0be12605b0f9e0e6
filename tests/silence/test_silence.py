"""Nothing looks up a name, connects to another machine or writes outside its folders: every surface, as first run."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import anyio
import httpx
import pytest
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from PIL import Image

from tests.page.conftest import Server, Visitor
from tests.page.conftest import chromium as chromium
from tests.page.conftest import server as server
from tests.page.conftest import visit as visit
from tests.silence.conftest import COMMAND, Account

ROLES = """
from assistant.settings import Settings
from assistant.turn import Assistant

with Assistant.open() as assistant:
    for role in {roles}:
        assistant.models.encoder(role).queries(["hello", "こんにちは"])
    for question in {questions}:
        list(assistant.reply(__import__("assistant").Message(question)))
"""


def silent(account: Account, processes: int) -> None:
    assert account.attempts == []
    assert account.left == []
    assert account.began >= processes


def test_the_watch_sees_a_look_up_a_connect_and_a_stray_file(account: Account) -> None:
    account.python(
        "-c",
        "import socket, pathlib, contextlib\n"
        "with contextlib.suppress(OSError): socket.create_connection(('example.org', 80))\n"
        "with contextlib.suppress(OSError): socket.socket().connect(('192.0.2.1', 80))\n"
        "pathlib.Path.home().joinpath('stray').write_text('x')",
    )
    assert [line.split(" ", 1)[1] for line in account.attempts] == [
        "look-up example.org",
        "connect ('192.0.2.1', 80)",
    ]
    assert account.left == ["account/stray"]


def test_openvino_calls_home_where_nothing_silences_it(account: Account) -> None:
    """The reason for all this; once it no longer does, silence.py can go."""
    account.python("-c", "import openvino")
    assert any("look-up" in line for line in account.attempts)
    account.python(
        "-c", "from assistant.encoders.vino import openvino; assert openvino.Core().available_devices"
    )
    assert len(account.attempts) == 1


@pytest.mark.slow
def test_adding_asking_and_looking_after_the_machine(account: Account) -> None:
    folder = account.root / "papers"
    folder.mkdir()
    (folder / "refund.md").write_text("# Refunds\n\nGoods can be returned within 30 days.\n", "utf-8")
    Image.new("RGB", (64, 48), "red").save(folder / "red.png")
    for words in (
        ["add", str(folder)],
        ["ask", "when can goods be returned?"],
        ["ask", "返品はいつまでできますか"],
        ["search", "red picture"],
        ["doctor"],
        ["models"],
    ):
        done = account.run(*words)
        assert done.returncode == 0, done.stderr
    silent(account, processes=8)  # six commands, the reader of files and the decoder of pictures


@pytest.mark.slow
@pytest.mark.parametrize(
    ("roles", "questions"),
    [
        (
            ["text", "text-fast", "all-MiniLM-L6-v2"],
            ["/fill The capital of France is [MASK].", "/analogy man king woman"],
        ),
        ([], ["does 'A man sleeps' contradict 'A man is awake'?", "/node2vec karate", "/similar-items"]),
    ],
)
def test_every_model(account: Account, roles: list[str], questions: list[str]) -> None:
    done = account.python("-c", ROLES.format(roles=roles, questions=questions))
    assert done.returncode == 0, done.stderr
    silent(account, processes=1)


@pytest.mark.slow
def test_mcp_over_stdio(account: Account) -> None:
    async def speak() -> None:
        started = StdioServerParameters(
            command=COMMAND[0], args=[*COMMAND[1:], "mcp"], env=account.env, cwd=account.root
        )
        async with stdio_client(started) as (reader, writer), ClientSession(reader, writer) as session:
            await session.initialize()
            assert {"ask", "search"} <= {tool.name for tool in (await session.list_tools()).tools}
            found = await session.call_tool("search", {"query": "returning goods"})
            assert not found.isError
            assert not (await session.call_tool("ask", {"message": "/help"})).isError

    anyio.run(speak)
    silent(account, processes=1)


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("public", [False, True])
def test_the_page_and_the_api(
    account: Account, visit: Callable[..., Visitor], public: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in set(os.environ) - set(account.env):
        monkeypatch.delenv(name)
    made = Server(account.data, public, env=account.env)
    made.start()
    try:
        visitor = visit(at=made)
        visitor.ask("what can you do?", waits=120)
        asked = httpx.post(f"{made.url}/api/ask", json={"text": "hello"}, trust_env=False, timeout=120)
        assert asked.status_code == 200, asked.text
    finally:
        made.stop()
    silent(account, processes=1)


def test_openvino_is_never_imported_beside_its_silencer() -> None:
    """What import-linter checks for the program, for recipes, benchmarks and tests too."""
    root = Path(__file__).resolve().parents[2]
    own = {root / "assistant" / "encoders" / "vino.py", Path(__file__)}
    strays = [
        str(file.relative_to(root))
        for part in ("assistant", "plugins", "store", "assets", "benchmarks", "tests")
        for file in (root / part).rglob("*.py")
        if file not in own
        and any(
            line.strip().startswith(("import openvino", "from openvino"))
            for line in file.read_text("utf-8").splitlines()
        )
    ]
    assert strays == []
