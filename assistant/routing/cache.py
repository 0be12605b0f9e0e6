"""Example vectors and the fit over them: shipped for the built-in intents, kept between starts for others."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.routing.features import Basis
from assistant.settings import shipped
from store.atomic import replacing
from store.types import Matrix, Vector

SHIPPED = shipped("models", "router", "fit.safetensors")
_MADE_BY = ("cues.py", "learned.py", "memory.py", "examples.py", "features.py")
"""Modules of this package that decide features and fit: a change in them makes older files useless."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Vectors (n, d), cues (n, cues) of 0 and 1, and weights (n, intents), all in the order of the examples,
    and how raw vectors become such vectors."""

    vectors: Matrix
    cues: NDArray[np.uint8]
    weights: Matrix
    basis: Basis


def digest(fingerprint: str, examples: Iterable[str]) -> str:
    """Return what names exactly these examples under this encoder and this code."""
    found = hashlib.sha256(fingerprint.encode())
    package = resources.files(__package__)
    slots = resources.files("assistant.routing.slots")
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
    for place in (SHIPPED, *kept):
        try:
            stored = parse(place.read_bytes())
            if bytes(stored["key"]).decode() == key:
                return _parsed(stored)
        except (OSError, SafetensorError, KeyError, ValueError):
            continue
    return None


def _parsed(stored: Mapping[str, NDArray[Any]]) -> Fit:
    return Fit(
        vectors=stored["vectors"].astype(np.float32) * stored["steps"],
        cues=np.unpackbits(stored["cues"], axis=1)[:, : int(stored["count"])],
        weights=stored["weights"].astype(np.float32),
        basis=Basis(stored["centre"], stored["axes"].astype(np.float32)),
    )


def rounded(vectors: Matrix) -> Matrix:
    """Return vectors as a file holds them, so that weights are fitted to what will be read."""
    steps = _steps(vectors)
    return np.asarray(np.round(vectors / steps) * steps, np.float32)


def _steps(vectors: Matrix) -> Vector:
    """Return for each dimension (d,) the step between neighbouring values, of which one byte counts 127 each way."""
    return np.asarray(np.maximum(np.abs(vectors).max(axis=0), 1e-6) / 127, np.float32)


def save(key: str, fit: Fit, file: Path) -> None:
    """Write beside the final name and move there."""
    from safetensors.numpy import save as pack

    steps = _steps(fit.vectors)
    # safetensors writes memory as it lies: what a solver returned in column order would come back mixed up.
    content = pack(
        {
            "key": np.frombuffer(key.encode(), np.uint8),
            "vectors": np.round(fit.vectors / steps).astype(np.int8),
            "steps": steps,
            "cues": np.packbits(fit.cues, axis=1),
            "count": np.array(fit.cues.shape[1]),
            "weights": np.ascontiguousarray(fit.weights, np.float32),
            "centre": np.ascontiguousarray(fit.basis.centre, np.float32),
            "axes": np.ascontiguousarray(fit.basis.axes, np.float16),
        }
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    with replacing(file) as draft:
        draft.write_bytes(content)


def keep(key: str, fit: Fit, folder: Path) -> None:
    """Save for the next start and drop what earlier examples left; what cannot be kept is no error."""
    try:
        for old in folder.glob("router-*.safetensors"):
            old.unlink(missing_ok=True)
        save(key, fit, folder / f"router-{key}.safetensors")
    except OSError:
        return
