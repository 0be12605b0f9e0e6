"""What a request says about dates: "since March 2022", "between 3 May and 19 June 2023", 「2024年4月1日以降」."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.retrieval.dates import Dated, dates

_DAY = timedelta(1)
_THINGS = r"(?:files?|documents?|docs?|notes?|letters?|mails?|emails?|minutes|reports?|records?|entries|stuff|things|ones?|photos?|pictures?|pdfs?|invoices?|receipts?|memos?|papers?|pages?|logs?)"
_THINGS_JA = r"(?:ファイル|文書|資料|書類|メモ|記録|議事録|手紙|写真|ノート|日記|報告書|領収書|請求書|レポート|もの|やつ|分|データ)"
_UNTIL = r"(?:to|until|till|til|through|thru|and|-|–|—|〜|~|→)"
_AND = re.compile(rf"\s*{_UNTIL}\s*", re.IGNORECASE)
_AND_JA = re.compile(r"\s*(?:から|より|〜|~|-|–|ー|と)\s*")
_LEAD = re.compile(
    r"(?P<from>\b(?:in |during |from )?(?:between|from)\s+(?:the )?)$"
    r"|(?P<since>\b(?:(?:dated|written|added) )?(?:since|starting(?: from| in)?|as of|not before|no earlier than|from)\s+)$"
    r"|(?P<after>\b(?:(?:dated|written|added) )?(?:after|later than|newer than|past)\s+)$"
    r"|(?P<before>\b(?:(?:dated|written|added) )?(?:before|earlier than|older than|prior to)\s+)$"
    r"|(?P<until>\b(?:until|till|til|up to|by|through|no later than|not after)\s+|[〜~]\s*)$"
    r"|(?P<in>\b(?:(?:dated|written|added|taken) )?(?:in|of|on|during|dated)\s+)$",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"^(?P<since>\s*(?:以降|以後|から後|からの?|onwards?|or later|and later|and after)(?:の|に|で)?)"
    r"|^(?P<after>\s*より(?:後|あと)(?:の|に)?)"
    r"|^(?P<until>\s*(?:まで|以前|迄)(?:の|に|で)?|\s*(?:or earlier|and earlier|and before))"
    r"|^(?P<before>\s*(?:より前|の前|前)(?:の|に)?)"
    r"|^(?P<between>\s*(?:まで)?の間(?:の|に)?)"
)
_OF_JA = re.compile(
    rf"^(?:付け|付|中|頃|ごろ)?の(?={_THINGS_JA})|^(?:付け|に(?:書いた|書かれた|作った|撮った|入れた|追加した))の?"
)
_ONES = re.compile(rf"\b{_THINGS}\s+(?:that (?:are|were) )?$", re.IGNORECASE)
_FILLER = re.compile(
    r"(?:,?\s*\b(?:the|any|only|just)?\s*(?:ones?|dated|written|not later|please)?\s*)$", re.IGNORECASE
)

_AFTERTHOUGHT = re.compile(r"^,?\s*(?:not later|at the latest|inclusive|only)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Between:
    """The first and the last day that a request allows, each None where it is open, and the request without them."""

    first: date | None
    last: date | None
    rest: str


def between(text: str) -> Between | None:
    """Return what an NFKC request says about dates, None where it says nothing that limits it."""
    found = dates(text)
    years = [one.first.year for one in found]
    if years:  # "between 3 May and 19 June 2023": the year is said once
        found = dates(text, year=years[-1])
    for place, one in enumerate(found):
        after = found[place + 1] if place + 1 < len(found) else None
        read = (after and _range(text, one, after)) or _one(text, one)
        if read is not None:
            return read
    return None


def _range(text: str, one: Dated, other: Dated) -> Between | None:
    """Return what "P to Q" says."""
    gap = text[one.end : other.start]
    if not (_AND.fullmatch(gap) or _AND_JA.fullmatch(gap)) or other.last < one.first:
        return None
    lead = _LEAD.search(text[: one.start])
    tail = _TAIL.search(text[other.end :])
    start = lead.start() if lead and (lead["from"] or lead["since"] or lead["in"]) else one.start
    end = other.end + (tail.end() if tail and (tail["until"] or tail["between"]) else 0)
    return Between(one.first, other.last, _without(text, start, end))


def _one(text: str, one: Dated) -> Between | None:
    """Return what one date and the words around it say."""
    lead, tail = _LEAD.search(text[: one.start]), _TAIL.search(text[one.end :])
    if tail:
        start = lead.start() if lead else one.start
        rest = _without(text, start, one.end + tail.end())
        if tail["since"]:
            return Between(one.first, None, rest)
        if tail["after"]:
            return Between(one.last + _DAY, None, rest)
        if tail["until"]:
            return Between(None, one.last, rest)
        if tail["before"]:
            return Between(None, one.first - _DAY, rest)
    if lead:
        rest = _without(text, lead.start(), one.end)
        if lead["after"]:
            return Between(one.last + _DAY, None, rest)
        if lead["before"]:
            return Between(None, one.first - _DAY, rest)
        if lead["until"]:
            return Between(None, one.last, rest)
        ones = _ONES.search(text[: lead.start()])
        if (lead["from"] or lead["since"]) and not re.match(r"from\b", lead[0].strip(), re.IGNORECASE):
            return Between(one.first, None, rest)
        if one.has_year and (
            ones or re.match(r"(?:dated|from|written|added|taken)\b", lead[0].strip(), re.IGNORECASE)
        ):
            return Between(one.first, one.last, rest)
    of = _OF_JA.search(text[one.end :])
    if of and one.has_year:
        return Between(one.first, one.last, _without(text, one.start, one.end + of.end()))
    return None


def _without(text: str, start: int, end: int) -> str:
    """Return a text without the stretch that was about dates, and without what tied it on."""
    head = _FILLER.sub("", text[:start]).rstrip(" 、,(（")
    tail = _AFTERTHOUGHT.sub("", text[end:]).lstrip(" 、,)）")
    return f"{head} {tail}".strip() if head and tail else head + tail
