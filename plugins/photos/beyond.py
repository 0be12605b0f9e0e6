"""Questions about a photo that the model answers as far as it can, or not at all: colours, and how many there are."""

from __future__ import annotations

import re

from assistant.blocks import Block, Notice, Table
from assistant.encoders.images.base import Picture
from assistant.engines.images.images import Images
from assistant.phrase import Language, Phrase

COLOURS = Phrase(
    "red|orange|yellow|green|blue|purple|pink|brown|black|white|grey",
    "赤い|オレンジ色の|黄色い|緑色の|青い|紫色の|ピンクの|茶色い|黒い|白い|灰色の",
)
COLUMNS = Phrase("Colour|Score", "色|スコア")
CAPTION = Phrase("Which colour fits best: {thing}", "いちばん合う色: {thing}")
SHOWN = 4
CANNOT_COUNT = Phrase(
    "I cannot count what is in a photo: the model compares the photo as a whole with words.",
    "写真の中の数は数えられません。写真全体と言葉を比べるモデルだからです。",
)
CAN = Phrase(
    "Ask what it shows, or whether it shows something; both I can answer.",
    "何が写っているか、何かが写っているかどうかは答えられます。",
)
_COUNT = re.compile(
    r"\bhow many\b|\bcount\b|\bnumber of\b|何(?:匹|人|個|台|枚|本|羽|頭|隻|軒|つ)|なん(?:びき|にん|こ|だい|まい|ぼん)|いくつ(?!か)|数(?:を|は|えて)",
    re.IGNORECASE,
)
_COLOUR = re.compile(
    r"\b(?:what|which)(?:'s| is| are)? (?:the )?colou?rs?(?: is| are| was| of| does)?\s*(?P<en>.*)|\bcolou?r of (?P<of>.*)"
    r"|(?P<ja>[^、。？?]*?)(?:って|の|は)?(?:何色|なにいろ|どんな色|色は|いろは)",
    re.IGNORECASE,
)
_EDGE = re.compile(
    r"^(?:the|this|that|a|an|its?|her|his|their|my)\b\s*|\b(?:is|are|in (?:the|this|it).*|here|have|has|there)\s*$|^(?:この(?:写真|画像)(?:の|に写っている)?|写真の|これの)|[はがの]$",
    re.IGNORECASE,
)


def counts(text: str) -> bool:
    """Tell whether a question wants things counted."""
    return bool(_COUNT.search(text))


def coloured(text: str) -> str | None:
    """Return the thing whose colour is asked for, "" for that of the photo, None for another question."""
    found = _COLOUR.search(text)
    if found is None:
        return None
    thing = next((part for part in found.groupdict().values() if part), "").strip(" ?？。.!")
    while (shorter := _EDGE.sub("", thing).strip()) != thing:
        thing = shorter
    return "" if thing.lower() in ("it", "photo", "picture", "image", "これ", "写真", "画像") else thing


def colour(images: Images, picture: Picture, thing: str, language: Language) -> Block:
    """Return which colour fits a thing best, among the common ones."""
    names = COLOURS.say(language).split("|")
    noun = thing or ("picture" if language == "en" else "もの")
    joined = [f"{name}{'' if language == 'ja' else ' '}{noun}" for name in names]
    best = images.tag(picture, joined, SHOWN, language=language)
    rows = tuple((names[joined.index(label)].rstrip("の"), round(score, 3)) for label, score in best)
    columns = tuple(COLUMNS.say(language).split("|"))
    return Table(columns, rows, CAPTION.say(language, thing=thing or noun), scores=(columns[1],))


def not_counted(language: Language) -> Notice:
    """Return why nothing is counted, and what can be asked instead."""
    return Notice("info", CANNOT_COUNT.say(language), CAN.say(language))
