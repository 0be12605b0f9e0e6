"""What "the second one", "open that", "which file was that", "more", "only in the PDF" and "why?" point at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from assistant.blocks import Choices, Gallery, Sources, Table
from assistant.conversation.follow_ups.ellipsis import wording
from assistant.message import Message
from assistant.plugin import Exchange, Route, Slots
from assistant.retrieval.kinds import kind_of
from assistant.routing.slots.ordinals import LAST, place

if TYPE_CHECKING:
    from assistant.routing import Router

T = TypeVar("T")

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
_NTH_EN = re.compile(
    r"(?:(?:open|show|read|tell me(?: more)? about|what about|more (?:about|on|from))(?: me)? )?"
    r"(?:the |number |no\.? ?|#)?(?P<n>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|top"
    r"|\d{1,2}(?:st|nd|rd|th)?|(?:(?<=number )(?:one|two|three|four|five)))(?: (?:one|result|passage|source|hit|document|picture|photo))?(?: please)?",
    re.IGNORECASE,
)
_NTH_JA = re.compile(
    r"(?P<n>[一二三四五六七八九十]|\d{1,2}|最後|最初)(?:番目|つ目|つめ|件目|番|個目|枚目)?の?(?:もの|やつ|結果|文書|資料|写真|一節|ファイル)?"
    r"(?:を|について|は|が|も)?(?:もっと)?(?:詳しく|くわしく)?(?:見せて|みせて|開いて|ひらいて|読みたい|教えて|見たい|表示して)?(?:ください|下さい|お願いします|くれる)?",
)
_ONLY = re.compile(
    r"(?:and )?(?:only|just)(?: (?:in|from|inside|within|show))?(?: the| my)? (?P<what>.{1,80}?)(?: (?:files?|documents?|ones?))?(?: please)?"
    r"|(?:in|from) the (?P<in>pdfs?|word|docx|excel|slides|csv|markdown|html|epub)(?: (?:files?|documents?))?(?: only)"
    r"|(?P<ja>.{1,80}?)(?:ファイル|文書)?(?:の中)?(?:だけ|のみ)(?:で|に|から|を|にして|見せて|検索して|探して|ください|絞って)*",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r"(?:and |so |ok(?:ay)?,? )?(?:(?:which|what) (?:file|document|note|doc|pdf|one) (?:was|is) (?:that|this|it)(?: (?:in|from))?"
    r"|(?:where|which (?:file|document|note|doc)|what (?:file|document)) (?:does|did|is|was) (?:that|this|it)(?: (?:come|taken))? from"
    r"|(?:which|what) (?:file|document|note|doc|pdf) (?:says|said|is|was) (?:that|this|it)(?: (?:in|from))?|where (?:does it say (?:that|so)|did you (?:find|get|read|see) (?:that|this|it))"
    r"|(?:what(?:'s| is) the )?(?:source|name of (?:the|that) (?:file|document))|(?:name|show)(?: me)? the (?:source|file name))"
    r"|(?:それ|これ|今の|いまの|さっきの)?(?:は|って|が)?(?:どの|なんの|何の|どこの|どっちの)(?:ファイル|文書|資料|書類|メモ|やつ|ノート)(?:に(?:書いて(?:あった|ある|ありました|あります))?|から|の話|だっけ|だった|でした|です|なの|や|やった|だ)*(?:の|か|っけ|ですか)?"
    r"|(?:それ|これ)?(?:は|って)?どこに書いて(?:あった|ある|ありました|あります)(?:の|か|んですか|っけ)?|(?:出典|出所|ソース|ファイル名)(?:は|を教えて(?:ください)?)?(?:何|なに|どこ)?(?:です|だ)?(?:か)?",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"(?:(?:ok(?:ay)?|so|and|now|please|can you|could you|let me)[, ]+)*(?:open|show|view|display|read|see|pull up|bring up)(?: me)?(?: up)? (?:it|that|this|the|that very|this very)(?: whole| full)?(?: (?:file|document|note|one|doc|pdf|text))?(?: up)?(?: please| then)?"
    r"|(?:(?:じゃあ|では)[、]?)?(?:その|この|今の|さっきの|それ|これ)(?:の)?(?:ファイル|文書|資料|書類|メモ|やつ|全文)?(?:を|の全文を|ごと)?(?:全部)?(?:開い|ひらい|見せ|みせ|表示し|読ませ|出し)て(?:ください|下さい|くれる|くれ|くれへん|もらえる|もらえますか|ほしい|や|ね|よ)*",
    re.IGNORECASE,
)
_NAMED_ROWS = frozenset({"list_library", "similar_documents"})
"""Intents whose table names documents in its first column."""


def resolve(message: Message, previous: Exchange, router: Router) -> Route | None:
    """Return where a message goes that points at the answer before, or None."""
    text = message.text.rstrip("?!。．.？！ ").strip()
    return (
        _why(text)
        or _more(text, previous)
        or _chosen(text, previous, router)
        or _nth(text, previous)
        or _source(text, previous)
        or _opened(text, previous)
        or _only(text, previous)
    )


def count_of_referents(exchange: Exchange) -> int:
    """Return how many passages and pictures of the reply can be pointed at ("the second one")."""
    return sum(
        len(block.passages) if isinstance(block, Sources) else len(block.pictures)
        for block in exchange.blocks
        if isinstance(block, Sources | Gallery)
    )


def _why(text: str) -> Route | None:
    return Route("help", "why") if _WHY.fullmatch(text) else None


def _more(text: str, previous: Exchange) -> Route | None:
    shown = count_of_referents(previous)
    if not _MORE.fullmatch(text) or not (shown or previous.route.intent == "search_text"):
        return None
    offset = previous.route.args.get("offset", 0)
    seen = (offset if isinstance(offset, int) else 0) + max(shown, 1)
    return _again(previous, {"offset": seen})


def _number(text: str) -> int | None:
    found = _NTH_EN.fullmatch(text) or _NTH_JA.fullmatch(text)
    return place(found["n"]) if found else None


def _chosen(text: str, previous: Exchange, router: Router) -> Route | None:
    """Return where an option goes that was offered and is now said, by its words or its place."""
    offered = [option for block in previous.blocks if isinstance(block, Choices) for option in block.options]
    same = [option for option in offered if option.label.casefold() == text.casefold()]
    number = _number(text)
    if not same and number is not None and not count_of_referents(previous):
        same = _at(offered, number)
    return router.route(Message(same[0].message)) if same else None


def _nth(text: str, previous: Exchange) -> Route | None:
    number = _number(text)
    if number is None:
        return None
    if count_of_referents(previous):
        return Route("search", "open_passage", {"number": number})
    tables = [block for block in previous.blocks if isinstance(block, Table)]
    rows = _at(tables[0].rows, number) if tables and previous.route.intent in _NAMED_ROWS else []
    return Route("documents", "open_document", {"target": str(rows[0][0])}) if rows else None


def _at(found: Sequence[T], number: int) -> list[T]:
    """Return the one at a place from 1, or LAST; [] where there is none."""
    index = len(found) - 1 if number == LAST else number - 1
    return [found[index]] if 0 <= index < len(found) else []


def _source(text: str, previous: Exchange) -> Route | None:
    """Return where "which file was that" goes: to the first passage shown, which is opened under its file's name."""
    if not _SOURCE.fullmatch(text) or not any(isinstance(block, Sources) for block in previous.blocks):
        return None
    return Route("search", "open_passage", {"number": 1})


def _opened(text: str, previous: Exchange) -> Route | None:
    """Return where "show me that file" goes when an answer showed one."""
    if not _OPEN.fullmatch(text) or not any(isinstance(block, Sources) for block in previous.blocks):
        return None
    return Route("documents", "open_document", {"target": "it"})


def _only(text: str, previous: Exchange) -> Route | None:
    found = _ONLY.fullmatch(text)
    if not found or "query" not in previous.route.args:
        return None
    what = (found["what"] or found["in"] or found["ja"]).strip(" 「」\"'")
    if kind := kind_of(what):
        return _again(previous, {"kind": kind, "offset": 0})
    if what.startswith("#"):
        return _again(previous, {"tag": what[1:], "offset": 0})
    return _again(previous, {"name": what, "offset": 0}) if re.search(r"\.\w{2,5}$", what) else None


def _again(previous: Exchange, changes: Slots) -> Route:
    kept = {**previous.route.args, **changes}
    return Route(previous.route.plugin, previous.route.intent, kept, asked=wording(previous))
