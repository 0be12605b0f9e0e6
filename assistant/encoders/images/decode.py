"""Bytes to an upright RGB picture of bounded size. Runs inside the limited child process only."""

from __future__ import annotations

import io
import re
import warnings
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.encoders.images.errors import NotAPicture, PictureDamaged, TooManyPixels
from assistant.encoders.images.frames import telling
from assistant.encoders.images.refused import guess, refuse

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIF")
MAX_PIXELS = 100_000_000
MAX_JPEG_PIXELS = 200_000_000
"""A JPEG can be decoded at an eighth of its size; of other kinds every pixel takes four bytes, and again while it shrinks."""
SIDE = 640
"""Longest side, in pixels, of the picture that leaves the child."""

LARGE = 12_000_000
"""Pixels from which on a picture is made smaller before it is copied."""
_TAKEN = 36867
"""Exif DateTimeOriginal."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """An upright RGB picture; `width` and `height` are those of the file, in pixels; `frames` counts
    the file's frames, of which the first is used, or a later one where that shows nothing; `taken` is the camera's
    date or ""."""

    image: Image
    width: int
    height: int
    format: str
    frames: int = 1
    taken: str = ""


def decode(data: bytes, name: str, side: int = SIDE) -> Decoded:
    """Return the picture; NotAPicture, SvgRefused, TooManyPixels, PictureDamaged say why not."""
    from PIL import Image, UnidentifiedImageError

    refuse(data, name)
    know_heif()
    Image.MAX_IMAGE_PIXELS = MAX_JPEG_PIXELS
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                return _decoded(image, name, side)
        except UnidentifiedImageError as error:
            raise NotAPicture(name=name, found=guess(data)) from error
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            found = next(iter(re.findall(r"\((\d+) pixels\)", str(error))), "0")
            limit = MAX_JPEG_PIXELS if data.startswith(b"\xff\xd8\xff") else MAX_PIXELS
            raise _too_many(name, int(found), limit) from error
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


def know_heif() -> None:
    """Teach Pillow to read HEIC and HEIF, without the small pictures inside."""
    from pi_heif import register_heif_opener

    register_heif_opener(thumbnails=False)


def _too_many(name: str, pixels: int, limit: int) -> TooManyPixels:
    return TooManyPixels(name=name, found=round(pixels / 10**6) or "?", limit=limit // 10**6)


def _decoded(image: Image, name: str, side: int) -> Decoded:
    width, height = image.size
    kind = str(image.format).replace("MPO", "JPEG")
    limit = MAX_JPEG_PIXELS if kind == "JPEG" else MAX_PIXELS
    if width * height > limit:
        raise _too_many(name, width * height, limit)
    if not width or not height:
        raise PictureDamaged(name=name, found=f"{width} x {height}")
    frames, taken = _facts(image)
    if kind == "JPEG":
        image.draft("RGB", (side, side))  # decodes at a fraction of the size: several times faster
    image.load()
    plain = rgb(_smaller(turned(telling(image, frames) if frames > 1 else image), side))
    scale = side / max(plain.size)
    if scale < 1:
        size = (max(1, round(plain.width * scale)), max(1, round(plain.height * scale)))
        plain = plain.resize(size, reducing_gap=2.0)
    return Decoded(plain, width, height, kind, frames, taken)


def _smaller(image: Image, side: int) -> Image:
    """Return a large picture at a fraction of its size before copies of it are made."""
    factor = max(image.size) // (2 * side)
    if factor < 2 or image.width * image.height < LARGE:
        return image
    if image.mode.startswith(("I", "F")):
        import numpy as np
        from PIL import Image as module

        return module.fromarray(np.ascontiguousarray(np.asarray(image)[::factor, ::factor]))
    if image.mode not in {"L", "RGB", "RGBA", "CMYK"}:
        return image
    return image.reduce(factor)


def _facts(image: Image) -> tuple[int, str]:
    frames, taken = 1, ""
    with suppress(Exception):
        taken = str(image.getexif().get_ifd(0x8769).get(_TAKEN, ""))[:19]
    if image.format in {"GIF", "PNG", "WEBP"}:  # counting TIFF frames would read them all
        with suppress(Exception):
            frames = int(getattr(image, "n_frames", 1))
    return frames, taken


def turned(image: Image) -> Image:
    """Return the picture as its Exif data say that it was held; damaged ones must not cost the picture."""
    from PIL import ImageOps

    with suppress(Exception):
        return ImageOps.exif_transpose(image)
    return image


def rgb(image: Image) -> Image:
    """Return the picture upright in 8-bit RGB: more bits scaled, transparency laid on white."""
    from PIL import Image as module

    image = turned(image)
    if image.mode.startswith(("I", "F")):
        image = _eight_bits(image)
    if image.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in image.info:
        clear = image.convert("RGBA")
        white = module.new("RGBA", clear.size, (255, 255, 255, 255))
        return module.alpha_composite(white, clear).convert("RGB")
    return image.convert("RGB")


def _eight_bits(image: Image) -> Image:
    """Scale whole numbers from the bits that are in use (12 of a scanner's 16), fractions from 1 or their maximum."""
    import numpy as np
    from PIL import Image as module

    values = np.asarray(image).astype(np.float32)
    highest = float(values.max(initial=0.0))
    top = max(1.0, highest)
    if image.mode.startswith("I"):
        top = next((top for top in (4095.0, 65535.0) if highest <= top), highest)
    return module.fromarray(np.clip(values / top * 255, 0, 255).astype(np.uint8))
