"""Bytes to an upright RGB picture of bounded size. Runs inside the limited child process only."""

from __future__ import annotations

import io
import re
import warnings
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.encoders.images.errors import (
    NotAPicture,
    PictureDamaged,
    PictureEmpty,
    SvgRefused,
    TooManyPixels,
)

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
MAX_PIXELS = 40_000_000
SIDE = 640
"""Longest side, in pixels, of the picture that leaves the child."""

_SVG = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>\s*)*<(?:\w+:)?svg\b",
    re.I | re.S,
)
_MARKUP = re.compile(rb"^\s*<")
_TAKEN = 36867
"""Exif DateTimeOriginal."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """An upright RGB picture; `width` and `height` are those of the file, in pixels; `frames` counts
    the file's frames, of which only the first is used; `taken` is the camera's date or ""."""

    image: Image
    width: int
    height: int
    format: str
    frames: int = 1
    taken: str = ""


def decode(data: bytes, name: str, side: int = SIDE) -> Decoded:
    """Return the picture; NotAPicture, SvgRefused, TooManyPixels, PictureDamaged say why not."""
    from PIL import Image, UnidentifiedImageError

    _refuse(data, name)
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                return _decoded(image, name, side)
        except UnidentifiedImageError as error:
            raise NotAPicture(name=name, found=_guess(data)) from error
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise TooManyPixels(name=name, limit=MAX_PIXELS // 10**6) from error
        except (
            OSError,
            SyntaxError,
            ValueError,
            EOFError,
            IndexError,
            KeyError,
            TypeError,
            ArithmeticError,
        ) as error:
            raise PictureDamaged(name=name, found=type(error).__name__) from error


def _refuse(data: bytes, name: str) -> None:
    if not data:
        raise PictureEmpty(name=name, found="0")
    if _SVG.match(data[:8192]):
        raise SvgRefused(name=name)
    if _MARKUP.match(data[:512]):
        raise NotAPicture(name=name, found="HTML / XML")


def _guess(data: bytes) -> str:
    kinds = ((b"%!PS", "PostScript"), (b"8BPS", "Photoshop"), (b"%PDF", "PDF"), (b"PK", "ZIP"))
    return next((kind for magic, kind in kinds if data.startswith(magic)), "unknown format")


def _decoded(image: Image, name: str, side: int) -> Decoded:
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise TooManyPixels(name=name, limit=MAX_PIXELS // 10**6)
    if not width or not height:
        raise PictureDamaged(name=name, found=f"{width} x {height}")
    kind = str(image.format)
    frames, taken = _facts(image)
    if kind == "JPEG":
        image.draft("RGB", (side, side))  # decodes at a fraction of the size: several times faster
    image.load()
    plain = rgb(image)
    scale = side / max(plain.size)
    if scale < 1:
        size = (max(1, round(plain.width * scale)), max(1, round(plain.height * scale)))
        plain = plain.resize(size, reducing_gap=2.0)
    return Decoded(plain, width, height, kind, frames, taken)


def _facts(image: Image) -> tuple[int, str]:
    frames, taken = 1, ""
    with suppress(Exception):
        taken = str(image.getexif().get_ifd(0x8769).get(_TAKEN, ""))[:19]
    if image.format in {"GIF", "PNG", "WEBP"}:  # counting TIFF frames would read them all
        with suppress(Exception):
            frames = int(getattr(image, "n_frames", 1))
    return frames, taken


def rgb(image: Image) -> Image:
    """Return the picture upright in 8-bit RGB: 16 bits scaled, transparency laid on white."""
    from PIL import Image as module
    from PIL import ImageOps

    with suppress(Exception):  # damaged Exif must not cost the picture
        image = ImageOps.exif_transpose(image)

    if image.mode.startswith(("I;16", "I", "F")):
        import numpy as np

        values = np.asarray(image, np.float64)
        top = max(65535.0 if image.mode.startswith("I") else 1.0, float(values.max(initial=0.0)))
        image = module.fromarray(np.clip(values / top * 255, 0, 255).astype(np.uint8))
    if image.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in image.info:
        clear = image.convert("RGBA")
        white = module.new("RGBA", clear.size, (255, 255, 255, 255))
        return module.alpha_composite(white, clear).convert("RGB")
    return image.convert("RGB")
