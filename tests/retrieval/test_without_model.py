"""Models that are cut, changed or gone: words still find, one line says so, and nothing "goes wrong inside"."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from assistant import Assistant
from assistant.blocks import Notice, Sources
from assistant.encoders import verified
from assistant.encoders.errors import ModelDamaged, ShippedDamaged
from assistant.encoders.models import Models
from assistant.encoders.text import universal
from assistant.engines.language import head
from assistant.message import Message
from assistant.plugin import Request, Route
from assistant.settings import Settings, default_cache
from assistant.surfaces.service.inventory import models_checks
from plugins.search.plugin import plugin
from store.types import ME

TEXTS = {"refund": "Goods can be returned within 30 days.", "cats": "猫は幸せなとき喉を鳴らす。", "noon": "The train leaves at noon."}  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A library made with the quick encoder."""
    (tmp_path / "models.json").write_text(json.dumps({"text": universal.NAME}))
    with opened(tmp_path) as a:
        a.add_texts(list(TEXTS), list(TEXTS.values()))
    return tmp_path


def opened(home: Path, **settings: int) -> Assistant:
    return Assistant.open(settings=Settings(home=home, samples=False, cache=default_cache(), **settings))


@pytest.fixture(params=["half", "gone"])
def broken(
    request: pytest.FixtureRequest, home: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Assistant]:
    """The same library after the encoder's file was cut in two, or lost."""
    folder = home / "weights"
    folder.mkdir()
    if request.param == "half":
        data = (universal.resources() / "weights.npz").read_bytes()
        (folder / "weights.npz").write_bytes(data[: len(data) // 2])
    monkeypatch.setattr(universal, "resources", lambda: folder)
    with opened(home) as a:
        yield a


def test_words_still_find_and_one_line_says_so(broken: Assistant) -> None:
    hit = broken.search("when does the train leave", 1)[0]
    assert (hit.id, "dense" in hit.scores) == ("noon", False)
    assert broken.search("猫", 1)[0].id == "cats"
    with pytest.raises(ModelDamaged):
        broken.search("train", 1, mode="dense")
    route = Route("search", "search_text", {"query": "returned goods"})
    for language, said in (("en", "by words alone"), ("ja", "言葉だけ")):
        request = Request(Message("returned goods", (), language), route, ME, None)
        blocks = list(plugin().handle(request, broken.context(ME)))
        notices = [block for block in blocks if isinstance(block, Notice)]
        assert [said in notice.text for notice in notices] == [True]
        assert "pip install" in notices[0].hint
        (sources,) = [block for block in blocks if isinstance(block, Sources)]
        assert (sources.passages[0].id, sources.passages[0].confident) == ("refund", True)


def test_doctor_names_the_model_and_a_space_of_another(broken: Assistant, home: Path) -> None:
    said = [check["text"] for check in models_checks(broken, "en") if check["state"] == "error"]
    assert "The model use-multilingual-v3 is damaged or missing." in said


def test_doctor_names_a_space_of_another_model(home: Path) -> None:
    (home / "models.json").write_text(json.dumps({"text": "all-MiniLM-L6-v2"}))
    with opened(home) as a:
        errors = [check for check in models_checks(a, "ja") if check["state"] == "error"]
        assert [check["name"] for check in errors] == ["space"]
        assert "「documents」のベクトルは use-multilingual-v3@" in errors[0]["text"]


def test_a_shipped_file_is_checked_when_it_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = verified.shipped()
    assert verified.damaged() == []
    target = tmp_path / "models" / "nli" / "head.safetensors"
    target.parent.mkdir(parents=True)
    shutil.copy(whole / "models" / "nli" / "head.safetensors", target)
    shutil.copy(whole / "manifest.toml", tmp_path)
    monkeypatch.setattr(verified, "shipped", tmp_path.joinpath)
    assert head.load(target).probabilities is not None
    data = bytearray(target.read_bytes())
    data[-5] ^= 1
    target.write_bytes(data)
    with pytest.raises(ShippedDamaged, match=r"head\.safetensors"):
        head.load(target)
    assert "models/nli/head.safetensors" in verified.damaged()
    target.unlink()
    with pytest.raises(ShippedDamaged):
        head.load(target)


def test_models_not_used_for_longest_are_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Models, "_load", lambda self, full, pictures, download: SimpleNamespace(name=full))
    models = Models(Settings(home=tmp_path))
    for name in ("a", "b", "c", "a"):
        models.encoder(name)
    assert models.held() == ["b", "c", "a"]
    bounded = Models(Settings(home=tmp_path, memory_mb=1))
    for name in ("a", "b"):
        bounded.encoder(name)
    assert bounded.held() == ["b"]
    assert bounded.encoder("a").name == "a"


def test_half_a_file_is_never_something_wrong_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError("cut short")

    monkeypatch.setattr(Models, "_load_packaged", broken)
    with pytest.raises(ModelDamaged, match="multilingual-e5-small"):
        Models(Settings(home=tmp_path)).encoder()


@pytest.fixture
def quick_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Assistant]:
    """A library of the default encoder, after the quick one that tells requests apart was lost."""
    with opened(tmp_path) as a:
        a.add_texts(list(TEXTS), list(TEXTS.values()))
    (tmp_path / "weights").mkdir()
    monkeypatch.setattr(universal, "resources", lambda: tmp_path / "weights")
    with opened(tmp_path) as a:
        yield a


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("when does the train leave?", "search_text"),
        ("猫はいつ喉を鳴らす？", "search_text"),
        ("/list", "list_library"),
        ("king - man + woman", "search_text"),
    ],
)
def test_without_the_quick_encoder_requests_go_by_their_form_and_else_are_looked_up(
    quick_gone: Assistant, text: str, intent: str
) -> None:
    turn = quick_gone.turn(Message(text))
    assert turn.route.intent == intent
    assert not [b for b in turn.blocks if isinstance(b, Notice) and "went wrong" in b.text]


def test_without_the_quick_encoder_answers_and_follow_ups_go_on(quick_gone: Assistant) -> None:
    talk = quick_gone.store.conversations.create(ME)
    found = list(quick_gone.reply(Message("when does the train leave?"), conversation=talk))
    sources = next(block for block in found if isinstance(block, Sources))
    assert "noon" in sources.passages[0].text
    assert sources.passages[0].highlights
    list(quick_gone.reply(Message("and the goods?"), conversation=talk))
    assert [
        b for b in quick_gone.reply(Message("second one"), conversation=talk) if not isinstance(b, Notice)
    ]
