"""Photos in the chat: what is in them, finding them by describing them, and what looks or means alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from assistant.blocks import Block, Choices, Notice, Option, Table
from assistant.encoders.images.errors import ImageError
from assistant.engines.images import render
from assistant.engines.images.images import Images
from assistant.engines.images.photo import Meant
from assistant.engines.images.regions import Box, region
from assistant.paths import is_picture
from assistant.phrase import Language, Phrase
from assistant.plugin import Context, Intent, Request
from assistant.routing import catalogue
from plugins.photos import beyond, reading, two_photos, ways
from plugins.photos.explain import Asked, explain
from plugins.photos.query import Wanted, but, wanted
from plugins.photos.slots import image_labels, photo_topic
from plugins.photos.which_photo import passage, photos
from plugins.photos.yes_no import asked

SHOWN = 9
LONG = 2000
"""Characters from which on the router reads the ends of a message only."""
MANY = 3
"""Labels from which on a question is which of them fits."""
LONGEST = 400
"""Characters of a passage that photos are looked for by: what an image-text model takes in."""

COLUMNS = Phrase("Tag|Score", "タグ|スコア")
TAGS = Phrase("What I see in {name}", "{name} に写っていそうなもの")
AMONG = Phrase("{name}: which of these labels", "{name}: どのラベルか")
NO_QUERY = Phrase("What should be on the photo?", "どんな写真を探しましょうか？")
NO_QUERY_HINT = Phrase("Describe it: two dogs on a beach.", "例: 浜辺を走る二匹の犬")
FOUND = Phrase("Photos for “{query}”", "「{query}」に合う写真")
LIKE = Phrase("Photos like {name}: {query}", "{name} に似た写真: {query}")
PASSAGE = Phrase("Photos for the passage “{query}…”", "箇所「{query}…」に合う写真")
NEWEST = Phrase("Your photos, newest first", "新しい順の写真")
NONE_LEFT = Phrase("No photo matches that.", "その条件に合う写真はありません。")
NONE_HINT = Phrase(
    "Ask again with other words or without the filter.", "言葉や条件を変えて聞いてみてください。"
)
NO_MORE = Phrase("There is nothing more to show.", "これ以上の結果はありません。")
LOOK = Phrase("Alike in appearance (CNN features)", "見た目が近いもの（CNN 特徴量）")
MEANING = Phrase("Alike in meaning (image-text model)", "意味が近いもの（画像と言葉のモデル）")
NEXT = Phrase("Continue:", "続けて:")
WHY = Phrase("Why?", "なぜ？")
MORE = Phrase("More", "もっと見る")

CLEARLY = 0.6
"""Chance below which none of the photos found first is said to show what was looked for (docs/images.md)."""
NOT_CLEARLY = Phrase(
    "No photo clearly shows “{query}”; the nearest:", "「{query}」がはっきり写った写真はありません。近いもの:"
)


class ImagesPlugin:
    """Answers tag_image, find_images, similar_images and read_text."""

    name = "images"
    summary = Phrase(
        "Tag photos, find them by words, find look-alikes", "写真のタグ付け・言葉で探す・似た写真を探す"
    )

    def __init__(self) -> None:
        find = catalogue.intent("find_images", photo_topic)
        tag = catalogue.intent("tag_image", image_labels)
        similar = catalogue.intent("similar_images")
        self.intents: tuple[Intent, ...] = (
            replace(tag, patterns=(*tag.patterns, *ways.MANY_LABELS)),
            replace(find, patterns=(*find.patterns, *ways.FILTERED)),
            replace(similar, patterns=(*similar.patterns, *ways.TWO)),
            reading.intent(),
        )

    def handle(self, request: Request, context: Context) -> Iterable[Block]:
        """Answer one request."""
        answers = {"tag_image": _tag, "find_images": _find, "similar_images": _similar, "read_text": _read}
        return answers[request.intent](request, context.library.images)

    def explain(self, request: Request, context: Context) -> Iterable[Block]:
        """Answer /why: the words and the regions that carried the score."""
        if (previous := request.previous) is None:
            return ()
        query = str(previous.route.args.get("query", ""))
        known = Asked(previous.message, previous.route.intent, query, previous.blocks)
        return explain(context.library.images, known, request.message.text)


def plugin() -> ImagesPlugin:
    """Return this plugin."""
    return ImagesPlugin()


def _meant(request: Request, images: Images) -> list[Meant]:
    previous = request.previous
    before, earlier = (previous.blocks, previous.message.files) if previous else ((), ())
    return photos(request.message, before, earlier, images)


def _tag(request: Request, images: Images) -> Iterator[Block]:
    language, meant = request.language, _meant(request, images)
    if not meant:
        yield render.ask(language)
        return
    labels = _labels(request)
    if len(labels) < MANY and reading.meant(request.message.text):
        yield from reading.answer(images, meant, request.message.text, language)
        return
    thing = "" if len(labels) > 1 else asked(request.message.text, language)
    box, seen = region(request.message.text), 0
    if len(labels) < MANY and beyond.counts(request.message.text):
        yield beyond.not_counted(language)
    for photo in meant:
        try:
            yield _tagged(request, images, photo, labels if len(labels) > 1 else None, thing, box)
            seen += 1
        except ImageError as error:
            yield Notice("error", error.say(language), error.advise(language))
    if seen:
        yield Choices(NEXT.say(language), (Option(WHY.say(language), "/why"),))
        yield render.how(images, language)


def _read(request: Request, images: Images) -> Iterator[Block]:
    return reading.answer(images, _meant(request, images), request.message.text, request.language)


def _labels(request: Request) -> list[str]:
    """Return the labels that are offered; of a message too long for the router all of them are read here."""
    read, given = catalogue.intent("tag_image", image_labels).read, request.args.get("labels", [])
    if read is not None and len(request.message.text) > LONG:
        given = read(request.message, {}).get("labels", given)
    return [str(label) for label in given] if isinstance(given, list) else [str(given)]


def _tagged(
    request: Request, images: Images, photo: Meant, labels: list[str] | None, thing: str, box: Box | None
) -> Block:
    language = request.language
    picture = images.part(photo.file, box)
    of = beyond.coloured(request.message.text) if len(labels or ()) < MANY else None
    if of is not None:
        return beyond.colour(images, picture, of, language)
    if thing:
        return render.yes_or_no(images, picture, thing, language)
    ranked = images.tag(picture, labels, 10, language=language)
    columns = tuple(COLUMNS.say(language).split("|"))
    rows = tuple((label, round(score, 3)) for label, score in ranked)
    title = (AMONG if labels else TAGS).say(language, name=photo.name)
    return Table(columns, rows, title, scores=(columns[1],))


def _find(request: Request, images: Images) -> Iterator[Block]:
    language, text = request.language, request.message.text
    query = str(request.args.get("query", "")).strip()
    source = passage(text, request.previous.blocks if request.previous else ())
    sought = Wanted(source.text[:LONGEST]) if source else but(text) or wanted(query, text)
    like = _like(request, images, sought)
    if (sought.empty and like is None and sought.within.everything) or (sought.this and like is None):
        yield (
            render.ask(language)
            if sought.this
            else Notice("info", NO_QUERY.say(language), NO_QUERY_HINT.say(language))
        )
    elif not images.count():
        yield render.empty(language)
    else:
        caption = (PASSAGE if source else FOUND).say(language, query=(source.text[:40] if source else query))
        if like is not None:
            caption = LIKE.say(language, name=like.name, query=query or text)
        elif sought.empty:
            caption = NEWEST.say(language)
        yield from _found(request, images, sought, like, caption)


def _like(request: Request, images: Images, sought: Wanted) -> Meant | None:
    """Return the photo that a search starts from: attached, or meant by "this photo" in it."""
    attached = any(is_picture(file) for file in request.message.files)
    return next(iter(_meant(request, images)), None) if attached or sought.this else None


def _found(
    request: Request, images: Images, sought: Wanted, like: Meant | None, caption: str
) -> Iterator[Block]:
    language, offset = request.language, _offset(request)
    hits = images.find_images(
        sought.words, SHOWN, plus=sought.plus, minus=sought.minus,
        like=like.file if like else None, within=sought.within, offset=offset,
        known=images.same(like) if like else "",
    )  # fmt: skip
    if not hits:
        yield Notice(
            "info",
            (NO_MORE if offset else NONE_LEFT).say(language),
            "" if offset else NONE_HINT.say(language),
        )
        return
    if simple_words := sought.words if like is None and not offset else "":
        yield from reading.saying(images, simple_words, language)
    simple = like is None and not (sought.plus or sought.minus or images.names.mentioned(sought.words))
    if simple and sought.words and not offset and images.clearly(sought.words, hits[:3]) < CLEARLY:
        caption = NOT_CLEARLY.say(language, query=sought.words)
    yield render.gallery(hits, caption, language)
    yield _next(len(hits) == SHOWN, language)
    yield render.how(images, language)


def _similar(request: Request, images: Images) -> Iterator[Block]:
    language, meant = request.language, _meant(request, images)
    if not meant:
        yield render.ask(language)
        return
    if sum(is_picture(file) for file in request.message.files) > 1:
        yield from two_photos.compared(images, meant, language)
        return
    if not images.count():
        yield render.empty(language)
        return
    photo, more, text = meant[0], but(request.message.text), request.message.text
    if more is not None:
        caption = LIKE.say(language, name=photo.name, query=", ".join((*more.plus, *more.minus)))
        yield from _found(request, images, more, photo, caption)
        return
    box, offset = region(text), _offset(request) // (2 * SHOWN) * SHOWN  # an answer shows two galleries
    full = False
    for by, title in (("look", LOOK), ("meaning", MEANING)):
        hits = images.similar_images(
            photo.file, SHOWN, "look" if by == "look" else "meaning", box=box,
            within=wanted("", text).within, offset=offset, known=images.same(photo),
        )  # fmt: skip
        full = full or len(hits) == SHOWN
        yield render.gallery(hits, title.say(language), language)
    yield render.compared(images, photo, box, language)
    yield _next(full, language)
    yield render.how(images, language)


def _next(more: bool, language: Language) -> Choices:
    why = Option(WHY.say(language), "/why")
    further = Option(MORE.say(language), "もっと" if language == "ja" else "more")
    return Choices(NEXT.say(language), (further, why) if more else (why,))


def _offset(request: Request) -> int:
    offset = request.args.get("offset", 0)
    return offset if isinstance(offset, int) else 0
