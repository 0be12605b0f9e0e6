"""The one OpenVINO core of the process, and the cores of the processor."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.encoders.vino import Core


@cache
def core() -> Core:
    """Return the core that compiles every network here; it lives as long as the process.

    Each core's CPU plugin gives its thread a signal stack of its own and, on the way out, puts back the one it
    found. Two cores that end in the order in which they began leave the thread on a stack that is gone, and the
    next Ctrl-C ends the process with a segmentation fault; so there is one, and it does not end.
    """
    from assistant.encoders.vino import openvino

    return openvino.Core()


def cores() -> int:
    """Return how many processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
