"""Photos among what was found: shown with a box around what is written there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.blocks import Block, Gallery, Passage, Picture
from assistant.encoders.images.errors import ImageError
from assistant.engines.images.filters import KIND
from assistant.engines.images.photo_texts import boxed, matching
from assistant.phrase import Phrase
from assistant.plugin import Context, Request

WRITTEN = Phrase("Where it is written", "書いてある場所")


def pictured(passages: Sequence[Passage], query: str, request: Request, context: Context) -> Iterator[Block]:
    """Yield the photos that some of the passages were read in."""
    images, pictures = context.library.images, []
    for document in dict.fromkeys(one.document_id for one in passages if one.kind == KIND and one.confident):
        photo, found = images.kept(document), images.texts.stored(document)
        if photo is None or found is None:
            continue
        try:
            name, file = images.sketches.keep(boxed(images.part(photo.file), matching(found, query)))
        except ImageError:
            continue
        pictures.append(Picture(name, str(file), photo.name))
    if pictures:
        yield Gallery(tuple(pictures), WRITTEN.say(request.language))
