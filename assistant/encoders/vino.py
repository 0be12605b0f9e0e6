"""OpenVINO, which is imported here alone, after its telemetry is switched off (see silence.py)."""

from __future__ import annotations

from assistant.encoders.silence import silence

silence()

import openvino  # noqa: E402  # after silence()
from openvino import CompiledModel, Core, InferRequest, Model, Node  # noqa: E402  # after silence()
from openvino import opset13 as ov  # noqa: E402  # after silence()

__all__ = ["CompiledModel", "Core", "InferRequest", "Model", "Node", "openvino", "ov"]
