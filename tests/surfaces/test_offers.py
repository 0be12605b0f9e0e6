"""Files on offer belong to one person, and pastes get names of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.surfaces.access import offers as module
from assistant.surfaces.access.offers import Offers
from assistant.surfaces.page.pasted import named
from assistant.surfaces.page.routes import attachment
from assistant.surfaces.page.viewer import Place
from store.types import Owner

ANN, BOB = Owner("ann"), Owner("bob")


def test_a_file_is_given_only_to_the_person_it_was_made_for(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("x")
    offers = Offers()
    address = offers.publish(ANN, str(file), "result.csv", "text/csv")
    token = address
    assert len(token) >= 32
    found = offers.find(token, ANN)
    assert found is not None
    assert (found.path, found.name, found.inline) == (file, "result.csv", False)
    assert offers.find(token, BOB) is None
    assert offers.find("x" * 32, ANN) is None
    assert offers.publish(BOB, str(file), "result.csv", "text/csv") != address


def test_the_same_file_keeps_its_address_and_a_deleted_one_loses_it(tmp_path: Path) -> None:
    file = tmp_path / "a.png"
    file.write_bytes(b"x")
    offers = Offers()
    address = offers.publish(ANN, str(file), "", "image")
    assert offers.publish(ANN, str(file), "", "image") == address
    file.unlink()
    assert offers.find(address, ANN) is None
    assert offers.publish(ANN, str(file), "", "image") == ""


@pytest.mark.parametrize(
    ("name", "inline"), [("a.png", True), ("a.jpg", True), ("a.svg", False), ("a.html", False)]
)
def test_only_raster_images_are_shown_in_the_page(tmp_path: Path, name: str, inline: bool) -> None:
    file = tmp_path / name
    file.write_bytes(b"x")
    offers = Offers()
    offer = offers.find(offers.publish(ANN, str(file), "", "image"), ANN)
    assert offer is not None
    assert offer.inline is inline


def test_the_oldest_address_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CAPACITY", 2)
    offers, tokens = Offers(), []
    for number in range(3):
        file = tmp_path / f"{number}.txt"
        file.write_text("x")
        tokens.append(offers.publish(ANN, str(file), "", ""))
    assert [offers.find(token, ANN) is not None for token in tokens] == [False, True, True]


def test_two_pastes_are_two_documents(tmp_path: Path) -> None:
    names = []
    for number, text in enumerate(["Meeting notes: June\nall", "Meeting notes: June\nother"]):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "pasted_text.txt").write_text(text, "utf-8")
        names.append(named(folder / "pasted_text.txt"))
    assert names[0].name.startswith("Meeting notes June ")
    assert names[0].name != names[1].name
    assert names[1].read_text("utf-8").endswith("other")


def test_other_files_keep_their_names(tmp_path: Path) -> None:
    assert named(tmp_path / "report.txt") == tmp_path / "report.txt"


def test_a_title_cannot_break_out_of_a_header() -> None:
    header = attachment('a"\r\nset-cookie: x=1/../b.md')["content-disposition"]
    assert "\r" not in header
    assert '"' not in header
    assert "/" not in header.partition("''")[2]


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("d|3|9", Place("d", 3, 9)),
        ("d", Place("d")),
        ("d|x|-1", Place("d", 0, 0)),
        ("d|1|2|3|4|5", Place("d", 1, 2, 3, 4)),
        ("", Place("")),
    ],
)
def test_places_are_read_whatever_was_sent(address: str, place: Place) -> None:
    assert Place.read(address) == place
