"""Dates in texts: every day, month or year that is written out, in English and Japanese, with the days that it covers."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867, "R": 2018, "H": 1988, "S": 1925}
"""The year before the first of each Japanese era."""
_MONTHS = {
    name: number
    for number, names in enumerate(
        ["", "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"]
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_YEAR = r"(?:19|20)\d\d(?!\d)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_NUMBERED = r"(?:1[0-2]|0?[1-9])"
_FORMS = (
    rf"(?P<y>{_YEAR})[-/.](?P<m>{_NUMBERED})[-/.](?P<d>{_DAY})(?!\d)",
    rf"(?P<d>{_DAY})[-/.](?P<m>{_NUMBERED})[-/.](?P<y>{_YEAR})",
    rf"(?P<m>{_NUMBERED})/(?P<d>3[01]|2\d|1[3-9])/(?P<y>{_YEAR})",
    rf"(?P<d>{_DAY})(?:st|nd|rd|th)?[ -](?:of )?(?P<month>{_MONTH})(?:(?:,? ?|-)(?P<y>{_YEAR}|\d\d(?!\d)))?",
    rf"(?P<month>{_MONTH}) (?P<d>{_DAY})(?:st|nd|rd|th)?(?!\d)(?:,? (?P<y>{_YEAR}))?",
    rf"(?P<month>{_MONTH})(?: (?:of )?|-)(?P<y>{_YEAR})",
    rf"(?:西暦)?(?P<y>{_YEAR})年(?:度)?(?:の?(?P<m>{_NUMBERED})月(?:の?(?P<d>{_DAY})日)?)?(?P<end>末)?",
    rf"(?P<era>令和|平成|昭和|大正|明治|\b[RHS](?=\d))(?P<n>元|\d{{1,2}})(?:年(?:度)?(?:の?(?P<m>{_NUMBERED})月(?:の?(?P<d>{_DAY})日)?)?(?P<end>末)?|\.(?P<m2>{_NUMBERED})\.(?P<d2>{_DAY}))",
    rf"(?P<y>{_YEAR})[-/](?P<m>{_NUMBERED})(?![\d/-])",
    rf"(?<![/-])(?P<y>{_YEAR})(?![\w/]|-\d)",
    rf"(?P<month>{_MONTH})",
    rf"(?P<m>{_NUMBERED})月(?:(?P<d>{_DAY})日)?(?P<end>末)?",
)
_PATTERNS = tuple(
    re.compile(form if re.search("[年月]", form) else rf"(?<![\w.]){form}", re.IGNORECASE) for form in _FORMS
)


@dataclass(frozen=True, slots=True)
class Dated:
    """Days that a text names: where it does, the first and the last day, and whether it says the year."""

    start: int
    end: int
    first: date
    last: date
    has_year: bool = True


def dates(text: str, year: int | None = None) -> list[Dated]:
    """Return the dates in an NFKC text in their order; days and months without a year only where `year` is given."""
    found: list[Dated] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if any(match.start() < one.end and one.start < match.end() for one in found):
                continue
            if (one := _read(match, year)) is not None:
                found.append(one)
    return sorted(found, key=lambda one: one.start)


def _read(match: re.Match[str], year: int | None) -> Dated | None:
    said = {name: value for name, value in match.groupdict().items() if value}
    if "era" in said:
        own = ERAS[said["era"].upper()] + (1 if said["n"] == "元" else int(said["n"]))
    elif "y" in said:
        own = int(said["y"]) + (2000 if len(said["y"]) == 2 else 0)
    elif year is not None:
        own = year
    else:
        return None
    month = (
        _MONTHS[said["month"].rstrip(".").casefold()]
        if "month" in said
        else int(said.get("m") or said.get("m2") or 0)
    )
    day = int(said.get("d") or said.get("d2") or 0)
    has_year = "y" in said or "era" in said
    try:
        if day:
            first = last = date(own, month, day)
        elif month:
            last = date(own, month, calendar.monthrange(own, month)[1])
            first = last if "end" in said else date(own, month, 1)
        else:
            last = date(own, 12, 31)
            first = last if "end" in said else date(own, 1, 1)
    except ValueError:
        return None
    return Dated(match.start(), match.end(), first, last, has_year)


def overlaps(text: str, first: date, last: date) -> bool | None:
    """Tell whether a text names a day between two, both included; None where it names no date."""
    found = dates(text)
    return any(one.first <= last and first <= one.last for one in found) if found else None
