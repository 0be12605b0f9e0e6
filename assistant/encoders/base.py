"""What every encoder promises."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from store.types import Matrix


class Encoder(Protocol):
    """Texts to unit vectors. `fingerprint` names model, revision, weights hash and normalisation."""

    name: str
    fingerprint: str
    dim: int

    def queries(self, texts: Sequence[str]) -> Matrix:
        """Return (n, dim) float32 rows of unit length for questions."""

    def documents(self, texts: Sequence[str]) -> Matrix:
        """Return (n, dim) float32 rows of unit length for what is searched."""
