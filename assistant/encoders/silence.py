"""Libraries that would call home, told not to: in one place, before any of them is imported."""

from __future__ import annotations

import os
import sys

SWITCHES = {
    "ANONYMIZED_TELEMETRY": "False",
    "DO_NOT_TRACK": "1",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
}
"""What chromadb, gradio, huggingface_hub and others read when they are imported."""


def silence() -> None:
    """Switch off telemetry for this process and its children.

    `import openvino` sends an event to an analytics host and writes a client id into the home folder. It has no
    switch of its own, but a stub for where the package that does so is not installed (openvino/tools/ovc,
    telemetry_utils.py); a None in `sys.modules` stands for just that.
    """
    os.environ.update(SWITCHES)
    sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]  # how Python marks what may not be imported
