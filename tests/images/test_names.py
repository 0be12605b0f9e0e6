"""Names taught with photos: recognised, found, listed, forgotten, and nobody else's."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant, Message
from assistant.blocks import Choices, Gallery, Notice, Table, Text
from assistant.settings import Settings, default_cache
from store.types import Owner
from tests.images.conftest import PICTURES
from tests.images.test_model import table

ANNA = Owner("anna")


@pytest.fixture(scope="module")
def bags(data: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Fourteen backpacks and fourteen watches as files."""
    folder, chosen = tmp_path_factory.mktemp("bags"), []
    rows = table(data / "images" / "fashion-dev.tsv")
    with tarfile.open(data / "images" / "fashion-dev.tar") as archive:
        for kind in ("Backpacks", "Watches"):
            for row in [row for row in rows if row[5] == kind][:14]:
                stream = archive.extractfile(row[0])
                assert stream is not None
                chosen.append(folder / f"{kind}-{row[1]}.jpg")
                chosen[-1].write_bytes(stream.read())
    return chosen


@pytest.fixture(scope="module")
def taught(bags: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    settings = Settings.read({}, home=tmp_path_factory.mktemp("names"), cache=default_cache())
    with Assistant.open(settings=settings) as opened:
        opened.add_files(bags, owner=ANNA)
        yield opened


def test_a_few_photos_teach_a_name(taught: Assistant, bags: list[Path]) -> None:
    talk = taught.store.conversations.create(ANNA)
    said = list(taught.reply(Message("these are Rucky", bags[:4]), owner=ANNA, conversation=talk))
    text = next(block for block in said if isinstance(block, Text))
    assert "Rucky" in text.markdown
    assert "4" in text.markdown
    images = taught.library.images
    found = images.find_images("Rucky", 14, owner=ANNA)
    names = [str(hit.metadata["name"]) for hit in found]
    assert len(found) >= 6  # four that were taught, and others that were not
    assert sum(name.startswith("Backpacks") for name in names) >= 0.9 * len(names)
    fresh, watch = images.called(bags[13], owner=ANNA), images.called(bags[20], owner=ANNA)
    assert [name for name, _ in fresh] == ["Rucky"]
    assert watch == []
    assert images.tag(bags[13], k=3, owner=ANNA)[0][0] == "Rucky"
    assert images.shows(bags[13], "rucky", owner=ANNA) > 0.5 > images.shows(bags[20], "Rucky", owner=ANNA)
    yes = next(iter(taught.reply(Message("is this Rucky?", [bags[13]]), owner=ANNA)))
    assert isinstance(yes, Text)
    assert yes.markdown.startswith("Yes")


def test_a_name_and_words(taught: Assistant) -> None:
    hits = taught.library.images.find_images("red Rucky", 5, owner=ANNA)
    assert hits
    assert all(str(hit.metadata["name"]).startswith("Backpacks") for hit in hits)
    assert hits[0].scores["name"] >= 0.5


def test_names_are_ones_own(taught: Assistant, bags: list[Path]) -> None:
    images, other = taught.library.images, Owner("ben")
    assert images.called(bags[13], owner=other) == []
    assert images.names.all(owner=other) == []
    assert "Rucky" not in [label for label, _ in images.tag(bags[13], owner=other)]


def test_listed_forgotten_and_brought_back(taught: Assistant, bags: list[Path]) -> None:
    images = taught.library.images
    listed = list(taught.reply(Message("/names"), owner=ANNA))
    assert isinstance(listed[0], Gallery)
    assert listed[0].caption == "Rucky: 4 photos"
    assert all(Path(picture.path).is_file() for picture in listed[0].pictures)
    asked = list(taught.reply(Message("/unname Rucky"), owner=ANNA))
    assert isinstance(asked[0], Choices)
    assert "“Rucky” (4 photos)" in asked[0].prompt
    assert len(images.names.all(owner=ANNA)) == 1, "it asks first"
    gone = list(taught.reply(Message("yes"), owner=ANNA))
    assert images.called(bags[13], owner=ANNA) == []
    assert isinstance(gone[1], Choices)
    list(taught.reply(Message(gone[1].options[0].message), owner=ANNA))
    assert [name for name, _ in images.called(bags[13], owner=ANNA)] == ["Rucky"]
    unknown = list(taught.reply(Message("/unname nobody"), owner=ANNA))
    assert isinstance(unknown[0], Notice)


def test_results_can_be_named_and_japanese_is_understood(taught: Assistant, bags: list[Path]) -> None:
    talk = taught.store.conversations.create(ANNA)

    def say(text: str, *files: Path) -> list[object]:
        return list(taught.reply(Message(text, files), owner=ANNA, conversation=talk))

    shown = say("find pictures of watches")[0]
    assert isinstance(shown, Gallery)
    say("/name トキ 1 2 3")
    taught_ids = {item.id for item in taught.library.images.names.examples("トキ", owner=ANNA)}
    assert taught_ids == {picture.id for picture in shown.pictures[:3]}
    say("これはリュックです", *bags[:3])
    told = say("これ何？", bags[13])[0]
    assert isinstance(told, Table)
    assert "リュック" in [row[0] for row in told.rows]
    assert len(taught.library.images.names.all(owner=ANNA)) == 3


def test_names_outlast_a_restart(bags: list[Path], tmp_path: Path) -> None:
    settings = Settings.read({}, home=tmp_path, cache=default_cache())
    with Assistant.open(settings=settings) as opened:
        list(opened.reply(Message("these are Rucky", bags[:3])))
    with Assistant.open(settings=settings) as opened:
        assert [name for name, _ in opened.library.images.called(bags[13])] == ["Rucky"]
        opened.library.export(tmp_path / "all.zip", owner=Owner("me"))
        missing = list(opened.reply(Message("/name Ghost")))
        assert isinstance(missing[0], Notice)
        assert "/name Ghost" in missing[0].hint
        bad = tmp_path / "bad.png"
        bad.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
        refused = list(opened.reply(Message("these are Broken", [bad, PICTURES / "cat.png"])))
        assert any(isinstance(block, Notice) and block.level == "error" for block in refused)
        assert len(opened.library.images.names.examples("Broken", owner=Owner("me"))) == 1
