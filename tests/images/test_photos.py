from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PIL import Image

from assistant import Assistant, Message
from assistant.blocks import Details, Gallery, Notice, Table, Text
from assistant.ingest.events import FileDone, FileFailed, IngestSummary
from store.types import Owner
from tests.images.conftest import PICTURES

BICYCLE, BEACH = PICTURES / "bicycle.png", PICTURES / "beach-at-sunset.png"


def test_tags_of_a_drawn_bicycle(assistant: Assistant) -> None:
    images = assistant.library.images
    assert "bicycle" in [label for label, _ in images.tag(BICYCLE, k=5)]
    assert "自転車" in [label for label, _ in images.tag(BICYCLE, k=5, language="ja")]
    chosen = images.tag(BICYCLE, ["cat", "bicycle", "fox"])
    assert chosen[0][0] == "bicycle"
    assert sum(chance for _, chance in chosen) == pytest.approx(1, abs=1e-5)
    many = images.tag(BICYCLE, [f"thing {number}" for number in range(499)] + ["自転車"], k=1)
    assert many[0][0] == "自転車"


def test_yes_and_no(assistant: Assistant) -> None:
    images = assistant.library.images
    assert images.shows(BICYCLE, "bicycle") > 0.9
    assert images.shows(BEACH, "beach") > 0.6
    assert images.shows(BEACH, "bicycle") < 0.3
    assert images.shows(PICTURES / "apple.png", "dog") < 0.5


def test_words_find_photos_in_both_languages(assistant: Assistant) -> None:
    images = assistant.library.images
    for query in ("a bicycle", "自転車", "自転車の写真"):
        assert images.find_images(query, 3)[0].metadata["name"] == "bicycle.png"
    first = images.find_images("a bicycle", 3)[0]
    assert Path(str(first.metadata["thumbnail"])).is_file()
    without = images.find_images("picture", 8, minus=["bicycle"])
    assert without[-1].metadata["name"] == "bicycle.png"


def test_a_folder_of_photos(assistant: Assistant, tmp_path: Path) -> None:
    owner, folder = Owner("folder-test"), tmp_path / "photos"
    folder.mkdir()
    shutil.copy(BICYCLE, folder / "one.png")
    with Image.open(BICYCLE) as image:
        image.convert("RGB").resize((300, 300)).save(folder / "two.jpg", quality=90)
    (folder / "bad.jpg").write_bytes(b"\xff\xd8\xff" + bytes(40))
    library, images = assistant.library, assistant.library.images
    events = list(library.add_files([folder], owner=owner))
    assert [event.name for event in events if isinstance(event, FileFailed)] == ["bad.jpg"]
    done = [event for event in events if isinstance(event, FileDone)]
    assert [event.change for event in done] == ["added", "added"]
    again = list(library.add_files([folder], owner=owner))[-1]
    assert isinstance(again, IngestSummary)
    assert (again.added, again.unchanged) == (0, 2)
    hits = images.find_images("bicycle", 5, owner=owner)
    bicycles = [hit for hit in hits if hit.metadata["name"] in {"bicycle.png", "one.png", "two.jpg"}]
    assert len(bicycles) == 1  # the copy and the resized copy are folded into one
    assert bicycles[0].scores["folded"] == 2
    assert not {"one.png", "two.jpg"} & {hit.metadata["name"] for hit in images.find_images("bicycle", 9)}
    (folder / "one.png").rename(folder / "renamed.png")
    plan = library.plan_sync(folder, owner=owner)
    assert (len(plan.renamed), len(plan.added), len(plan.deleted)) == (1, 1, 0)  # added: bad.jpg
    list(library.sync(plan, owner=owner))
    token = library.forget([event.document_id for event in done], owner=owner)
    names = {hit.source for hit in images.find_images("bicycle", 9, owner=owner)}
    assert not names & {event.document_id for event in done}
    assert library.restore(token, owner=owner) == 2
    library.export(tmp_path / "all.zip", owner=owner)


def test_similar_by_look_and_meaning(assistant: Assistant) -> None:
    images = assistant.library.images
    for by in ("look", "meaning"):
        hits = images.similar_images(BICYCLE, 3, by)
        assert "bicycle.png" not in [hit.metadata["name"] for hit in hits]
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_the_chat_answers(assistant: Assistant) -> None:
    asks = list(assistant.reply(Message("この写真に何が写っていますか")))
    assert isinstance(asks[0], Notice)
    assert "写真" in asks[0].text
    told = list(assistant.reply(Message("is it a cat, a bicycle or a fox?", [BICYCLE])))
    assert isinstance(told[0], Table)
    assert told[0].rows[0][0] == "bicycle"
    assert told[0].scores == ("Score",)
    assert isinstance(told[-1], Details)
    assert "built-in" in told[-1].markdown
    yes = next(iter(assistant.reply(Message("is there a beach in it?", [BEACH]))))
    assert isinstance(yes, Text)
    assert yes.markdown.startswith("Yes")
    alike = list(assistant.reply(Message("find ones like this", [BEACH])))
    assert [type(block) for block in alike[:2]] == [Gallery, Gallery]
    found = next(iter(assistant.reply(Message("find pictures of a bicycle"))))
    assert isinstance(found, Gallery)
    assert found.pictures[0].caption == "bicycle.png"
    assert found.caption == "Photos for “bicycle”"
    absent = next(iter(assistant.reply(Message("find pictures of a zebra"))))
    assert isinstance(absent, Gallery)
    assert absent.caption == "No photo clearly shows “zebra”; the nearest:"
