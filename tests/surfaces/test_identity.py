"""Who is asking, without a server."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from assistant.settings import Settings
from assistant.surfaces.access.identity import AccessPolicy, allowed_hosts, owner_of
from assistant.surfaces.access.serverfile import ServerFile, visitors_secret
from assistant.surfaces.access.uploads import safe_name
from assistant.surfaces.server.server import NeedsConsent, PortTaken, listening, serve, url_of

SETTINGS = Settings(Path("/nowhere"))


def test_a_cookie_of_this_server_is_one_visitor_and_of_another_none() -> None:
    policy, other = AccessPolicy("t", b"a" * 32), AccessPolicy("t", b"b" * 32)
    cookie = policy.issue()
    owner = policy.visitor(cookie)
    assert owner is not None
    assert owner == policy.visitor(cookie)
    assert owner != policy.visitor(policy.issue())
    assert cookie.split(".")[0] not in owner, "the owner does not give the cookie away"
    assert len(cookie.split(".")[0]) == 43, "256 bits in base64"
    for forged in (
        other.issue(),
        cookie[:-1],
        "x." + cookie.split(".")[1],
        "",
        ".",
        "me",
        cookie + "0",
        "é.é",
    ):
        assert policy.visitor(forged) is None


def test_only_this_runs_token_is_known() -> None:
    policy = AccessPolicy.of(SETTINGS)
    assert policy.knows(f"Bearer {policy.token}")
    assert policy.knows(f"bearer {policy.token}")
    for wrong in (
        "",
        "Bearer",
        "Bearer ",
        policy.token,
        f"Basic {policy.token}",
        f"Bearer {policy.token}x",
        "Bearer é",
    ):
        assert not policy.knows(wrong)
    assert not AccessPolicy.of(SETTINGS).knows(f"Bearer {policy.token}")


def test_hosts_are_loopback_and_what_was_named() -> None:
    assert set(allowed_hosts(SETTINGS)) == {"localhost", "127.0.0.1", "[::1]", "::1"}
    assert "x.hf.space" in allowed_hosts(replace(SETTINGS, allowed_hosts=("x.hf.space",)))
    assert "192.0.2.7" in allowed_hosts(replace(SETTINGS, host="192.0.2.7"))
    assert "0.0.0.0" not in allowed_hosts(replace(SETTINGS, host="0.0.0.0"))
    assert "*" not in allowed_hosts(replace(SETTINGS, host="0.0.0.0", public=True))


def test_an_owner_is_never_guessed() -> None:
    with pytest.raises(PermissionError):
        owner_of(SimpleNamespace(state=SimpleNamespace()))
    with pytest.raises(PermissionError):
        owner_of(SimpleNamespace(request=None, state=None))
    inner = SimpleNamespace(state=SimpleNamespace(owner="visitor-1"))
    assert owner_of(SimpleNamespace(request=inner)) == "visitor-1"


def test_the_server_file_is_private_and_removed_only_by_its_writer(tmp_path: Path) -> None:
    mine = ServerFile(1, "http://127.0.0.1:1", "secret")
    mine.write(tmp_path)
    assert stat.S_IMODE((tmp_path / "server.json").stat().st_mode) == 0o600
    assert ServerFile.read(tmp_path) == mine
    ServerFile(2, "http://127.0.0.1:2", "other").remove(tmp_path)
    assert ServerFile.read(tmp_path) == mine
    mine.remove(tmp_path)
    assert not list(tmp_path.iterdir())


def test_the_key_of_visitors_outlives_a_restart(tmp_path: Path) -> None:
    key = visitors_secret(tmp_path)
    assert len(key) == 32
    assert visitors_secret(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "visitors.key").stat().st_mode) == 0o600


def test_an_address_beyond_this_machine_needs_consent(tmp_path: Path) -> None:
    for host in ("0.0.0.0", "192.0.2.7", "::"):
        with pytest.raises(NeedsConsent):
            serve(replace(SETTINGS, home=tmp_path, host=host))


def test_a_taken_port_is_told() -> None:
    with listening(replace(SETTINGS, port=0)) as bound:
        bound.listen()
        port = bound.getsockname()[1]
        assert url_of(bound) == f"http://127.0.0.1:{port}"
        with pytest.raises(PortTaken) as told, listening(replace(SETTINGS, port=port)):
            pass
    assert str(port) in told.value.say("en")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("a.pdf", "a.pdf"), ("../../etc/passwd", "passwd"), ("C:\\x\\y.txt", "y.txt"), ("", "file"), ("..", "file"),
        ("a\x00\nb.md", "a b.md"), ("契約書.docx", "契約書.docx"),
    ],
)  # fmt: skip
def test_names_of_uploads_stay_in_their_folder(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_long_names_keep_their_suffix() -> None:
    safe = safe_name("長" * 300 + ".pdf")
    assert safe.endswith("長.pdf")
    assert len(safe.encode()) <= 200
