"""Damaged PDFs of every kind that is read in its own way end in text or in a reason."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator

import pytest

from assistant.ingest import errors
from assistant.ingest.extract import extract
from assistant.ingest.pages import Pages
from assistant.ingest.sandbox import Sandbox
from tests.ingest.made_pdf import Sheet, drawn
from tests.ingest.test_sandbox import mutate

EXAMPLES = int(os.environ.get("INGEST_MUTATIONS", "200"))


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(seconds=20, memory_mb=600) as limited:
        yield limited


def originals() -> list[bytes]:
    form = (
        Sheet().text(60, 755, "Applicant:").field((160, 745, 360, 765), b"/FT /Tx /T (a) /V (Juniper Vale)")
    )
    form.field(
        (160, 715, 180, 735), b"/FT /Btn /T (c) /V /Yes /AS /Yes /AP << /N << /Yes 6 0 R /Off 6 0 R >> >>"
    )
    columns = Sheet()
    for row in range(8):
        columns.text(60, 700 - 14 * row, "and so on it goes for long").text(
            310, 700 - 14 * row, "while here all is well-"
        )
    upright = (
        Sheet(rotate=90).text(500, 760, "夏は蓮の花がよく咲く。", 14, "F3").text(516, 746, "はす", 6, "F3")
    )
    book = [
        Sheet().text(60, 800, "A Book of Bees").text(280, 40, f"Page {n} of 3").text(60, 700, "Bees.")
        for n in (1, 2, 3)
    ]
    return [drawn([form]), drawn([columns, Sheet().scan()]), drawn([upright]), drawn(book)]


def test_mutated_pdfs_end_in_text_or_a_reason() -> None:
    """The reader itself lets out nothing but its own errors: no worker is there to catch others."""
    some, chance = originals(), random.Random(7)
    read, refused = 0, 0
    for _ in range(EXAMPLES):
        try:
            read += bool(extract(mutate(chance.choice(some), chance), "a.pdf").text)
        except errors.IngestError as error:
            refused += "a.pdf" in error.say("en")
    assert read + refused == EXAMPLES
    assert min(read, refused) > EXAMPLES / 20


def test_mutated_pdfs_are_drawn_or_refused(sandbox: Sandbox) -> None:
    some, chance = originals(), random.Random(8)
    ended = 0
    with Pages() as pages:
        for _ in range(EXAMPLES // 4):
            try:
                ended += (
                    pages.render(mutate(chance.choice(some), chance), 1, "well", "a.pdf")[:4] == b"\x89PNG"
                )
            except errors.IngestError as error:
                ended += "a.pdf" in error.say("en")
    assert ended == EXAMPLES // 4


def test_pages_without_text_reach_the_program(sandbox: Sandbox) -> None:
    data = drawn([Sheet().text(60, 700, "Cover letter."), Sheet().scan(), Sheet().scan()])
    assert sandbox.read(data, "a.pdf").without_text == (2, 3)


@pytest.mark.parametrize("kind", ["heap", "rows", "huge", "nowhere"])
def test_odd_pages_are_read_in_time(kind: str, sandbox: Sandbox) -> None:
    chance = random.Random(3)
    sheet = Sheet()
    if kind == "heap":  # everything at one place
        for n in range(3_000):
            sheet.text(100, 400, f"w{n} and", 10)
    elif kind == "rows":  # cells wherever
        for n in range(6_000):
            sheet.text(chance.uniform(0, 590), chance.uniform(0, 840), f"c{n}", 2)
    elif kind == "huge":
        sheet.text(0, 0, "gross", 100_000).text(10, 10, "fein", 0.01).text(60, 700, "normal")
    else:
        sheet.text(-5_000, 9_000, "outside").text(60, 700, "inside")
    begun = time.monotonic()
    read = sandbox.read(drawn([sheet]), "a.pdf")
    assert time.monotonic() - begun < 10
    assert {"heap": "w2999", "rows": "c5999", "huge": "normal", "nowhere": "inside"}[kind] in read.text
    assert "outside" not in read.text
