"""What whoever is being served may do: read, write as well, or delete as well. The ledger itself holds to it.

A caller that may only read, such as a tool declared read-only, then changes nothing whatever answers it does.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal, TypeAlias, TypeVar

from store.errors import StoreError

May: TypeAlias = Literal["read", "write", "delete"]
RANKS: tuple[May, ...] = ("read", "write", "delete")
T = TypeVar("T")

_granted: ContextVar[May] = ContextVar("granted", default="delete")


class NotPermitted(StoreError):
    """Something that this caller may not do; `wanted` says what."""

    def __init__(self, wanted: May) -> None:
        self.wanted = wanted
        super().__init__(f"This caller may not {wanted}. Ask in a way that may.")


def permits(granted: May, wanted: May) -> bool:
    """Return whether who is granted the one may do the other."""
    return RANKS.index(wanted) <= RANKS.index(granted)


def least(*granted: May) -> May:
    """Return the narrowest of some grants."""
    return min(granted, key=RANKS.index)


def permitted(wanted: May) -> bool:
    """Return whether whoever is being served in this context may do that."""
    return permits(_granted.get(), wanted)


def require(wanted: May) -> None:
    """Raise NotPermitted unless whoever is being served in this context may do that."""
    if not permitted(wanted):
        raise NotPermitted(wanted)


@contextmanager
def limited(to: May) -> Iterator[None]:
    """Grant no more than that to what runs inside; what was granted before is never widened."""
    before = _granted.set(least(to, _granted.get()))
    try:
        yield
    finally:
        _granted.reset(before)


def limiting(to: May, work: Generator[T]) -> Generator[T]:
    """Run each step of a generator with no more than that granted, and none of what reads it."""
    try:
        while True:
            with limited(to):
                try:
                    made = next(work)
                except StopIteration:
                    return
            yield made
    finally:
        with limited(to):
            work.close()
