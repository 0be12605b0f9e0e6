"""Small pictures after their home was moved, or came back from a backup in another place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import StoreError
from store.types import Scalar

if TYPE_CHECKING:
    from store.library import Store

HOME = "home.path"
"""The kept setting that says where the home was when the program was last started."""


def follow(store: Store, home: Path) -> int:
    """Note where the small pictures lie now, where that has changed since the last start; returns of how many."""
    place = home.absolute()
    try:
        if store.read_only or store.settings.get(HOME) == str(place):
            return 0
        from assistant.engines.images.photo_store import LOOKS, MEANINGS

        def moved(about: Mapping[str, Scalar]) -> Mapping[str, Scalar]:
            file = Path(str(about.get("thumbnail", "")))
            known = file.parent.name == "thumbnails" and (place / "thumbnails" / file.name).is_file()
            return {**about, "thumbnail": str(place / "thumbnails" / file.name)} if known else about

        there = {space.name for space in store.spaces()}
        changed = sum(store.remark(space, moved) for space in (MEANINGS, LOOKS) if space in there)
        store.settings.set(HOME, str(place))
    except StoreError:  # a full or damaged disk is told by whatever is asked next
        return 0
    return changed
