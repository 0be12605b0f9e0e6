"""Folders of photos: batches, one bad photo, cancelling, kills, small pictures, folders and tags as filters."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pytest
from PIL import Image

from assistant import Assistant
from assistant.engines.images.filters import Within
from assistant.engines.images.photo_store import LOOKS, MEANINGS, Photo, PhotoStore
from assistant.engines.images.thumbnails import thumbnail
from assistant.ingest.events import FileDone, FileFailed, IngestSummary
from assistant.settings import Settings, default_cache
from store.types import ME, Owner

DRAWN = 40


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Assistant]:
    settings = Settings.read({}, home=tmp_path / "home", cache=default_cache(), samples=False)
    with Assistant.open(settings=settings) as opened:
        yield opened


@pytest.fixture(scope="module")
def album(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty photos of noise, no two alike, in two folders."""
    folder = tmp_path_factory.mktemp("album")
    for number in range(DRAWN):
        place = folder / ("Sommer 夏" if number % 2 else "winter")
        place.mkdir(exist_ok=True)
        dice = np.random.default_rng(number)
        small = dice.integers(0, 255, (2 + number % 7, 3 + number % 5, 3), dtype=np.uint8)
        Image.fromarray(small).resize((200, 150)).save(place / f"p{number:02}.png")
    return folder


