"""What "the second one", "more", "only in the PDF", "and for dogs?" and "why?" refer to.

A follow-up is understood from the exchange before it: its route says what was asked, its blocks
hold what can be pointed at.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from assistant.blocks import Gallery, Sources
from assistant.message import Message
from assistant.phrase import Phrase
from assistant.plugin import Exchange, Route, Slots
from assistant.retrieval.kinds import kind_of

FOLLOW_UP = Phrase('This follows up on "{text}".', "「{text}」の続きとして受け取りました。")

_MORE = re.compile(
    r"(?:(?:show|give|tell)(?: me)? )?(?:some )?(?:more|the next(?: ones?)?|next)(?: results?| passages?| please)*"
    r"|(?:もっと|続き|つづき|次|他に|ほかに|他の結果|さらに)(?:も|は|を|の結果)?(?:見せて|みせて|出して|ある|ない|お願い|ください|教えて|表示して|は)*(?:ください|します|か)?",
    re.IGNORECASE,
)
_WHY = re.compile(
    r"why(?: (?:this|that|these|those|the order|did you|so|the (?:first|second|third|\w+th|last)|number \d)(?: .{0,40})?)?|how come|explain(?: (?:this|that|why))?"
    r"|(?:[一二三四五六七八九\d]{1,2}(?:番目|つ目|枚目)(?:の写真)?(?:は|が)?|それは)?(?:なぜ|なんで|何で|どうして)(?:ですか|なの|なんですか|そうなるの|この(?:順|答え|結果).{0,10})?|理由(?:は|を教えて(?:ください)?)?",
    re.IGNORECASE,
)
_ORDINALS = {
    **{word: n for n, word in enumerate(["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"], 1)},
    **dict(zip("一二三四五六七八九", range(1, 10), strict=True)),
    "十": 10, "last": -1, "最後": -1, "top": 1, "最初": 1,
    **{word: n for n, word in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 1)},
}  # fmt: skip
_NTH_EN = re.compile(
    r"(?:(?:open|show|read|tell me(?: more)? about|what about|more (?:about|on|from))(?: me)? )?"
    r"(?:the |number |no\.? ?|#)?(?P<n>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|top"
    r"|\d{1,2}(?:st|nd|rd|th)?|(?:(?<=number )(?:one|two|three|four|five)))(?: (?:one|result|passage|source|hit|document|picture|photo))?(?: please)?",
    re.IGNORECASE,
)
_NTH_JA = re.compile(
    r"(?P<n>[一二三四五六七八九十]|\d{1,2}|最後|最初)(?:番目|つ目|つめ|件目|番|個目|枚目)?の?(?:もの|やつ|結果|文書|資料|写真|一節)?"
    r"(?:を|について|は|が)?(?:もっと)?(?:詳しく|くわしく)?(?:見せて|みせて|開いて|ひらいて|読みたい|教えて|見たい|表示して)?(?:ください|下さい|お願いします|くれる)?",
)
_ONLY = re.compile(
    r"(?:and )?(?:only|just)(?: (?:in|from|inside|within|show))?(?: the| my)? (?P<what>.{1,80}?)(?: (?:files?|documents?|ones?))?(?: please)?"
    r"|(?:in|from) the (?P<in>pdfs?|word|docx|excel|slides|csv|markdown|html|epub)(?: (?:files?|documents?))?(?: only)"
    r"|(?P<ja>.{1,80}?)(?:ファイル|文書)?(?:の中)?(?:だけ|のみ)(?:で|に|から|を|にして|見せて|検索して|探して|ください|絞って)*",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:and|what about|how about|and what about|and for|same for|now for|and about) (?:for |about )?(?P<en>.{1,80})"
    r"|(?:じゃあ|では|それでは|それなら|なら)[、,\s]*(?P<ja>.{1,40}?)(?:について|のこと)?(?:は|だと|では|なら)?(?:どう(?:ですか)?)?"
    r"|(?P<ja2>[^\u3040-\u309f、。\s]{1,12}?)(?:について)?(?:は|だと)(?:どう(?:ですか)?)?",
    re.IGNORECASE,
)


def resolve(message: Message, previous: Exchange | None) -> Route | None:
    """Return where a follow-up goes, or None when the message stands on its own."""
    if previous is None or message.files or not message.text or message.text.startswith("/"):
        return None
    text = message.text.rstrip("?!。．.？！ ").strip()
    for read in (_why, _more, _nth, _only, _about):
        route = read(text, previous)
        if route is not None:
            why = FOLLOW_UP.say(message.language, text=previous.message.text[:60] or "…")
            return replace(route, why=why)
    return None


def count_of_referents(exchange: Exchange) -> int:
    """Return how many things of the reply can be pointed at ("the second one")."""
    return sum(
        len(block.passages) if isinstance(block, Sources) else len(block.pictures)
        for block in exchange.blocks
        if isinstance(block, Sources | Gallery)
    )


def _why(text: str, previous: Exchange) -> Route | None:
    return Route("help", "why") if _WHY.fullmatch(text) else None


def _more(text: str, previous: Exchange) -> Route | None:
    if not _MORE.fullmatch(text) or not count_of_referents(previous):
        return None
    offset = previous.route.args.get("offset", 0)
    seen = (offset if isinstance(offset, int) else 0) + count_of_referents(previous)
    return _again(previous, {"offset": seen})


def _nth(text: str, previous: Exchange) -> Route | None:
    found = _NTH_EN.fullmatch(text) or _NTH_JA.fullmatch(text)
    if not found or not count_of_referents(previous):
        return None
    word = found["n"].lower()
    digits = re.match(r"\d+", word)
    number = int(digits[0]) if digits else _ORDINALS[word]
    return Route("search", "open_passage", {"number": number})


def _only(text: str, previous: Exchange) -> Route | None:
    found = _ONLY.fullmatch(text)
    if not found or not _main_slot(previous):
        return None
    what = (found["what"] or found["in"] or found["ja"]).strip(" 「」\"'")
    if kind := kind_of(what):
        return _again(previous, {"kind": kind, "offset": 0})
    if what.startswith("#"):
        return _again(previous, {"tag": what[1:], "offset": 0})
    return _again(previous, {"name": what, "offset": 0}) if re.search(r"\.\w{2,5}$", what) else None


def _about(text: str, previous: Exchange) -> Route | None:
    found = _ABOUT.fullmatch(text)
    slot = _main_slot(previous)
    if not found or not slot:
        return None
    what = next(group for group in found.groups() if group).strip(" 「」\"'")
    return _again(previous, {slot: what, "offset": 0})


def _again(previous: Exchange, changes: Slots) -> Route:
    kept = {**previous.route.args, **changes}
    return Route(previous.route.plugin, previous.route.intent, kept)


def _main_slot(previous: Exchange) -> str:
    return next((slot for slot in ("query", "word", "node") if slot in previous.route.args), "")


Resolver = Callable[[Message, Exchange | None], Route | None]
