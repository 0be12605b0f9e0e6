"""One side of a trained link between photos and texts: a linear map, and a small bend of its unit rows beside it.

The linear map holds what two sides share at all, the bend what tells photos apart; together they find more than either.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np

from assistant.encoders.text.batches import unit_rows
from store.types import Matrix, Vector


@dataclass(frozen=True, slots=True)
class Bend:
    """A residual layer in a space of d dimensions: straight (d, d), up (d, h), bias (h), down (h, d)."""

    straight: Matrix
    up: Matrix
    bias: Vector
    down: Matrix

    def __call__(self, rows: Matrix) -> Matrix:
        """Return (n, d) unit rows for (n, d) unit rows; a row of zeros stays zero."""
        there = rows.any(axis=1, keepdims=True)
        raised = rows @ self.up * np.float32(np.sqrt(rows.shape[1])) + self.bias
        return unit_rows((rows @ self.straight + _gelu(raised) @ self.down) * there)


@dataclass(frozen=True, slots=True)
class Tower:
    """A shifted linear map (p, d), and what bends its unit rows."""

    shift: Vector
    into: Matrix
    bend: Bend

    @property
    def dim(self) -> int:
        """Return how long a row is."""
        return 2 * len(self.into[0])

    def __call__(self, rows: Matrix) -> Matrix:
        """Return (n, 2 d) unit rows for (n, p) inputs: half each way."""
        straight = unit_rows(np.asarray((rows - self.shift) @ self.into, np.float32))
        both: Matrix = np.hstack([straight, self.bend(straight)])
        return unit_rows(both)


def pack(name: str, tower: Tower) -> dict[str, Matrix]:
    """Return the tensors of a tower under names that begin with `name`."""
    bend = {f"{name}.{field.name}": getattr(tower.bend, field.name) for field in fields(Bend)}
    return {f"{name}.shift": tower.shift, f"{name}.into": tower.into} | bend


def unpack(name: str, held: Mapping[str, Matrix]) -> Tower:
    """Return the tower that was packed under `name`."""
    bend = Bend(**{field.name: held[f"{name}.{field.name}"] for field in fields(Bend)})
    return Tower(held[f"{name}.shift"], held[f"{name}.into"], bend)


def _gelu(x: Matrix) -> Matrix:
    """Return x * P(X <= x), by the tanh formula (Hendrycks & Gimpel 2016)."""
    inner = np.float32(np.sqrt(2 / np.pi)) * (x + np.float32(0.044715) * x**3)
    result: Matrix = x * (1 + np.tanh(inner)) / 2
    return result
