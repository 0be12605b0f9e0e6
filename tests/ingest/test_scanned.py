"""Pages and photos that are read from their pictures: where the text goes, and how it is told."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageDraw

from assistant import Assistant
from assistant.ingest.chunk import Chunk
from assistant.ingest.errors import NoTextLayer
from assistant.ingest.events import FileDone, FileFailed, FileProgress, IngestSummary, TextRead
from assistant.ingest.recognised import Recognition, tell
from assistant.ingest.sandbox import Read
from assistant.ingest.scanned import merged
from assistant.ingest.written import clear
from assistant.ocr.lines import Line, Recognised
from assistant.settings import Settings, default_cache
from assistant.surfaces.service.shapes import event_from_json, event_to_json
from benchmarks import drawn
from store.types import ME
from tests.ingest.made_pdf import Sheet
from tests.ingest.made_pdf import drawn as pages_of


@pytest.fixture
def assistant(tmp_path: Path):  # type: ignore[no-untyped-def]
    try:
        drawn.font(20)
    except FileNotFoundError as error:
        pytest.skip(str(error))
    with Assistant.open(settings=Settings.read({}, home=tmp_path / "home", cache=default_cache())) as opened:
        yield opened


def scan(*pages: tuple[str, ...]) -> bytes:
    sheets, file = [drawn.page(page) for page in pages], io.BytesIO()
    sheets[0].save(file, "PDF", save_all=True, append_images=sheets[1:], resolution=150)
    return file.getvalue()


def mixed(layer: bytes, pictures: bytes) -> bytes:
    """Return the pages of a PDF with text, each followed by one of pictures."""
    made, file = pypdfium2.PdfDocument(layer), io.BytesIO()
    made.import_pages(pypdfium2.PdfDocument(pictures), [0], index=1)
    made.save(file)
    return file.getvalue()


def test_a_scan_is_read_and_said_to_be(assistant: Assistant, tmp_path: Path) -> None:
    file = tmp_path / "scan.pdf"
    file.write_bytes(scan(("Invoice INV-2041 of Acme Glassworks.",), ("返品は購入後三十日以内に限ります。",)))
    events = list(assistant.library.add_files([file], owner=ME))
    summary = events[-1]
    assert isinstance(summary, IngestSummary)
    (told,) = summary.recognised
    assert (told.pages, told.left, told.failed) == ((1, 2), 0, 0)
    assert told.confidence > 0.9
    assert tell([told], "en")[0].startswith(
        f"{file.name}: pages 1 and 2 were read from the picture of the page (OCR"
    )
    assert "1、2 ページ" in tell([told], "ja")[0]
    assert [e.done for e in events if isinstance(e, FileProgress) and e.unit == "pages"][:2] == [0, 1]
    best = assistant.search("返品の期限", 1)[0]
    assert best.metadata["page"] == 2
    assert str(best.metadata["place"]).startswith("p. 2 · OCR .9")
    assert "INV-2041" in assistant.search("INV-2041", 1, "lexical")[0].text
    assert event_from_json(event_to_json(summary, "en")) == summary


def test_pictures_of_nothing_are_refused_with_the_reason(assistant: Assistant, tmp_path: Path) -> None:
    file = tmp_path / "blank.pdf"
    file.write_bytes(scan((), ()))
    failed = next(e for e in assistant.library.add_files([file], owner=ME) if isinstance(e, FileFailed))
    assert isinstance(failed.error, NoTextLayer)
    assert "OCR" in failed.error.say("ja")


def test_a_photo_is_found_by_what_is_written_on_it(assistant: Assistant, tmp_path: Path) -> None:
    picture = Image.new("RGB", (1600, 1200), "darkgreen")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((480, 480, 1120, 720), fill="white")
    pen.text((560, 540), "E-1017", font=drawn.font(90), fill="black")
    file = tmp_path / "IMG_0001.jpg"
    picture.save(file)
    events = list(assistant.library.add_files([file], owner=ME))
    read = next(event for event in events if isinstance(event, TextRead))
    assert event_from_json(event_to_json(read, "en")) == read
    hit = assistant.search("E-1017", 1, "lexical")[0]
    assert (hit.source, hit.text) == (read.document_id, "E-1017")
    document = assistant.library.document(hit.source, owner=ME)
    assert document is not None
    assert document.text[int(hit.metadata["start"]) : int(hit.metadata["end"])] == "E-1017"
    kept = assistant.library.images.texts.stored(hit.source)
    assert kept is not None
    assert kept.lines[0].box[0] == pytest.approx(560, abs=20)
    assert assistant.library.images.find_images("green", owner=ME)[0].source == hit.source, (
        "and by its look as before"
    )

    picture.paste("darkgreen", (0, 0, 1600, 1200))
    picture.save(file)
    list(assistant.library.add_files([file], owner=ME))
    assert assistant.library.images.texts.stored(hit.source) is None, (
        "what is gone from the photo is gone here"
    )

    renamed = file.rename(tmp_path / "IMG_2.jpg")
    assert list(assistant.library.add_files([renamed], owner=ME))[-1].renamed == 1  # type: ignore[union-attr]


def test_recognised_pages_go_among_the_others() -> None:
    text = "first page\n\nthird page"
    known = Read("t", "pdf", text, 3, (Chunk(0, 10, "p. 1", page=1), Chunk(12, 22, "p. 3", page=3)), (2,))
    page = Recognised((Line("second page", (0, 0, 100, 10), 0.97),), 100, 100)
    read = merged(known, {2: page})
    assert read.text == "first page\n\nsecond page\n\nthird page"
    said = [(read.text[one.start : one.end], one.page, one.place) for one in read.passages]
    assert said == [
        ("first page", 1, "p. 1"),
        ("second page", 2, "p. 2 · OCR .97"),
        ("third page", 3, "p. 3"),
    ]
    last = merged(known, {4: page})
    assert last.text == text + "\n\nsecond page"
    assert last.text[last.passages[-1].start :] == "second page"


def test_doubtful_lines_and_single_signs_of_a_photo_are_left_out() -> None:
    sure, doubtful = Line("EXIT", (0, 0, 9, 9), 0.9), Line("lll", (0, 0, 9, 9), 0.6)
    assert clear(Recognised((sure, doubtful), 9, 9)) == Recognised((sure,), 9, 9, 1)
    assert clear(Recognised((Line("一", (0, 0, 9, 9), 0.99),), 9, 9)).lines == ()


@pytest.mark.parametrize(
    ("pages", "english", "japanese"),
    [((2,), "page 2 was", "2 ページ"), ((1, 2, 3, 7), "pages 1 to 3 and 7 were", "1〜3、7 ページ")],
)
def test_pages_are_named_as_people_do(pages: tuple[int, ...], english: str, japanese: str) -> None:
    told = Recognition("a.pdf", pages, 9, 0.93, left=12)
    assert english in told.say("en")
    assert "12 further pages" in told.say("en")
    assert japanese in told.say("ja")


def test_scanned_pages_among_others_are_read_where_they_stand(assistant: Assistant, tmp_path: Path) -> None:
    typed = pypdfium2.PdfDocument(pages_of([Sheet().text(72, 760, "Cover letter for the greenhouse order.")]))
    scans = pypdfium2.PdfDocument(scan(("Forty panes of glass were delivered.",), ()))
    typed.import_pages(scans, index=1)
    file = tmp_path / "mixed.pdf"
    typed.save(file)
    done = next(e for e in assistant.library.add_files([file], owner=ME) if isinstance(e, FileDone))
    assert done.recognised is not None
    assert done.recognised.pages == (2,)
    assert done.without_text == (3,), "what was not read is still said"
    hit = assistant.search("panes of glass", 1, "lexical")[0]
    assert (hit.text, hit.metadata["page"]) == ("Forty panes of glass were delivered.", 2)
