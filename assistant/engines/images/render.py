"""Answers about photos as blocks, shared by the plugins that speak of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from assistant.blocks import Block, Details, Gallery, Notice, Option, Picture, Table, Text, computed, plain
from assistant.engines.images.photo import Meant
from assistant.engines.images.photo_texts import boxed
from assistant.engines.images.regions import Box
from assistant.phrase import Language, Phrase
from store.types import Document, Hit

if TYPE_CHECKING:
    from assistant.encoders.images.base import Picture as Picture_
    from assistant.engines.images.images import Images

WRITTEN = Phrase("Text in it (OCR, confidence {sure:.2f})", "写っている文字（OCR、確からしさ {sure:.2f}）")
WHICH = Phrase("Which photo do you mean?", "どの写真のことですか？")
WHICH_HINT = Phrase(
    "Attach it to the message, or name one of the last answer: the second one.",
    "メッセージに写真を添付するか、直前の答えの写真を「2枚目」のように指してください。",
)
EMPTY = Phrase("There are no photos in your library yet.", "ライブラリにまだ写真がありません。")
EMPTY_HINT = Phrase(
    "Drop photos or add a folder of them.", "写真を入れるか、フォルダーごと追加してください。"
)
FOLDED = Phrase("{name} (+{count} near-duplicates)", "{name}（ほぼ同じ写真がほかに {count} 枚）")
SIMILAR = Phrase("Look-alikes", "似た写真")
PART = Phrase("Mark a part", "範囲を選ぶ")
COMPARED = Phrase("Compared with", "比べた写真")
THIS_PART = Phrase("this part", "この部分")
YES = Phrase("Yes, probably: {thing} ({score:.0%}).", "はい、{thing}が写っているようです（{score:.0%}）。")
NO = Phrase(
    "Probably not: I see no {thing} in it ({score:.0%}).",
    "いいえ、{thing}は写っていないようです（{score:.0%}）。",
)
HOW_TEXT = Phrase(
    "Photo and words became vectors of one space; the score is their cosine. Image-text model in use: **{model}**. {note}",
    "写真と言葉を同じ空間のベクトルにし、コサイン類似度で採点しました。使用中の画像モデル: **{model}**。{note}",
)
BUILT_IN = Phrase(
    "It is small, made for this program, and weaker than CLIP: see docs/images.md.",
    "このプログラム用の小さなモデルで、CLIP より弱いものです（docs/images.md を参照）。",
)
FACTS = Phrase("About this photo|", "この写真について|")
FACT_NAMES = Phrase("Name|Taken|Size|Folder|Tags|Added|Id", "名前|撮影日時|大きさ|フォルダー|タグ|追加日|ID")
PIXELS = Phrase("{width} x {height} pixels", "{width} × {height} ピクセル")


def ask(language: Language) -> Notice:
    """Return the question which photo is meant."""
    return Notice("info", WHICH.say(language), WHICH_HINT.say(language))


def empty(language: Language) -> Notice:
    """Say that there are no photos."""
    return Notice("info", EMPTY.say(language), EMPTY_HINT.say(language))


def gallery(hits: Sequence[Hit], caption: str, language: Language) -> Gallery:
    """Return photos of the library, each with what can be done with it."""
    return Gallery(tuple(_picture(hit, language) for hit in hits), caption, actions(language))


def actions(language: Language) -> tuple[Option, ...]:
    """Return what can be done with one photo: look-alikes of all of it or of a part."""
    return (
        Option(SIMILAR.say(language), "/similar {id}"),
        Option(PART.say(language), "/similar {id} box {box}"),
    )


def compared(images: Images, photo: Meant, box: Box | None, language: Language) -> Gallery:
    """Return the photo that was asked about, kept so that a part of it can be asked about next."""
    name, file = photo.document_id, photo.file
    if not name:
        name, file = images.sketches.keep(images.part(photo.file))
    pictures = [Picture(name, str(file), photo.name)]
    if box:
        part, cut_out = images.sketches.keep(images.part(photo.file, box))
        pictures.append(Picture(part, str(cut_out), THIS_PART.say(language)))
    return Gallery(tuple(pictures), COMPARED.say(language), actions(language)[1:])


def opened(images: Images, document: Document, language: Language) -> Iterator[Block]:
    """Yield one photo of the library and what is known about it."""
    photo = images.kept(document.id)
    if photo is None:
        return
    pictures = [Picture(document.id, str(photo.file), document.name)]
    written = images.texts.stored(document.id)
    if written is not None:
        name, file = images.sketches.keep(boxed(images.part(photo.file), written))
        pictures.append(Picture(name, str(file), WRITTEN.say(language, sure=written.confidence)))
    yield Gallery(tuple(pictures), "", actions(language))
    if written is not None:
        yield Text("\n".join(f"> {plain(line.text)}  " for line in written.lines))
    about = images.facts(document.id)
    values = (
        document.name, str(about.get("taken", "")).replace(":", "-", 2),
        PIXELS.say(language, width=about.get("width", "?"), height=about.get("height", "?")),
        document.location.rpartition("/")[0], ", ".join(document.tags),
        datetime.fromtimestamp(document.added).strftime("%Y-%m-%d"), document.id,
    )  # fmt: skip
    rows = zip(FACT_NAMES.say(language).split("|"), values, strict=True)
    yield Table(tuple(FACTS.say(language).split("|")), tuple(row for row in rows if row[1]))


def yes_or_no(images: Images, picture: Picture_, thing: str, language: Language) -> Text:
    """Return whether a picture shows a thing, or what was given that name, with its score."""
    score = images.shows(picture, thing)
    return Text((YES if score >= 0.5 else NO).say(language, thing=plain(thing), score=score))


def how(images: Images, language: Language) -> Details:
    """Return which model is in use and what the score is."""
    note = BUILT_IN.say(language) if images.model == "built-in" else ""
    return computed(HOW_TEXT, language, model=images.model, note=note)


def _picture(hit: Hit, language: Language) -> Picture:
    name, folded = str(hit.metadata.get("name", hit.id)), int(hit.scores.get("folded", 0))
    caption = FOLDED.say(language, name=name, count=folded) if folded else name
    return Picture(hit.id, str(hit.metadata.get("thumbnail", "")), caption, round(hit.score, 3))
