"""Which photos a search looks at: by the time they were taken, their folder, their tags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, TypeAlias

from store.types import Document, Owner, Scalar

if TYPE_CHECKING:
    from store.library import Store

Where: TypeAlias = Mapping[str, "Scalar | Sequence[Scalar] | Mapping[str, Scalar]"]
KIND = "image"
_MANY = 1_000_000


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

    def where(self, store: Store, owner: Owner) -> Where | None:
        """Return the store's form of these filters; None when no photo can match."""
        where: dict[str, Scalar | Sequence[Scalar] | Mapping[str, Scalar]] = {}
        bounds = {"$gte": self.since, "$lt": self.until}
        given: dict[str, Scalar] = {name: value for name, value in bounds.items() if value is not None}
        if given:
            where["when"] = given
        if self.folders or self.tags:
            found = [d.id for d in store.documents(owner=owner, kind=KIND, limit=_MANY) if self._holds(d)]
            if not found:
                return None
            where["source"] = found
        return where

    def _holds(self, document: Document) -> bool:
        place = "/" + "/".join(PurePath(document.location).parent.parts).casefold().strip("/") + "/"
        tags = {tag.casefold() for tag in document.tags}
        inside = any(f"/{folder.casefold().strip('/')}/" in place for folder in self.folders)
        return (inside or not self.folders) and all(tag.casefold() in tags for tag in self.tags)


EVERYTHING = Within()
