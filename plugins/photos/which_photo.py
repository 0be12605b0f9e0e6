"""Which photo a message is about: one that it attaches, names by id or place in the last answer, or the last one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.blocks import Block, Gallery, Passage, Picture, Sources
from assistant.engines.images.photo import Meant
from assistant.engines.images.regions import region, without_region
from assistant.engines.images.sketches import ids_in
from assistant.message import Message
from assistant.paths import is_picture, printable
from assistant.routing.slots.ordinals import LAST, place

if TYPE_CHECKING:
    from assistant.engines.images.images import Images

_DOCUMENT = re.compile(r"\bdoc-[0-9a-f]{6,32}\b")
_NTH = re.compile(
    r"\b(?:the )?(?P<en>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|last)\b(?! (?:week|month|year|summer|winter|spring|autumn|fall|\d+))"
    r"|(?:#|\bnumber |\bno\.? ?|\b(?:picture|photo|image|result|passage) )(?P<digits>\d{1,2})\b|\b(?P<th>\d{1,2})(?:st|nd|rd|th)\b"
    r"|(?P<ja>[一二三四五六七八九]|\d{1,2})(?:番目|つ目|つめ|枚目|件目|番の)|(?P<end>最初|最後)の",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?<![\d.,%-])\d{1,2}(?![\d.,%])")


def photos(message: Message, before: Sequence[Block], earlier: Sequence[Path], images: Images) -> list[Meant]:
    """Return the photos that a message is about.

    `before` are the blocks of the last answer and `earlier` the files of the last message.
    """
    attached = [Meant(file, printable(file.name)) for file in message.files if is_picture(file)]
    if attached:
        return attached
    named = [
        *(images.sketched(name) for name in ids_in(message.text)),
        *(images.kept(name) for name in _DOCUMENT.findall(message.text)),
    ]
    shown = [
        picture
        for block in before
        if isinstance(block, Gallery)
        for picture in block.pictures
        if not ids_in(picture.id)
    ]
    picked = [] if named else [_of(shown[n], images) for n in numbers(message.text, len(shown))]
    if named or picked:
        return [one for one in (*named, *picked) if one is not None]
    again = [Meant(file, printable(file.name)) for file in earlier if is_picture(file)]
    return again[:1] or _asked(before, images, whole=region(message.text) is not None)


def numbers(text: str, count: int) -> list[int]:
    """Return which of `count` results a message points at ("the second one", 「3枚目」, "/similar 2"), from 0."""
    found = []
    for match in _NTH.finditer(text):
        word = next(group for group in match.groups() if group).lower()
        found.append(place(word))
    if not found and text.startswith("/"):
        found = [int(match.group()) for match in _BARE.finditer(without_region(text).partition(" ")[2])]
    places = (count if n == LAST else n for n in found)
    return list(dict.fromkeys(one - 1 for one in places if 1 <= one <= count))


def passage(text: str, before: Sequence[Block]) -> Passage | None:
    """Return the passage of the last answer that a message points at, or None."""
    if not re.search(r"\b(?:passage|paragraph|result|text|document|section|answer)\b|箇所|文章|一節|段落|結果|本文|この文", text, re.I):  # fmt: skip
        return None
    shown = [passage for block in before if isinstance(block, Sources) for passage in block.passages]
    places = numbers(text, len(shown)) or ([0] if shown else [])
    return shown[places[0]] if places else None


def _of(picture: Picture, images: Images) -> Meant | None:
    if ids_in(picture.id):
        return images.sketched(picture.id, called=picture.caption)
    return images.kept(picture.id)


def _asked(before: Sequence[Block], images: Images, *, whole: bool) -> list[Meant]:
    """Return the photo that the last answer was about, or with `whole` False the part of it: both are shown there
    under ids of their own."""

    def seen() -> Iterator[Meant]:
        for block in before:
            for picture in block.pictures if isinstance(block, Gallery) else ():
                one = _of(picture, images) if ids_in(picture.id) else None
                if one is not None:
                    yield one

    return list(seen())[:1] if whole else list(seen())[-1:]
