"""Adding, changing, renaming, cancelling, synchronising: what the library then holds."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

from assistant.ingest import errors
from assistant.ingest.events import FileDone, FileFailed, FileProgress, IngestEvent, IngestSummary
from assistant.library.library import Library
from assistant.surfaces.service.shapes import event_from_json, event_to_json
from store.types import Owner
from tests.ingest import made, made_pdf
from tests.ingest.conftest import OneModel, Trigrams
from tests.ingest.made_pdf import Sheet

ME, YOU = Owner("me"), Owner("you")
LONG = "".join(
    f"第{n}段落です。返金の規則その{n}について、くわしく説明しています。" * 6 + "\n\n" for n in range(12)
)


def add(library: Library, *paths: Path, owner: Owner = ME) -> IngestSummary:
    events = list(library.add_files(paths, owner=owner))
    assert isinstance(events[-1], IngestSummary)
    assert not any(isinstance(event, IngestSummary) for event in events[:-1])
    return events[-1]


def counts(summary: IngestSummary) -> tuple[int, int, int, int]:
    return summary.added, summary.updated, summary.unchanged, summary.renamed


def failures(summary: IngestSummary) -> list[tuple[str, str]]:
    return [(name, type(error).__name__) for name, error in summary.failed]


def test_a_file_becomes_a_document_with_passages(library: Library, folder: Path) -> None:
    (folder / "規約.docx").write_bytes(made.docx([("Heading1", "返金"), ("", "返金は三十日以内です。")]))
    assert counts(add(library, folder / "規約.docx")) == (1, 0, 0, 0)
    (document,) = library.documents(owner=ME)
    assert (document.name, document.kind, document.passages) == ("規約.docx", "docx", 1)
    whole = library.document(document.id, owner=ME)
    assert whole is not None
    (passage,) = library.passages(document.id, owner=ME)
    data = passage.metadata
    assert passage.id == f"{document.id}#0"
    assert whole.text[int(data["start"]) : int(data["end"])] == passage.text
    assert (data["heading"], data["place"], data["kind"], data["name"]) == (
        "返金",
        "返金",
        "docx",
        "規約.docx",
    )
    assert np.linalg.norm(passage.vector) == pytest.approx(1, abs=1e-5)


def test_the_same_file_again_costs_nothing(library: Library, encoder: Trigrams, folder: Path) -> None:
    (folder / "a.txt").write_text(LONG)
    add(library, folder)
    before = len(encoder.texts)
    summary = add(library, folder)
    assert counts(summary) == (0, 0, 1, 0)
    assert (summary.passages, len(encoder.texts)) == (0, before)


def test_a_changed_file_is_updated_and_unchanged_passages_keep_their_vectors(
    library: Library, encoder: Trigrams, folder: Path
) -> None:
    path = folder / "a.md"
    path.write_text("\n".join(f"# 第{n}章\n\n{n}章の本文です。" for n in range(8)))
    add(library, path)
    (old,) = library.documents(owner=ME)
    path.write_text(
        "\n".join(f"# 第{n}章\n\n{n}章の本文です。" for n in range(8)).replace("5章の本文", "五番目の話")
    )
    encoder.calls.clear()
    assert counts(add(library, path)) == (0, 1, 0, 0)
    assert len(encoder.texts) == 1
    (new,) = library.documents(owner=ME)
    assert (new.id, new.passages, new.added) == (old.id, 8, old.added)
    assert [p.metadata["order"] for p in library.passages(new.id, owner=ME)] == list(range(8))
    assert "五番目の話" in library.passages(new.id, owner=ME)[5].text


def test_a_renamed_file_is_recognised(library: Library, encoder: Trigrams, folder: Path) -> None:
    (folder / "old.txt").write_text(LONG)
    add(library, folder)
    (before,) = library.documents(owner=ME)
    (folder / "old.txt").rename(folder / "new.txt")
    encoder.calls.clear()
    assert counts(add(library, folder)) == (0, 0, 0, 1)
    (after,) = library.documents(owner=ME)
    assert (after.id, after.name, after.title) == (before.id, "new.txt", "new")
    assert {p.metadata["name"] for p in library.passages(after.id, owner=ME)} == {"new.txt"}
    assert encoder.texts == []
    (folder / "old.txt").write_text("Another text at the old place.")
    assert counts(add(library, folder)) == (1, 0, 1, 0)
    assert len(library.documents(owner=ME)) == 2


def test_a_copy_is_not_added_twice(library: Library, folder: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text("the very same")
    assert counts(add(library, folder)) == (1, 0, 1, 0)


def test_pages_without_text_are_told_in_both_languages(library: Library, folder: Path) -> None:
    scanned = [Sheet().scan() for _ in range(4)]
    (folder / "a.pdf").write_bytes(
        made_pdf.drawn([Sheet().text(60, 700, "Cover letter."), *scanned[:2], Sheet(), scanned[2]])
    )
    (folder / "b.pdf").write_bytes(made_pdf.drawn([Sheet().text(60, 700, "All is text.")]))
    done = {e.name: e for e in library.add_files([folder], owner=ME) if isinstance(e, FileDone)}
    (a, b) = sorted(done.values(), key=lambda event: event.name)
    assert (a.pages, a.without_text) == (5, (2, 3, 5))
    assert "no text could be read on pages 2, 3 and 5 of 5" in a.note("en")
    assert "全 5 ページのうち 2、3、5 ページ目" in a.note("ja")
    assert (b.without_text, b.note("en")) == ((), "")
    assert event_from_json(json.loads(json.dumps(event_to_json(a, "en")))) == a


def test_owners_do_not_see_each_other(library: Library, folder: Path) -> None:
    (folder / "a.txt").write_text("mine")
    add(library, folder)
    assert library.documents(owner=YOU) == []
    assert counts(add(library, folder, owner=YOU)) == (1, 0, 0, 0)
    mine, theirs = library.documents(owner=ME)[0], library.documents(owner=YOU)[0]
    assert mine.id != theirs.id
    assert library.tag([mine.id], ["x"], owner=YOU) == 0
    assert not library.rename(mine.id, "stolen", owner=YOU)
    library.forget([mine.id], owner=YOU)
    assert len(library.documents(owner=ME)) == 1


def test_bad_files_fail_alone_with_their_reason(library: Library, folder: Path) -> None:
    (folder / "empty.txt").touch()
    (folder / "good.txt").write_text("fine")
    (folder / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(20))
    (folder / "scan.pdf").write_bytes(made.pdf(["x"], image_only=True))
    (folder / ".hidden").write_text("not read")
    os.mkfifo(folder / "pipe.txt")
    summary = add(library, folder, folder / "missing.txt")
    assert counts(summary) == (1, 0, 0, 0)
    assert failures(summary) == [
        ("empty.txt", "ZeroByte"), ("photo.png", "NotAPicture"), ("pipe.txt", "NotReadable"),
        ("scan.pdf", "NoTextLayer"), ("missing.txt", "Vanished"),
    ]  # fmt: skip


def test_limits_on_size_and_number(library: Library, folder: Path) -> None:
    object.__setattr__(library.settings, "max_file_mb", 1)
    object.__setattr__(library.settings, "max_files", 2)
    (folder / "a.txt").write_text("x" * 1_000_001)
    for name in ("b.txt", "c.txt"):
        (folder / name).write_text(name)
    summary = add(library, folder)
    assert failures(summary) == [("a.txt", "TooLarge"), ("files", "TooManyFiles")]
    assert counts(summary) == (1, 0, 0, 0)


def test_an_empty_and_a_missing_folder(library: Library, folder: Path) -> None:
    assert failures(add(library, folder)) == [("files", "NothingToRead")]
    assert failures(add(library, folder / "none")) == [("none", "Vanished")]


def test_a_file_that_cannot_be_opened(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "a.txt"
    path.write_text("secret")
    path.chmod(0)
    if os.access(path, os.R_OK):  # root may read anything: say what the kernel would say to others
        real = os.open

        def refuse(target: object, *rest: int, **more: int) -> int:
            if target == path:
                raise PermissionError(13, "Permission denied", str(path))
            return real(target, *rest, **more)  # type: ignore[call-overload]

        monkeypatch.setattr(os, "open", refuse)
    assert failures(add(library, folder)) == [("a.txt", "NoPermission")]


def test_a_folder_that_vanishes_while_it_is_read(library: Library, folder: Path) -> None:
    for number in range(400):
        (folder / f"{number:03}.txt").write_text(f"text number {number}")
    done, failed = 0, []
    for event in library.add_files([folder], owner=ME):
        if isinstance(event, FileDone):
            if done == 0:
                for path in folder.iterdir():
                    path.unlink()
                folder.rmdir()
            done += 1
        elif isinstance(event, FileFailed):
            failed.append(event.error)
    assert done + len(failed) == 400
    assert {type(error) for error in failed} <= {errors.Vanished}
    assert len(library.documents(owner=ME)) == done


def test_cancelling_keeps_what_was_reported_and_nothing_half(library: Library, folder: Path) -> None:
    for number in range(300):
        (folder / f"{number:03}.txt").write_text(LONG.replace("返金", f"返金{number}"))
    stop, done = [], []
    for event in library.add_files([folder], owner=ME, cancelled=lambda: bool(stop)):
        if isinstance(event, FileDone):
            done.append(event.document_id)
            stop.append(1)
    assert isinstance(event, IngestSummary)
    assert event.cancelled
    assert 0 < len(done) < 300
    kept = library.documents(owner=ME)
    assert {document.id for document in kept} == set(done)
    assert all(len(library.passages(d.id, owner=ME)) == d.passages for d in kept[:5])


def test_closing_the_iterator_ends_the_worker(library: Library, folder: Path) -> None:
    import psutil

    (folder / "a.txt").write_text("a")
    (folder / "b.txt").write_text("b")
    events = library.add_files([folder], owner=ME)
    next(events)
    events.close()  # type: ignore[attr-defined]
    assert not [c for c in psutil.Process().children() if "assistant.ingest.worker" in " ".join(c.cmdline())]


def test_progress_says_rate_and_time_left(library: Library, folder: Path) -> None:
    (folder / "a.pdf").write_bytes(made.pdf([f"Page {n}." for n in range(9)]))
    (folder / "long.txt").write_text(LONG * 40)
    events: list[IngestEvent] = list(library.add_files([folder], owner=ME))
    progress = [event for event in events if isinstance(event, FileProgress)]
    assert any((e.stage, e.done, e.total, e.unit) == ("read", 9, 9, "pages") for e in progress)
    assert all(0 < e.done <= e.total for e in progress)


def test_a_full_store_fails_what_it_could_not_take(tmp_path: Path, encoder: Trigrams, folder: Path) -> None:
    from assistant.settings import Settings
    from store.library import Store

    for number in range(40):
        (folder / f"{number:02}.txt").write_text(LONG.replace("返金", f"返金{number}"))
    settings = Settings(home=tmp_path / "home")
    with Store(settings.home / "store", size_limit=1_500_000) as store:
        library = Library(store, OneModel(encoder), settings)  # type: ignore[arg-type]
        events = list(library.add_files([folder], owner=ME))
        done = {event.document_id for event in events if isinstance(event, FileDone)}
        assert {document.id for document in library.documents(owner=ME)} == done
    summary = events[-1]
    assert isinstance(summary, IngestSummary)
    assert summary.failed
    assert len(done) + len(summary.failed) == 40
    assert done, "what there is room for is kept"
    assert "room" in summary.failed[0][1].say("en")


def test_many_tiny_files_are_all_there_and_cost_nothing_again(
    library: Library, encoder: Trigrams, folder: Path
) -> None:
    for number in range(300):
        (folder / f"{number}.txt").write_text(f"tiny text {number}")
    assert counts(add(library, folder)) == (300, 0, 0, 0)
    assert library.search("tiny text 299", 1, owner=ME)[0].text == "tiny text 299"
    encoder.calls.clear()
    assert counts(add(library, folder)) == (0, 0, 300, 0)
    assert encoder.texts == []


def test_texts_of_one_batch_share_a_commit(tmp_path: Path, encoder: Trigrams) -> None:
    from assistant.settings import Settings
    from store.library import Store

    settings = Settings(home=tmp_path / "home")
    with Store(settings.home / "store") as store:
        library = Library(store, OneModel(encoder), settings)  # type: ignore[arg-type]
        before = store.documents_version
        names = [str(number) for number in range(60)]
        report = library.add_texts(names, [f"tiny text {name}" for name in names], owner=ME)
        assert report.added == 60
        assert store.documents_version == before + 1


def test_the_document_without_room_fails_alone(tmp_path: Path, encoder: Trigrams, folder: Path) -> None:
    from assistant.settings import Settings
    from store.library import Store

    for number in range(30):
        (folder / f"{number:02}.txt").write_text(f"tiny text {number}")
    (folder / "large.txt").write_text("\n\n".join(f"{LONG} {number}" for number in range(1500)))
    settings = Settings(home=tmp_path / "home")
    with Store(settings.home / "store", size_limit=1_500_000) as store:
        library = Library(store, OneModel(encoder), settings)  # type: ignore[arg-type]
        summary = list(library.add_files([folder], owner=ME))[-1]
        assert len(library.documents(owner=ME)) == 30
    assert isinstance(summary, IngestSummary)
    assert [name for name, _ in summary.failed] == ["large.txt"]


def test_sync_says_what_it_will_do_and_deletes_reversibly(library: Library, folder: Path) -> None:
    for name in ("keep", "change", "move", "drop"):
        (folder / f"{name}.txt").write_text(f"text of {name}")
    add(library, folder)
    (folder / "change.txt").write_text("something else")
    (folder / "move.txt").rename(folder / "moved.txt")
    (folder / "drop.txt").unlink()
    (folder / "new.txt").write_text("new text")
    plan = library.plan_sync(folder, owner=ME)
    assert [path.name for path in plan.added] == ["new.txt"]
    assert [path.name for path in plan.changed] == ["change.txt"]
    assert [(d.name, path.name) for d, path in plan.renamed] == [("move.txt", "moved.txt")]
    assert [d.name for d in plan.deleted] == ["drop.txt"]
    assert plan.unchanged == 1
    assert {d.name for d in library.documents(owner=ME)} == {"keep.txt", "change.txt", "move.txt", "drop.txt"}
    summary = list(library.sync(plan, owner=ME))[-1]
    assert isinstance(summary, IngestSummary)
    assert (*counts(summary), summary.deleted) == (1, 1, 1, 1, 1)
    assert {d.name for d in library.documents(owner=ME)} == {"keep.txt", "change.txt", "moved.txt", "new.txt"}
    assert library.plan_sync(folder, owner=ME).empty
    assert library.restore(summary.undo, owner=ME) == 1


def test_sync_of_a_missing_folder_deletes_nothing(library: Library, folder: Path) -> None:
    (folder / "a.txt").write_text("a")
    add(library, folder)
    (folder / "a.txt").unlink()
    folder.rmdir()
    with pytest.raises(errors.Vanished):
        library.plan_sync(folder, owner=ME)


def test_sync_deletes_nothing_in_a_part_that_it_cannot_see(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = folder / "inner"
    inner.mkdir()
    (inner / "a.txt").write_text("a")
    (folder / "b.txt").write_text("b")
    add(library, folder)
    real = os.scandir

    def refuse(path: object = ".") -> object:
        if str(path) == str(inner):
            raise PermissionError(13, "Permission denied", str(inner))
        return real(path)  # type: ignore[call-overload]

    monkeypatch.setattr(os, "scandir", refuse)
    plan = library.plan_sync(folder, owner=ME)
    assert plan.deleted == ()
    assert [type(error) for _, error in plan.failed] == [errors.NoPermission]


def test_texts_come_back_under_their_ids(library: Library, encoder: Trigrams) -> None:
    report = library.add_texts(["a", "b"], ["alpha text", LONG], ["A", ""], owner=ME)
    assert (report.added, report.updated, report.unchanged) == (2, 0, 0)
    before = len(encoder.texts)
    report = library.add_texts(["a", "b"], ["alpha text", LONG], ["A", ""], owner=ME)
    assert (report.unchanged, len(encoder.texts)) == (2, before)
    report = library.add_texts(["a"], ["other text"], ["A"], owner=ME)
    assert (report.updated, len(library.documents(owner=ME))) == (1, 2)
    found = {
        p.metadata["group"] for d in library.documents(owner=ME) for p in library.passages(d.id, owner=ME)
    }
    assert found == {"a", "b"}


def test_blank_texts_are_left_out(library: Library) -> None:
    assert library.add_texts(["a", "b"], ["words", " \n"], owner=ME).added == 1
    with pytest.raises(errors.NoText):
        library.add_texts(["c"], [""], owner=ME)


def test_search_finds_ids_and_passages(library: Library, folder: Path) -> None:
    library.add_texts(["refund", "weather"], ["Refunds take thirty days.", "It rains in June."], owner=ME)
    assert library.search("refunds thirty days", 1, owner=ME)[0].id == "refund"
    assert library.search("refunds", 5, owner=YOU) == []


def test_rename_tag_forget_restore(library: Library) -> None:
    library.add_texts(["a"], ["words"], ["Title"], owner=ME)
    (document,) = library.documents(owner=ME)
    assert library.rename(document.id, "New name", owner=ME)
    assert library.tag([document.id], ["x", "x", " "], owner=ME) == 1
    (document,) = library.documents(owner=ME, tag="x")
    assert (document.name, document.tags) == ("New name", ("x",))
    token = library.forget([document.id], owner=ME)
    assert library.documents(owner=ME) == []
    assert library.restore(token, owner=ME) == 1
    assert library.sizes(owner=ME)["text"]["documents"] == 1


def test_export_and_import(library: Library, encoder: Trigrams, folder: Path, tmp_path: Path) -> None:
    (folder / "a.pdf").write_bytes(made.pdf(["Refunds.", "返金。"]))
    add(library, folder)
    library.add_texts(["t"], ["a given text"], owner=ME, tags=["note"])
    path = library.export(tmp_path / "out.zip", owner=ME)
    encoder.calls.clear()
    assert library.import_(path, owner=ME).unchanged == 2
    assert library.import_(path, owner=YOU).added == 2
    assert encoder.texts == []
    for mine in library.documents(owner=ME):
        theirs = library.document(mine.id, owner=YOU)
        assert theirs is not None
        assert (theirs.owner, theirs.name, theirs.tags, theirs.text != "") == (
            YOU,
            mine.name,
            mine.tags,
            True,
        )
        pairs = zip(library.passages(mine.id, owner=ME), library.passages(mine.id, owner=YOU), strict=True)
        for ours, others in pairs:
            assert ours.text == others.text
            assert np.allclose(ours.vector, others.vector)
    encoder.fingerprint = "another"
    assert encoder.texts == []


def test_import_refuses_what_is_not_an_export(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(made.archive({"manifest.json": "{}"}))
    with pytest.raises(errors.NotAnExport):
        library.import_(path, owner=ME)
    path.write_bytes(b"no zip")
    with pytest.raises(errors.NotAnExport):
        library.import_(path, owner=ME)
    with pytest.raises(errors.Vanished):
        library.import_(tmp_path / "none.zip", owner=ME)


def test_every_real_file_gives_text_or_a_clear_error(documents: Path) -> None:
    from assistant.ingest.sandbox import Sandbox

    paths = [p for p in sorted(documents.rglob("*")) if p.is_file()]
    read: dict[str, object] = {}
    refused: dict[str, str] = {}
    with Sandbox(seconds=60) as sandbox:
        for path in paths:
            try:
                found = sandbox.read(path.read_bytes(), path.name)
            except errors.IngestError as error:
                refused[path.name] = type(error).__name__
                continue
            read[path.name] = found.text
            assert found.text.strip()
            assert found.passages
    assert set(refused) >= {"bad-truncated.docx", "pdfminer-aes-256-r6.pdf"}
    assert _of(refused, "pypdf-enc-r4-aes-user-password.pdf") == "Encrypted"
    assert _of(refused, "derived-zero-byte.jpg") == "ZeroByte"
    assert {kind for name, kind in refused.items() if name.startswith("pillow-")} <= {
        "ImageFile", "UnknownType", "ZeroByte",
    }  # fmt: skip
    for name, sentence in SENTENCES.items():
        assert sentence in str(read[name]), name


def _of(found: dict[str, str], name: str) -> str:
    return found[name]


SENTENCES: dict[str, str] = {
    "ja-建築家-euc_jp.txt": "建築家（けんちくか、architect）は、一般的に建築における",
    "ja-梅雨-utf-16.txt": "梅雨（つゆ、ばいう）は、北海道と小笠原諸島を除く日本",
    "ja-生命の起源-shift_jis.html": "生命の起源（せいめいのきげん、Origin of life）は",
    "ja-落語家.docx": "落語家（らくごか）は、落語を演じることを職業とする人",
    "markitdown-test_mskanji-cp932.csv": "名前: 佐藤太郎; 年齢: 30; 住所: 東京",
    "pdfjs-noembed-sjis.pdf": "あいうえお",
    "pdfminer-nonfree-nlp2004slides.pdf": "固有表現の発見",
    "pdfjs-tracemonkey.pdf": "Dynamic languages such as JavaScript are more difficult to compile than",
    "pdfminer-zen_of_python_corrupted.pdf": "Beautiful is better than ugly",
    "pypdf-enc-r3-empty-password.pdf": "pdf encryption test",
}
