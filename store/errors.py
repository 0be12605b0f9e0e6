"""What can go wrong in a store. Every error says what happened and what to do, and carries its facts."""

from __future__ import annotations

import time
from pathlib import Path


class StoreError(Exception):
    """Base of everything a store raises on purpose."""


class SpaceMismatch(StoreError):
    """A space holds vectors of another encoder than the one in use."""

    def __init__(
        self, space: str, wanted: str, found: str, command: str = "assistant models reencode"
    ) -> None:
        self.space, self.wanted, self.found, self.command = space, wanted, found, command
        super().__init__(
            f"Space '{space}' holds vectors of {found}, but {wanted} is in use. "
            f"Run `{command}` to embed its texts again, or go back to the former encoder."
        )


class UnknownSpace(StoreError):
    """No space of that name was opened."""

    def __init__(self, space: str) -> None:
        self.space = space
        super().__init__(f"There is no space '{space}'. Open it first.")


class SpaceIncomplete(StoreError):
    """A replacement space lacks items of the one it should replace."""

    def __init__(self, space: str, missing: int) -> None:
        self.space, self.missing = space, missing
        super().__init__(
            f"The replacement for space '{space}' lacks {missing} of its items. Embed them, then swap again."
        )


class InvalidItem(StoreError):
    """An item that the store cannot keep, such as a vector of the wrong dimension."""

    def __init__(self, item_id: str, reason: str) -> None:
        self.item_id, self.reason = item_id, reason
        super().__init__(f"Item '{item_id}' cannot be kept: {reason}.")


class InvalidFilter(StoreError):
    """A `where` filter outside the filter language (see store/where.py)."""

    def __init__(self, field: str, reason: str) -> None:
        self.field, self.reason = field, reason
        super().__init__(f"The filter on '{field}' cannot be used: {reason}.")


class StoreLocked(StoreError):
    """Another process owns the store. `pid` is 0 and `since` 0.0 where it left no name."""

    def __init__(self, path: Path, pid: int, since: float) -> None:
        self.path, self.pid, self.since = path, pid, since
        who = f"process {pid}" if pid else "another process"
        when = time.strftime(" since %Y-%m-%d %H:%M", time.localtime(since)) if since else ""
        super().__init__(
            f"The store {path} is in use by {who}{when}. Stop that process, or talk to it instead of opening "
            "the store a second time."
        )


class StoreDamaged(StoreError):
    """The ledger, which is the only truth, is not what was written."""

    def __init__(self, path: Path, reason: str, backup: Path | None = None) -> None:
        self.path, self.reason, self.backup = path, reason, backup
        todo = "Run `assistant doctor --repair` to mend what can be mended; " + (
            f"the newest backup is {backup}." if backup else "there is no backup."
        )
        super().__init__(f"The ledger {path} is damaged: {reason}. Nothing was changed. {todo}")


class ChangesLost(StoreDamaged):
    """The ledger is whole but older than what was acknowledged: its last `lost` changes are gone."""

    def __init__(self, path: Path, lost: int, backup: Path | None = None) -> None:
        self.lost = lost
        super().__init__(
            path, f"its last {lost} changes are gone, as if an older copy had been put in place", backup
        )


class StoreFull(StoreError):
    """No room is left, on the disk or under the store's own size limit. Nothing was written."""

    def __init__(self, path: Path, limit: int = 0) -> None:
        self.path, self.limit = path, limit
        cause = f"has reached its size limit of {limit:,} bytes" if limit else "has no room left on its disk"
        super().__init__(
            f"The store {path} {cause}. What was being added was not saved; everything before it is safe. "
            "Free some space or forget documents, then add it again."
        )


class StoreReadOnly(StoreError):
    """The folder cannot be written. What is in it can still be read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"The store {path} cannot be written. Reading and searching still work; "
            "give this user write permission, or choose another folder with --home."
        )


class StoreUnusable(StoreError):
    """The folder can be neither made nor read, or the system refused to read or write it."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(
            f"The store {path} cannot be used: {reason}. Check the path and its permissions, "
            "or choose another folder with --home."
        )


class StoreNewer(StoreUnusable):
    """A newer version of this program wrote the ledger; this one must not touch it."""

    def __init__(self, path: Path, found: int, known: int) -> None:
        self.found, self.known = found, known
        super().__init__(
            path, f"it was written by a newer version of this program (format {found}, not {known})"
        )


class StoreOlder(StoreUnusable):
    """An older version wrote the ledger, and the folder cannot be written so that it could be brought up to date."""

    def __init__(self, path: Path, found: int, known: int) -> None:
        self.found, self.known = found, known
        super().__init__(
            path, f"it is of an older format ({found}, not {known}) and cannot be brought up to date"
        )


class StoreClosed(StoreError):
    """The store was closed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"The store {path} is closed. Open it again.")
