"""Filters of a search as people write them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.retrieval.search import Filters


def filters_of(
    *, kinds: Sequence[str], tags: Sequence[str], names: Sequence[str],
    since: float | None, until: float | None,
) -> Filters | None:  # fmt: skip
    """Return the filters, or None when nothing is filtered; dates are UTC seconds."""
    from assistant.retrieval.search import Filters

    if not (kinds or tags or names or since is not None or until is not None):
        return None
    return Filters(kinds=tuple(kinds), tags=tuple(tags), names=tuple(names), since=since, until=until)
