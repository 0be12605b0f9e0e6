"""Reading what is written in a picture: signs, labels, receipts, slides, screenshots."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from assistant.blocks import Block, Choices, Gallery, Notice, Option, Picture, Table, computed
from assistant.encoders.images.errors import ImageError
from assistant.engines.images import render
from assistant.engines.images.photo import Meant
from assistant.engines.images.photo_texts import boxed, matching
from assistant.ocr.lines import Recognised
from assistant.phrase import Language, Phrase
from assistant.plugin import Intent

if TYPE_CHECKING:
    from assistant.engines.images.images import Images

_ON = (
    r"(?:signs?|signboards?|street ?signs?|labels?|stickers?|receipts?|screen ?shots?|white ?boards?|black ?boards?|posters?|billboards?"
    r"|banners?|name ?tags?|price ?tags?|(?:number|licen[cs]e|name) ?plates?|business cards?|photos?|photographs?|pictures?|images?|pics?)"
)
_ON_JA = (
    r"(?:看板|標識|ラベル|シール|レシート|領収書|スクリーンショット|スクショ|ホワイトボード|黒板|ポスター|張り紙|貼り紙|メニュー|名刺|値札|名札"
    r"|プレート|写真|画像|絵)"
)
_TEXT = r"(?:text|words?|writing|written|letter(?:s|ing)?|handwriting)"
PATTERNS = (
    rf"^(?!.*\babout\b).*\bwhat(?:'s|s)?\b.*\b{_ON}\b.*\b(?:says?|saying|reads?|written)\b",
    rf"^(?!.*\babout\b).*\bwhat(?:'s|s)?\b.*\b(?:says?|reads?|written)\b.*\b(?:on|in) (?:the|this|that|my|these) (?:\w+ )?{_ON}\b",
    rf"\b(?:read|transcribe|ocr)\b(?: out| aloud| me)*(?: all)?(?: the| this| that| my| these)?(?: {_TEXT})?(?:,? (?:on|in|of|from))?(?: the| this| that| my| these)?(?: attached)? {_ON}\b",
    rf"\b(?:read|transcribe|extract|copy|get|recogni[sz]e|show|give|pull)\b.*\b{_TEXT}\b.*\b(?:on|in|of|from|off|out)\b.*\b{_ON}\b",
    rf"\b(?:what|which|any)\b.*\b{_TEXT}\b.*\b(?:on|in) (?:the|this|that|my|these) (?:\w+ )?{_ON}\b",
    r"^\W*(?:please |run |do )*ocr\b",
    rf"{_ON_JA}.*(?:何|なん|なに|どう)(?:と|て|って)?(?:書|かい|記)",
    rf"{_ON_JA}.*(?:文字|文章|文言|テキスト|字).*(?:読|抜き出|抽出|認識|起こ|おこ|教え|コピー|取り出|写し)",
    r"^(?:please |can you |could you |would you )+(?:please )?read (?:this|it|that|these)(?: out| aloud| to me| for me| please)*\W*$",
    r"^(?:これ|それ|この字|この文字)(?:は|を|って|、)?読(?:め(?:る|ます)|んで|み取)\S{0,6}$",
    rf"{_ON_JA}[をの、]?(?:全部|ぜんぶ)?(?:読(?:んで|み|め)|文字起こし|テキスト化|文字認識|OCR)",
    r"(?:(?:文字|もじ)(?:起こ|おこ)し|文字認識|OCR)(?:を)?(?:して|お願い|しろ|頼)",
)
_BARE = re.compile(
    rf"\bwhat(?:'s|s| does| do| is)?\b.{{0,30}}\b(?:says?|written|reads?)\b|\b(?:read|transcribe)\b(?! (?:more|about))|\b{_TEXT}\b.*\b(?:here|there|it)\b|\bany {_TEXT}\b"
    r"|(?:何|なん|なに)(?:と|て|って)?(?:書|かい)|書いてある|書かれて|読(?:んで|め|み取|み上)|文字|テキスト",
    re.IGNORECASE,
)
"""Ways of asking that mean the writing where a picture is what is spoken of."""

LOOK_UP = Phrase("Look it up in the library", "ライブラリで探す")
TITLE = Phrase("Text in {name} (OCR, confidence {sure:.2f})", "{name} の文字（OCR、確からしさ {sure:.2f}）")
COLUMNS = Phrase("Text|Confidence", "文字|確からしさ")
WHERE = Phrase("Where it is written in {name}", "{name} のどこに書いてあるか")
SAYING = Phrase("“{text}” is written in", "「{text}」と書いてある写真")
MOST = 9
"""Photos that are shown with what is written in them."""
NOTHING = Phrase("I found no text in {name}.", "{name} に文字は見つかりませんでした。")
UNCLEAR = Phrase(
    "There is writing in {name}, but it is too unclear to be read.",
    "{name} に文字らしいものはありますが、はっきりせず読み取れませんでした。",
)
CLOSER = Phrase(
    "A picture taken closer, straight on and in focus can be read.",
    "近くから正面で、ピントを合わせて撮った写真なら読み取れます。",
)
DROPPED = Phrase(
    "{n} more places look like text but are too unclear to be read.",
    "ほかに文字らしい箇所が {n} か所ありますが、はっきりせず読み取れませんでした。",
)
HOW = Phrase(
    "A network finds the places that hold text (DB, Liao et al. 2020), a second one reads each of them (PP-OCRv6, on "
    "this machine). The confidence is the mean probability of the letters; letters look alike (0 and O, 未 and 末), so check numbers.",
    "文字のある場所を一つめのネットワークで見つけ（DB, Liao et al. 2020）、二つめで一行ずつ読みます（PP-OCRv6、この端末の中で計算）。"
    "確からしさは文字ごとの確率の平均です。0 と O、未と末のような似た文字があるので、数字などはご確認ください。",
)


def intent() -> Intent:
    """Return what asks for the text in a picture; it has no examples, so patterns find it."""
    summary = Phrase("Read the text in a picture", "画像の中の文字を読む")
    return Intent(
        "read_text", summary, {}, patterns=PATTERNS, attachment="image", command="read-text", does="read"
    )


def meant(text: str) -> bool:
    """Tell whether a message about a picture is after what is written in it."""
    return bool(_BARE.search(text)) or any(re.search(pattern, text, re.IGNORECASE) for pattern in PATTERNS)


def answer(images: Images, photos: Sequence[Meant], text: str, language: Language) -> Iterator[Block]:
    """Yield the lines of each photo with their confidence, and the photo with a box around each."""
    if not photos:
        yield render.ask(language)
        yield Choices("", (Option(LOOK_UP.say(language), f"/search {text}"),))
        return
    for photo, found in zip(photos, images.texts.read(photos), strict=False):
        if isinstance(found, ImageError):
            yield Notice("error", found.say(language), found.advise(language))
        elif not found.lines:
            said = UNCLEAR if found.dropped else NOTHING
            yield Notice("info", said.say(language, name=photo.name), CLOSER.say(language))
        else:
            yield from _lines(images, photo, found, language)
    yield computed(HOW, language)


def saying(images: Images, text: str, language: Language) -> Iterator[Block]:
    """Yield the photos of the library in which exactly this is written, framed."""
    pictures = []
    for photo in images.texts.saying(text, MOST):
        kept, found = images.kept(photo.document_id), images.texts.stored(photo.document_id)
        if kept and found:
            name, file = images.sketches.keep(boxed(images.part(kept.file), matching(found, text)))
            pictures.append(Picture(name, str(file), kept.name))
    if pictures:
        yield Gallery(tuple(pictures), SAYING.say(language, text=text))


def _lines(images: Images, photo: Meant, found: Recognised, language: Language) -> Iterator[Block]:
    columns = tuple(COLUMNS.say(language).split("|"))
    rows = tuple((line.text, round(line.confidence, 2)) for line in found.lines)
    title = TITLE.say(language, name=photo.name, sure=found.confidence)
    yield Table(columns, rows, title, scores=(columns[1],))
    try:
        name, file = images.sketches.keep(boxed(images.part(photo.file), found))
    except ImageError:
        return
    yield Gallery((Picture(name, str(file), photo.name),), WHERE.say(language, name=photo.name))
    if found.dropped:
        yield Notice("info", DROPPED.say(language, n=found.dropped))
