"""What was read or learned, held as long as its source stays as it was."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

from store.types import Owner

T = TypeVar("T")
MOST = 64
"""Things that one cache holds; the one held longest goes first."""


class Stamped(Generic[T]):
    """Things by owner and name, each with the stamp of its source (Trained.stamp). Safe to use from threads."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._held: dict[tuple[Owner, str], tuple[str, T]] = {}
        self._lock = threading.Lock()

    def get(self, owner: Owner, name: str, stamp: str) -> T | None:
        """Return what is held, None where its source has another stamp by now."""
        held = self._held.get((owner, name))
        return held[1] if held and held[0] == stamp else None

    def put(self, owner: Owner, name: str, stamp: str, value: T) -> T:
        """Hold a thing and return it."""
        with self._lock:
            self._held.pop((owner, name), None)
            self._held[owner, name] = (stamp, value)
            while len(self._held) > self._most:
                del self._held[next(iter(self._held))]
        return value
