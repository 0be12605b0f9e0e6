"""Which frame of a moving picture stands for it: the first, unless it shows next to nothing."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

LOOKED_AT = 60
"""Frames that are decoded at most, in the order of the file: each stands on those before it."""
PIXELS = 300_000_000
"""Pixels that are decoded at most for that."""
BLANK = 6.0
"""Mean change of grey between neighbours, of 255, at 64 pixels, below which a first frame says nothing."""
ENOUGH = 0.9
"""Share of the most detail from which on the earliest frame is taken."""


def telling(image: Image, frames: int) -> Image:
    """Return the first frame, or where that is nearly blank (a fade-in) the earliest with nearly the most detail."""
    first = image.copy()
    least = detail(first)
    if least >= BLANK:
        return first
    best: list[tuple[float, Image]] = [(least, first)]
    most = min(frames, LOOKED_AT, PIXELS // max(1, image.width * image.height))
    with suppress(EOFError, OSError, SyntaxError, ValueError):  # what could be decoded before stays
        for number in range(1, most):
            image.seek(number)
            found = detail(image)
            if found > best[-1][0] / ENOUGH:
                best.append((found, image.copy()))
    return best[-1][1]


def detail(image: Image) -> float:
    """Return the mean absolute difference of neighbouring grey values at a width of 64 pixels, in [0, 255]."""
    import numpy as np
    from PIL.Image import Resampling

    grey = (
        image.convert("RGBA").convert("RGB").convert("L")
        if image.mode in {"P", "PA", "LA"}
        else image.convert("L")
    )
    small = np.asarray(grey.resize((64, 64), Resampling.BOX), np.float32)
    return float(np.abs(np.diff(small, axis=0)).mean() + np.abs(np.diff(small, axis=1)).mean())
