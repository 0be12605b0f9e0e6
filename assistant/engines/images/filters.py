"""Which photos a search looks at: by the time they were taken, their folder, their tags."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, TypeAlias

from store.types import Owner, Scalar

if TYPE_CHECKING:
    from store.library import Store

Where: TypeAlias = Mapping[str, "Scalar | Sequence[Scalar] | Mapping[str, Scalar]"]
KIND = "image"
OWNERS = 8
"""How many people's folders and tags are kept in memory."""


@dataclass(frozen=True, slots=True)
class Within:
    """Photos taken in [since, until) UTC seconds, in any of the folders or below, with all of the tags.

    A photo without a camera's date counts from when its file was last changed.
    """

    since: float | None = None
    until: float | None = None
    folders: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def everything(self) -> bool:
        """Tell whether nothing is left out."""
        return self == EVERYTHING

    def where(self, places: Places, owner: Owner) -> Where | None:
        """Return the store's form of these filters; None when no photo can match."""
        where: dict[str, Scalar | Sequence[Scalar] | Mapping[str, Scalar]] = {}
        bounds = {"$gte": self.since, "$lt": self.until}
        given: dict[str, Scalar] = {name: value for name, value in bounds.items() if value is not None}
        if given:
            where["when"] = given
        if self.folders or self.tags:
            found = places.photos(self.folders, self.tags, owner=owner)
            if not found:
                return None
            where["source"] = found
        return where


EVERYTHING = Within()


@dataclass(frozen=True, slots=True)
class _Filed:
    """One owner's photos by the folder they lie in, written "/a/b/", and by tag, as of `version`."""

    version: int
    folders: Mapping[str, Sequence[str]]
    tags: Mapping[str, frozenset[str]]


class Places:
    """Where photos lie and how they are tagged, read anew only after documents have changed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._filed: OrderedDict[Owner, _Filed] = OrderedDict()
        self._lock = threading.Lock()

    def photos(self, folders: Sequence[str], tags: Sequence[str], *, owner: Owner) -> list[str]:
        """Return the ids of the photos in any of the folders or below (in any at all without), with all of the tags."""
        filed = self._read(owner)
        parts = [f"/{folder.casefold().strip('/')}/" for folder in folders]
        inside = [ids for place, ids in filed.folders.items() if not parts or any(p in place for p in parts)]
        found = [one for ids in inside for one in ids]
        for tag in tags:
            tagged = filed.tags.get(tag.casefold(), frozenset())
            found = [one for one in found if one in tagged]
        return found

    def _read(self, owner: Owner) -> _Filed:
        version = self._store.documents_version  # before the rows: they may be newer than it, never older
        with self._lock:
            filed = self._filed.get(owner)
        if filed is not None and filed.version == version:
            return filed
        folders: dict[str, list[str]] = defaultdict(list)
        tags: dict[str, set[str]] = defaultdict(set)
        for name, location, given in self._store.places(owner=owner, kind=KIND):
            folders[os.path.dirname(location)].append(name)
            for tag in given:
                tags[tag.casefold()].add(name)
        placed: dict[str, list[str]] = defaultdict(list)
        for folder, names in folders.items():
            placed["/" + "/".join(PurePath(folder).parts).casefold().strip("/") + "/"] += names
        filed = _Filed(version, placed, {tag: frozenset(names) for tag, names in tags.items()})
        with self._lock:
            self._filed[owner] = filed
            self._filed.move_to_end(owner)
            while len(self._filed) > OWNERS:
                self._filed.popitem(last=False)
        return filed
