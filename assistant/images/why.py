"""Where in a photo a label was seen: cover a place, and see how much of the cosine goes (Zeiler & Fergus 2014)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from assistant.images.facade import Images

GRID = 4
GREY = 128


def heat(images: Images, photo: Path, label: str, grid: int = GRID) -> tuple[tuple[float, ...], ...]:
    """Return (grid, grid) losses of cosine, from the top left; negative where covering helps."""
    from PIL import ImageDraw

    whole = images.shelf.open(photo)
    word = images.labels.vectors([label])[0]
    covered = [whole]
    for row in range(grid):
        for column in range(grid):
            copy = whole.copy()
            left, top = column * whole.width / grid, row * whole.height / grid
            box = (left, top, left + whole.width / grid, top + whole.height / grid)
            ImageDraw.Draw(copy).rectangle(box, fill=(GREY, GREY, GREY))
            covered.append(copy)
    scores = images.meanings().images(covered) @ word
    lost = (scores[0] - scores[1:]).reshape(grid, grid)
    return tuple(tuple(round(float(value), 4) for value in line) for line in np.asarray(lost))
