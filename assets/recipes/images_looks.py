"""The look-alike map: which kind of product a photo shows, by ridge regression (dual form; Saunders et al. 1998).

Photos of anything else are of one more kind, the last one, so that the map says nothing of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from assistant.encoders.images.network import STAGES, WIDE
from store.types import Matrix, Vector

ABOUT: dict[str, Any] = {"share": 0.35, "softness": 0.08}
"""Chosen with maps fitted on four fifths of the photos and measured on the fifth left out."""
RIDGE = 0.03
OTHERS = 300
"""Photos of anything that stand beside the products."""


def kinds_map(products: Matrix, kinds: Sequence[str], others: Matrix) -> dict[str, Matrix]:
    """Return the tensors of the look-alike model: scores of the kinds are (x - shift) @ kinds + usual.

    Photos are rows of `image_net.features`; `kinds` names the kind of each of the products. With k of them: shift (p),
    kinds (p, k + 1), usual (k + 1).
    """
    rows = np.vstack([products, others])
    shift, scale = rows.mean(axis=0), _even() / (rows.std(axis=0) + np.float32(1e-3))
    plainly = (rows - shift) * scale
    names, place = np.unique(kinds, return_inverse=True)
    number = np.concatenate([place, np.full(len(rows) - len(place), len(names))])
    wanted = np.eye(len(names) + 1, dtype=np.float32)[number]
    usual = wanted.mean(axis=0)
    gram: Matrix = plainly @ plainly.T
    ridge = RIDGE * np.trace(gram) / len(plainly) * np.eye(len(plainly))
    dual = np.linalg.solve(gram + ridge, wanted - usual).astype(np.float32)
    weights = scale[:, None] * (plainly.T @ dual)
    return {"shift": shift, "kinds": np.ascontiguousarray(weights, np.float16), "usual": usual}


def _even() -> Vector:
    """Return (p,) what gives every layer the same weight, however many numbers it has."""
    return np.concatenate([np.full(width, width**-0.5, np.float32) for width in (*STAGES, WIDE, WIDE)])
