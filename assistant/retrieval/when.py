"""Relative times as people say them ("last week", 「昨日」) as a span of days."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

_UNITS = {
    "day": 1,
    "week": 7,
    "month": 30,
    "year": 365,
    "日": 1,
    "週間": 7,
    "か月": 30,
    "ヶ月": 30,
    "ヵ月": 30,
    "年": 365,
}
_AGO = re.compile(
    r"(?:(?:in )?the )?(?:last|past) (?P<n>\d{1,3}) (?P<unit>day|week|month|year)s?|(?:ここ|この|直近|過去)?(?P<n_ja>\d{1,3})(?P<unit_ja>日|週間|か月|ヶ月|ヵ月|年)(?:以内|間)?"
)


def span(said: str, now: datetime) -> tuple[datetime, datetime] | None:
    """Return the first moment and the end of what is said, seen from `now`; None where it is not understood."""
    word = said.casefold().strip(" .。、")
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    days = {
        "today": (0, 1), "今日": (0, 1), "本日": (0, 1), "this morning": (0, 1), "今朝": (0, 1), "tonight": (0, 1),
        "yesterday": (-1, 0), "昨日": (-1, 0), "きのう": (-1, 0), "last night": (-1, 0), "昨夜": (-1, 0),
        "the day before yesterday": (-2, -1), "一昨日": (-2, -1), "おととい": (-2, -1),
    }  # fmt: skip
    if word in days:
        first, end = days[word]
        return today + timedelta(first), today + timedelta(end)
    monday, month, year = (
        today - timedelta(today.weekday()),
        today.replace(day=1),
        today.replace(month=1, day=1),
    )
    before_month = (month - timedelta(1)).replace(day=1)
    spans = {
        ("this week", "今週"): (monday, monday + timedelta(7)),
        ("last week", "先週"): (monday - timedelta(7), monday),
        ("this month", "今月"): (month, today + timedelta(1)),
        ("last month", "先月"): (before_month, month),
        ("this year", "今年"): (year, today + timedelta(1)),
        ("last year", "去年", "昨年"): (year.replace(year=year.year - 1), year),
        ("recently", "lately", "最近", "この間", "このあいだ", "this past week"): (today - timedelta(14), today + timedelta(1)),
    }  # fmt: skip
    for names, found in spans.items():
        if word in names:
            return found
    ago = _AGO.fullmatch(word)
    if ago is None:
        return None
    length = int(ago["n"] or ago["n_ja"]) * _UNITS[ago["unit"] or ago["unit_ja"]]
    return today - timedelta(length), today + timedelta(1)
