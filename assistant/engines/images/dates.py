"""When a photo was taken, as people say it: 「去年の夏」, "in May 2023", "since 2024-03-01", "last week"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

_MONTHS = {
    name: number
    for number, names in enumerate(
        ["january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sep sept", "october oct", "november nov", "december dec"], 1)
    for name in names.split()
}  # fmt: skip
_SEASONS = {
    "spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12, "春": 3, "夏": 6, "秋": 9, "冬": 12,
}  # fmt: skip
_MONTH = "|".join(sorted((name for name in _MONTHS if len(name) > 3), key=len, reverse=True)) + "|may"
_SEASON = "spring|summer|autumn|fall|winter"
_ISO = r"(?P<y>(?:19|20)\d\d)(?:[-/.](?P<m>\d{1,2})(?:[-/.](?P<d>\d{1,2}))?)?"
_JA = r"(?P<jy>(?:19|20)\d\d)年(?:の?(?P<jm>\d{1,2})月(?:の?(?P<jd>\d{1,2})日)?|の?(?P<js>[春夏秋冬]))?"
_NAMED = rf"(?P<mn>{_MONTH})(?: (?P<md>\d{{1,2}})(?:st|nd|rd|th)?,?)?(?: (?:of )?(?P<my>(?:19|20)\d\d))?"
# A season alone ("a lake in winter") describes a photo; with a year it is a date.
_SEASONED = rf"(?:the )?(?P<sn>{_SEASON}) (?:of )?(?P<sy>(?:19|20)\d\d)"
_DAY = rf"(?:{_NAMED}|{_SEASONED}|{_ISO})"


@dataclass(frozen=True, slots=True)
class Span:
    """From `since` up to before `until`, in UTC seconds; None leaves a side open. `said` is the text of it."""

    since: float | None
    until: float | None
    said: str


def when(text: str, now: datetime | None = None) -> Span | None:
    """Return the time that a message names, on this machine's calendar, or None."""
    now = now or datetime.now()
    for pattern, read in _FORMS:
        for found in pattern.finditer(text):
            try:
                start, end = read({k: v.lower() for k, v in found.groupdict().items() if v}, now)
            except ValueError:  # the 31st of February
                continue
            return Span(
                start.timestamp() if start else None, end.timestamp() if end else None, found.group().strip()
            )
    return None


Period = tuple[datetime | None, datetime | None]
Groups = dict[str, str]


def _period(groups: Groups, now: datetime) -> tuple[datetime, datetime]:
    """Return the year, season, month or day that the groups of one date name."""
    year = next((int(groups[name]) for name in ("y", "jy", "my", "sy") if name in groups), 0)
    season = groups.get("sn") or groups.get("js")
    if season:
        return _season(_SEASONS[season], year, now)
    named = _MONTHS.get(groups.get("mn", ""), 0)
    month = named or next((int(groups[name]) for name in ("m", "jm") if name in groups), 0)
    day = next((int(groups[name]) for name in ("d", "jd", "md") if name in groups), 0)
    if not year:
        year = now.year if (month, day or 1) <= (now.month, now.day) else now.year - 1
    if not month:
        return datetime(year, 1, 1), datetime(year + 1, 1, 1)
    if not day:
        return datetime(year, month, 1), _month_after(year, month, 1)
    return datetime(year, month, day), datetime(year, month, day) + timedelta(1)


def _season(month: int, year: int, now: datetime) -> tuple[datetime, datetime]:
    if not year:
        year = now.year if month <= now.month else now.year - 1
    return datetime(year, month, 1), _month_after(year, month, 3)


