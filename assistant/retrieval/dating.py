"""Of which day a passage is: what its words or its document's name say, else the file's own date, else when it was added."""

from __future__ import annotations

import datetime as dt
from typing import Literal, TypeAlias

from assistant.retrieval.dates import dates, overlaps
from store.types import Hit

Basis: TypeAlias = Literal["content", "file", "added"]
_COPIED = 60
"""Seconds before it was added within which a file's own date says only when it was made here."""


def within(hit: Hit, first: dt.date, last: dt.date) -> bool:
    """Tell whether a passage is of a day between two, both included."""
    said = overlaps(_text(hit), first, last)
    return first <= _day(hit) <= last if said is None else said


def basis(hit: Hit) -> Basis:
    """Return what the day of a passage is taken from."""
    if dates(_text(hit)):
        return "content"
    return "file" if _has_own_date(hit) else "added"


def _text(hit: Hit) -> str:
    return f"{hit.metadata.get('name', '')}\n{hit.metadata.get('title', '')}\n{hit.text}"


def _has_own_date(hit: Hit) -> bool:
    """Tell whether a document's file was last changed well before it was added."""
    modified, added = (float(str(hit.metadata.get(name) or 0.0)) for name in ("modified", "added"))
    return 0 < modified < added - _COPIED


def _day(hit: Hit) -> dt.date:
    kind = "modified" if _has_own_date(hit) else "added"
    return dt.datetime.fromtimestamp(float(str(hit.metadata.get(kind) or 0.0))).date()
