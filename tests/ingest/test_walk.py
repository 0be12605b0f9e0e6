"""Links in a folder, and names that are not text: what is read, under which name, and what is said of the rest."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant.ingest.events import FileDone, Tally
from assistant.ingest.files import walk
from assistant.library.library import Library
from assistant.paths import on_disk, printable
from assistant.phrase import Phrase
from tests.ingest.test_library import ME, add, counts, failures

LATIN = os.fsdecode(b"caf\xe9.txt")
SJIS = os.fsdecode("猫.txt".encode("cp932"))


def names(folder: Path) -> list[tuple[str, str]]:
    return [(found.name, type(found.error).__name__ if found.error else "") for found in walk([folder], 100)]


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    place = tmp_path / "outside"
    (place / "sub").mkdir(parents=True)
    (place / "secret.txt").write_text("the secret word is xylophone")
    (place / "sub" / "more.txt").write_text("more secrets")
    return place


def test_links_to_what_is_outside_are_left_out_and_said(
    library: Library, folder: Path, outside: Path
) -> None:
    (folder / "a.txt").write_text("a word")
    (folder / "file.txt").symlink_to(outside / "secret.txt")
    (folder / "relative.txt").symlink_to("../outside/secret.txt")
    (folder / "tree").symlink_to(outside, target_is_directory=True)
    (folder / "chain.txt").symlink_to(folder / "file.txt")
    (folder / "gone.txt").symlink_to(outside / "nothing.txt")
    (folder / "dev").symlink_to("/dev/zero")
    summary = add(library, folder)
    assert counts(summary) == (1, 0, 0, 0)
    assert sorted(failures(summary)) == [
        (name, "LinkLeadsOut")
        for name in ("chain.txt", "dev", "file.txt", "gone.txt", "relative.txt", "tree")
    ]
    assert [document.name for document in library.documents(owner=ME)] == ["a.txt"]
    assert summary.failed[0][1].say("ja").startswith("chain.txt はフォルダの外を指すリンク")
    plan = library.plan_sync(folder, owner=ME)
    assert (plan.empty, len(plan.failed)) == (True, 6)


def test_links_to_what_is_inside_make_no_doubles_and_no_loops(folder: Path) -> None:
    (folder / "sub" / "deep").mkdir(parents=True)
    (folder / "sub" / "b.txt").write_text("b")
    (folder / "a-first.txt").symlink_to("sub/b.txt")
    (folder / "sub" / "deep" / "up").symlink_to(folder, target_is_directory=True)
    (folder / "again").symlink_to("sub", target_is_directory=True)
    (folder / "self").symlink_to("self")
    assert names(folder) == [("self", ""), ("sub/b.txt", "")]
    assert next(walk([folder / "a-first.txt"], 9)).error is None, "a link that is named itself is followed"


def test_what_only_a_link_leads_to_is_read_once(folder: Path) -> None:
    """git-annex and the like keep files in a hidden folder, with a link at each place."""
    (folder / ".annex" / "part").mkdir(parents=True)
    (folder / ".annex" / "key").write_text("report")
    (folder / ".annex" / "part" / "c.txt").write_text("c")
    (folder / "report.txt").symlink_to(".annex/key")
    (folder / "copy.txt").symlink_to(".annex/key")
    (folder / "x").symlink_to(".annex/part")
    (folder / "y").symlink_to(".annex")
    assert names(folder) == [("copy.txt", ""), ("x/c.txt", "")]


def test_a_folder_that_is_itself_a_link_is_followed(folder: Path, tmp_path: Path) -> None:
    (folder / "a.txt").write_text("a")
    (tmp_path / "door").symlink_to(folder, target_is_directory=True)
    assert names(tmp_path / "door") == [("a.txt", "")]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [(LATIN, r"caf\xe9.txt"), (SJIS, r"\x94L.txt")],
    ids=["latin-1", "shift-jis"],
)
def test_a_name_that_is_not_utf8_is_read_under_a_printable_one(
    library: Library, folder: Path, tmp_path: Path, raw: str, shown: str
) -> None:
    folder = folder / os.fsdecode(b"d\xff")
    folder.mkdir()
    (folder / raw).write_text("Goods can be returned within thirty days.")
    (folder / "plain.txt").write_text("Cats purr.")
    assert counts(add(library, folder)) == (2, 0, 0, 0)
    assert counts(add(library, folder)) == (0, 0, 2, 0)
    kept = {document.name: document for document in library.documents(owner=ME)}
    assert set(kept) == {printable(raw), "plain.txt"}
    assert printable(raw) == shown
    document = kept[printable(raw)]
    document.location.encode()
    assert on_disk(document.location) == folder / raw
    assert library.search("returned goods", 1, owner=ME)[0].metadata["name"] == printable(raw)
    plan = library.plan_sync(printable(folder), owner=ME)
    assert (plan.empty, plan.unchanged) == (True, 2)
    library.export(tmp_path / "all.zip", owner=ME)
    (folder / raw).rename(folder / "new.txt")
    assert [(old.name, new.name) for old, new in library.plan_sync(folder, owner=ME).renamed] == [
        (printable(raw), "new.txt")
    ]
    (folder / "new.txt").unlink()
    assert [gone.name for gone in library.plan_sync(folder, owner=ME).deleted] == [printable(raw)]


def test_a_name_that_reads_like_an_escape_stays_itself(folder: Path) -> None:
    (folder / r"a\xe9.txt").write_text("x")
    assert on_disk(str(folder / r"a\xe9.txt")) == folder / r"a\xe9.txt"
    assert on_disk(str(folder / r"b\xe9.txt")) == folder / r"b\xe9.txt"
    assert Phrase("{name}", "{name}").say("ja", name=folder / LATIN).endswith(r"caf\xe9.txt")


def test_an_unforeseen_fault_costs_one_file(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assistant.ingest import prepare

    (folder / "a.txt").write_text("a word")
    (folder / "b.txt").write_text("b word")
    load = prepare.load

    def fault(found: object, limit: int) -> object:
        if getattr(found, "name", "") == "a.txt":
            raise UnicodeEncodeError("utf-8", "\udce9", 0, 1, "surrogates not allowed")
        return load(found, limit)  # type: ignore[arg-type]

    monkeypatch.setattr(prepare, "load", fault)
    summary = add(library, folder)
    assert counts(summary) == (1, 0, 0, 0)
    assert failures(summary) == [("a.txt", "Unexpected")]


def test_what_was_told_makes_the_summary_of_a_run_without_one() -> None:
    tally = Tally()
    for change in ("added", "added", "unchanged"):
        tally.count(FileDone("x", "doc", change, 3))  # type: ignore[arg-type]
    assert (tally.summary.added, tally.summary.unchanged, tally.summary.passages) == (2, 1, 6)
    assert tally.summary.cancelled
