"""Which arithmetic is fastest here? Having the instructions for one does not mean that: they are timed."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType

import numpy as np

TOKENS, HIDDEN, INNER = 128, 384, 1536
"""One feed-forward block of a small encoder, the matrix products that most of its time goes to. It is
short (about a millisecond), so that on a busy machine the best of TURNS ran without an interruption."""
TURNS = 10
WORTH = 0.85
"""What rounds has to take at most this share of float32's time."""


def precisions() -> list[str]:
    """Return "i8" (see bytes8.py), "bf16" and "f32" in the order in which OpenVINO is to try them; [] without it.

    What rounds is left out where it is no faster: with AMX bfloat16 is three times as fast as float32; a
    processor with AVX512-BF16 alone may run it at half the speed, and multiplies bytes (VNNI) at twice.
    """
    try:
        best = times()
    except ImportError:
        return []
    worth = [name for name in best if best[name] < WORTH * best["f32"]]
    return [*sorted(worth, key=best.__getitem__), "f32"]


@cache
def times() -> Mapping[str, float]:
    """Run one block in each precision by turns and return the best times in seconds; once a process."""
    rivals = {name: _block(name) for name in _known()}
    best = dict.fromkeys(rivals, float("inf"))
    for _ in range(TURNS):
        for name, run in rivals.items():
            begun = time.perf_counter()
            run()
            best[name] = min(best[name], time.perf_counter() - begun)
    return MappingProxyType(best)


def _known() -> list[str]:
    from assistant.encoders.text.runtime import core

    native = core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    return [name for name, needs in (("i8", "INT8"), ("bf16", "BF16"), ("f32", "FP32")) if needs in native]


def _block(precision: str) -> Callable[[], object]:
    from assistant.encoders.text import bytes8
    from assistant.encoders.text.runtime import core
    from assistant.encoders.vino import openvino, ov

    in_bytes = precision == "i8"
    draw = np.random.default_rng(0)
    x = ov.parameter([TOKENS, HIDDEN], np.float32, name="x")
    state = x
    for shape in ((INNER, HIDDEN), (HIDDEN, INNER)):
        weight = draw.normal(0, 0.02, shape).astype(np.float32)
        state = ov.matmul(state, (bytes8.constant if in_bytes else ov.constant)(weight), False, True)
    model = openvino.Model([state], [x], "race")
    options = bytes8.options() if in_bytes else {"INFERENCE_PRECISION_HINT": precision}
    request = (
        core().compile_model(model, "CPU", options | {"INFERENCE_NUM_THREADS": 1}).create_infer_request()
    )
    rows = np.ones((TOKENS, HIDDEN), np.float32)
    request.infer([rows])  # the first run packs the weights
    return lambda: request.infer([rows], share_inputs=True)
