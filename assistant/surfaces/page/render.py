"""Blocks to HTML for the chat: one function per kind of block, and a check that none is missing."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import assert_never

from markupsafe import Markup

from assistant.blocks import (
    Answer,
    Block,
    Cell,
    Choices,
    Details,
    Download,
    Gallery,
    Notice,
    Passage,
    Picture,
    Plot,
    Progress,
    Sources,
    Table,
    Text,
)
from assistant.phrase import Language
from assistant.surfaces.page.excerpts import Excerpt, excerpt
from assistant.surfaces.page.html import render
from assistant.surfaces.page.plots import WIDTH, draw
from assistant.surfaces.page.words import say_in

SMALL = 0.3
"""Where no score of a column is larger, its bars show shares of the largest."""
SHORT = 3
"""Rows of a table that is shown beside a plot; a longer one is folded."""
Publish = Callable[[str, str, str], str]
"""Offer a file (path, name, media type) to this person; returns its address, or "" when it is gone."""


@dataclass(frozen=True, slots=True)
class View:
    """Who looks: the page's language, and how a file of theirs gets an address."""

    language: Language
    publish: Publish


def block_html(block: Block, view: View) -> str:
    """Return one block as one line of HTML in which everything from outside is escaped."""
    match block:
        case Text():
            return render("text", view.language, block=block)
        case Table():
            return _table(block, view)
        case Answer():
            return render("answer", view.language, block=block)
        case Sources():
            return _sources(block, view)
        case Gallery():
            return _gallery(block, view)
        case Plot():
            picture = draw(block)
            return render(
                "plot", view.language, block=block, picture=picture, width=WIDTH, height=picture.height
            )
        case Choices():
            return render("choices", view.language, block=block)
        case Notice():
            return render("notice", view.language, block=block)
        case Details():
            return render("details", view.language, block=block)
        case Progress():
            return _progress(block, view)
        case Download():
            return _download(block, view)
    assert_never(block)


def reply_html(blocks: Sequence[Block], view: View) -> str:
    """Return a reply; empty lines between blocks let the chat redraw only what has changed.

    Where a picture shows what a table lists, the picture comes first and the table is folded.
    """
    if not any(isinstance(block, Plot) for block in blocks):
        return "\n\n".join(block_html(block, view) for block in blocks)
    tables = [block for block in blocks if isinstance(block, Table) and len(block.rows) > SHORT]
    shown = [block for block in blocks if block not in tables]
    last = max(number for number, block in enumerate(shown) if isinstance(block, Plot))
    folded = [
        render("folded", view.language, count=len(table.rows), table=Markup(_table(table, view)))
        for table in tables
    ]
    parts = [block_html(block, view) for block in shown]
    return "\n\n".join([*parts[: last + 1], *folded, *parts[last + 1 :]])


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    numeric: bool = False
    bar: int | None = None
    command: bool = False


def _table(block: Table, view: View) -> str:
    numeric = {
        name
        for number, name in enumerate(block.columns)
        if all(_is_number(row[number]) for row in block.rows if row[number] is not None)
    }
    places = [_places([row[number] for row in block.rows]) for number in range(len(block.columns))]
    scales = [_scale([row[number] for row in block.rows]) for number in range(len(block.columns))]
    rows = [
        [
            _cell(value, scale if name in block.scores else None, digits)
            for name, value, digits, scale in zip(block.columns, row, places, scales, strict=True)
        ]
        for row in block.rows
    ]
    return render("table", view.language, block=block, rows=rows, numeric=numeric)


def _places(column: Sequence[Cell]) -> int | None:
    """Return how many decimals show every number of a column to three digits; None where that is too many."""
    shown = [f"{value:.3g}" for value in column if isinstance(value, float) and math.isfinite(value)]
    if not shown or any("e" in text for text in shown):
        return None
    needed = max(len(text.partition(".")[2]) for text in shown)
    return needed if needed <= 4 else None


