"""The HTTP API behind its access policy: shapes, errors, who may ask, and that visitors do not meet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from assistant.settings import Settings
from assistant.surfaces.access.identity import COOKIE, AccessPolicy
from assistant.surfaces.access.offers import Offers
from assistant.surfaces.server.server import application
from assistant.turn import Assistant

URL = "http://127.0.0.1:7860"


def app_of(assistant: Assistant, *, public: bool = False) -> tuple[FastAPI, AccessPolicy]:
    settings = replace(assistant.settings, public=public)
    policy = AccessPolicy.of(settings)
    return application(assistant, policy, Offers()), policy


@pytest.fixture
def client(assistant: Assistant) -> TestClient:
    """A browser on this machine, in personal mode."""
    return TestClient(app_of(assistant)[0], base_url=URL)


@pytest.fixture
def trusted(assistant: Assistant) -> TestClient:
    """A program of the same account, in personal mode."""
    app, policy = app_of(assistant)
    return TestClient(app, base_url=URL, headers={"Authorization": f"Bearer {policy.token}"})


@pytest.fixture
def public(tmp_path: Path) -> Iterator[FastAPI]:
    """A server that strangers share."""
    settings = replace(Settings.read(home=tmp_path), public=True)
    with Assistant.open(tmp_path, settings) as assistant:
        yield app_of(assistant, public=True)[0]


def test_search(client: TestClient) -> None:
    found = client.get("/api/search", params={"q": "returning goods", "k": 1}).json()
    assert (found["query"], found["mode"], len(found["hits"])) == ("returning goods", "hybrid", 1)
    assert set(found["hits"][0]) == {"id", "score", "text", "metadata", "source", "scores"}
    assert found["hits"][0]["metadata"]["name"] == "refund.md"


def test_ask_whole_and_as_lines(client: TestClient) -> None:
    whole = client.post("/api/ask", json={"text": "/list"}).json()
    assert whole["route"]["intent"] == "list_library"
    reply = client.post("/api/ask", json={"text": "/list", "stream": True})
    assert reply.headers["content-type"].startswith("application/x-ndjson")
    first, *rest = [json.loads(line) for line in reply.text.splitlines()]
    assert first["route"]["intent"] == "list_library"
    assert [line["block"] for line in rest] == whole["blocks"]


def test_route(client: TestClient) -> None:
    route = client.post("/api/route", json={"text": "/search x y"}).json()
    assert (route["plugin"], route["intent"], route["args"]) == ("search", "search_text", {"query": "x y"})


def test_documents_from_text_to_forgotten_and_back(client: TestClient) -> None:
    texts = [{"id": "whale", "text": "Whales sing under water.", "title": "Whales"}]
    assert client.post("/api/documents", json={"texts": texts}).json() == {
        "added": 1,
        "updated": 0,
        "unchanged": 0,
    }
    assert (
        client.get("/api/search", params={"q": "singing whales", "k": 1}).json()["hits"][0]["id"] == "whale"
    )
    listed = client.get("/api/documents").json()["documents"]
    whale = next(d for d in listed if d["title"] == "Whales")
    assert "owner" not in whale
    opened = client.get(f"/api/documents/{whale['id']}").json()
    assert "Whales sing under water." in opened["document"]["text"]
    assert opened["passages"][0]["id"].startswith(whale["id"])
    token = client.delete(f"/api/documents/{whale['id']}").json()["token"]
    assert client.get(f"/api/documents/{whale['id']}").status_code == 404
    assert client.post("/api/documents/restore", json={"token": token}).json() == {"documents": 1}
    client.delete(f"/api/documents/{whale['id']}")


def test_uploads_are_read_and_leave_nothing_behind(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    files = [
        ("files", ("../../kite.md", b"# Kites\n\nKites fly.\n")),
        ("files", ("bad.pdf", b"%PDF-1.7 nothing")),
    ]
    summary = client.post("/api/documents/files", files=files, data={"tags": "toys"}).json()
    assert (summary["added"], [entry["name"] for entry in summary["failed"]]) == (1, ["bad.pdf"])
    assert set(summary["failed"][0]["error"]) == {"what", "hint"}
    found = client.get("/api/documents", params={"tag": "toys"}).json()["documents"]
    assert [d["name"] for d in found] == ["kite.md"]
    assert not list(tmp_path.glob("assistant-upload-*"))
    client.delete(f"/api/documents/{found[0]['id']}")


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/api/search", None, 422),
        ("GET", "/api/search?q=x&k=0", None, 422),
        ("POST", "/api/ask", {"txt": "typo"}, 422),
        ("POST", "/api/ask", {"text": "x" * 1_200_000}, 422),
        ("POST", "/api/ask", {"text": "x", "files": ["/etc/passwd"]}, 403),
        ("POST", "/api/documents", {"paths": ["/etc"]}, 403),
        ("POST", "/api/sync/plan", {"folder": "/etc"}, 403),
        ("POST", "/api/export", {"path": "/tmp/x"}, 403),
        ("POST", "/api/import", {"path": "/tmp/x"}, 403),
        ("GET", "/api/doctor", None, 403),
        ("GET", "/api/documents/doc-none", None, 404),
        ("DELETE", "/api/documents/doc-none", None, 404),
        ("POST", "/api/documents/restore", {"token": "none"}, 404),
    ],
)  # fmt: skip
def test_refusals_say_what_and_hint_in_the_callers_language(
    client: TestClient, method: str, path: str, body: object, status: int
) -> None:
    reply = client.request(method, path, json=body)
    assert reply.status_code == status
    assert set(reply.json()) == {"error"}
    assert set(reply.json()["error"]) == {"what", "hint"}
    spoken = client.request(method, path, json=body, headers={"Accept-Language": "ja,en;q=0.5"}).json()[
        "error"
    ]
    assert any("\u3040" <= character <= "\u30ff" for character in spoken["what"])


def test_a_fault_is_a_500_without_its_message(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret path")

    monkeypatch.setattr("assistant.library.library.Library.documents", fail)
    reply = client.get("/api/documents")
    assert reply.status_code == 500
    assert "secret" not in reply.text


def test_the_bearer_of_the_token_may_name_files(trusted: TestClient, tmp_path: Path) -> None:
    file = tmp_path / "moon.md"
    file.write_text("The moon pulls the tides.\n")
    reply = trusted.post("/api/documents", json={"paths": [str(file)]})
    events = [json.loads(line)["event"] for line in reply.text.splitlines()]
    assert events[-1]["type"] == "ingestsummary"
    assert events[-1]["added"] == 1
    done = next(event for event in events if event["type"] == "filedone")
    assert trusted.delete(f"/api/documents/{done['document_id']}").status_code == 200


@pytest.mark.parametrize("path", ["/api/health", "/api/documents", "/mcp", "/openapi.json"])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 400),
        ({"Host": "127.0.0.1.evil.example:7860"}, 400),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://127.0.0.1:3000"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "file://127.0.0.1:7860"}, 403),
        ({"Authorization": "Bearer wrong"}, 401),
    ],
)
def test_other_sites_and_wrong_keys_are_refused_on_every_route(
    client: TestClient, path: str, headers: dict[str, str], status: int
) -> None:
    # a bearer is asked for by /api and /mcp; elsewhere the header may be a proxy's own
    expected = 200 if path == "/openapi.json" and "Authorization" in headers else status
    assert client.get(path, headers=headers).status_code == expected


def test_a_change_from_another_site_is_refused_without_an_origin_too(client: TestClient) -> None:
    for site in ("cross-site", "same-site"):
        assert (
            client.post("/api/ask", json={"text": "/list"}, headers={"Sec-Fetch-Site": site}).status_code
            == 403
        )
    same = {"Sec-Fetch-Site": "same-origin", "Origin": URL}
    assert client.post("/api/ask", json={"text": "/list"}, headers=same).status_code == 200


def test_a_body_is_not_read_beyond_its_limit(client: TestClient) -> None:

    announced = client.post(
        "/api/ask", content=b"x" * (5 * 2**20), headers={"Content-Type": "application/json"}
    )
    assert (announced.status_code, set(announced.json())) == (413, {"error"})
    unannounced = client.post(
        "/api/ask", content=(b" " * 2**20 for _ in range(6)), headers={"Content-Type": "application/json"}
    )
    assert unannounced.status_code == 413


def test_two_visitors_do_not_see_each_other(public: FastAPI) -> None:
    ann, bob = TestClient(public, base_url=URL), TestClient(public, base_url=URL)
    for who, word in ((ann, "canary-ann"), (bob, "canary-bob")):
        assert (
            who.post("/api/documents", json={"texts": [{"id": "n", "text": f"{word} sings"}]}).json()["added"]
            == 1
        )
    assert ann.cookies[COOKIE] != bob.cookies[COOKIE]
    for who, own, other in ((ann, "canary-ann", "canary-bob"), (bob, "canary-bob", "canary-ann")):
        found = who.get("/api/search", params={"q": f"{other} sings", "k": 50}).text
        assert own in found
        assert other not in found.replace(f'"query":"{other} sings"', "")
    theirs = ann.get("/api/documents").json()["documents"]
    assert len(theirs) == 1
    assert bob.get(f"/api/documents/{theirs[0]['id']}").status_code == 404
    assert bob.delete(f"/api/documents/{theirs[0]['id']}").status_code == 404
    token = ann.delete(f"/api/documents/{theirs[0]['id']}").json()["token"]
    assert bob.post("/api/documents/restore", json={"token": token}).status_code == 404
    (gone,) = ann.get("/api/trash").json()["deleted"]
    assert (gone["what"], gone["id"], gone["token"]) == ("document", theirs[0]["id"], token)
    assert bob.get("/api/trash").json() == {"deleted": []}
    key = f"document:{gone['id']}"
    assert bob.post("/api/trash/purge", json={"ids": [key]}).json() == {"documents": 0}
    assert bob.post("/api/documents/restore", json={"token": gone["name"]}).status_code == 404
    assert bob.post("/api/documents/restore", json={"token": ""}).status_code == 404
    assert ann.post("/api/documents/restore", json={"token": token}).json() == {"documents": 1}
    ann.delete(f"/api/documents/{gone['id']}")
    assert ann.post("/api/trash/purge", json={"ids": [key]}).json() == {"documents": 1}
    assert ann.get("/api/trash").json() == {"deleted": []}


@pytest.mark.parametrize("may", ["read", "write"])
def test_who_asks_for_less_gets_no_more(client: TestClient, may: str) -> None:
    before = client.get("/api/documents").json()
    for text in ("/forget refund.md", "/forget-now *", "/unteach"):
        told = client.post("/api/ask", json={"text": text, "may": may}).json()["blocks"][-1]
        assert "Nothing was deleted" in told["text"]
        client.post("/api/ask", json={"text": "yes", "may": may})
    assert client.get("/api/documents").json() == before
    assert client.post("/api/ask", json={"text": "yes", "may": "all"}).status_code == 422


def test_a_visitor_cannot_write_into_anothers_conversation(public: FastAPI) -> None:
    ann, bob = TestClient(public, base_url=URL), TestClient(public, base_url=URL)
    talk = ann.post("/api/conversations", json={"title": "Ann's"}).json()["id"]
    reply = bob.post("/api/ask", json={"text": "/list", "conversation": talk})
    assert "Ann" not in reply.text
    assert reply.status_code >= 400 or reply.json()["blocks"][-1]["level"] == "error"


def test_a_visitors_cookie_is_issued_by_the_server_and_kept_from_scripts(public: FastAPI) -> None:
    reply = TestClient(public, base_url=URL).get("/api/documents")
    header = reply.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in header.split(";")}
    chosen = TestClient(public, base_url=URL, cookies={COOKIE: "me.0000"})
    assert chosen.get("/api/documents").headers["set-cookie"], "a cookie made up by the caller is replaced"
    framed = TestClient(public, base_url=URL).get("/api/documents", headers={"X-Forwarded-Proto": "https"})
    assert {"Secure", "SameSite=None", "Partitioned"} <= {
        p.strip() for p in framed.headers["set-cookie"].split(";")
    }


def test_no_cookie_in_personal_mode(client: TestClient) -> None:
    assert "set-cookie" not in client.get("/api/documents").headers