def watched(photo_store: PhotoStore, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Note how many photos go through the network together."""
    sizes: list[int] = []
    encode = photo_store.encode

    def noted(pictures: Sequence[Any]) -> list[Photo]:
        sizes.append(len(pictures))
        return encode(pictures)

    monkeypatch.setattr(photo_store, "encode", noted)
    return sizes


def test_the_first_photo_goes_alone_and_batches_give_the_same_vectors(
    fresh: Assistant, album: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = fresh.library
    sizes = watched(library.images.photo_store, monkeypatch)
    found_after_first = 0
    for event in library.add_files([album], owner=ME):
        if isinstance(event, FileDone) and not found_after_first:
            found_after_first = len(library.images.find_images("", 99, owner=ME))
    assert isinstance(event, IngestSummary)
    assert (event.added, event.failed, event.cancelled) == (DRAWN, (), False)
    assert (sizes[0], found_after_first, sum(sizes)) == (1, 1, DRAWN)
    assert 1 < max(sizes) <= 16
    text, look = fresh.encoder("image-text"), fresh.encoder("image-look")
    for item in list(library.images.stored(ME))[::13]:
        file = str(item.metadata["location"])
        assert float(item.vector @ text.images([file])[0]) > 0.9999
        stored = library.store.get(LOOKS, [item.id], owner=ME)[0].vector
        assert float(stored @ look.images([file])[0]) > 0.9999


def test_one_photo_that_the_model_cannot_take_is_lost_alone(
    fresh: Assistant, album: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo_store = fresh.library.images.photo_store
    encode = photo_store.encode

    def choosy(pictures: Sequence[Any]) -> list[Photo]:
        if any(picture.decoded.image.getpixel((0, 0)) == bad for picture in pictures):
            raise RuntimeError("a shape that the network was not made for")
        return encode(pictures)

    with Image.open(album / "winter" / "p20.png") as image:
        bad = image.getpixel((0, 0))
    monkeypatch.setattr(photo_store, "encode", choosy)
    events = list(fresh.library.add_files([album], owner=ME))
    failed = [event for event in events if isinstance(event, FileFailed)]
    assert [Path(event.name).name for event in failed] == ["p20.png"]
    assert len([event for event in events if isinstance(event, FileDone)]) == DRAWN - 1
    assert fresh.store.count(MEANINGS, owner=ME) == fresh.store.count(LOOKS, owner=ME) == DRAWN - 1


def test_cancelling_keeps_every_photo_that_was_told_of_and_a_second_run_adds_the_rest(
    fresh: Assistant, album: Path
) -> None:
    told: list[str] = []
    for event in fresh.library.add_files([album], owner=ME, cancelled=lambda: len(told) >= 5):
        if isinstance(event, FileDone):
            told.append(event.document_id)
    assert isinstance(event, IngestSummary)
    assert event.cancelled
    assert 5 <= len(told) < DRAWN
    assert {item.id for item in fresh.library.images.stored(ME)} == set(told)
    assert {item.id for item in fresh.library.images.stored(ME, LOOKS)} == set(told)
    again = list(fresh.library.add_files([album], owner=ME))[-1]
    assert isinstance(again, IngestSummary)
    assert (again.added, again.unchanged) == (DRAWN - len(told), len(told))


def test_a_kill_while_photos_are_added_loses_none_that_was_told_of(album: Path, tmp_path: Path) -> None:
    code = f"""
from pathlib import Path
from assistant import Assistant
from assistant.ingest.events import FileDone
from assistant.settings import Settings, default_cache
settings = Settings.read({{}}, home=Path({str(tmp_path / "home")!r}), cache=default_cache(), samples=False)
with Assistant.open(settings=settings) as a:
    for event in a.library.add_files([Path({str(album)!r})], owner="me"):
        if isinstance(event, FileDone):
            print(event.document_id, flush=True)
"""
    child = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert child.stdout is not None
    told = [child.stdout.readline().strip() for _ in range(8)]
    os.killpg(child.pid, signal.SIGKILL)
    told += child.stdout.read().split()
    child.wait()
    settings = Settings.read({}, home=tmp_path / "home", cache=default_cache(), samples=False)
    with Assistant.open(settings=settings) as opened:
        stored = {item.id for item in opened.library.images.stored(ME)}
        assert set(told) <= stored
        assert {item.id for item in opened.library.images.stored(ME, LOOKS)} == stored
        assert {document.id for document in opened.library.documents(owner=ME)} == stored
        assert all(thumbnail(settings.home, name).is_file() for name in stored)
        list(opened.library.add_files([album], owner=ME))
        assert opened.store.count(MEANINGS, owner=ME) == DRAWN


def test_a_copy_in_the_same_folder_is_told_of_after_the_photo_is_stored(
    fresh: Assistant, album: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "twice"
    folder.mkdir()
    for name in ("a.png", "b.png"):
        shutil.copy(album / "winter" / "p00.png", folder / name)
    done = []
    for event in fresh.library.add_files([folder], owner=ME):
        if isinstance(event, FileDone):
            assert fresh.store.document(event.document_id, owner=ME) is not None
            done.append((event.name, event.change))
    assert done == [("a.png", "added"), ("b.png", "unchanged")]


def test_a_full_disk_fails_what_it_could_not_take(
    fresh: Assistant, album: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Path.write_bytes
    written: list[Path] = []

    def full(self: Path, data: bytes) -> int:
        if self.suffix == ".jpg" and len(written) >= 3:
            raise OSError(28, "No space left on device")
        written.append(self)
        return write(self, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    *events, summary = fresh.library.add_files([album], owner=ME)
    assert isinstance(summary, IngestSummary)
    done = [event.document_id for event in events if isinstance(event, FileDone)]
    assert 1 <= len(done) <= 3
    assert len(summary.failed) == DRAWN - len(done)
    assert "full" in summary.failed[0][1].say("en")
    assert {item.id for item in fresh.library.images.stored(ME)} == set(done)


def test_small_pictures_stay_while_photos_can_be_restored_and_go_when_they_are_gone_for_good(
    fresh: Assistant, album: Path
) -> None:
    library, home = fresh.library, fresh.settings.home
    files = sorted((album / "winter").iterdir())[:3]
    ids = [e.document_id for e in library.add_files(files, owner=ME) if isinstance(e, FileDone)]
    other = home / "thumbnails" / "mine.jpg"
    orphan = thumbnail(home, "doc-0123456789abcdef")
    for file in (other, orphan):
        file.write_bytes(b"x")
    token = library.forget(ids[:1], owner=ME)
    fresh.store.deleted.purge_old()
    assert not orphan.exists()
    assert all(thumbnail(home, name).is_file() for name in ids)
    assert library.restore(token, owner=ME) == 1
    library.forget(ids[1:2], owner=ME)
    fresh.store.deleted.purge_old(days=0)
    assert [thumbnail(home, name).is_file() for name in ids] == [True, False, True]
    assert other.is_file()


def test_orphans_are_removed_soon_after_the_start(tmp_path: Path) -> None:
    settings = Settings.read({}, home=tmp_path, cache=default_cache(), samples=False)
    orphan = thumbnail(tmp_path, "doc-0123456789abcdef")
    orphan.parent.mkdir()
    orphan.write_bytes(b"x")
    with Assistant.open(settings=settings) as opened:
        tidied, tidy = Event(), opened.store.on_gone
        opened.store.on_gone = lambda: (tidy(), tidied.set())
        assert tidied.wait(60)
    assert not orphan.exists()


def test_folders_and_tags_are_looked_up_anew_after_every_change(fresh: Assistant, album: Path) -> None:
    library, images = fresh.library, fresh.library.images
    list(library.add_files([album], owner=ME))

    def names(**within: Any) -> set[str]:
        return {str(hit.metadata["name"]) for hit in images.find_images("noise", 99, within=Within(**within))}

    summer = {f"p{number:02}.png" for number in range(DRAWN) if number % 2}
    assert names(folders=("SOMMER 夏",)) == summer
    assert names(folders=(f"{album.name}/winter",)) == {f"p{number:02}.png" for number in range(0, DRAWN, 2)}
    assert names(folders=("winter", "sommer 夏")) == {f"p{number:02}.png" for number in range(DRAWN)}
    assert names(folders=("inter",)) == names(tags=("family",)) == set()
    first, second = library.documents(owner=ME)[:2]
    library.tag([first.id, second.id], ["Family"], owner=ME)
    assert names(tags=("family",)) == {first.name, second.name}
    inside = {one.name for one in (first, second) if "winter" in one.location}
    assert names(tags=("FAMILY",), folders=("winter",)) == inside
    token = library.forget([first.id], owner=ME)
    assert names(tags=("family",)) == {second.name}
    library.restore(token, owner=ME)
    fresh.store.update_document(replace(first, location="/elsewhere/trip/x.png", tags=()))
    assert (names(tags=("family",)), names(folders=("trip",))) == ({second.name}, {first.name})
    assert images.find_images("noise", 9, owner=Owner("you"), within=Within(folders=("winter",))) == []
