"""Bytes that are no photo, told apart before any decoder sees them."""

from __future__ import annotations

import re
import zlib

from assistant.encoders.images.errors import NotAPicture, PictureEmpty, SvgRefused

GZIP = b"\x1f\x8b"
ICON = b"\x00\x00\x01\x00"
_SVG = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>\s*)*<(?:\w+:)?svg\b",
    re.I | re.S,
)
_MARKUP = re.compile(rb"^\s*<")
_KINDS = (
    (b"%!PS", "PostScript"), (b"8BPS", "Photoshop"), (b"%PDF", "PDF"), (b"PK", "ZIP"), (GZIP, "gzip"),
    (ICON, "an icon, ICO"), (b"\x00\x00\x00\x0cjP  ", "JPEG 2000"), (b"\xff\x0a", "JPEG XL"),
    (b"\x00\x00\x00\x0cJXL ", "JPEG XL"),
)  # fmt: skip


def refuse(data: bytes, name: str) -> None:
    """Raise PictureEmpty, SvgRefused or NotAPicture for what is never handed to a decoder."""
    if not data:
        raise PictureEmpty(name=name, found="0")
    if is_svg(data):
        raise SvgRefused(name=name)
    if _MARKUP.match(data[:512]):
        raise NotAPicture(name=name, found="HTML / XML")


def is_svg(data: bytes) -> bool:
    """Tell whether a file is an SVG drawing, packed with gzip (.svgz) or not."""
    head = data[:8192]
    if head.startswith(GZIP):
        try:
            head = zlib.decompressobj(wbits=31).decompress(head, 8192)
        except zlib.error:
            return False
    return _SVG.match(head) is not None


def guess(data: bytes) -> str:
    """Return what a file that no decoder knows seems to be."""
    return next((kind for magic, kind in _KINDS if data.startswith(magic)), "unknown format")
