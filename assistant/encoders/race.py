"""Is bfloat16 faster than float32 here? Having the instructions does not mean that: the two are timed."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache

import numpy as np

TOKENS, HIDDEN, INNER = 128, 384, 1536
"""One feed-forward block of a small encoder, the matrix products that most of its time goes to. It is
short (about a millisecond), so that on a busy machine the best of TURNS ran without an interruption."""
TURNS = 20
WORTH = 0.85
"""bfloat16 rounds, so it has to take at most this share of float32's time."""


def precisions() -> list[str]:
    """Return "bf16" and "f32" in the order in which OpenVINO is to try them; [] without OpenVINO.

    With AMX bfloat16 is three times as fast; a processor with AVX512-BF16 alone may run it at half the
    speed of float32.
    """
    from assistant.encoders.runtime import core

    try:
        native = core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    except ImportError:
        return []
    return ["bf16", "f32"] if "BF16" in native and half_is_faster() else ["f32"]


@cache
def half_is_faster() -> bool:
    """Run one block in both precisions by turns and compare the best times; once a process."""
    rivals = {name: _block(name) for name in ("bf16", "f32")}
    best = dict.fromkeys(rivals, float("inf"))
    for _ in range(TURNS):
        for name, run in rivals.items():
            begun = time.perf_counter()
            run()
            best[name] = min(best[name], time.perf_counter() - begun)
    return best["bf16"] < WORTH * best["f32"]


def _block(precision: str) -> Callable[[], object]:
    import openvino
    from openvino import opset13 as ov

    from assistant.encoders.runtime import core

    draw = np.random.default_rng(0)
    x = ov.parameter([TOKENS, HIDDEN], np.float32, name="x")
    state = x
    for shape in ((HIDDEN, INNER), (INNER, HIDDEN)):
        state = ov.matmul(state, ov.constant(draw.normal(0, 0.02, shape).astype(np.float32)), False, False)
    model = openvino.Model([state], [x], "race")
    options = {"INFERENCE_PRECISION_HINT": precision, "INFERENCE_NUM_THREADS": 1}
    request = core().compile_model(model, "CPU", options).create_infer_request()
    rows = np.ones((TOKENS, HIDDEN), np.float32)
    request.infer([rows])  # the first run packs the weights
    return lambda: request.infer([rows], share_inputs=True)
