"""What adding files tells while it runs."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from assistant.errors import AssistantError

Change: TypeAlias = Literal["added", "updated", "unchanged", "renamed"]


@dataclass(frozen=True, slots=True)
class FileProgress:
    """How far one file is. `stage` is "read" (unit "files" or "pages") or "embed" (unit
    "passages"); `total` 0 means unknown; `rate` is units per second over the whole run so far."""

    name: str
    stage: Literal["read", "embed"]
    done: int
    total: int
    unit: Literal["files", "pages", "passages"]
    rate: float = 0.0
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True)
class FileDone:
    """One file is in the library (committed). `passages` is how many the document has now."""

    name: str
    document_id: str
    change: Change
    passages: int


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


IngestEvent: TypeAlias = FileProgress | FileDone | FileFailed | IngestSummary


class Tally:
    """What a run has told so far."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._counts: Counter[str] = Counter()
        self._failed: list[tuple[str, AssistantError]] = []
        self._last: IngestSummary | None = None

    def count(self, event: IngestEvent) -> None:
        """Take note of an event."""
        if isinstance(event, FileDone):
            self._counts[event.change] += 1
            self._counts["passages"] += event.passages if event.change in {"added", "updated"} else 0
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
        )  # fmt: skip