def _scale(column: Sequence[Cell]) -> float:
    """Return what a whole bar stands for: 1, or the largest of a column of small shares."""
    known = [float(value) for value in column if isinstance(value, float) and math.isfinite(value)]
    largest = max(known, default=1.0)
    return largest if 0 < largest < SMALL else 1.0


def _cell(value: Cell, scale: float | None, places: int | None = None) -> _Cell:
    if value is None:
        return _Cell("")
    if isinstance(value, bool):
        return _Cell("✓" if value else "–")
    if isinstance(value, str):
        word = value.removeprefix("/")
        return _Cell(value, command=value.startswith("/") and word.isascii() and word.isalpha())
    if isinstance(value, int):
        text = f"{value:,}"
    elif not math.isfinite(value):
        text = "–"
    else:
        text = f"{value:.3g}" if places is None else f"{value:,.{places}f}"
    return _Cell(text, numeric=True, bar=percent(value / scale) if scale else None)


def _is_number(value: Cell) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def percent(value: float) -> int:
    """Return a share in [0, 1] as a whole percentage; what is not a number counts as 0."""
    return round(100 * min(1.0, max(0.0, value))) if math.isfinite(value) else 0


@dataclass(frozen=True, slots=True)
class _Card(Excerpt):
    bar: int = 0
    parts: str = ""
    address: str = ""


def _sources(block: Sources, view: View) -> str:
    best = max((passage.score for passage in block.passages), default=0.0)
    scale = best if best > 0 else 1.0
    cards = [
        _Card(
            passage,
            excerpt(passage).pieces,
            percent(passage.score / scale),
            " · ".join(
                [f"{passage.score:.3f}"] + [f"{name} {part:.3g}" for name, part in passage.scores.items()]
            ),
            _address(passage),
        )
        for passage in block.passages
    ]
    return render("sources", view.language, block=block, cards=cards)


def _address(passage: Passage) -> str:
    """Return where to open the document: offsets of the passage and of its answering sentence."""
    left, right = passage.highlights[0] if passage.highlights else (0, 0)
    places = [passage.start, passage.end, passage.start + left, passage.start + right]
    return "|".join([passage.document_id, *map(str, places)])


def _gallery(block: Gallery, view: View) -> str:
    def address(picture: Picture) -> str:
        return view.publish(picture.path, "", "image")

    whole = _scale([picture.score for picture in block.pictures])
    pictures = [(p, address(p)) for p in block.pictures]
    return render("gallery", view.language, block=block, pictures=pictures, whole=whole)


def _download(block: Download, view: View) -> str:
    address = view.publish(block.path, block.name, block.media_type)
    return render("download", view.language, block=block, address=address, size="")


def _progress(block: Progress, view: View) -> str:
    counts = counts_of(block.done, block.total, block.unit, block.rate, block.seconds_left, view.language)
    return render("progress", view.language, block=block, counts=counts)


def counts_of(
    done: int, total: int, unit: str, rate: float, seconds_left: float | None, language: Language
) -> str:
    """Return how far work is, how fast it goes and how long it still takes, as far as is known."""
    t = say_in(language)
    unit = t(f"unit_{unit}") if unit in {"files", "pages", "passages", "photos"} else unit
    parts = []
    if total:
        parts.append(t("progress", done=f"{done:,}", total=f"{total:,}", unit=unit))
    elif done:
        parts.append(t("progress_open", done=f"{done:,}", unit=unit))
    if rate:
        parts.append(t("rate", rate=f"{rate:,.0f}" if rate >= 10 else f"{rate:.1f}"))
    if seconds_left is not None and math.isfinite(seconds_left):
        seconds = round(seconds_left)
        parts.append(t("left_s", n=seconds) if seconds < 90 else t("left_m", n=round(seconds / 60)))
    return " · ".join(part.strip() for part in parts)
