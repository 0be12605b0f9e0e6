"""What the page tells while files are added."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from assistant.engines.images.thumbnails import thumbnail
from assistant.errors import AssistantError, explain
from assistant.ingest.events import FileDone, FileFailed, FileProgress, IngestEvent, IngestSummary
from assistant.surfaces.page import library_view
from assistant.surfaces.page.session import Person

PHOTO, NAME = "image", "name"
"""The kind of a document that is a photo, and of a name taught with photos."""
LATEST = 12
"""Photos just added that are shown while more are."""
MANY = 100_000
"""Documents looked through at most; the table shows the first of them."""
ADDING = "the library tab"
"""Under this name adding files runs, beside the conversations."""


def safely(person: Person, lines: Iterable[str]) -> Iterator[str]:
    """Pass on what the page shows; an error becomes the last of it."""
    try:
        yield from lines
    except Exception as error:
        known = error if isinstance(error, AssistantError) else explain(error)
        yield library_view.adding(person.language, failed=[("", known)])


def told(person: Person, events: Iterable[IngestEvent]) -> Iterator[str]:
    """Yield what the page shows of files being added: how far, what failed, the latest photos, and the end."""
    failed: list[tuple[str, AssistantError]] = []
    pictures: deque[tuple[str, str]] = deque(maxlen=LATEST)
    for event in events:
        if isinstance(event, FileProgress):
            yield library_view.adding(
                person.language, progress=event, failed=failed, pictures=tuple(pictures)
            )
        elif isinstance(event, FileDone):
            if event.change != "unchanged" and (address := picture_address(person, event.document_id)):
                pictures.appendleft((event.name, address))
        elif isinstance(event, FileFailed):
            failed.append((event.name, event.error))
        elif isinstance(event, IngestSummary):
            yield library_view.adding(
                person.language, summary=event, failed=event.failed, pictures=tuple(pictures)
            )


def picture_address(person: Person, document_id: str) -> str:
    """Return the address of a photo's small picture, or "" where there is none."""
    file = thumbnail(person.shared.assistant.settings.home, document_id)
    return person.view.publish(str(file), "", "image")
