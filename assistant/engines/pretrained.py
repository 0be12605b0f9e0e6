"""Vectors of what ships with the program (sample baskets, the karate club): trained once for everybody, only read then."""

from __future__ import annotations

from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

import numpy as np

from store.atomic import replacing
from store.types import Matrix


class Pretrained:
    """Matrices in files of the cache folder, each under what it was made of: another source or setting misses it."""

    def __init__(self, cache: Path) -> None:
        self._folder = cache / "samples"

    def load(self, *made_of: str, rows: int) -> Matrix | None:
        """Return the (rows, n) float32 matrix made of that, or None where there is none that is whole."""
        try:
            matrix: Matrix = np.load(self._file(made_of), allow_pickle=False)
        except (OSError, ValueError, EOFError):
            return None
        fits = matrix.ndim == 2 and len(matrix) == rows and matrix.dtype == np.float32
        return matrix if fits and bool(np.isfinite(matrix).all()) else None

    def keep(self, *made_of: str, matrix: Matrix) -> None:
        """Keep a matrix for every home of this account; where the folder cannot be written, for nobody."""
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with replacing(self._file(made_of)) as draft, draft.open("wb") as stream:
                np.save(stream, np.asarray(matrix, np.float32), allow_pickle=False)

    def _file(self, made_of: tuple[str, ...]) -> Path:
        digest = blake2b("\0".join(made_of).encode(), digest_size=12).hexdigest()
        return self._folder / f"{digest}.npy"
