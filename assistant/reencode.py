"""Embedding the library again for another text encoder, while the old vectors keep serving."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from assistant.encoders.base import Encoder
from assistant.ingest.chunk import embedded
from assistant.search import DOCUMENTS
from store.errors import SpaceMismatch
from store.types import Item, Space

if TYPE_CHECKING:
    from assistant.models import Models
    from store.library import Store

BATCH = 256
"""Passages between two reports: some seconds of work, and enough for batches of similar length."""
_FRESH = f"{DOCUMENTS}-new"


@dataclass(frozen=True, slots=True)
class Reencoded:
    """Passages done of all, per second; `finished` once the new vectors are the ones in use."""

    done: int
    total: int
    rate: float = 0.0
    finished: bool = False


def switch(
    models: Models, store: Store, name: str, *, download: bool = False,
    cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[Reencoded]:  # fmt: skip
    """Change the text encoder to `name`: embed everything with it, swap, then keep the choice.

    ModelMissing when it is not on this machine and `download` is False. When it is cancelled or fails
    half way the old encoder and its vectors stay in use, and the next attempt goes on from there.
    """
    encoder = models.fetch(name, download=download)
    for report in reencode(store, encoder, cancelled):
        if report.finished:
            models.use(name)
        yield report


def reencode(
    store: Store, encoder: Encoder, cancelled: Callable[[], bool] = lambda: False
) -> Iterator[Reencoded]:
    """Embed every passage of every owner with `encoder` into a new space, and swap it in at the end."""
    if all(space.name != DOCUMENTS for space in store.spaces()):
        yield Reencoded(0, 0, finished=True)
        return
    if any(s.name == DOCUMENTS and s.fingerprint == encoder.fingerprint for s in store.spaces()):
        yield Reencoded(0, 0, finished=True)
        return
    fresh = _open_fresh(store, encoder)
    had = {(item.owner, item.id, item.text) for item in store.scan_everyone(_FRESH)}
    total = sum(1 for _ in store.scan_everyone(DOCUMENTS))
    done = begun = len(had)
    started = time.monotonic()
    todo = (i for i in store.scan_everyone(DOCUMENTS) if (i.owner, i.id, i.text) not in had)
    while items := list(islice(todo, BATCH)):
        if cancelled():
            return
        vectors = encoder.documents([_said(item) for item in items])
        store.put(_FRESH, [replace(i, vector=v) for i, v in zip(items, vectors, strict=True)])
        done += len(items)
        yield Reencoded(done, total, (done - begun) / max(time.monotonic() - started, 1e-6))
    store.replace_space(DOCUMENTS, fresh)
    yield Reencoded(done, total, finished=True)


def _open_fresh(store: Store, encoder: Encoder) -> Space:
    """Open the space that is being filled; one left by an attempt with another encoder is dropped."""
    fresh = Space(_FRESH, encoder.fingerprint, encoder.dim)
    try:
        store.open(fresh)
    except SpaceMismatch:
        store.drop_space(_FRESH)
        store.open(fresh)
    return fresh


def _said(item: Item) -> str:
    """Return what ingestion had the encoder read for this passage."""
    data = item.metadata
    return embedded(
        item.text, str(data.get("title", "")), str(data.get("heading", "")), str(data.get("context", ""))
    )
