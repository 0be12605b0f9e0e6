"""The Library tab as HTML: its head, the table, the dialogs, and what adding files says while it runs."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from assistant.errors import AssistantError
from assistant.ingest.events import FileProgress, IngestSummary
from assistant.ingest.recognised import tell
from assistant.phrase import Language
from assistant.surfaces.page.html import render
from assistant.surfaces.page.render import counts_of
from assistant.surfaces.page.words import say_in
from store.types import Document, Owner

WITHOUT_BYTES = ""
ROWS = 500
"""Rows of the table; thousands would make the page crawl, and nobody scrolls through them."""
APART = ("image", "graph", "baskets", "words", "labels", "name")
"""Kinds that are counted apart from documents."""
CHANGES = ("added", "updated", "renamed", "deleted", "unchanged")


@dataclass(frozen=True, slots=True)
class Row:
    """One document of the table."""

    document: Document
    mine: bool
    size: str
    added: str
    picture: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a dialog."""

    name: str
    label: str
    value: str = ""
    tall: bool = False
    options: tuple[str, ...] = ()


def table(
    documents: Sequence[Document], owner: Owner, language: Language, *,
    filtered: bool, picture: Callable[[Document], str],
) -> str:  # fmt: skip
    """Return the table, or what to do when there is nothing in it; `picture` is a photo's address or ""."""
    rows = [
        Row(
            document,
            document.owner == owner,
            size_of(document.size),
            date_of(document.added),
            picture(document),
            kind_named(document.kind, language),
        )
        for document in documents[:ROWS]
    ]
    more = max(0, len(documents) - ROWS)
    return render(
        "library", language, documents=rows, filtered=filtered, more=more, nonce=secrets.token_hex(4)
    )


def head(
    documents: Sequence[Document], language: Language, *, folders: bool, own: Sequence[tuple[str, int]] = ()
) -> str:
    """Return the title, counts and tools; `folders` offers the folders of this computer, `own` says how much
    plugins keep in which space of theirs."""
    t, kinds = say_in(language), Counter(document.kind for document in documents)
    others = [kind for kind in APART if kinds[kind]]
    prose = len(documents) - sum(kinds[kind] for kind in others)
    parts = [
        t("count_documents", n=f"{prose:,}"),
        *(t(f"count_{kind}", n=f"{kinds[kind]:,}") for kind in others),
    ]
    parts += [t("count_own", n=f"{count:,}", space=space) for space, count in own]
    parts.append(t("n_passages", n=f"{sum(document.passages for document in documents):,}"))
    parts.append(size_of(sum(document.size for document in documents)) or "0 KB")
    return render("library_head", language, about=" · ".join(parts), folders=folders)


def kind_named(kind: str, language: Language) -> str:
    """Return what a kind is called: what is no file by a word, a file by its format."""
    return say_in(language)(f"kind_{kind}") if kind in (*APART, "text") else kind


def toast(text: str, language: Language, action: str = "", value: str = "", kind: str = "") -> str:
    """Return a line that appears for a while, with an undo button where `action` names one."""
    nonce = secrets.token_hex(4)
    return render("toast", language, text=text, action=action, value=value, kind=kind, nonce=nonce)


def dialog(
    action: str, title: str, yes: str, language: Language, *,
    target: str = "", text: str = "", no: str = "", fields: Sequence[Field] = (), danger: bool = False,
) -> str:  # fmt: skip
    """Return a question in front of the page; its form sends `action` with its fields."""
    return render(
        "dialog", language, action=action, title=title, yes=yes, target=target, text=text, no=no,
        fields=fields, danger=danger, nonce=secrets.token_hex(4),
    )  # fmt: skip


def adding(
    language: Language,
    progress: FileProgress | None = None,
    summary: IngestSummary | None = None,
    failed: Sequence[tuple[str, AssistantError]] = (),
    pictures: Sequence[tuple[str, str]] = (),
) -> str:
    """Return how far adding is, what came of it, and what could not be added with the reason.

    `pictures` are (name, address) of photos that were just added.
    """
    counts = ""
    if progress is not None:
        counts = counts_of(
            progress.done, progress.total, progress.unit, progress.rate, progress.seconds_left, language
        )
    errors = [(name, error.say(language), error.advise(language)) for name, error in failed]
    done = summarised(summary, language) if summary is not None else ""
    undo = summary.undo if summary is not None and summary.deleted else ""
    return render(
        "adding",
        language,
        progress=progress,
        counts=counts,
        done=done,
        failed=errors,
        pictures=pictures,
        undo=undo,
    )


def summarised(summary: IngestSummary, language: Language) -> str:
    """Return one line on what was added."""
    t = say_in(language)
    changes = {name: getattr(summary, name) for name in CHANGES}
    parts = [f"{t(f'was_{name}')} {count:,}" for name, count in changes.items() if count]
    if not parts:
        return "" if summary.failed else t("nothing_to_add")
    if summary.passages:
        parts += [t("n_passages", n=f"{summary.passages:,}"), f"{summary.seconds:.1f} s"]
    return " · ".join([*parts, *tell(summary.recognised, language)])


def size_of(size: int) -> str:
    """Return bytes as people read them; nothing for an unknown size."""
    if size <= 0:
        return WITHOUT_BYTES
    for unit, factor in (("GB", 2**30), ("MB", 2**20)):
        if size >= factor:
            return f"{size / factor:.1f} {unit}"
    return f"{max(1, round(size / 1024)):,} KB"


def date_of(moment: float) -> str:
    """Return the day of a UTC time in seconds, on this machine's calendar."""
    return datetime.fromtimestamp(moment, UTC).astimezone().strftime("%Y-%m-%d") if moment > 0 else ""
