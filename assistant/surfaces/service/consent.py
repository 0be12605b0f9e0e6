"""Confirmations: what a first call says would go, and a second call must bring back within minutes to make it go."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable, Sequence

from store.types import Owner

SECONDS = 300.0
"""How long a confirmation can be used."""


class Consent:
    """Gives out confirmations, each for one owner and one set of ids, good once and for a short time."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now, self._secret = now, secrets.token_bytes(32)
        self._used: dict[str, float] = {}
        self._lock = threading.Lock()

    def offer(self, owner: Owner, ids: Sequence[str]) -> str:
        """Return a confirmation to be brought back."""
        about = f"{int(self._now() + SECONDS)}.{secrets.token_urlsafe(9)}"
        return f"{about}.{self._sign(about, owner, ids)}"

    def take(self, confirmation: str, owner: Owner, ids: Sequence[str]) -> bool:
        """Return whether a confirmation is of this owner for exactly these ids, still good; it then is no more."""
        about, _, signature = confirmation.rpartition(".")
        if not hmac.compare_digest(signature.encode(), self._sign(about, owner, ids).encode()):
            return False
        until = float(about.partition(".")[0])
        with self._lock:
            self._used = {one: end for one, end in self._used.items() if end > self._now()}
            if until < self._now() or confirmation in self._used:
                return False
            self._used[confirmation] = until + 1
        return True

    def _sign(self, about: str, owner: Owner, ids: Sequence[str]) -> str:
        told = "\0".join([about, owner, *sorted(set(ids))])
        return hmac.new(self._secret, told.encode(), hashlib.sha256).hexdigest()
