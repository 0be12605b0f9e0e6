"""From a photo to words: its tags, and the sentences and passages of the library that describe it best."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from assistant.blocks import Block, Notice, Sources, Text, plain
from assistant.engines.images import render
from assistant.engines.images.regions import region
from assistant.phrase import Language, Phrase
from assistant.plugin import Context, Intent, Request
from plugins.photos.which_photo import photos

SHOWN, TAGS = 5, 6

SEEN = Phrase("In {name} I see: {tags}.", "{name} に写っていそうなもの: {tags}")
NEAREST = Phrase(
    "What your library says that is nearest to it, the nearest sentence marked:",
    "ライブラリの中でこの写真に最も近い箇所（最も近い文に印）:",
)
NOTHING = Phrase("There is no text in your library yet.", "ライブラリにまだ文章がありません。")
NOTHING_HINT = Phrase(
    "Add documents or notes, then ask again.", "文書やメモを追加してから、もう一度聞いてください。"
)
_TEXTS = r"(?:documents?|docs|notes?|passages?|captions?|texts?|words|sentences?|articles?|files|papers?|descriptions?|paragraphs?)"
_PATTERNS = (
    rf"\b{_TEXTS}\b(?! (?:on|in) (?:this|the|that) (?:photo|picture|image)).*\b(?:go(?:es)? with|fits?|match(?:es)?|describes?|mentions?|about|for|like|near(?:est)?(?: to)?|clos(?:e|est)(?: to)?|related? to|belongs? to|says? about)\b.*\b(?:this|the attached|that)(?: (?:photo|picture|image|one))?\b",
    rf"\bfrom (?:this|the) (?:photo|picture|image) to (?:the )?{_TEXTS}\b",
    r"(?:この|添付の|その)?(?:写真|画像)(?:の内容)?(?:に|と|を)(?:最も|一番|いちばん)?(?:合う|合った|あう|関係する|関係のある|関連する|近い|似た|ついて(?:の|書かれた|書いてある)?|説明する|表す|ふさわしい|合致する).{0,8}(?:文書|資料|文章|メモ|言葉|箇所|ノート|キャプション|説明文|記事|文)",
)


_EXAMPLES: Mapping[Language, tuple[str, ...]] = {
    "en": (
        "which documents go with this photo?",
        "find captions that fit this picture",
        "notes about what is on this photo",
    ),
    "ja": ("この写真に合う文章を探して", "この画像に関連する資料は？", "この写真に近い言葉"),
}


class PhotoWords:
    """Answers photo_words."""

    name = "photo_words"
    summary = Phrase("From a photo to words and documents", "写真から言葉や文書を探す")

    def __init__(self) -> None:
        about = Phrase(
            "Find the passages nearest to the attached picture", "添付の画像に最も近い文章を探します"
        )
        self.intents = (
            Intent(
                "photo_words",
                about,
                _EXAMPLES,
                patterns=_PATTERNS,
                attachment="image",
                command="photo-words",
                does="read",
            ),
        )

    def handle(self, request: Request, context: Context) -> Iterable[Block]:
        """Answer one request."""
        return _words(request, context)


def plugin() -> PhotoWords:
    """Return this plugin."""
    return PhotoWords()


def _words(request: Request, context: Context) -> Iterator[Block]:
    language, images = request.language, context.library.images
    previous = request.previous
    before, earlier = (previous.blocks, previous.message.files) if previous else ((), ())
    meant = photos(request.message, before, earlier, images)
    if not meant:
        yield render.ask(language)
        return
    picture = images.part(meant[0].file, region(request.message.text))
    tags = [label for label, _ in images.tag(picture, None, TAGS, language=language)]
    shown = ("、" if language == "ja" else ", ").join(map(plain, tags))
    yield Text(SEEN.say(language, name=plain(meant[0].name), tags=shown))
    passages = images.passages(picture, SHOWN)
    if passages:
        yield Sources(tuple(passages), NEAREST.say(language))
        yield render.how(images, language)
    else:
        yield Notice("info", NOTHING.say(language), NOTHING_HINT.say(language))
