"""A running server and the programs beside it."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import stat
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client

from assistant.message import Message
from assistant.surfaces.access.serverfile import ServerFile
from assistant.surfaces.server.server import calm
from assistant.surfaces.service.remote import find_server
from assistant.surfaces.service.shapes import ToldError
from tests.surfaces.conftest import Run, fill, program_run, run_apart

Served = tuple[Path, ServerFile]


def test_the_page_answers_and_the_server_file_is_private(served: Served) -> None:
    home, server = served
    assert stat.S_IMODE((home / "server.json").stat().st_mode) == 0o600
    page = httpx.get(server.url, trust_env=False)
    assert page.status_code == 200
    assert "gradio" in page.text


def test_commands_work_beside_the_server(served: Served, run: Run, tmp_path: Path) -> None:
    home, _ = served
    folder = fill(tmp_path / "beside")
    added = run("add", str(folder), home=home)
    assert added.exit_code == 0, added.stderr
    assert "2 added" in added.stderr
    found = json.loads(run("search", "returning goods", "--k", "1", "--json", home=home).stdout)["hits"]
    assert found[0]["metadata"]["name"] == "refund.md"
    asked = json.loads(run("ask", "--json", "/list", home=home).stdout)
    assert asked["route"]["intent"] == "list_library"
    routed = run("route", "--jsonl", input=b'{"id": 1, "text": "/search x"}\n', home=home)
    assert json.loads(routed.stdout)["slots"] == {"query": "x"}
    (folder / "pets.txt").unlink()
    synced = run("sync", "--yes", str(folder), home=home)
    assert "would forget: pets.txt" in synced.stderr
    assert "1 forgotten" in synced.stderr
    file = tmp_path / "beside.zip"
    assert run("export", str(file), home=home).exit_code == 0
    assert run("import", str(file), home=home).exit_code == 0
    listed = json.loads(run("list", "--json", home=home).stdout)["documents"]
    here = [d["name"] for d in listed if d["location"].startswith(str(folder))]
    assert here == ["refund.md"]  # the server has what other tests added as well
    assert run("forget", listed[0]["id"], home=home).exit_code == 0
    assert run("doctor", home=home).exit_code == 0
    assert run("forget", "doc-none", home=home).stderr.startswith('There is no document "doc-none"')
    missing = run("add", str(folder / "refund.md"), "--tag", "x", home=home)
    assert missing.exit_code == 0


def test_a_second_server_says_where_the_first_is(served: Served) -> None:
    home, server = served
    done = program_run(home, "serve", "--port", "0")
    assert done.returncode == 1
    assert server.url in done.stderr


def test_models_are_switched_by_the_running_server(served: Served, run: Run) -> None:
    home, _ = served
    refused = run("models", "use", "all-MiniLM-L6-v2", home=home)
    assert refused.exit_code == 1
    assert "ASSISTANT_TEXT_ENCODER" in refused.stderr
    used = run("models", "use", "text", "use-multilingual-v3", home=home)
    assert (used.exit_code, json.loads((home / "models.json").read_text())) == (
        0,
        {"text": "use-multilingual-v3"},
    )
    assert run("models", "reencode", home=home).exit_code == 0


def test_errors_come_over_the_wire_in_the_callers_language(served: Served) -> None:
    service = find_server(served[0], "ja")
    assert service is not None
    with pytest.raises(ToldError) as told:
        service.document("doc-none")
    assert told.value.say("ja") == "「doc-none」という文書はライブラリにありません。"
    talk = service.start_conversation("t", "en")
    route, blocks = service.ask(Message("/list"), talk)
    assert route.intent == "list_library"
    assert list(blocks)
    service.close()


async def _use(session: ClientSession) -> None:
    await session.initialize()
    tools = {tool.name: tool.annotations for tool in (await session.list_tools()).tools}
    reading = {"answer", "search", "list_documents", "open_passage"}
    assert set(tools) == reading | {"ask", "add_text", "forget", "restore"}
    assert {name for name, hints in tools.items() if hints and hints.readOnlyHint} == reading
    assert {name for name, hints in tools.items() if hints and hints.destructiveHint} == {"forget"}
    text = "Owls hunt at night. \x1b[31m\u202eevil"
    added = await session.call_tool("add_text", {"id": "owl", "text": text, "title": "Owls"})
    assert added.structuredContent == {"added": 1, "updated": 0, "unchanged": 0}
    found = await session.call_tool("search", {"query": "what do owls do at night", "k": 1})
    assert found.structuredContent is not None
    hit = found.structuredContent["hits"][0]
    assert hit["id"] == "owl"
    assert not {"\x1b", "\u202e"} & set(hit["text"])
    opened = await session.call_tool("open_passage", {"document_id": hit["source"]})
    assert opened.structuredContent is not None
    assert "Owls hunt at night." in opened.structuredContent["document"]["text"]
    asked = await session.call_tool("ask", {"message": "/list"})
    assert asked.structuredContent is not None
    assert asked.structuredContent["route"]["intent"] == "list_library"
    await _delete(session, hit["source"])


async def _call(session: ClientSession, tool: str, **arguments: object) -> dict[str, Any]:
    done = await session.call_tool(tool, arguments)
    assert not done.isError, done.content
    assert done.structuredContent is not None
    return done.structuredContent


async def _delete(session: ClientSession, owl: str) -> None:
    """What deletes is `forget` alone, and only when it is called again with what its first call gave."""
    for tool in ("ask", "answer"):
        for text in (
            "forget Owls",
            f"/forget {owl}",
            "yes",
            "はい",
            f"/forget-now {owl}",
            "/forget-now *",
            "フクロウを忘れて",
            "全部忘れて",
        ):
            told = str(await _call(session, tool, message=text))
            assert "deleted" not in told or "Nothing was deleted" in told
            if text.startswith("/"):
                assert "`forget`" in told
    told = str(await _call(session, "answer", message="/add The gate code is 4411."))
    assert "only reads" in told
    kept = await _call(session, "ask", message="/add The gate code is 4411.")
    assert kept["route"]["intent"] == "remember"
    (note,) = [d["id"] for d in (await _call(session, "list_documents", text="gate code"))["documents"]]
    first = await _call(session, "forget", document_ids=[owl])
    assert (first["deleted"], first["token"], [d["name"] for d in first["documents"]]) == (
        False,
        "",
        ["Owls"],
    )
    await _call(session, "open_passage", document_id=owl)
    for ids, confirmation in (
        ([owl], "made up"),
        ([owl, note], first["confirmation"]),
        ([note], first["confirmation"]),
    ):
        other = await _call(session, "forget", document_ids=ids, confirmation=confirmation)
        assert (other["deleted"], other["token"]) == (False, "")
    second = await _call(session, "forget", document_ids=[owl], confirmation=first["confirmation"])
    assert second["deleted"]
    missing = await session.call_tool("open_passage", {"document_id": owl})
    assert missing.isError
    assert "There is no document" in str(missing.content)
    assert (await _call(session, "restore", token=second["token"])) == {"documents": 1}
    again = await _call(session, "forget", document_ids=[owl], confirmation=first["confirmation"])
    assert not again["deleted"], "a confirmation is good once"
    both = await _call(session, "forget", document_ids=[note, owl])
    done = await _call(session, "forget", document_ids=[owl, note], confirmation=both["confirmation"])
    assert done["deleted"]


@pytest.mark.parametrize("beside", [True, False], ids=["beside a server", "alone"])
def test_mcp_over_stdio(served: Served, tmp_path: Path, beside: bool) -> None:
    home = served[0] if beside else tmp_path / "alone"
    words = ["-c", "from assistant.surfaces.cli import main; main()", "--home", str(home), "mcp"]
    program = StdioServerParameters(command=sys.executable, args=words, env=dict(os.environ))

    async def use() -> None:
        async with stdio_client(program) as (read, write), ClientSession(read, write) as session:
            await _use(session)

    run_apart(use())


def test_mcp_over_http(served: Served) -> None:
    async def use() -> None:
        address = served[1].url + "/mcp"
        async with (
            streamable_http_client(address) as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await _use(session)

    run_apart(use())


def test_an_open_page_at_the_end_is_no_error(caplog: pytest.LogCaptureFixture) -> None:
    log = logging.getLogger("test.calm")
    log.addFilter(calm)
    try:
        raise asyncio.CancelledError("Task cancelled, timeout graceful shutdown exceeded")
    except asyncio.CancelledError:
        log.exception("Exception in ASGI application")
    log.error("Cancel %s running task(s), timeout graceful shutdown exceeded", 1)
    try:
        raise ValueError("a real one")
    except ValueError:
        log.exception("Exception in ASGI application")
    assert [record.exc_info[0] for record in caplog.records if record.exc_info] == [ValueError]
    assert len(caplog.records) == 1
