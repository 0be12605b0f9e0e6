"""`assistant doctor --repair`, `backup` and what doctor says of damage, as a person at a terminal sees them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from store.library import Store
from store.types import ME, Document, Space
from tests.store.conftest import item
from tests.store.test_seal import behind_its_back
from tests.surfaces.conftest import Run


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with Store(tmp_path / "home" / "store", backups=False) as store:
        store.open(Space("notes", "drawn", 16))  # of no model, so that doctor has nothing to say of it
        store.put_document(Document("d1", ME, "kettle.md", text="A kettle."), "notes", [item(1)])
        store.corrections.add(ME, "show me the kettle", "search_text")
    return tmp_path / "home"


def checks(run: Run, home: Path, *words: str) -> list[tuple[str, str, str]]:
    found = json.loads(run(*words, "--json", home=home).stdout)["checks"]
    return [(check["name"], check["state"], check["text"]) for check in found]


def test_doctor_names_damage_and_repair_mends_it(run: Run, home: Path) -> None:
    with behind_its_back(home / "store") as connection:
        connection.exec_driver_sql("UPDATE documents SET name = 'kettme.md'")
        connection.exec_driver_sql("DELETE FROM corrections")
    assert run("doctor", home=home).exit_code == 1
    assert {text for name, state, text in checks(run, home, "doctor") if (name, state) == ("store", "error")} == {
        "The document “kettme.md” has changed on the disk.", "The correction “#1” is missing."
    }  # fmt: skip
    assert ("store", "error", "文書「kettme.md」がディスク上で変わっています。") in checks(
        run, home, "--language", "ja", "doctor"
    )
    mended = run("doctor", "--repair", home=home)
    assert mended.exit_code == 0
    assert "No copy has it: it is gone." in mended.stdout
    assert "kept in" in mended.stdout
    assert [check for check in checks(run, home, "doctor") if check[:2] == ("store", "error")] == []
    assert "Nothing had to be mended." in run("doctor", "--repair", home=home).stdout
    with Store(home / "store", backups=False) as store:
        assert [document.name for document in store.documents(owner=ME)] == ["kettle.md"]
