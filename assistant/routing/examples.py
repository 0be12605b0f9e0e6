"""From intents to the messages that the router is fitted on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.message import Message
from assistant.plugin import Intent
from assistant.routing import catalogue

Named = tuple[str, Intent]

_IMAGE, _DOCUMENT = ("photo.jpg",), ("notes.pdf",)


@dataclass(frozen=True, slots=True)
class Example:
    """One message to learn from, and the place of its intent."""

    message: Message
    label: int


def build(intents: Sequence[Named]) -> list[Example]:
    """Return every example of every intent, with the attachments that it makes sense with."""
    return [
        Example(Message(text, files, language), label)
        for label, (_, intent) in enumerate(intents)
        for language, texts in intent.examples.items()
        for text in texts
        for files in _attachments(intent, text)
    ]


def _attachments(intent: Intent, text: str) -> Iterator[tuple[str, ...]]:
    """Yield attachments: people forget to attach a picture, so such intents are learned both ways;
    an example of `remember` that names no text needs a file."""
    if intent.attachment == "image":
        yield _IMAGE
        yield ()
    elif intent.attachment == "document" and not _has_content(intent, text):
        yield _DOCUMENT
        yield _IMAGE
    else:
        yield ()


def _has_content(intent: Intent, text: str) -> bool:
    if intent.name not in catalogue.names():
        return True
    marked = (template for group in catalogue.templates(intent.name).values() for template in group)
    return any(template.text == text and any(True for _ in template.marks()) for template in marked)
