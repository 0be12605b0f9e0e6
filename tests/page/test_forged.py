"""A served page and its API, attacked: files and addresses that a caller names, other people's uploads and answers.

gradio's own checks of paths do not count (assistant/surfaces/page/requests.py), so every one of its routes and of the
page's queue functions is tried as it is in the installed version, whatever an upgrade brings.
"""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.page.conftest import Server

SECRET = "the ocelot sleeps at noon 4711"
Json = dict[str, Any]


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = Server(tmp_path_factory.mktemp("public"), public=True)
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module", params=[False, True], ids=["personal", "public"])
def attacked(request: pytest.FixtureRequest, server: Server) -> Server:
    return request.getfixturevalue("public") if request.param else server


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    file = tmp_path / "secret.txt"
    file.write_text(SECRET)
    return file


@pytest.fixture
def bait() -> Iterator[tuple[str, list[str]]]:
    """A web server that counts who fetches from it."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(SECRET.encode())

        do_HEAD = do_GET

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listening.server_port}/bait.txt", asked
        listening.shutdown()


def person(server: Server) -> httpx.Client:
    """A caller with a cookie jar of its own, who has opened the page."""
    client = httpx.Client(base_url=server.url, timeout=60)
    assert client.get("/").status_code == 200
    return client


def functions(client: httpx.Client) -> list[Json]:
    page = client.get("/").text
    found = re.search(r"window\.gradio_config = (\{.*?\});</script>", page, re.DOTALL)
    assert found is not None
    config: Json = json.loads(found[1])
    return list(config["dependencies"])


def each_route(routes: Iterable[Any]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield (path, methods) of gradio's routes, those of its included router with its prefix."""
    for route in routes:
        if hasattr(route, "methods"):
            yield route.path, frozenset(route.methods)
        else:
            yield from each_route(route.original_router.routes)


def function(client: httpx.Client, name: str) -> Json:
    return next(each for each in functions(client) if each["api_name"] == name)


def joined(
    client: httpx.Client, session: str, called: Json, data: list[Any], event: Any = None
) -> httpx.Response:
    body = {
        "data": data,
        "event_data": event,
        "fn_index": called["id"],
        "session_hash": session,
        "trigger_id": None,
    }
    return client.post("/gradio_api/queue/join", json=body)


def heard(client: httpx.Client, session: str) -> str:
    """Everything that a session's stream says until it closes."""
    told: list[str] = []
    with (
        client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as reply,
        suppress(httpx.RemoteProtocolError),  # how gradio ends the stream of a session that it does not know
    ):
        told.extend(reply.iter_text())
    return "".join(told)


def said(client: httpx.Client, session: str, text: str, files: list[Json] | None = None) -> str:
    box = {"text": text, "files": files or []}
    assert joined(client, session, function(client, "typed"), [box, None, None]).status_code == 200
    return heard(client, session)


def sent(client: httpx.Client, name: str, content: str) -> str:
    handle: str = client.post("/gradio_api/upload", files={"files": (name, content)}).json()[0]
    return handle


def file_of(path: str, **more: Any) -> Json:
    return {"path": path, "meta": {"_type": "gradio.FileData"}, **more}


def forgeries(secret: Path, server: Server, address: str) -> list[Json]:
    places = [
        str(secret),
        f"../../../../../../..{secret}",
        f"file://{secret}",
        str(server.home / "server.json"),
        address,
    ]
    made = [file_of(place) for place in places]
    made += [{"path": str(secret)}, {"url": address}, {"path": address, "url": address}]
    made += [
        file_of(str(secret), orig_name="a.txt", url=None), file_of(str(secret), is_stream=True),
        file_of("upload-" + "x" * 43), file_of("upload-x/../../" + str(secret)), file_of(""),
        {"path": [str(secret)], "meta": {"_type": "gradio.FileData"}},
    ]  # fmt: skip
    return made


def copies(server: Server) -> list[Path]:
    """Files below a server's home that hold the secret."""
    found = []
    for folder, _, names in os.walk(server.home):
        for name in names:
            file = Path(folder, name)
            if SECRET.encode() in file.read_bytes():
                found.append(file)
    return found