def _month_after(year: int, month: int, count: int) -> datetime:
    return datetime(year + (month + count - 1) // 12, (month + count - 1) % 12 + 1, 1)


def _since(groups: Groups, now: datetime) -> Period:
    return _period(groups, now)[0], None


def _after(groups: Groups, now: datetime) -> Period:
    return _period(groups, now)[1], None


def _before(groups: Groups, now: datetime) -> Period:
    return None, _period(groups, now)[0]


def _until(groups: Groups, now: datetime) -> Period:
    return None, _period(groups, now)[1]


def _ago(groups: Groups, now: datetime) -> Period:
    count = int(groups.get("n", "1") if groups.get("n", "1").isdigit() else "1")
    units = {
        "day": 1,
        "日": 1,
        "week": 7,
        "週": 7,
        "month": 30,
        "か月": 30,
        "ヶ月": 30,
        "year": 365,
        "年": 365,
    }
    days = next(days for unit, days in units.items() if groups["u"].startswith(unit))
    return now - timedelta(days * min(count, 36_500 // days)), None


def _relative(groups: Groups, now: datetime) -> Period:
    """Return "this week", 「先月」, "yesterday", 「去年の夏」."""
    today = datetime(now.year, now.month, now.day)
    unit, back = _RELATIVE[groups["r"]]
    if unit == "day":
        return today - timedelta(back), today - timedelta(back - 1)
    if unit == "week":
        monday = today - timedelta(today.weekday() + 7 * back)
        return monday, monday + timedelta(7)
    if unit == "month":
        first = _month_after(now.year, now.month, -back)
        return first, _month_after(first.year, first.month, 1)
    year = now.year - back
    season = groups.get("rs")
    if season:
        return _season(_SEASONS[season], year, now)
    return datetime(year, 1, 1), datetime(year + 1, 1, 1)


def _last_season(groups: Groups, now: datetime) -> Period:
    start, end = _season(_SEASONS[groups["ls"]], 0, now)
    return (start, end) if end <= now else _season(_SEASONS[groups["ls"]], start.year - 1, now)


_RELATIVE = {
    "today": ("day", 0), "yesterday": ("day", 1), "this week": ("week", 0), "last week": ("week", 1),
    "this month": ("month", 0), "last month": ("month", 1), "this year": ("year", 0), "last year": ("year", 1),
    "今日": ("day", 0), "昨日": ("day", 1), "きのう": ("day", 1), "一昨日": ("day", 2), "おととい": ("day", 2),
    "今週": ("week", 0), "先週": ("week", 1), "今月": ("month", 0), "先月": ("month", 1), "今年": ("year", 0),
    "去年": ("year", 1), "昨年": ("year", 1), "一昨年": ("year", 2), "おととし": ("year", 2),
}  # fmt: skip
_WORDS = "|".join(sorted(_RELATIVE, key=len, reverse=True))
_TAKEN = r"(?:\b(?:taken |shot |made )?"
_FORMS: tuple[tuple[re.Pattern[str], Callable[[Groups, datetime], Period]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), read)
    for pattern, read in (
        (rf"{_TAKEN}(?:since|from)\b) {_DAY}(?: on(?:wards?)?)", _since),
        (rf"{_TAKEN}since\b) {_DAY}", _since),
        (rf"{_TAKEN}(?:after|later than)\b) {_DAY}", _after),
        (rf"{_TAKEN}(?:before|earlier than)\b) {_DAY}", _before),
        (rf"{_TAKEN}(?:until|till|up to)\b) {_DAY}", _until),
        (rf"(?:{_JA})(?:以降|から)の?", _since),
        (rf"(?:{_JA})(?:より後)の?", _after),
        (rf"(?:{_JA})(?:より前|以前)の?", _before),
        (rf"(?:{_JA})(?:まで)の?", _until),
        (
            rf"{_TAKEN}(?:in|of|from|over|during|within)? ?(?:the )?(?:last|past)\b) (?P<n>\d{{1,4}}) (?P<u>days?|weeks?|months?|years?)",
            _ago,
        ),
        (r"(?:ここ|過去|最近の?|直近の?)(?P<n>\d{1,4})(?P<u>日|週|か月|ヶ月|年)間?(?:以内)?の?", _ago),
        (
            rf"{_TAKEN}(?:in |of |from |during )?(?:the )?last) (?P<ls>{_SEASON})\b",
            _last_season,
        ),
        (rf"(?P<r>{_WORDS})の?(?P<rs>[春夏秋冬])(?:に?撮(?:った|影した))?の?", _relative),
        (rf"{_TAKEN}(?:in |of |from |during |on )?)?(?P<r>{_WORDS})(?:\b|(?:に?撮(?:った|影した))?の?)", _relative),
        (rf"{_TAKEN}(?:in|from|on|during|of)\b) {_DAY}(?![\w-])", _period),
        (rf"(?:{_JA})(?:に?撮(?:った|影した))?の?", _period),
        (r"(?<!\d)(?P<jm>\d{1,2})月(?:(?P<jd>\d{1,2})日)?(?:に?撮(?:った|影した))?の?", _period),
    )
)  # fmt: skip
