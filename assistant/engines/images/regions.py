"""A part of a photo: four shares of its width and height, and how people say which part they mean."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from PIL.Image import Image

Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, right and bottom in [0, 1], left < right and top < bottom."""

LEAST = 0.03
"""The smallest side that a box keeps, so that a slip of the hand is still a picture."""

_SIDES: dict[str, Box] = {
    "left": (0, 0, 0.5, 1), "right": (0.5, 0, 1, 1), "top": (0, 0, 1, 0.5), "bottom": (0, 0.5, 1, 1),
    "middle": (0.25, 0.25, 0.75, 0.75),
}  # fmt: skip
_NAMES = {
    "upper": "top", "lower": "bottom", "centre": "middle", "center": "middle", "左": "left", "右": "right",
    "上": "top", "下": "bottom", "中央": "middle", "真ん中": "middle", "中心": "middle",
}  # fmt: skip
_NUMBER = r"(\d{1,3}(?:\.\d+)?)\s*%?"
_BOX = re.compile(
    r"(?:box|region|crop|part|範囲|枠|領域)\s*[:=(は]?\s*" + r"\s*[,、\s]\s*".join([_NUMBER] * 4),
    re.IGNORECASE,
)
_PART = r"(?:half|side|part|corner|quarter|third|area|region|edge|end|portion|section)"
_ENGLISH = (
    re.compile(
        rf"\b(?P<y>top|upper|bottom|lower)[- ]?(?:hand )?(?P<x>left|right)\b(?: {_PART})?"
        rf"|\b(?P<one>left|right|top|upper|bottom|lower|middle|cent(?:re|er))(?:[- ]hand)? {_PART}\b"
        r"|\b(?:in|on|at|from|only|just) (?:the |its )(?P<at>left|right|top|bottom|middle|cent(?:re|er))\b"
        r"|\bthe (?P<of>left|right|top|bottom|middle|cent(?:re|er))(?= of\b)",
        re.IGNORECASE,
    ),
)
_JAPANESE = (
    re.compile(r"(?P<x>左|右)(?P<y>上|下)(?:隅|側|の?部分|の?方|の角)?"),
    re.compile(
        r"(?P<one>左|右|上|下)(?:半分|側|の?部分|の方)|(?P<at>中央|真ん中|中心)(?:の?部分|付近|あたり)?|(?P<of>左|右)の"
    ),
)


def region(text: str) -> Box | None:
    """Return the part that a message names ("the left half", 「右上」, "box 10 20 50 60" in percent), or None."""
    numbers = _BOX.search(text)
    if numbers:
        return proper(*(float(number) / 100 for number in numbers.groups()))
    for pattern in (*_ENGLISH, *_JAPANESE):
        if found := pattern.search(text):
            return _named({name: value for name, value in found.groupdict().items() if value})
    return None


def without_region(text: str) -> str:
    """Return a message without the words that name a part."""
    for pattern in (_BOX, *_ENGLISH, *_JAPANESE):
        text = pattern.sub(" ", text)
    return re.sub(r"\s+", " ", text).strip()


def _named(groups: dict[str, str]) -> Box:
    sides = [_SIDES[_NAMES.get(word.lower(), word.lower())] for word in groups.values()]
    return (
        max(side[0] for side in sides), max(side[1] for side in sides),
        min(side[2] for side in sides), min(side[3] for side in sides),
    )  # fmt: skip


def proper(left: float, top: float, right: float, bottom: float) -> Box:
    """Return the box within the picture, its sides in order and no shorter than LEAST."""
    left, right = sorted((min(max(left, 0.0), 1.0), min(max(right, 0.0), 1.0)))
    top, bottom = sorted((min(max(top, 0.0), 1.0), min(max(bottom, 0.0), 1.0)))
    left, top = min(left, 1 - LEAST), min(top, 1 - LEAST)
    return left, top, max(right, left + LEAST), max(bottom, top + LEAST)


def cut(image: Image, box: Box) -> Image:
    """Return that part of a picture, at least one pixel wide and high."""
    left, top = int(box[0] * image.width), int(box[1] * image.height)
    right, bottom = round(box[2] * image.width), round(box[3] * image.height)
    return image.crop((left, top, max(right, left + 1), max(bottom, top + 1)))
