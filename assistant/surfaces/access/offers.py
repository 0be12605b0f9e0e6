"""Files that a reply offers: a token that cannot be guessed, answered only to the person it was made for."""

from __future__ import annotations

import mimetypes
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from store.types import Owner

if TYPE_CHECKING:
    from starlette.responses import FileResponse

CAPACITY = 5_000
"""Addresses kept at once; the oldest go first, and an expired download says so."""

IMAGES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp", "image/tiff"})


@dataclass(frozen=True, slots=True)
class Offer:
    """One file, for one person."""

    owner: Owner
    path: Path
    name: str
    media_type: str

    @property
    def inline(self) -> bool:
        """Return whether a browser may show it in a page: raster images only, never HTML or SVG."""
        return self.media_type in IMAGES


class Offers:
    """Offers by their random token."""

    def __init__(self) -> None:
        self._offers: OrderedDict[str, Offer] = OrderedDict()
        self._tokens: dict[Offer, str] = {}
        self._lock = threading.Lock()

    def publish(self, owner: Owner, path: str, name: str, media_type: str) -> str:
        """Return the token of a file for its owner, or "" when there is no such file."""
        file = Path(path)
        if not file.is_file():
            return ""
        guessed = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        offer = Offer(owner, file, name or file.name, guessed if media_type in {"", "image"} else media_type)
        with self._lock:
            token = self._tokens.get(offer)
            if token is None:
                token = self._tokens[offer] = secrets.token_urlsafe(24)
                self._offers[token] = offer
            while len(self._offers) > CAPACITY:
                _, old = self._offers.popitem(last=False)
                del self._tokens[old]
        return token

    def forget(self, owner: Owner) -> None:
        """Let go of all that was offered to a person."""
        with self._lock:
            for offer in [offer for offer in self._tokens if offer.owner == owner]:
                del self._offers[self._tokens.pop(offer)]

    def find(self, token: str, owner: Owner) -> Offer | None:
        """Return what was offered to this person under this token, or None."""
        with self._lock:
            offer = self._offers.get(token)
        return offer if offer is not None and offer.owner == owner and offer.path.is_file() else None


def file_response(offer: Offer) -> FileResponse:
    """Return the response that gives an offered file away."""
    from starlette.responses import FileResponse

    kind = "inline" if offer.inline else "attachment"
    return FileResponse(
        offer.path, media_type=offer.media_type, filename=offer.name, content_disposition_type=kind
    )
