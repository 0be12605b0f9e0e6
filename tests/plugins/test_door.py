"""What is promised to a plugin's author: slots, follow-ups, an own space, refusals that say why, a package to begin with."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
from starlette.testclient import TestClient

from assistant import Assistant, Message, testing
from assistant.blocks import Block, Download, Notice, Plot, Text
from assistant.encoders.text.universal import UseEncoder
from assistant.engines.bound import NotTheirs
from assistant.engines.graphs.sources import KARATE
from assistant.ingest.own_spaces import counted, held
from assistant.library.own_space import OwnSpace
from assistant.phrase import Phrase
from assistant.plugin import Context, Intent, Request, Slot, Tool, own_settings
from assistant.plugin.tools import WrongInput
from assistant.registry import Registry
from assistant.surfaces.access.identity import AccessPolicy
from assistant.surfaces.access.offers import Offers
from assistant.surfaces.cli import new_plugin
from assistant.surfaces.mcp import tools as mcp_tools
from assistant.surfaces.page.library_view import head
from assistant.surfaces.server import server
from assistant.surfaces.service.local import LocalService
from assistant.surfaces.service.plugin_tools import NoSuchTool
from store.permission import NotPermitted
from store.types import ME, Owner

PRICE = Intent(
    "price",
    Phrase("The price of a thing in a shop", "店での値段"),
    {
        "en": [
            "what is the price of {item:rice} at {shop:Tanaka}",
            "price of {item:salt}",
            "how dear is {item:green tea}",
        ],
        "ja": ["{shop:田中}での{item:米}の値段", "{item:塩}の値段を知りたい"],
    },
    (Slot("item", required=True, follow_up=True), "shop"),
    command="price",
    does="read",
)
KEEPS = Intent(
    "things",
    Phrase("Keep things", "ものを控える"),
    {"en": ["stash {things:a hat and a coat}"], "ja": ["{things:帽子}をしまって"]},
    (Slot("things", list=True),),
    command="stash",
)


SHOWS = Intent("held", Phrase("What is here", "あるもの"), {}, command="held", does="read")
PEEKS = Intent("peek", Phrase("What others have", "他の人のもの"), {}, command="peek", does="read")


def price_of(context: Context, item: str, count: int = 1) -> dict[str, object]:
    """Return the price of some pieces of a thing."""
    return {"item": item, "price": count * int(context.own["price"]), "currency": context.own["currency"]}


def keep(context: Context, text: str) -> int:
    """Keep a thing."""
    return context.space("stash").put([text]).added


class Prices:
    name = "prices"
    summary = Phrase("Prices", "値段")
    intents = (PRICE, KEEPS, SHOWS, PEEKS)
    settings: ClassVar = {"currency": "EUR", "price": 2}

    def tools(self) -> list[Tool]:
        return [Tool(price_of), Tool(keep, does="write")]

    def handle(self, request: Request, context: Context) -> Iterable[Block]:
        if request.intent == "things":
            space = context.space("stash")
            space.put([str(one) for one in list(request.args["things"])])  # type: ignore[arg-type]
            yield Text("|".join(hit.text for hit in space.near("clothes for the cold", 5)))
        elif request.intent == "held":
            own = [one.name for one in context.library.documents() if one.owner == context.owner]
            yield Text("|".join(own + [name for name in context.engines.graphs.names() if name != KARATE]))
        elif request.intent == "peek":
            yield Text("|".join(context.engines.graphs.names(ME)))
        else:
            yield Text(f"{request.args.get('item')}@{request.args.get('shop')}")


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with testing.open(tmp_path_factory.mktemp("door"), plugins=[Prices()]) as opened:
        yield opened


def said(assistant: Assistant, text: str, conversation: str = "", owner: Owner = ME) -> str:
    turn = assistant.turn(Message(text), conversation=conversation, owner=owner)
    return "\n".join(block.markdown for block in turn.blocks if isinstance(block, Text))


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("what's the price of green tea at Suzuki, please?", {"item": "green tea", "shop": "Suzuki"}),
        ("what is the price of brown sugar at Okafor", {"item": "brown sugar", "shop": "Okafor"}),
        ("price of rice please", {"item": "rice"}),
        ("鈴木での味噌の値段", {"shop": "鈴木", "item": "味噌"}),
        ("味噌の値段を知りたい", {"item": "味噌"}),
        ("/price rice please", {"item": "rice"}),
        ('/price "brown rice" Suzuki', {"item": "brown rice", "shop": "Suzuki"}),
        ("/price brown rice | the corner shop", {"item": "brown rice", "shop": "the corner shop"}),
        ("/price shop=Suzuki item=brown rice", {"item": "brown rice", "shop": "Suzuki"}),
        ('/price shop="Suzuki" brown rice', {"item": "brown rice", "shop": "Suzuki"}),
    ],
)
def test_marked_examples_and_commands_fill_slots(
    assistant: Assistant, text: str, args: dict[str, str]
) -> None:
    route = assistant.route(Message(text))
    assert (route.intent, route.args) == ("price", args)


def test_a_list_slot_holds_a_list(assistant: Assistant) -> None:
    assert assistant.route(Message("/stash a hat, a coat and gloves please")).args == {
        "things": ["a hat", "a coat", "gloves"]
    }
    assert assistant.route(Message("/stash 帽子、手袋")).args == {"things": ["帽子", "手袋"]}


def test_a_follow_up_asks_the_same_plugin_again(assistant: Assistant) -> None:
    up, up_ja = (assistant.store.conversations.create(ME) for _ in range(2))
    assert said(assistant, "what is the price of salt at Tanaka", up) == "salt@Tanaka"
    assert said(assistant, "and for rice?", up) == "rice@Tanaka"
    assert said(assistant, "what about green tea", up) == "green tea@Tanaka"
    assert said(assistant, "田中での塩の値段", up_ja) == "塩@田中"
    assert said(assistant, "じゃあ米は？", up_ja) == "米@田中"


def test_a_missing_slot_is_asked_for_with_an_example(assistant: Assistant) -> None:
    asked = next(iter(assistant.reply(Message("/price"))))
    assert isinstance(asked, Notice)
    assert "item" in asked.text
    assert "price of" in asked.hint


def test_library_and_engines_are_those_of_whoever_asks(assistant: Assistant) -> None:
    ann, bob = Owner("ann"), Owner("bob")
    assistant.library.add_texts(["1"], ["Ann's"], ["ann.txt"], owner=ann)
    assistant.engines.graphs.add("ann's friends", [("a", "b")], owner=ann)
    assert said(assistant, "/held", owner=ann) == "ann's friends|ann.txt|ann's friends"
    assert said(assistant, "/held", owner=bob) == ""
    refused = next(iter(assistant.reply(Message("/peek"), owner=bob)))
    assert isinstance(refused, Notice)
    assert refused.text == NotTheirs().say("en")
    library = assistant.context(bob).library
    assistant.engines.lessons.add({"spam": ["buy now"]}, owner=ann)
    assert assistant.context(ann).engines.lessons.examples() == {"spam": ["buy now"]}
    assert assistant.context(bob).engines.lessons.examples() == {}
    assert library.images.names.all() == []
    with pytest.raises(AttributeError):
        library.images._store  # noqa: B018


def test_tools_are_typed_and_bounded(assistant: Assistant) -> None:
    service = LocalService(assistant, ME)
    price, kept = service.tools()
    assert (price.name, price.does, price.about) == ("prices_price_of", "read", price_of.__doc__)
    assert price.parameters["properties"]["count"] == {"default": 1, "title": "Count", "type": "integer"}
    assert price.parameters["required"] == ["item"]
    called = service.call_tool("prices_price_of", {"item": "rice", "count": 3})
    assert called == {"item": "rice", "price": 6, "currency": "EUR"}
    for wrong in ({}, {"item": "rice", "count": "many"}, {"item": "rice", "owner": "ann"}):
        with pytest.raises(WrongInput):
            service.call_tool("prices_price_of", wrong)
    with pytest.raises(NoSuchTool):
        service.call_tool("prices_buy", {})
    assert service.call_tool(kept.name, {"text": "a ladder"}) == 1
    with pytest.raises(NotPermitted):
        LocalService(assistant, ME, may="read").call_tool(kept.name, {"text": "a ladder"})


def test_tools_have_names_in_http_and_mcp(assistant: Assistant) -> None:
    policy = AccessPolicy.of(assistant.settings)
    app = server.application(assistant, policy, Offers())
    key = {"Authorization": f"Bearer {policy.token}"}
    with TestClient(app, base_url="http://127.0.0.1:7860", headers=key) as client:
        assert [tool["name"] for tool in client.get("/api/tools").json()] == [
            "prices_price_of",
            "prices_keep",
        ]
        reply = client.post("/api/tools/prices_price_of", json={"item": "rice"})
        assert (reply.status_code, reply.json()["result"]["price"]) == (200, 2)
        assert client.post("/api/tools/prices_price_of", json={}).status_code == 422
        assert client.post("/api/tools/nothing", json={}).status_code == 404
    service = LocalService(assistant, ME)
    offered = mcp_tools.tools(lambda ctx: service, service.tools())
    listed = {tool.name: tool for tool in asyncio.run(offered.list_tools())}
    assert listed["prices_price_of"].inputSchema["required"] == ["item"]
    assert listed["prices_price_of"].annotations.readOnlyHint is True  # type: ignore[union-attr]
    assert listed["prices_keep"].annotations.readOnlyHint is False  # type: ignore[union-attr]
    answer = asyncio.run(offered.call_tool("prices_price_of", {"item": "tea", "count": 2}))
    assert '"price": 4' in str(answer)


def test_own_settings_come_from_file_and_environment(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def own() -> dict[str, object]:
        return dict(assistant.context(ME, plugin="prices").own)

    assert own() == {"currency": "EUR", "price": 2}
    file = assistant.settings.home / own_settings.FILE
    file.parent.mkdir(exist_ok=True)
    file.write_text('[prices]\ncurrency = "GBP"\n')
    monkeypatch.setenv("ASSISTANT_PRICES_PRICE", "7")
    assert own() == {"currency": "GBP", "price": 7}
    monkeypatch.setenv("ASSISTANT_PRICES_PRICE", "dear")
    with pytest.raises(own_settings.BadSetting, match="'dear' is not int"):
        own()
    monkeypatch.delenv("ASSISTANT_PRICES_PRICE")
    file.write_text("[prices]\ncolour = 1\n")
    with pytest.raises(own_settings.BadSetting, match="no such setting"):
        own()
    file.unlink()


def test_an_own_space_finds_by_meaning_and_belongs_to_its_owner(assistant: Assistant) -> None:
    first = said(assistant, "/stash a woollen coat, a tax form, a bag of flour")
    assert first.split("|")[0] == "a woollen coat"
    other = Owner("somebody")
    assert said(assistant, "/stash a spoon", owner=other) == "a spoon"
    assert [space.name for space in held(assistant.store, other)] == ["own:prices/stash"]
    texts, rows = assistant.features("own:prices/stash", owner=other)
    assert texts == ["a spoon"]
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


@pytest.mark.parametrize(
    ("text", "kind"),
    [("/map own:prices/drawn", Plot), ("/features own:prices/drawn csv", Download)],
)
def test_an_own_space_is_drawn_and_given_out(assistant: Assistant, text: str, kind: type[Block]) -> None:
    OwnSpace(assistant.store, assistant.models, "prices", "drawn", ME).put(
        ["a hat", "a cat", "an oak", "an elm"]
    )
    blocks = list(assistant.reply(Message(text)))
    assert any(isinstance(block, kind) for block in blocks), blocks
    strange = list(assistant.reply(Message(text), owner=Owner("stranger")))
    assert not any(isinstance(block, kind) for block in strange)


def test_an_own_space_goes_with_the_library(assistant: Assistant, tmp_path: Path) -> None:
    moving, here, there = Owner("moving"), OwnSpace, assistant.library
    here(assistant.store, assistant.models, "prices", "moved", moving).put(
        ["a drum", "a flute"], ids=["d", "f"]
    )
    file = there.export(tmp_path / "all.zip", owner=moving)
    with testing.open(tmp_path / "home", plugins=[Prices()]) as other:
        other.library.import_(file, owner=ME)
        assert [space.name for space in held(other.store, ME)] == ["own:prices/moved"]
        own = counted(other.store, ME)
        assert own == [("prices/moved", 2)]
        assert "2 kept by prices/moved" in head([], "en", folders=False, own=own)
        assert "prices/moved の 2 件" in head([], "ja", folders=False, own=own)
        space = OwnSpace(other.store, other.models, "prices", "moved", ME)
        assert space.near("something with a skin to beat", 1)[0].id == "d"
    strange = Owner("strange")
    there.import_(file, owner=strange)  # the space is there already
    assert {
        item.text for item in here(assistant.store, assistant.models, "prices", "moved", strange).items()
    } == {"a drum", "a flute"}


def test_an_own_space_follows_a_change_of_model(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def space() -> OwnSpace:
        return OwnSpace(assistant.store, assistant.models, "prices", "moves", ME)

    space().put(["a lighthouse", "a teapot"], ids=["1", "2"], metadata=[{"n": 1}, {"n": 2}])
    other = UseEncoder()
    monkeypatch.setattr(assistant.models, "encoder", lambda name="text": other)
    moved = space()
    assert [(item.text, item.metadata["n"]) for item in moved.items()] == [
        ("a lighthouse", 1),
        ("a teapot", 2),
    ]
    assert moved.near("something to make tea in", 1)[0].text == "a teapot"
    held = next(one for one in assistant.store.spaces() if one.name == moved.name)
    assert (held.fingerprint, held.dim) == (other.fingerprint, other.dim)


class Tracks:
    name = "tracks"
    summary = Phrase("Read tracks", "経路を読む")
    intents = (Intent("read_track", summary, {}, command="track", does="read", attachment="document"),)

    def accepts(self, file: Path) -> str:
        return "read_track" if file.suffix == ".gpx" else ""

    def handle(self, request: Request, context: Context) -> Iterable[Block]:
        yield Text(f"track {request.message.files[0].name}: {request.message.text}")


def test_a_dropped_file_goes_to_the_plugin_that_claims_it(tmp_path: Path) -> None:
    (tmp_path / "walk.gpx").write_text("<gpx/>")
    (tmp_path / "notes.txt").write_text("The walk to the mill takes two hours.")
    track, notes = tmp_path / "walk.gpx", tmp_path / "notes.txt"
    with testing.open(tmp_path / "home", plugins=[Tracks()]) as assistant:
        blocks = list(assistant.reply(Message("", [track])))
        assert [block.markdown for block in blocks if isinstance(block, Text)] == ["track walk.gpx: "]
        spoken = list(assistant.reply(Message("how far is it?", [track])))
        assert Text("track walk.gpx: how far is it?") in spoken
        mixed = list(assistant.reply(Message("", [track, notes])))
        assert Text("track walk.gpx: ") in mixed
        assert [document.name for document in assistant.library.documents(owner=ME)] == ["notes.txt"]


@pytest.mark.parametrize("accepts", [lambda file: 1 / 0, lambda file: "no_such_intent"])
def test_a_plugin_that_claims_badly_keeps_no_file_out(tmp_path: Path, accepts: object) -> None:
    plugin = Tracks()
    plugin.accepts = accepts  # type: ignore[method-assign, assignment]
    registry = Registry()
    registry.add(plugin)
    assert registry.claimed(tmp_path / "walk.gpx") == ""


def test_a_plugin_that_is_added_late_is_routed_to_at_once(tmp_path: Path) -> None:
    with testing.open(tmp_path) as assistant:
        assert assistant.route(Message("how dear is green tea")).intent != "price"
        assistant.registry.add(Prices())
        assert assistant.route(Message("how dear is green tea")).intent == "price"


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"name": "two words"}, "name must be a word"),
        ({"summary": "Prices"}, "summary must be a Phrase"),
        ({"intents": ()}, "it has no intents"),
        ({"intents": ("price",)}, "intents must be Intent, not str"),
        ({"handle": lambda request: ()}, "handle must take"),
        ({"intents": (Intent("p", PRICE.summary, {}),)}, "nothing would ever reach it"),
        ({"intents": (Intent("p", PRICE.summary, {}, patterns=("(",)),)}, "does not compile"),
        ({"intents": (Intent("p", PRICE.summary, {"en": ["a {x:b}"]}),)}, "mark what are no slots: x"),
        ({"intents": (Intent("p", PRICE.summary, {}, command="search"),)}, "the command /search is taken"),
        ({"intents": (PRICE, PRICE)}, "the intent 'price' is taken"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_reason(changes: dict[str, object], fault: str) -> None:
    registry = Registry()
    registry.discover()
    plugin = Prices()
    for name, value in changes.items():
        setattr(plugin, name, value)
    with pytest.raises(ValueError, match=fault.replace("(", r"\(")):
        registry.add(plugin)
    assert registry.find("prices") is None


def test_an_intent_is_read_from_toml(tmp_path: Path) -> None:
    room = tmp_path / "intents"
    room.mkdir()
    (room / "weigh.toml").write_text(
        'slots = ["thing", {name = "unit", required = true}]\ncommand = "weigh"\n'
        '[summary]\nen = "Weigh"\nja = "量る"\n[examples]\nen = ["weigh {thing:sugar}"]\nja = "{thing:砂糖}を量って"\n',
        encoding="utf-8",
    )
    (intent,) = Intent.load(tmp_path)
    assert (intent.name, intent.command, intent.examples["en"]) == ("weigh", "weigh", ("weigh sugar",))
    assert isinstance(intent.slots[1], Slot)
    assert intent.slots[1].required
    (room / "weigh.toml").write_text('colour = "red"\n', encoding="utf-8")
    with pytest.raises(ValueError, match="unknown: colour"):
        Intent.load(tmp_path)
    with pytest.raises(FileNotFoundError):
        Intent.load(tmp_path, "other")


def test_a_new_package_passes_its_own_test(tmp_path: Path) -> None:
    files = new_plugin.write("attic", tmp_path)
    assert {file.name for file in files} == {"pyproject.toml", "__init__.py", "attic.toml", "test_attic.py"}
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path / "attic")],
        cwd=tmp_path / "attic", env={**_environment(), "PYTHONPATH": str(tmp_path / "attic")},
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert "1 passed" in ran.stdout, ran.stdout + ran.stderr


@pytest.mark.parametrize("name", ["Two", "a-b", "1st", "", "_x", "名前"])
def test_a_name_that_cannot_be_imported_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(new_plugin.NotAName):
        new_plugin.write(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "attic").mkdir()
    with pytest.raises(new_plugin.FolderTaken):
        new_plugin.write("attic", tmp_path)
    assert list((tmp_path / "attic").iterdir()) == []


def _environment() -> dict[str, str]:
    import os

    return dict(os.environ)
