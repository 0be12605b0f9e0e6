"""What adding files tells while it runs."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from assistant.errors import AssistantError
from assistant.ingest.recognised import Recognition
from assistant.phrase import Language, Phrase

SHOWN = 12
"""Pages, or runs of pages, that are named at most."""
WITHOUT_TEXT = Phrase(
    "{name}: pages {pages} of {all} have no text (they are pictures), so nothing on them can be found.",
    "{name}: 全 {all} ページのうち {pages} ページ目には文字情報がない（画像）ため、検索できません。",
)
WITHOUT_TEXT_ONE = Phrase(
    "{name}: page {pages} of {all} has no text (it is a picture), so nothing on it can be found.",
    "{name}: 全 {all} ページのうち {pages} ページ目には文字情報がない（画像）ため、検索できません。",
)

Change: TypeAlias = Literal["added", "updated", "unchanged", "renamed"]


@dataclass(frozen=True, slots=True)
class FileProgress:
    """How far one file is. `stage` is "read" (unit "files" or "pages"), "embed" (unit "passages") or "text" (unit
    "photos", in which text is read); `total` 0 means unknown; `rate` is units per second over the whole run so far."""

    name: str
    stage: Literal["read", "embed", "text"]
    done: int
    total: int
    unit: Literal["files", "pages", "passages", "photos"]
    rate: float = 0.0
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True)
class FileDone:
    """One file is in the library (committed). `passages` is how many the document has now; `without_text` are the pages, of
    `pages`, that show something but hold no text; `recognised` says what was read from pictures in it."""

    name: str
    document_id: str
    change: Change
    passages: int
    pages: int = 0
    without_text: tuple[int, ...] = ()
    recognised: Recognition | None = None

    def note(self, language: Language) -> str:
        """Return what people should know about a file that was added, "" where there is nothing to say."""
        if not self.without_text:
            return ""
        phrase = WITHOUT_TEXT if len(self.without_text) > 1 else WITHOUT_TEXT_ONE
        numbers = _ranges(self.without_text, language)
        return phrase.say(language, name=self.name, pages=numbers, all=self.pages)


def _ranges(numbers: Sequence[int], language: Language) -> str:
    """Write 2, 3, 4, 9 as "2-4 and 9"."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    parts: list[str] = []
    for first, last in spans:
        close = last - first < 2  # two neighbours are named both
        parts += [str(number) for number in range(first, last + 1)] if close else [f"{first}-{last}"]
    if len(parts) > SHOWN:
        parts = [*parts[:SHOWN], "…"]
    if language == "ja":
        return "、".join(parts)
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


@dataclass(frozen=True, slots=True)
class TextRead:
    """Text in a photo was recognised and committed; the photo itself was told of before."""

    document_id: str
    recognised: Recognition


@dataclass(frozen=True, slots=True)
class FileFailed:
    """One file could not be added; the others go on."""

    name: str
    error: AssistantError


@dataclass(frozen=True, slots=True)
class IngestSummary:
    """The last event of every run. Counts are files; `passages` are those encoded in this run."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    renamed: int = 0
    passages: int = 0
    seconds: float = 0.0
    failed: tuple[tuple[str, AssistantError], ...] = field(default=())
    cancelled: bool = False
    deleted: int = 0
    undo: str = ""
    """What `Library.restore` takes to bring deleted documents back ("" when nothing was deleted)."""
    recognised: tuple[Recognition, ...] = field(default=())
    """What was read from pictures instead of a text layer."""


IngestEvent: TypeAlias = FileProgress | FileDone | TextRead | FileFailed | IngestSummary


class Tally:
    """What a run has told so far."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._counts: Counter[str] = Counter()
        self._failed: list[tuple[str, AssistantError]] = []
        self._recognised: list[Recognition] = []
        self._last: IngestSummary | None = None

    def count(self, event: IngestEvent) -> None:
        """Take note of an event."""
        if isinstance(event, FileDone):
            self._counts[event.change] += 1
            self._counts["passages"] += event.passages if event.change in {"added", "updated"} else 0
            self._recognised += [event.recognised] if event.recognised else []
        elif isinstance(event, TextRead):
            self._recognised.append(event.recognised)
        elif isinstance(event, FileFailed):
            self._failed.append((event.name, event.error))
        elif isinstance(event, IngestSummary):
            self._last = event

    @property
    def summary(self) -> IngestSummary:
        """Return the summary that ended the run; before that, one of a run that was cancelled here."""
        counts = self._counts
        return self._last or IngestSummary(
            counts["added"], counts["updated"], counts["unchanged"], counts["renamed"], counts["passages"],
            time.monotonic() - self._begun, tuple(self._failed), cancelled=True,
            recognised=tuple(self._recognised),
        )  # fmt: skip
