"""The parts of a page that is mostly empty: a line alone on a large page is missed where the whole is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Place: TypeAlias = tuple[slice, slice]
"""Rows and columns of a picture."""
INK, DOTS = 60, 3
"""How much a dot differs from the ground (of 255), and how many of them make a row one with ink: dust is none."""
GAP, MARGIN = 0.05, 40
"""Share of the height that may be empty within a band; pixels around it."""
SPARSE = 0.5
"""Only where the bands cover less of the height than this are they looked at one by one."""


def bands(pixels: NDArray[np.uint8]) -> list[Place]:
    """Return where a page (height, width, 3) has ink, from the top; the whole page where that is most of it."""
    height, width = pixels.shape[:2]
    grey = pixels.mean(axis=2)
    ink = np.abs(grey - np.median(grey)) > INK
    rows = np.flatnonzero(ink.sum(axis=1) >= DOTS)
    if not len(rows):
        return [(slice(0, height), slice(0, width))]
    groups = np.split(rows, np.flatnonzero(np.diff(rows) > GAP * height) + 1)
    if sum(int(group[-1] - group[0]) + 2 * MARGIN for group in groups) > SPARSE * height:
        return [(slice(0, height), slice(0, width))]
    return [_around(ink, int(group[0]), int(group[-1])) for group in groups]


def _around(ink: NDArray[np.bool_], top: int, bottom: int) -> Place:
    columns = np.flatnonzero(ink[top : bottom + 1].any(axis=0))
    left, right = int(columns[0]), int(columns[-1])
    return (
        slice(max(0, top - MARGIN), bottom + 1 + MARGIN),
        slice(max(0, left - MARGIN), right + 1 + MARGIN),
    )
