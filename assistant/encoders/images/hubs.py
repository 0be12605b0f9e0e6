"""How near a row lies to everything on the other side of a link, so that what resembles all wins no search.

In many dimensions a few rows are among the nearest of very many others (hubs; Radovanović et al. 2010). Held against
a bank of rows from training, the closeness that a row has to anything is taken off its scores (querybank
normalisation; Bogolin et al. 2022). Both corrections are inner products: one axis holds what is taken off a row, and
the other side has a constant there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from store.types import Matrix, Vector

SHARPNESS = 20.0
CONSTANT = 0.18
"""What the other side has on the axis of a correction."""
MOST, GAIN = 0.2, 0.12
"""Corrections beyond it, on their axis, are cut, so that rows keep room for them; what is far from everything, as
nonsense is, gains at most GAIN."""


@dataclass(frozen=True, slots=True)
class Bank:
    """Unit rows (n, d) of the other side, and how near the rows of this side usually are to them."""

    rows: Matrix
    usual: float

    def axis(self, rows: Matrix, weight: float) -> Vector:
        """Return (n,) what stands on the axis of a correction for (n, d) unit rows of a part of this weight."""
        away = -np.float32(weight / CONSTANT) * (nearness(rows, self.rows) - np.float32(self.usual))
        result: Vector = np.clip(away, -MOST, GAIN) * rows.any(axis=1)
        return result


def bank(rows: Matrix, others: Matrix) -> Bank:
    """Return the bank that measures rows like `rows` against `others`."""
    return Bank(others, float(nearness(rows, others).mean()))


def nearness(rows: Matrix, others: Matrix) -> Vector:
    """Return (n,): a soft maximum of the cosines of each row to the others (log of the mean exponential)."""
    raised = np.exp(np.float32(SHARPNESS) * (rows @ others.T))
    result: Vector = np.log(raised.mean(axis=1)) / np.float32(SHARPNESS)
    return result
