"""Weights in bytes, every run of values with its own scale, so that OpenVINO multiplies in integers.

Activations are rounded to bytes while they pass, in runs of the same length (dynamic quantisation). That loses
far less than one scale for a whole tensor: the few large activations of a transformer (Dettmers et al. 2022,
LLM.int8(), section 3) coarsen only their own run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from store.types import Matrix

if TYPE_CHECKING:
    from assistant.encoders.vino import Node

GROUP = 64
"""Values that share a scale. With 32 the worst of 384 texts keeps a cosine of .9999 to float32, with 64 .9997,
with 128 .9995; 64 is a fifth faster than 32, 128 a twentieth faster than 64."""
ZERO = 128
"""The byte that stands for nought."""


def options() -> dict[str, Any]:
    """Return what OpenVINO has to be told when it compiles a graph with such weights."""
    return {"INFERENCE_PRECISION_HINT": "f32", "DYNAMIC_QUANTIZATION_GROUP_SIZE": GROUP}


def constant(weight: Matrix) -> Node:
    """Return a node that stands for the (n, k) float32 weight; k has to be a multiple of GROUP."""
    from assistant.encoders.vino import ov

    rows, columns = weight.shape
    runs = weight.reshape(rows, columns // GROUP, GROUP)
    scale = np.maximum(np.abs(runs).max(axis=2, keepdims=True) / 127, np.float32(1e-30)).astype(np.float32)
    values = (np.rint(runs / scale) + ZERO).astype(np.uint8)
    zero = ov.convert(ov.constant(np.full(scale.shape, ZERO, np.uint8)), np.float32)
    whole = ov.subtract(ov.convert(ov.constant(values), np.float32), zero)
    return ov.reshape(
        ov.multiply(whole, ov.constant(scale)), np.array([rows, columns], np.int64), special_zero=False
    )
