"""Who is let in: the token and its cookie, API keys and their scopes, and the headers that every answer carries."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from assistant.settings import Settings
from assistant.surfaces.access import accounts
from assistant.surfaces.access.identity import AccessPolicy
from assistant.surfaces.access.keys import ApiKeys, KeysDamaged, NoSuchKey, TooManyKeys
from assistant.surfaces.access.offers import Offers
from assistant.surfaces.server.server import application
from assistant.turn import Assistant
from store.types import ME, Owner

URL = "http://127.0.0.1:7860"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def locked(assistant: Assistant, home: Path) -> tuple[TestClient, AccessPolicy]:
    """A personal server that asks for its key, as where other people have accounts."""
    policy = replace(AccessPolicy.of(assistant.settings), require_key=True, keys=ApiKeys(home))
    return TestClient(application(assistant, policy, Offers()), base_url=URL, follow_redirects=False), policy


@pytest.fixture
def public(assistant: Assistant, home: Path) -> tuple[TestClient, ApiKeys]:
    policy = replace(AccessPolicy.of(assistant.settings), public=True, keys=ApiKeys(home))
    assert policy.keys is not None
    return TestClient(application(assistant, policy, Offers()), base_url=URL), policy.keys


def test_without_its_key_a_locked_server_shows_nothing(locked: tuple[TestClient, AccessPolicy]) -> None:
    client, policy = locked
    for path in ("/api/documents", "/api/search?q=refund", "/api/health", "/page/library.zip", "/"):
        reply = client.get(path)
        assert reply.status_code == 401, path
        assert "30 days" not in reply.text
    assert client.post("/api/ask", json={"text": "refund"}).status_code == 401
    for wrong in (policy.token[:-1], policy.token + "x", "x", "é"):
        assert client.get("/", params={"token": wrong}).status_code == 401
    page = client.get("/", headers={"accept": "text/html", "accept-language": "ja"})
    assert "鍵" in page.text
    assert 'type="password"' in page.text


def test_the_token_in_the_address_is_given_a_cookie_and_leaves_the_address(
    locked: tuple[TestClient, AccessPolicy],
) -> None:
    client, policy = locked
    reply = client.get("/api/documents", params={"token": policy.token})
    assert reply.status_code == 401, "an API asks for it in a header, which no log keeps"
    reply = client.get("/", params={"a": "1", "token": policy.token})
    assert (reply.status_code, reply.headers["location"]) == (303, "/?a=1")
    for word in ("HttpOnly", "SameSite=Lax", "assistant_owner_7860="):
        assert word in reply.headers["set-cookie"]
    assert policy.token not in reply.headers["set-cookie"]
    assert client.get("/api/documents").status_code == 200
    hostile = client.get(f"{URL}//elsewhere.example/x", params={"token": policy.token})
    assert hostile.headers["location"].startswith("/elsewhere"), "never to another host"
    other = AccessPolicy("t", b"x" * 32)
    client.cookies.clear()
    client.cookies.set("assistant_owner_7860", other.sign_in())
    assert client.get("/api/documents").status_code == 401
    client.cookies.set("assistant_owner_7860", policy.issue())
    assert client.get("/api/documents").status_code == 401, "a visitor's cookie is no owner's"


def test_a_key_opens_what_its_scope_says_until_it_is_revoked(locked: tuple[TestClient, AccessPolicy]) -> None:
    client, policy = locked
    assert policy.keys is not None
    reads, writes = policy.keys.make("reader", "read"), policy.keys.make("writer")
    asked = {"authorization": f"Bearer {reads}"}
    assert client.get("/api/search", params={"q": "refund"}, headers=asked).json()["hits"]
    assert client.get("/api/documents", headers=asked).json()["documents"][0]["location"] == ""
    refused = client.post("/api/documents", json={"texts": [{"id": "a", "text": "b"}]}, headers=asked)
    assert refused.status_code == 403
    assert "only read" in refused.json()["error"]["what"]
    assert client.delete("/api/documents/x", headers=asked).status_code == 403
    told = {"authorization": f"Bearer {writes}"}
    added = client.post(
        "/api/documents", json={"texts": [{"id": "k", "text": "Keys open doors."}]}, headers=told
    )
    assert added.json()["added"] == 1
    found = client.get("/api/documents", params={"text": "k"}, headers=told).json()["documents"][0]["id"]
    assert client.delete(f"/api/documents/{found}", headers=told).status_code == 200
    for path in ("/api/doctor", "/api/export"):
        assert (
            client.request(
                "GET" if "doctor" in path else "POST", path, json={"path": "/x"}, headers=told
            ).status_code
            == 403
        )
    policy.keys.revoke("reader")
    assert client.get("/api/documents", headers=asked).status_code == 401
    assert client.get("/", headers=told).status_code == 401, "keys are for programs, not for the page"


def test_a_key_on_a_public_server_is_one_person_call_after_call(public: tuple[TestClient, ApiKeys]) -> None:
    client, keys = public
    one, two = ({"authorization": f"Bearer {keys.make(name)}"} for name in ("one", "two"))
    client.post("/api/documents", json={"texts": [{"id": "n", "text": "The dunnart hides."}]}, headers=one)
    client.cookies.clear()
    assert [d["name"] for d in client.get("/api/documents", headers=one).json()["documents"]] == ["n"]
    assert client.get("/api/documents", headers=two).json()["documents"] == []
    assert "set-cookie" not in client.get("/api/documents", headers=one).headers


def test_a_wrong_bearer_is_refused_only_where_one_is_asked_for(public: tuple[TestClient, ApiKeys]) -> None:
    client, _ = public
    for path, sent, status in (
        ("/api/documents", "Bearer sak-unknown", 401),
        ("/api/documents", "Bearer of-the-host-in-front", 200),
        ("/api/documents", "Basic eDp5", 200),
        ("/page/conversation/x", "Bearer sak-unknown", 404),
    ):
        assert client.get(path, headers={"authorization": sent}).status_code == status, (path, sent)


def test_every_answer_says_who_may_frame_it(
    assistant: Assistant, locked: tuple[TestClient, AccessPolicy]
) -> None:
    client, policy = locked
    replies = [
        client.get("/api/health"), client.get("/nothing"), client.get("/", headers={"host": "evil.example"}),
        client.post("/api/ask", headers={"origin": "http://evil.example"}, json={}),
    ]  # fmt: skip
    assert [reply.status_code for reply in replies] == [401, 401, 400, 403]
    for reply in replies:
        assert "frame-ancestors 'self'" in reply.headers["content-security-policy"]
        assert reply.headers["x-frame-options"] == "SAMEORIGIN"
    space = replace(
        policy, frames=AccessPolicy.of(replace(assistant.settings, space=True)).frames, require_key=False
    )
    framed = TestClient(application(assistant, space, Offers()), base_url=URL).get("/api/health")
    assert framed.headers["content-security-policy"].endswith(
        "'self' https://huggingface.co https://*.hf.space"
    )
    assert "x-frame-options" not in framed.headers


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("192.0.2.7:7860", 200),
        ("192.0.2.8:7860", 400),
        ("evil.example:7860", 400),
        ("localhost:7860", 200),
        ("", 400),
    ],
)
def test_the_address_that_a_request_came_in_at_is_known(assistant: Assistant, host: str, status: int) -> None:
    policy = AccessPolicy.of(replace(assistant.settings, public=True))
    # the test client says that the address of base_url is the one that the connection came in at
    client = TestClient(application(assistant, policy, Offers()), base_url="http://192.0.2.7:7860")
    assert client.get("/api/health", headers={"host": host}).status_code == status


def test_keys_are_kept_as_hashes_for_this_account_alone(home: Path) -> None:
    keys = ApiKeys(home)
    secret = keys.make("  my\nlaptop ")
    assert secret.startswith("sak-")
    assert len(secret) == 47, "256 bits in base64"
    assert secret not in (home / "keys.json").read_text()
    assert stat.S_IMODE((home / "keys.json").stat().st_mode) == 0o600
    again = ApiKeys(home)
    found = again.find(secret)
    assert found is not None
    assert (found.name, found.scope, found.owner) == ("my laptop", "write", "")
    assert again.find(secret[:-1]) is None
    assert again.find(found.sha256) is None
    keys.revoke(found.id)
    assert again.find(secret) is None, "another process sees it at once"


def test_a_person_sees_and_revokes_only_keys_of_their_own(home: Path) -> None:
    keys, ann = ApiKeys(home), Owner("visitor-ann")
    keys.make("machine")
    keys.make("anns", owner=ann)
    assert [key.name for key in keys.made_by(ann)] == ["anns"]
    with pytest.raises(NoSuchKey):
        keys.revoke("machine", ann)
    for _ in range(49):
        keys.make("more", owner=ann)
    with pytest.raises(TooManyKeys):
        keys.make("one too many", owner=ann)


def test_a_damaged_file_of_keys_lets_nobody_in_and_is_not_overwritten(home: Path) -> None:
    keys = ApiKeys(home)
    secret = keys.make("a")
    (home / "keys.json").write_text("[{")
    assert keys.find(secret) is None
    with pytest.raises(KeysDamaged):
        keys.make("b")
    assert (home / "keys.json").read_text() == "[{"


def test_whose_key_it_is_follows_from_where_the_server_stands(home: Path) -> None:
    keys = ApiKeys(home)
    key = keys.find(keys.make("a"))
    assert key is not None
    assert AccessPolicy("t", b"s").owner_of_key(key) == ME
    assert AccessPolicy("t", b"s", public=True).owner_of_key(key) == f"key-{key.id}"
    anns = keys.find(keys.make("b", owner=Owner("visitor-ann")))
    assert anns is not None
    assert AccessPolicy("t", b"s", public=True).owner_of_key(anns) == "visitor-ann"


@pytest.mark.parametrize(
    ("entries", "others"),
    [
        ([("root", 0, "/bin/bash"), ("me", 1000, "/bin/zsh")], False),
        ([("me", 1000, "/bin/zsh"), ("ann", 1001, "/bin/bash")], True),
        ([("me", 1000, "/bin/zsh"), ("ann", 1001, "/usr/sbin/nologin"), ("nobody", 65534, "/bin/sh")], False),
        ([("me", 1000, "/bin/zsh"), ("www-data", 33, "/bin/bash")], False),
    ],
)
def test_a_key_is_asked_for_where_other_people_log_in(
    monkeypatch: pytest.MonkeyPatch, entries: list[tuple[str, int, str]], others: bool
) -> None:
    import pwd

    made = [pwd.struct_passwd((name, "x", uid, uid, "", "/", shell)) for name, uid, shell in entries]
    monkeypatch.setattr(pwd, "getpwall", lambda: made)
    monkeypatch.setattr(accounts.os, "getuid", lambda: 1000)
    settings = Settings(Path("/nowhere"))
    assert accounts.requires_key(settings) is others
    assert accounts.requires_key(replace(settings, require_key="yes"))
    assert not accounts.requires_key(replace(settings, require_key="no"))
