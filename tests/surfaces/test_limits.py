"""What one visitor of a shared server may use, slow bodies, and callers who leave."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from assistant.blocks import Block, Notice, Progress
from assistant.ingest.chunk import chunk
from assistant.ingest.events import IngestSummary
from assistant.ingest.formats.text import plain
from assistant.ingest.quotas import HOUR, MINUTE, QuotaReached, Quotas, Recent
from assistant.message import Message
from assistant.phrase import Phrase
from assistant.plugin import Context, Intent
from assistant.settings import Settings
from assistant.surfaces.access.slow import SlowBody
from assistant.turn import Assistant
from store.types import ME, Owner
from tests.surfaces.conftest import run_apart

ANN, BOB = Owner("visitor-ann"), Owner("visitor-bob")
FEW = {
    "public": True, "samples": False, "visitor_documents": 3, "visitor_mb": 1, "visitor_messages": 4,
    "visitor_trainings": 2,
}  # fmt: skip


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Assistant]:
    settings = Settings.read(home=tmp_path / "home", cache=tmp_path / "cache", **FEW)
    with Assistant.open(settings.home, settings) as assistant:
        yield assistant


def test_messages_are_counted_by_the_minute_and_by_person() -> None:
    now = [0.0]
    recent = Recent(MINUTE, lambda: now[0])
    assert [recent.wait(ANN, 2) for _ in range(3)] == [0, 0, 60]
    assert recent.wait(BOB, 2) == 0
    now[0] = 59
    assert recent.wait(ANN, 2) == 1
    now[0] = 60
    assert recent.wait(ANN, 2) == 0, "what was refused did not count"


def test_too_many_messages_are_told_in_both_languages(shared: Assistant) -> None:
    for _ in range(4):
        assert not told(shared, "/help", ANN)
    assert "30" not in told(shared, "/help", ANN)
    assert told(shared, "/help", ANN).startswith(
        "On this shared server each person may have 4 messages a minute"
    )
    assert "Go on in" in told(shared, "/help", ANN)
    assert "1 分あたり 4 件のメッセージ" in told(shared, "ヘルプを見せて", ANN)
    assert not told(shared, "/help", BOB)


def told(assistant: Assistant, text: str, owner: Owner) -> str:
    """Return what a reply says of a limit, "" where it says nothing of one."""
    notices = [block for block in assistant.reply(Message(text), owner=owner) if isinstance(block, Notice)]
    return " ".join(f"{notice.text} {notice.hint}" for notice in notices if notice.level == "error")


def test_documents_are_counted_whichever_way_they_come(shared: Assistant, tmp_path: Path) -> None:
    library = shared.library
    library.add_texts(["a", "b"], ["first text", "second text"], owner=ANN)
    folder = tmp_path / "folder"
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.txt").write_text(f"File number {number} says {'word ' * number}.")
    *_, summary = library.add_files([folder], owner=ANN)
    assert isinstance(summary, IngestSummary)
    assert (summary.added, len(summary.failed)) == (1, 4), "what there is room for is kept"
    assert all(isinstance(error, QuotaReached) for _, error in summary.failed)
    assert "3 documents" in summary.failed[0][1].say("en")
    assert "文書 3 件" in summary.failed[0][1].say("ja")
    with pytest.raises(QuotaReached):
        library.add_texts(["c"], ["third text"], owner=ANN)
    with pytest.raises(QuotaReached):
        shared.engines.graphs.add("mine", [("a", "b")], owner=ANN)
    library.add_texts(["a"], ["first text, changed"], owner=ANN)
    mine = library.documents(owner=ANN)
    assert library.rename(mine[0].id, "another name", owner=ANN)
    library.forget([mine[0].id], owner=ANN)
    library.add_texts(["c"], ["third text"], owner=ANN)
    library.add_texts([str(n) for n in range(9)], [f"text {n}" for n in range(9)], owner=ME)


def test_bytes_are_counted(shared: Assistant) -> None:
    shared.library.add_texts(["a"], ["word " * 100_000], owner=ANN)
    with pytest.raises(QuotaReached) as caught:
        shared.library.add_texts(["b"], ["term " * 110_000], owner=ANN)
    assert "1 MB of documents" in caught.value.say("en")
    shared.library.add_texts(["a"], ["word " * 190_000], owner=ANN)
    shared.library.add_texts(["b"], ["small"], owner=BOB)


def test_trainings_are_counted(shared: Assistant) -> None:
    graphs = shared.engines.graphs
    graphs.add("mine", [("a", "b"), ("b", "c")], owner=ANN)
    for size in (4, 5):
        graphs.embed("mine", size=size, owner=ANN)
    with pytest.raises(QuotaReached) as caught:
        graphs.embed("mine", size=6, owner=ANN)
    assert "2 trainings an hour" in caught.value.say("en")
    graphs.add("mine", [("a", "b"), ("b", "c")], owner=ME)
    for size in (4, 5, 6):
        graphs.embed("mine", size=size, owner=ME)


def test_nobody_is_limited_on_a_machine_of_their_own(tmp_path: Path) -> None:
    class Store:
        def sizes(self, *, owner: Owner) -> dict[str, dict[str, int]]:
            raise AssertionError("not even counted")

    quotas = Quotas(Settings(home=tmp_path, visitor_messages=1), Store(), lambda: HOUR)
    for owner in (ANN, ME):
        for _ in range(9):
            quotas.message(owner)
            quotas.training(owner)


async def _length(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


def slow_app() -> SlowBody:
    return SlowBody(Starlette(routes=[Route("/", _length, methods=["GET", "POST"])]), patience=0.2, rate=1000)


async def _sent(chunks: AsyncIterator[bytes] | bytes) -> httpx.Response:
    transport = httpx.ASGITransport(slow_app())
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        return await client.post("/", content=chunks, headers={"accept-language": "ja"})


def test_a_slow_body_is_cut_and_a_steady_one_is_not() -> None:
    async def drip(pause: float, count: int, size: int) -> AsyncIterator[bytes]:
        for _ in range(count):
            yield b"x" * size
            await asyncio.sleep(pause)

    async def check() -> None:
        cut = await _sent(drip(0.05, 100, 1))
        assert cut.status_code == 408
        assert "打ち切りました" in cut.text
        steady = await _sent(drip(0.05, 10, 100))
        assert (steady.status_code, steady.text) == (200, "1000")
        assert (await _sent(b"y" * 5000)).text == "5000"

    run_apart(check())


class Caller:
    """One request to the whole application, whose sender leaves when told."""

    def __init__(self, path: str, content_type: bytes, body: bytes) -> None:
        self.scope = {
            "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"",
            "headers": [(b"host", b"127.0.0.1"), (b"content-type", content_type)], "http_version": "1.1",
            "scheme": "http", "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1), "root_path": "",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
        }  # fmt: skip
        self.body = [{"type": "http.request", "body": body, "more_body": False}]
        self.left = asyncio.Event()
        self.sent: list[bytes] = []

    async def receive(self) -> dict[str, object]:
        if self.body:
            return self.body.pop()
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, object]) -> None:
        self.sent.append(bytes(message.get("body", b"")))  # type: ignore[call-overload]


async def leaves(assistant: Assistant, caller: Caller, once: threading.Event) -> None:
    """Make the call, leave once that is set, and wait until the server is done with it."""
    from assistant.surfaces.access.identity import AccessPolicy
    from assistant.surfaces.access.offers import Offers
    from assistant.surfaces.server.server import application

    policy = AccessPolicy.of(assistant.settings, secret=b"x" * 32)
    app = application(assistant, policy, Offers())
    calling = asyncio.create_task(app(caller.scope, caller.receive, caller.send))  # type: ignore[arg-type]
    assert await asyncio.to_thread(once.wait, 60)
    caller.left.set()
    await asyncio.wait_for(calling, 60)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> tuple[threading.Event, list[int]]:
    """An event that is set with the first batch that the encoder gets, and the sizes of all batches."""
    from assistant.encoders.text.universal import UseEncoder

    begun, sizes = threading.Event(), []
    whole = UseEncoder.documents

    def documents(self: UseEncoder, texts: list[str]) -> object:
        if len(texts) > 1 or sizes:
            sizes.append(len(texts))
            begun.set()
        return whole(self, texts)

    monkeypatch.setattr(UseEncoder, "documents", documents)
    return begun, sizes


WORDS = 40_000
LONG = "".join(
    f"Sentence number {n} speaks of subject {n * 7919 % 1009} at some length.\n\n" for n in range(WORDS)
)


@pytest.mark.parametrize("path", ["/api/documents/files", "/api/documents", "/api/ask/files"])
def test_work_stops_when_its_caller_is_gone(
    path: str, tmp_path: Path, counted: tuple[threading.Event, list[int]]
) -> None:
    begun, sizes = counted
    parts = [LONG[place : place + 15_000] for place in range(0, 1_500_000, 15_000)]  # what fits into one call
    texts = [{"id": str(number), "text": part} for number, part in enumerate(parts)]
    kind, body = b"application/json", json.dumps({"texts": texts}).encode()
    if path.endswith("/files"):
        kind = b"multipart/form-data; boundary=line"
        head = b'--line\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
        told = b'\r\n--line\r\nContent-Disposition: form-data; name="text"\r\n\r\n/add\r\n--line--\r\n'
        body = head + LONG.encode() + told
    settings = Settings.read(home=tmp_path / "home", cache=tmp_path / "cache", public=True, samples=False)
    with Assistant.open(settings.home, settings) as assistant:
        run_apart(leaves(assistant, Caller(path, kind, body), begun))
        passages = len(chunk(plain(LONG if path.endswith("/files") else "".join(parts), "a", "text")))
        assert 0 < sum(sizes) < passages / 3, "most of it was never encoded"
        assert len(assistant.store.documents(owner=ME)) == 0


class Endless:
    """A plugin that works for as long as it is read."""

    name = "endless"
    summary = Phrase("Works on", "働き続ける")
    intents = (Intent("work_on", summary, {}, command="work", does="read"),)

    def __init__(self) -> None:
        self.begun, self.ended = threading.Event(), threading.Event()

    def handle(self, request: object, context: Context) -> Iterator[Block]:
        self.begun.set()
        try:
            while not self.ended.wait(0.05):
                yield Progress("Working", 1)
        finally:
            self.ended.set()


def test_an_mcp_call_ends_when_its_caller_hangs_up(tmp_path: Path) -> None:
    from assistant.surfaces.access.identity import AccessPolicy
    from assistant.surfaces.access.offers import Offers
    from assistant.surfaces.server.server import application

    params = {"name": "answer", "arguments": {"message": "/work"}}
    call = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}).encode()

    async def check(assistant: Assistant, plugin: Endless) -> None:
        app = application(assistant, AccessPolicy.of(assistant.settings, secret=b"x" * 32), Offers())
        caller = Caller("/mcp", b"application/json", call)
        caller.scope["headers"].append((b"accept", b"application/json, text/event-stream"))  # type: ignore[attr-defined]
        async with app.router.lifespan_context(app):
            calling = asyncio.create_task(app(caller.scope, caller.receive, caller.send))  # type: ignore[arg-type]
            assert await asyncio.to_thread(plugin.begun.wait, 60)
            caller.left.set()
            assert await asyncio.to_thread(plugin.ended.wait, 20)
            calling.cancel()

    settings = Settings.read(home=tmp_path / "home", cache=tmp_path / "cache", samples=False)
    with Assistant.open(settings.home, settings) as assistant:
        plugin = Endless()
        assistant.registry.add(plugin)
        run_apart(check(assistant, plugin))
        assert plugin.ended.is_set()
