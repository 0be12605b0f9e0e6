"""The text in a photo: a glance tells whether there is any; what is read becomes passages of the photo's document."""

from __future__ import annotations

import io
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.errors import AssistantError
from assistant.ingest.files import Found, load
from assistant.ingest.jobs import Pending
from assistant.ingest.recognised import Recognition
from assistant.ingest.scanned import BETWEEN, recognised_page
from assistant.ocr.lines import Recognised, to_json
from assistant.ocr.sandbox import GLANCE, Ocr
from store.types import Document, Vector

if TYPE_CHECKING:
    from PIL.Image import Image

SURE = 0.75
"""Confidence from which on a line in a photo is kept: leaves and bricks look like letters too."""
MOST = 400
"""Lines of one photo that are kept at most."""
BOXES = "recognised"
"""Under this name the first passage of a photo keeps its lines with their boxes."""
log = logging.getLogger("assistant")


@dataclass(frozen=True, slots=True)
class Later:
    """A photo whose text is looked for once others are in: `small` is a copy for a glance, as a JPEG file, and `earlier`
    are vectors of passages that it had before."""

    found: Found
    document: Document
    small: bytes
    earlier: Mapping[str, Vector]


def later(image: Image, found: Found, document: Document, earlier: Mapping[str, Vector]) -> Later:
    """Return what is needed to look for text in a photo later: some 30 KB."""
    small, file = image.copy(), io.BytesIO()
    small.thumbnail((GLANCE, GLANCE))
    small.save(file, "JPEG", quality=88)
    return Later(found, document, file.getvalue(), earlier)


def read(photo: Later, ocr: Ocr, max_mb: int) -> Pending | None:
    """Return the job that stores what is written in a photo; None where nothing is, or it is another one by now."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(photo.small), formats=("JPEG",)) as small:  # our own bytes
            there = ocr.glance(small)
        if not there and not photo.earlier:
            return None
        loaded = load(photo.found, max_mb)
        if loaded.sha256 != photo.document.sha256:
            return None
        found = clear(ocr.photo(loaded.data, loaded.file_name)) if there else Recognised()
    except AssistantError as error:  # the photo itself is in the library
        log.info("no text was read in a photo: %s", error)
        return None
    return (
        job(photo.document, photo.found.name, found, photo.earlier) if found.lines or photo.earlier else None
    )


def clear(found: Recognised) -> Recognised:
    """Return what is surely text: no doubtful line, and no single sign alone."""
    lines = tuple(line for line in found.lines if line.confidence >= SURE)[:MOST]
    if sum(letter.isalnum() for line in lines for letter in line.text) < 2:
        lines = ()
    return replace(found, lines=lines, dropped=found.dropped + len(found.lines) - len(lines))


def job(document: Document, name: str, found: Recognised, earlier: Mapping[str, Vector]) -> Pending:
    """Return the text of a photo as passages of its document, behind the photo's name."""
    if not found.lines:
        made = Pending.of(document, "updated", name, [], {})
        made.quiet = True
        return made
    text, passages = recognised_page(0, found, document.kind)
    start = len(document.text) + len(BETWEEN)
    moved = [replace(one, start=one.start + start, end=one.end + start) for one in passages]
    whole = replace(document, text=document.text + BETWEEN + text, passages=len(moved))
    made = Pending.of(whole, "updated", name, moved, earlier)
    made.quiet, made.extra = True, {BOXES: to_json(found)}
    made.recognised = Recognition(name, (), len(found.lines), found.confidence)
    return made
