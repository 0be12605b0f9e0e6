"""A network of pictures compiled for this processor, in the arithmetic that is faster here."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from assistant.encoders.vino import Model

SIZE = 260
"""Side in pixels of the square that the network reads."""
TURNS, WORTH = 5, 0.85
"""Runs of which the fastest counts; what rounds has to take at most this share of float32's time."""


def compiled(model: Model, precision: str) -> Any:
    """Return a network compiled for one batch at a time, in "f32" or "bf16"."""
    from assistant.encoders.text.runtime import core

    options = {"INFERENCE_PRECISION_HINT": precision, "PERFORMANCE_HINT": "LATENCY"}
    return core().compile_model(model, "CPU", options)


def fastest(model: Model, known: Path) -> Any:
    """Return a network compiled in float32, or in bfloat16 where one picture takes at most WORTH of the time.

    What was found stays in the file `known`, so that a picture has the same vector after the next start.
    """
    from assistant.encoders.text.runtime import core

    before = known.read_text(encoding="ascii") if known.is_file() else ""
    if before == "f32" or "BF16" not in core().get_property("CPU", "OPTIMIZATION_CAPABILITIES"):
        return compiled(model, "f32")
    rounded = compiled(model, "bf16")
    if before == "bf16":
        return rounded
    plain = compiled(model, "f32")
    faster = _seconds(rounded) <= WORTH * _seconds(plain)
    known.parent.mkdir(parents=True, exist_ok=True)
    known.write_text("bf16" if faster else "f32", encoding="ascii")
    return rounded if faster else plain


def _seconds(model: Any) -> float:
    """Return how long one picture takes: the best of TURNS, after a first one that packs the weights."""
    picture, taken = np.zeros((1, 3, SIZE, SIZE), np.float32), []
    model(picture)
    for _ in range(TURNS):
        begun = time.perf_counter()
        model(picture)
        taken.append(time.perf_counter() - begun)
    return min(taken)