def test_no_queue_function_takes_a_path_or_an_address(
    attacked: Server, secret: Path, bait: tuple[str, list[str]]
) -> None:
    address, asked = bait
    client = person(attacked)
    tried = 0
    files = forgeries(secret, attacked, address)
    values = [
        *files,
        *({"text": "keep this", "files": [files[0]]}, [files[0]], {"value": {"deep": [files[4]]}}),
    ]
    for called in functions(client):
        width = len(called["inputs"])
        for value in values:
            for place in range(width):
                data = [value if place == number else None for number in range(width)]
                reply = joined(client, f"s{tried}", called, data)
                assert reply.status_code == 403, (called["api_name"], value, reply.text)
                tried += 1
        event = {"name": "folder", "value": {"file": files[0]}}
        assert joined(client, "e", called, [None] * width, event).status_code == 403
        body = {"data": [files[0]] * width, "fn_index": called["id"], "session_hash": "r"}
        assert client.post("/gradio_api/run/predict", json=body).status_code == 403
    assert tried > 500
    assert asked == []
    assert copies(attacked) == []


def test_no_route_of_gradio_beside_the_pages_own_answers(
    attacked: Server, secret: Path, bait: tuple[str, list[str]]
) -> None:
    from assistant.surfaces.page.requests import ROUTES
    from assistant.surfaces.page.stubs import without_stubs

    with without_stubs():
        import gradio as gr
        from gradio.routes import App

    address, asked = bait
    client = person(attacked)
    with gr.Blocks() as empty:
        gr.Textbox()
    routes = list(each_route(App.create_app(empty).routes))
    assert len(routes) > 60
    for template, methods in routes:
        for named in (str(secret), address, "x"):
            path = re.sub(r"\{\w+(:path)?\}", named, template)
            if path == "/openapi.json" or path.startswith(("/gradio_api/upload", "/gradio_api/file=")):
                continue  # ours stand in their place, and are tried below
            for method in methods:
                if any(method == own and re.fullmatch(pattern, path) for own, pattern in ROUTES):
                    continue
                reply = client.request(method, path, json={} if method == "POST" else None)
                assert reply.status_code in {404, 405}, (method, path, reply.status_code)
    for place in (str(secret), f"/{secret}", address, f"{attacked.home}/server.json", "upload-" + "x" * 43):
        for route_name in ("file=", "file/", "proxy=", "stream/"):
            reply = client.get(f"/gradio_api/{route_name}{place}")
            assert reply.status_code == 404, (route_name, place)
            assert SECRET not in reply.text
    for place in ("/static/../../../../etc/passwd", "/static/..%2f..%2f..%2fetc/passwd", f"/assets/{secret}"):
        assert client.get(place).status_code in {403, 404}
    assert asked == []


def test_an_upload_opens_for_its_sender_alone_and_its_handle_says_nothing(public: Server) -> None:
    ann, bob = person(public), person(public)
    first, second = sent(ann, "notes.txt", SECRET), sent(ann, "notes.txt", SECRET)
    assert first != second, "the same content has another handle each time"
    assert re.fullmatch(r"upload-[\w-]{43}", first)
    assert ann.get(f"/gradio_api/file={first}").text == SECRET
    assert bob.get(f"/gradio_api/file={first}").status_code == 404
    box = {"text": "", "files": [file_of(first, url=f"/gradio_api/file={first}", orig_name="notes.txt")]}
    typed = function(bob, "typed")
    assert joined(bob, "b1", typed, [box, None, None]).status_code == 403
    assert "added" in said(ann, "a1", "", box["files"])
    listed = ann.get("/api/documents").json()["documents"]
    assert [each["name"] for each in listed] == ["notes.txt"]
    assert [each["location"] for each in listed] == [""]
    assert bob.get("/api/documents").json()["documents"] == []
    page = ann.get(f"/api/documents/{listed[0]['id']}").text
    assert str(public.home) not in page
    hostile = sent(ann, "page.html", "<script>alert(1)</script>")
    shown = ann.get(f"/gradio_api/file={hostile}")
    assert shown.headers["content-disposition"].startswith("attachment")
    assert "html" not in shown.headers["content-type"]


