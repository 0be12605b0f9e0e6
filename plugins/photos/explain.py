"""Why the photos of an answer are there, as blocks: the words and the regions that carried the score."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.blocks import Block, Gallery, Picture, Plot, Table
from assistant.engines.images.photo import Meant
from assistant.engines.images.regions import region
from assistant.engines.images.saliency import heat, overlay, word_shares
from assistant.engines.images.sketches import ids_in
from assistant.engines.images.taught_names import without
from assistant.message import Message
from assistant.phrase import Language, Phrase
from plugins.photos.query import Wanted, but, wanted
from plugins.photos.which_photo import numbers, passage, photos
from plugins.photos.yes_no import asked
from store.types import Vector

if TYPE_CHECKING:
    from assistant.engines.images.images import Images

PLACES = Phrase(
    "Where “{label}” was seen in {name}: warm places lose the score when covered",
    "{name} の中で「{label}」の手がかりになった場所（暖色ほど、隠すとスコアが下がる）",
)
ALIKE = Phrase(
    "What in {name} is alike: warm places lose the score when covered",
    "{name} のどこが似ているか（暖色ほど、隠すとスコアが下がる）",
)
LOST = Phrase("Cosine lost when a place is covered", "場所を隠したときに下がるコサイン")
WORDS = Phrase("Which words carried the score of {name}", "{name} のスコアを支えた言葉")
COLUMNS = Phrase("Word|Cosine with it less without it", "言葉|その言葉で増えたコサイン")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked why about: a message, its route's intent and query, and its answer."""

    message: Message
    intent: str
    query: str
    blocks: tuple[Block, ...]


def explain(images: Images, known: Asked, text: str) -> Iterator[Block]:
    """Yield why an answer about photos is as it is, nothing for any other; `text` may name one of its photos."""
    language = known.message.language
    if known.intent == "tag_image":
        yield from _tags(images, known, language)
    elif known.intent in {"find_images", "similar_images"}:
        yield from _hits(images, known, text, language)


def _tags(images: Images, known: Asked, language: Language) -> Iterator[Block]:
    about = photos(known.message, known.blocks, (), images)
    names = {one.name for one in images.names.all()}
    tables = [block for block in known.blocks if isinstance(block, Table)]
    labels = [str(row[0]) for table in tables[:1] for row in table.rows if row[0] not in names]
    label = asked(known.message.text, language) or next(iter(labels), "")
    if about and label:
        target = images.labels.vectors([label])[0]
        caption = PLACES.say(language, label=label, name=about[0].name)
        yield from _map(images, about[0], target, caption, language, box=region(known.message.text))


def _hits(images: Images, known: Asked, text: str, language: Language) -> Iterator[Block]:
    shown = [
        picture.id
        for block in known.blocks
        if isinstance(block, Gallery)
        for picture in block.pictures
        if not ids_in(picture.id)
    ]
    place = next(iter(numbers(text, len(shown))), 0)
    photo = images.kept(shown[place]) if shown else None
    if photo is None:
        return
    source = passage(known.message.text, ())
    sought = but(known.message.text) or wanted(known.query, known.message.text)
    if known.intent == "find_images" and source is None and not sought.empty and not sought.this:
        yield from _described(images, photo, sought, language)
        return
    like = photos(known.message, known.blocks, (), images)
    if like:
        target = images.looks().images([images.part(like[0].file, region(known.message.text))])[0]
        caption = ALIKE.say(language, name=photo.name)
        yield from _map(images, photo, target, caption, language, look=True)


def _described(images: Images, photo: Meant, sought: Wanted, language: Language) -> Iterator[Block]:
    encoder = images.meanings()
    vector = encoder.images([photo.file])[0]
    words = without(sought.words, images.names.mentioned(sought.words))
    rows = word_shares(encoder, words, vector)
    for sign, terms in ((1.0, sought.plus), (-1.0, sought.minus)):
        rows += [("+-"[sign < 0] + term, sign * float(encoder.texts([term])[0] @ vector)) for term in terms]
    if rows:
        columns = tuple(COLUMNS.say(language).split("|"))
        cells = tuple((word, round(share, 3)) for word, share in rows)
        yield Table(columns, cells, WORDS.say(language, name=photo.name))
    target = images.query(words, sought.plus, sought.minus, None)
    if target.any():
        caption = PLACES.say(language, label=" + ".join((words, *sought.plus)), name=photo.name)
        yield from _map(images, photo, target, caption, language)


def _map(
    images: Images, photo: Meant, target: Vector, caption: str, language: Language, *,
    look: bool = False, box: tuple[float, float, float, float] | None = None,
) -> Iterator[Block]:  # fmt: skip
    picture = images.part(photo.file, box)
    losses = heat(images.looks() if look else images.meanings(), picture, target)
    name, file = images.sketches.keep(overlay(picture, losses))
    yield Gallery((Picture(name, str(file), photo.name),), caption)
    yield Plot(
        "heatmap", LOST.say(language),
        labels=tuple(str(row + 1) for row in range(len(losses))),
        columns=tuple(str(column + 1) for column in range(losses.shape[1])),
        matrix=tuple(tuple(round(float(value), 4) for value in line) for line in losses),
    )  # fmt: skip
