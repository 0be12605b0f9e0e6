"""Where files are on this machine is told to its own account alone; others get addresses that open for them only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from assistant.wire import to_json

if TYPE_CHECKING:
    from assistant.blocks import Block
    from assistant.surfaces.access.offers import Offers
    from store.types import Owner

Json = dict[str, Any]
Scalar = str | int | float | bool
Publish = Callable[[str, str, str], str]
"""Takes a path, a name and a media type; returns an address, or "" where there is no such file."""

PLACES = frozenset({"location", "thumbnail"})
"""Metadata that name files of this machine."""


def told(metadata: Mapping[str, Scalar], *, paths: bool) -> dict[str, Scalar]:
    """Return metadata as the caller may know them: with or without the places of files."""
    return {name: value for name, value in metadata.items() if paths or name not in PLACES}


def publisher(offers: Offers, owner: Owner, *, paths: bool) -> Publish | None:
    """Return what makes addresses under /api/files for an owner, or None for whom paths are of use."""
    return None if paths else partial(_published, offers, owner)


def block_to_json(block: Block, publish: Publish | None) -> Json:
    """Return a block as JSON; with `publish`, addresses stand where paths would."""
    data = to_json(block)
    if publish is None:
        return data
    if data["type"] == "download":
        data["path"] = publish(data["path"], data["name"], data["media_type"])
    elif data["type"] == "gallery":
        data["pictures"] = [each | {"path": publish(each["path"], "", "image")} for each in data["pictures"]]
    return data


def _published(offers: Offers, owner: Owner, path: str, name: str, media_type: str) -> str:
    token = offers.publish(owner, path, name, media_type)
    return f"/api/files/{token}" if token else ""
