"""Vectors computed once in float32 with sentence-transformers: `python -m benchmarks reference`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np

from assistant.settings import shipped
from store.types import Matrix

FILE = shipped("models", "reference", "reference.safetensors")


def load() -> Mapping[str, Matrix]:
    """Return (n, dim) float32 by key: a packaged model's name for the check texts of packaged.py, and
    cohort_key() for the cohort."""
    from safetensors.numpy import load_file

    return {name: np.asarray(tensor, np.float32) for name, tensor in load_file(FILE).items()}


def cohort_key(fingerprint: str, cohort: Sequence[str]) -> str:
    """Return the key of the cohort's vectors, which is another one when either changes."""
    said = "\n".join([fingerprint, *cohort])
    return f"cohort-{hashlib.sha256(said.encode()).hexdigest()[:16]}"
