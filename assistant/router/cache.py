"""Example vectors and the fit over them: shipped for the built-in intents, kept between starts for others."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from store.types import Matrix

SHIPPED = "fit.safetensors"
_MADE_BY = ("cues.py", "learned.py", "memory.py", "examples.py")
"""Modules of this package that decide features and fit: a change in them makes older files useless."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Vectors (n, d), cues (n, cues) of 0 and 1, and weights (n, intents), all in the order of the examples."""

    vectors: Matrix
    cues: NDArray[np.uint8]
    weights: Matrix


def digest(fingerprint: str, examples: Iterable[str]) -> str:
    """Return what names exactly these examples under this encoder and this code."""
    found = hashlib.sha256(fingerprint.encode())
    package = resources.files(__package__)
    slots = resources.files("assistant.slots")
    for file in (*(package / name for name in _MADE_BY), slots / "negation.py", slots / "quotes.py"):
        found.update(file.read_bytes())
    for example in examples:
        found.update(example.encode() + b"\0")
    return found.hexdigest()[:24]


def load(key: str, folder: Path | None) -> Fit | None:
    """Return the fit of this key, from the package or the folder, or None."""
    from safetensors import SafetensorError
    from safetensors.numpy import load as parse

    kept = [folder / f"router-{key}.safetensors"] if folder else []
    for place in (resources.files(__package__) / SHIPPED, *kept):
        try:
            stored = parse(place.read_bytes())
            if bytes(stored["key"]).decode() == key:
                return Fit(stored["vectors"].astype(np.float32), stored["cues"], stored["weights"])
        except (OSError, SafetensorError, KeyError, ValueError):
            continue
    return None


def save(key: str, fit: Fit, file: Path) -> None:
    """Write beside the final name and move there."""
    from safetensors.numpy import save as pack

    # safetensors writes memory as it lies: what a solver returned in column order would come back mixed up.
    content = pack(
        {
            "key": np.frombuffer(key.encode(), np.uint8),
            "vectors": fit.vectors.astype(np.float16),
            "cues": np.ascontiguousarray(fit.cues),
            "weights": np.ascontiguousarray(fit.weights, np.float32),
        }
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_suffix(".part")
    partial.write_bytes(content)
    partial.replace(file)


def keep(key: str, fit: Fit, folder: Path) -> None:
    """Save for the next start and drop what earlier examples left; what cannot be kept is no error."""
    try:
        for old in folder.glob("router-*.safetensors"):
            old.unlink(missing_ok=True)
        save(key, fit, folder / f"router-{key}.safetensors")
    except OSError:
        return
