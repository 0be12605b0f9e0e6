"""Pages drawn from known text, as scanners and phones see them: for measuring what is read from pictures."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc", "/System/Library/Fonts/ヒラギノ角ゴシック W3.ttc",
)  # fmt: skip
"""Where fonts with Japanese letters lie (Debian: fonts-noto-cjk)."""
PAGE = (1240, 1754)
"""A4 at 150 dots per inch, in pixels."""


def font(size: int, serif: bool = False) -> FreeTypeFont:
    """Return a font that has Japanese letters; FileNotFoundError where none is installed."""
    from PIL import ImageFont

    for place in FONTS:
        place = place.replace("Sans", "Serif") if serif else place
        if Path(place).is_file():
            return ImageFont.truetype(place, size)
    raise FileNotFoundError("no font with Japanese letters; on Debian: apt install fonts-noto-cjk")


def page(
    paragraphs: Sequence[str], *, columns: int = 1, size: int = 25, serif: bool = False, scale: float = 1.0
) -> Image:
    """Return a page with paragraphs set in columns; `size` is a letter's height in pixels at 150 dots per inch."""
    from PIL import Image, ImageDraw

    width, height = (round(side * scale) for side in PAGE)
    letters, margin = font(round(size * scale), serif), round(110 * scale)
    sheet = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(sheet)
    room = (width - 2 * margin - (columns - 1) * margin // 2) // columns
    lines = [line for text in paragraphs for line in (*wrapped(text, letters, room), "")]
    each = -(-len(lines) // columns)
    for number, line in enumerate(lines):
        left = margin + (number // each) * (room + margin // 2)
        pen.text(
            (left, margin + (number % each) * round(size * scale * 1.7)), line, font=letters, fill="black"
        )
    return sheet


def upright(paragraphs: Sequence[str], size: int = 30) -> Image:
    """Return a page of vertical Japanese, columns from right to left."""
    from PIL import Image, ImageDraw

    sheet, letters = Image.new("RGB", PAGE, "white"), font(size, serif=True)
    pen, left, top = ImageDraw.Draw(sheet), PAGE[0] - 150, 120
    for text in paragraphs:
        for letter in text:
            if top > PAGE[1] - 150:
                left, top = left - round(size * 1.8), 120
            moved = size * 0.55 if letter in "、。" else 0
            pen.text((left + moved, top - moved), letter, font=letters, fill="black")
            top += round(size * 1.08)
        left, top = left - round(size * 1.8), 120
    return sheet


def wrapped(text: str, letters: FreeTypeFont, room: int) -> list[str]:
    """Return lines that are no wider than there is room, cut at spaces, in Japanese anywhere."""
    words = [f"{word} " for word in text.split(" ")] if " " in text else list(text)
    lines = [""]
    for word in words:
        if letters.getlength(lines[-1] + word) > room:
            lines.append("")
        lines[-1] += word
    return [line.strip() for line in lines]


def scanned(sheet: Image) -> Image:
    """Return a grey page of 150 dots per inch with a scanner's noise, as a JPEG of quality 60."""
    from PIL import Image

    grey = np.asarray(sheet.convert("L").resize(PAGE), np.float32)
    noise = np.random.default_rng(1).normal(0, 8, grey.shape)
    return jpeg(Image.fromarray(np.clip(grey * 0.92 + 8 + noise, 0, 255).astype(np.uint8)), 60)


def photographed(sheet: Image) -> Image:
    """Return a page as a phone takes it: turned by 3 degrees, soft, with uneven light, on a table."""
    from PIL import Image, ImageFilter

    turned = sheet.rotate(3, expand=True, fillcolor=(116, 92, 70), resample=Image.Resampling.BICUBIC)
    soft = np.asarray(turned.filter(ImageFilter.GaussianBlur(1.2 * sheet.width / PAGE[0])), np.float32)
    down, across = np.mgrid[0 : 1 : soft.shape[0] * 1j, 0 : 1 : soft.shape[1] * 1j]
    light = (0.55 + 0.45 * across * (1 - 0.5 * down))[..., None]
    noise = np.random.default_rng(2).normal(0, 5, soft.shape)
    return jpeg(Image.fromarray(np.clip(soft * light + noise, 0, 255).astype(np.uint8)), 80)


def jpeg(picture: Image, quality: int) -> Image:
    """Return a picture as it is after it was saved as a JPEG."""
    from PIL import Image

    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return Image.open(io.BytesIO(file.getvalue())).convert("RGB")


def png(picture: Image) -> bytes:
    """Return a picture as the bytes of a PNG file."""
    file = io.BytesIO()
    picture.save(file, "PNG", compress_level=1)
    return file.getvalue()
