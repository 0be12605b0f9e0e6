"""Names for what is on photos: "these are Momo" with a few photos, and it is recognised from then on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from assistant.blocks import Block, Choices, Gallery, Notice, Option, Picture, Progress, Text, plain
from assistant.conversation.confirming import question
from assistant.engines.images import render
from assistant.engines.images.images import Images
from assistant.engines.images.photo import Meant
from assistant.ingest.events import FileDone, FileProgress, IngestSummary
from assistant.message import Message
from assistant.paths import is_picture
from assistant.phrase import Language, Phrase
from assistant.plugin import Context, Intent, Request, Slots
from plugins.photos.which_photo import photos
from plugins.photos.yes_no import asked
from store.types import Document

EXAMPLES = 9
LONGEST = 40
"""Characters of a name."""

NO_NAME = Phrase("What is the name?", "名前は何ですか？")
NO_NAME_HINT = Phrase(
    "Attach a few photos and write: these are Momo.", "写真を何枚か添えて「これはモモです」と書いてください。"
)
NO_PHOTO_HINT = Phrase(
    "Attach a few photos of {name}, or name some of the last answer: /name {name} 1 3",
    "{name} の写真を何枚か添えるか、直前の答えから番号で選んでください: /name {name} 1 3",
)
ADDING = Phrase("Looking at the photos", "写真を見ています")
LEARNED = Phrase(
    "I know **{name}** from {count} photos now. More photos make it surer.",
    "**{name}** を写真 {count} 枚で覚えました。写真が多いほど確かになります。",
)
LEARNED_ONE = Phrase(
    "I know **{name}** from one photo now. Two or three more make it surer.",
    "**{name}** を写真 1 枚で覚えました。あと 2、3 枚あると確かになります。",
)
TRY = Phrase("Try:", "試してみる:")
FIND = Phrase("Photos of {name}", "{name}の写真")
FIND_SAY = Phrase("find pictures of {name}", "{name}の写真を探して")
FORGET = Phrase("Forget the name", "名前を忘れる")
LISTED = Phrase("{name}: {count} photos", "{name}: 写真 {count} 枚")
NONE = Phrase("No names have been taught yet.", "まだ名前は登録されていません。")
SURE = Phrase(
    "Forget the name “{name}” ({count} photos)? The photos stay.",
    "「{name}」という名前（写真 {count} 枚）を忘れますか？写真は残ります。",
)
FORGOT = Phrase(
    "Forgot the name {name}. The photos stay.", "{name} という名前を忘れました。写真は残っています。"
)
CHANGED_MIND = Phrase("Changed your mind?", "元に戻しますか？")
UNDO = Phrase("Undo", "元に戻す")
UNKNOWN = Phrase("There is no name “{name}”.", "「{name}」という名前はありません。")
UNKNOWN_HINT = Phrase("/names lists them.", "/names で一覧が出ます。")

_TEACH = (
    r"^(?:these|those|they|all of these)(?: (?:photos|pictures|images|ones))? (?:are|show) (?:all )?(?:photos |pictures )?(?:of )?(?:my \w+,? )?(?P<name>[A-Z][\w'.-]*(?: [A-Z][\w'.-]*){0,2})[.!]*$",
    r"^(?:this|that|it|the (?:dog|cat|person|one)(?: (?:here|on the photo))?)(?: photo| picture| one)? (?:is|shows) (?:my \w+,? )?(?P<name>[A-Z][\w'.-]*(?: [A-Z][\w'.-]*){0,2})[.!]*$",
    r"^(?:please )?(?:call|name) (?:this|these|that|it|him|her|them)(?: \w+)? [\"'“]?(?P<name>[\w'.-]+(?: [A-Z][\w'.-]*)?)[\"'”]?[.!]*$",
    r"^(?:この(?:子|人|犬|猫|写真|もの)|これ|こちら|これら|この子たち)は(?:みんな|全部|すべて)?(?:うちの(?:犬|猫|子)?の?)?[「『]?(?P<name>[^\s、。？?「」『』何誰どか]{1,20}?)[」』]?(?:です|だよ|だ|といいます|と言います|っていうの|って言うの|っていう名前です|という名前です)[。!！]*$",
    r"^(?:この(?:子|人|犬|猫)|これ)(?:を|の名前は)[「『]?(?P<name>[^\s、。？?「」『』]{1,20}?)[」』]?(?:と呼んで|って呼んで|と覚えて|として覚えて|です)(?:ください|ね)?[。!！]*$",
)
_EXAMPLES: Mapping[Language, tuple[str, ...]] = {
    "en": ("these are Momo", "call this dog Momo", "remember this face as Anna"),
    "ja": ("これはモモです", "この犬をモモと呼んで", "この人を山田さんと覚えて"),
}
_COMMAND = re.compile(
    r"^(?P<name>(?:(?!doc-|seen-)[^\s\d][^\s]*)(?:\s(?!doc-|seen-)[^\s\d][^\s]*)*)(?:\s+(?P<rest>.*))?$"
)


class PhotoNames:
    """Answers name_photos, photo_names and unname_photos."""

    name = "photo_names"
    summary = Phrase("Teach names for who or what is on photos", "写真に写っている人や物に名前を付ける")

    def __init__(self) -> None:
        teach = Phrase("Give what is on photos a name", "写真に写っているものに名前を付けます")
        listing = Phrase("List the names given to photos", "写真に付けた名前の一覧")
        forget = Phrase("Forget a name given to photos", "写真に付けた名前を忘れます")
        self.intents = (
            Intent(
                "name_photos", teach, _EXAMPLES, ("name",), _TEACH, _read, attachment="image", command="name"
            ),
            Intent("photo_names", listing, {}, command="names", does="read"),
            Intent("unname_photos", forget, {}, ("name",), command="unname", does="delete"),
        )

    def handle(self, request: Request, context: Context) -> Iterable[Block]:
        """Answer one request."""
        answers = {"name_photos": _teach, "photo_names": _list, "unname_photos": _forget}
        return answers[request.intent](request, context)


def plugin() -> PhotoNames:
    """Return this plugin."""
    return PhotoNames()


def _read(message: Message, groups: Mapping[str, str]) -> Slots:
    """Return the name: what a pattern captured, or what stands before numbers and ids after /name."""
    if "command" in groups:
        found = _COMMAND.match(groups["command"])
        return {"name": found["name"][:LONGEST]} if found else {}
    return {"name": groups["name"].strip(" '\"")[:LONGEST]} if groups.get("name") else {}


def _teach(request: Request, context: Context) -> Iterator[Block]:
    language, images = request.language, context.library.images
    name = str(request.args.get("name", "")).strip()
    thing = "" if name else asked(request.message.text, language)
    if thing and (about := _photos(request, images)):
        yield render.yes_or_no(images, images.part(about[0].file), thing, language)
        return
    if not name:
        yield Notice("info", NO_NAME.say(language), NO_NAME_HINT.say(language))
        return
    ids: list[str] = []
    yield from _examples(request, context, ids)
    if not ids:
        yield Notice("info", render.WHICH.say(language), NO_PHOTO_HINT.say(language, name=name))
        return
    count = images.names.teach(name, ids)
    yield Text((LEARNED if count > 1 else LEARNED_ONE).say(language, name=plain(name), count=count))
    yield _shown(name, images, request)
    options = (
        Option(FIND.say(language, name=name), FIND_SAY.say(language, name=name)),
        Option(FORGET.say(language), f"/unname {name}"),
    )
    yield Choices(TRY.say(language), options)


def _examples(request: Request, context: Context, ids: list[str]) -> Iterator[Block]:
    """Fill `ids` with the photos meant; attached ones go into the library first."""
    language = request.language
    files = [file for file in request.message.files if is_picture(file)]
    if not files:
        meant = _photos(request, context.library.images)
        ids += [photo.document_id for photo in meant if photo.document_id]
        files = [photo.file for photo in meant if not photo.document_id]
    for event in context.library.add_files(files, cancelled=context.cancelled):
        if isinstance(event, FileProgress):
            yield Progress(ADDING.say(language), event.done, event.total, event.unit)
        elif isinstance(event, FileDone):
            ids.append(event.document_id)
        elif isinstance(event, IngestSummary):
            for _, error in event.failed:
                yield Notice("error", error.say(language), error.advise(language))


def _photos(request: Request, images: Images) -> list[Meant]:
    previous = request.previous
    before, earlier = (previous.blocks, previous.message.files) if previous else ((), ())
    return photos(request.message, before, earlier, images)


def _shown(name: str, images: Images, request: Request) -> Gallery:
    items = images.names.examples(name)
    pictures = tuple(
        Picture(item.id, str(item.metadata.get("thumbnail", "")), str(item.metadata.get("name", "")))
        for item in items[:EXAMPLES]
    )
    caption = LISTED.say(request.language, name=name, count=len(items))
    return Gallery(pictures, caption)


def _list(request: Request, context: Context) -> Iterator[Block]:
    language, images = request.language, context.library.images
    known = images.names.all()
    if not known:
        yield Notice("info", NONE.say(language), NO_NAME_HINT.say(language))
        return
    for one in known:
        yield _shown(one.name, images, request)
    yield Choices("", tuple(_forgetting(one, language) for one in known[:8]))


def _forgetting(one: Document, language: Language) -> Option:
    return Option(f"{FORGET.say(language)}: {one.name}", f"/unname {one.name}")


def _forget(request: Request, context: Context) -> Iterator[Block]:
    language, name = request.language, str(request.args.get("name", "")).strip()
    names = context.library.images.names
    known = next((one for one in names.all() if one.name.casefold() == name.casefold()), None)
    if known is None:
        yield Notice("info", UNKNOWN.say(language, name=name), UNKNOWN_HINT.say(language))
    elif not request.confirmed:
        count = len(names.examples(known.name))
        yield question(SURE.say(language, name=known.name, count=count), f"/unname {known.name}", language)
    else:
        token = names.forget(known.name)
        yield Text(FORGOT.say(language, name=plain(known.name)))
        yield Choices(CHANGED_MIND.say(language), (Option(UNDO.say(language), f"/undo {token}"),))
