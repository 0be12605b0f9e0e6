"""Embedding the library again for another model, while the old vectors keep serving."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from assistant.encoders.base import Encoder
from assistant.encoders.known import IMAGE_TEXT, LOOK, TEXT
from assistant.encoders.models import SPACES
from assistant.ingest.chunk import embedded
from store.errors import SpaceIncomplete, SpaceMismatch
from store.spaces import STAGED
from store.types import Item, Owner, Space, Vector

if TYPE_CHECKING:
    from assistant.encoders.models import Models
    from store.library import Store

BATCH = 256
"""Passages between two reports: some seconds of work, and enough for batches of similar length."""
ROUNDS = 20
"""How often what was added, changed or renamed meanwhile is embedded before giving up."""


@dataclass(frozen=True, slots=True)
class Reencoded:
    """Items of a role done of all, per second; `finished` once the new vectors are the ones in use.

    `small` are names of photos embedded from their thumbnail because the file is gone or has changed,
    `lost` of those that have neither: they stay in the library, and words no longer find them.
    """

    role: str
    done: int
    total: int
    rate: float = 0.0
    finished: bool = False
    small: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


class Again(Protocol):
    """How one kind of item is embedded again. `batch` is how many at once."""

    batch: int
    small: list[str]

    def vectors(self, items: Sequence[Item]) -> list[Vector | None]:
        """Return a unit vector for each item, None for what cannot be embedded any more."""


class Passages:
    """Passages of text: the encoder reads what it read when they came in."""

    batch = BATCH

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.small: list[str] = []

    def vectors(self, items: Sequence[Item]) -> list[Vector | None]:
        """Return their unit vectors."""
        return list(self._encoder.documents([_said(item) for item in items]))


def switch(
    models: Models, store: Store, name: str, role: str = TEXT, *, download: bool = False,
    cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[Reencoded]:  # fmt: skip
    """Change a role's model to `name`: embed everything with it, swap, then keep the choice.

    ModelMissing when it is not on this machine and `download` is False; NoSuchRole, ChosenElsewhere.
    When it is cancelled or killed half way the old model and its vectors stay in use, and the next
    attempt goes on from there.
    """
    models.require_free(role, name)
    if role not in SPACES:
        models.use(name, role, download=download)
        yield Reencoded(role, 0, 0, finished=True)
        return
    encoder = models.fetch(name, role, download=download)

    def swapping() -> None:
        models.choices.announce(role, name, encoder.fingerprint)

    for report in _embed(store, role, encoder, _again(models, store, role, encoder), cancelled, swapping):
        if report.finished:
            models.use(name, role)
        yield report


def reencode(
    models: Models, store: Store, cancelled: Callable[[], bool] = lambda: False
) -> Iterator[Reencoded]:
    """Embed again whatever is not of the models in use, texts first, then photos.

    Needed after the environment named another model, or an upgrade brought a new one.
    """
    for role in (TEXT, IMAGE_TEXT, LOOK):
        if any(space.name == SPACES[role] for space in store.spaces()) and not cancelled():
            encoder = models.encoder(role)
            yield from _embed(store, role, encoder, _again(models, store, role, encoder), cancelled)


def _again(models: Models, store: Store, role: str, encoder: Encoder) -> Again:
    if role == TEXT:
        return Passages(encoder)
    from assistant.engines.images.reembed import Photos

    return Photos(models, store, encoder)


def _embed(
    store: Store, role: str, encoder: Encoder, again: Again, cancelled: Callable[[], bool],
    swapping: Callable[[], None] = lambda: None,
) -> Iterator[Reencoded]:  # fmt: skip
    """Embed every item of every owner in a role's space into a new space, and swap it in at the end."""
    name = SPACES[role]
    if all(s.name != name or s.fingerprint == encoder.fingerprint for s in store.spaces()):
        yield Reencoded(role, 0, 0, finished=True)
        return
    fresh = _open_fresh(store, Space(name + STAGED, encoder.fingerprint, encoder.dim))
    lost: dict[tuple[str, str], str] = {}
    for rounds in range(ROUNDS):
        report = None
        for report in _fill(store, name, fresh, again, cancelled, lost):
            yield replace(report, role=role)
        if report is None or cancelled():
            if next(store.scan_everyone(fresh.name), None) is None:
                store.drop_space(fresh.name)
            return
        try:
            swapping()
            store.replace_space(name, fresh, left_out=lost)
        except SpaceIncomplete:
            if rounds == ROUNDS - 1:
                raise
            continue
        small, gone = tuple(again.small), tuple(lost.values())
        yield Reencoded(role, report.done, report.total, report.rate, True, small, gone)
        return


def _fill(
    store: Store, name: str, fresh: Space, again: Again, cancelled: Callable[[], bool],
    lost: dict[tuple[str, str], str],
) -> Iterator[Reencoded]:  # fmt: skip
    """Put what the new space lacks into it; says at least once how far it is."""
    had = {
        (item.owner, item.id): (item.text, dict(item.metadata)) for item in store.scan_everyone(fresh.name)
    }
    every = [(item.owner, item.id) for item in store.scan_everyone(name)]
    done = begun = sum(key in had for key in every)
    started = time.monotonic()
    yield Reencoded("", done, len(every))
    todo = _lacking(store.scan_everyone(name), had, lost)
    while not cancelled() and (items := list(islice(todo, again.batch))):
        vectors = again.vectors(items)
        pairs = list(zip(items, vectors, strict=True))
        store.put(fresh, [replace(item, vector=vector) for item, vector in pairs if vector is not None])
        lost |= {
            (item.owner, item.id): str(item.metadata.get("name", item.id))
            for item, vector in pairs
            if vector is None
        }
        done = min(done + len(items), len(every))
        yield Reencoded("", done, len(every), (done - begun) / max(time.monotonic() - started, 1e-6))


def _lacking(
    items: Iterable[Item],
    had: Mapping[tuple[Owner, str], tuple[str, object]],
    lost: Mapping[tuple[str, str], str],
) -> Iterator[Item]:
    for item in items:
        key = (item.owner, item.id)
        if had.get(key) != (item.text, dict(item.metadata)) and key not in lost:
            yield item


def _open_fresh(store: Store, fresh: Space) -> Space:
    """Open the space that is being filled; one left by an attempt with another model is dropped."""
    try:
        store.open(fresh)
    except SpaceMismatch:
        store.drop_space(fresh.name)
        store.open(fresh)
    return fresh


def _said(item: Item) -> str:
    """Return what ingestion had the encoder read for this passage."""
    data = item.metadata
    return embedded(
        item.text, str(data.get("title", "")), str(data.get("heading", "")), str(data.get("context", ""))
    )