def test_an_answer_is_heard_by_its_asker_alone(public: Server) -> None:
    ann, bob = person(public), person(public)
    typed = function(ann, "typed")
    for client, text in ((ann, "/add The canary of Ann is 8123."), (bob, "/add The canary of Bob is 9456.")):
        assert joined(client, "same", typed, [{"text": text, "files": []}, None, None]).status_code == 200
    to_ann, to_bob = heard(ann, "same"), heard(bob, "same")
    assert "8123" in to_ann
    assert "9456" not in to_ann
    assert "9456" in to_bob
    assert "8123" not in to_bob
    assert (
        joined(ann, "other", typed, [{"text": "/search canary", "files": []}, None, None]).status_code == 200
    )
    assert "8123" not in heard(bob, "other")
    assert "8123" in heard(ann, "other")


@pytest.mark.parametrize("command", ["/graph", "/baskets", "/vectors", "/add", "/train"])
def test_a_path_in_a_message_reads_nothing(attacked: Server, secret: Path, command: str) -> None:
    client = person(attacked)
    said(client, f"path{command}", f"{command} {secret}")
    reply = client.post("/api/ask", json={"text": f"{command} {secret}"})
    assert reply.status_code == 200
    assert SECRET not in reply.text
    for path in ("/api/ask", "/api/documents"):
        field = {"text": "x", "files": [str(secret)]} if path == "/api/ask" else {"paths": [str(secret)]}
        assert client.post(path, json=field).status_code == 403
    assert copies(attacked) == []


def test_a_folder_counts_only_from_the_owner_who_signed_in(attacked: Server, secret: Path) -> None:
    client = person(attacked)
    given = function(client, "given")
    event = {"name": "sync_plan", "value": {"folder": str(secret.parent)}}
    assert joined(client, "f", given, [None], event).status_code == 200
    assert secret.name not in heard(client, "f")
    if attacked.public:
        return
    owner = httpx.Client(base_url=attacked.url, timeout=60, follow_redirects=True)
    assert owner.get(attacked.signs_in.removeprefix(attacked.url)).url.path == "/"
    assert joined(owner, "f2", given, [None], event).status_code == 200
    assert secret.name in heard(owner, "f2")
    assert copies(attacked) == [], "shown, and read only once it is confirmed"


def test_a_model_counts_only_from_the_list(server: Server, secret: Path) -> None:
    client = person(server)
    chosen = function(client, "chosen")
    event = {"name": "model_now", "value": {"target": f"text|{secret.parent}"}}
    assert joined(client, "m", chosen, [None], event).status_code == 200
    assert secret.parent.name not in heard(client, "m")


def test_files_of_an_answer_are_addresses_that_open_for_their_asker(public: Server) -> None:
    ann, bob = person(public), person(public)
    ann.post("/api/ask", json={"text": "/add The axolotl grows its legs anew."})
    blocks = ann.post("/api/ask", json={"text": "/features documents csv"}).json()["blocks"]
    download = next(block for block in blocks if block["type"] == "download")
    assert re.fullmatch(r"/api/files/[\w-]{32}", download["path"])
    assert len(ann.get(download["path"]).text.splitlines()) == 2
    assert bob.get(download["path"]).status_code == 404


@pytest.mark.browser
def test_a_foreign_page_cannot_frame_this_one(server: Server, chromium: object) -> None:
    from playwright.sync_api import Browser

    assert isinstance(chromium, Browser)

    class Foreign(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(f'<iframe src="{server.url}" width="900" height="600"></iframe>'.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Foreign) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        context = chromium.new_context()
        page = context.new_page()
        refused: list[str] = []
        page.on("console", lambda said: refused.append(said.text) if "frame-ancestors" in said.text else None)
        with page.expect_console_message(lambda said: "frame-ancestors" in said.text):
            page.goto(f"http://127.0.0.1:{listening.server_port}/")
        inside = [frame for frame in page.frames if frame is not page.main_frame]
        assert not any(frame.url.startswith(server.url) and frame.query_selector("#ask") for frame in inside)
        assert refused
        context.close()
        listening.shutdown()
