"""What adding files tells while it runs."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from assistant.errors import AssistantError
from assistant.ingest.recognised import Recognition, ranges
from assistant.phrase import Language, Phrase

WITHOUT_TEXT = Phrase(
    "{name}: no text could be read on pages {pages} of {all} (they are pictures), so nothing on them can be found.",
    "{name}: 全 {all} ページのうち {pages} ページ目は画像で、文字を読み取れなかったため、検索できません。",
)
WITHOUT_TEXT_ONE = Phrase(
    "{name}: no text could be read on page {pages} of {all} (it is a picture), so nothing on it can be found.",
    "{name}: 全 {all} ページのうち {pages} ページ目は画像で、文字を読み取れなかったため、検索できません。",
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
        numbers = ranges(self.without_text, language)
        return phrase.say(language, name=self.name, pages=numbers, all=self.pages)


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
