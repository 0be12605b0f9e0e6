"""EfficientNet-Lite2 (Tan & Le 2019) as an OpenVINO graph, built from plain arrays: no torch, no export, no files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from assistant.encoders.images.weights import KEPT_STAGES, SHARED
from store.types import Matrix, Vector

if TYPE_CHECKING:
    from assistant.encoders.vino import Model, Node

STRIDES = (1, 2, 2, 2, 1, 2, 1)
"""How far the first block of each stage steps."""
EPSILON = 1e-3
"""Of batch normalisation, as in TensorFlow, where the weights come from."""
PLACES = (2, 3)


def build(trunk: Mapping[str, Matrix], branch: Mapping[str, Matrix]) -> Model:
    """Return the graph from (n, 3, side, side) pictures to the six outputs of `image_net.Seen`, in their order."""
    from assistant.encoders.vino import openvino, ov

    frozen, after = Layers(trunk), Layers(branch)
    pictures = ov.parameter([-1, 3, -1, -1], np.float32, name="pictures")
    shown, averages = frozen.shared(pictures)
    stages, mean, peak = frozen.rest(shown, averages)
    logits = frozen.classes(mean)
    _, captioned_mean, captioned_peak = after.rest(shown, [])
    outputs = [stages, mean, peak, logits, captioned_mean, captioned_peak]
    return openvino.Model(outputs, [pictures], "efficientnet-lite2")


class Layers:
    """Makes nodes of the network's parts from tensors under timm's names."""

    def __init__(self, tensors: Mapping[str, Matrix]) -> None:
        from assistant.encoders.vino import ov

        self.ov, self.tensors = ov, tensors

    def shared(self, pictures: Node) -> tuple[Node, list[Node]]:
        """Return the map after the stages that the branch shares, and the kept averages so far."""
        x, averages = self.convolved(pictures, "conv_stem", "bn1", 2), []
        for stage in range(SHARED + 1):
            x = self.stage(x, stage)
            if stage in KEPT_STAGES:
                averages.append(self.average(x))
        return x, averages

    def rest(self, x: Node, averages: list[Node]) -> tuple[Node, Node, Node]:
        """Go on from there: returns all kept averages side by side, and average and peak of the last layer."""
        for stage in range(SHARED + 1, len(STRIDES)):
            x = self.stage(x, stage)
            averages = [*averages, self.average(x)]
        wide = self.convolved(x, "conv_head", "bn2")
        peak = self.ov.reduce_max(wide, np.array(PLACES, np.int64))
        return self.ov.concat(averages, 1), self.average(wide), peak

    def classes(self, mean: Node) -> Node:
        """Return the logits of the classifier."""
        product = self.ov.matmul(mean, self.ov.constant(self.tensors["classifier.weight"]), False, True)
        return self.ov.add(product, self.ov.constant(self.tensors["classifier.bias"]))

    def average(self, x: Node) -> Node:
        """Return the averages over all places, (n, channels)."""
        return self.ov.reduce_mean(x, np.array(PLACES, np.int64))

    def stage(self, x: Node, stage: int) -> Node:
        """Run one stage, block by block."""
        number = 0
        while f"blocks.{stage}.{number}.conv_dw.weight" in self.tensors:
            x = self.block(x, f"blocks.{stage}.{number}", 1 if number else STRIDES[stage])
            number += 1
        return x

    def block(self, x: Node, name: str, stride: int) -> Node:
        """Run an inverted residual (Sandler et al. 2018), or the depthwise separable block that begins the network."""
        if f"{name}.conv_pwl.weight" not in self.tensors:
            wide = self.convolved(x, f"{name}.conv_dw", f"{name}.bn1", stride)
            return self.convolved(wide, f"{name}.conv_pw", f"{name}.bn2", bent=False)
        wide = self.convolved(x, f"{name}.conv_pw", f"{name}.bn1")
        wide = self.convolved(wide, f"{name}.conv_dw", f"{name}.bn2", stride)
        narrow = self.convolved(wide, f"{name}.conv_pwl", f"{name}.bn3", bent=False)
        same = (
            self.tensors[f"{name}.conv_pw.weight"].shape[1]
            == self.tensors[f"{name}.conv_pwl.weight"].shape[0]
        )
        return self.ov.add(narrow, x) if same and stride == 1 else narrow

    def convolved(self, x: Node, name: str, norm: str, stride: int = 1, *, bent: bool = True) -> Node:
        """Convolve, normalise and, if `bent`, cut to 0 ... 6; the edges are filled up as TensorFlow does."""
        weight, shift = self._folded(name, norm)
        none, step = np.zeros(2, np.int64), np.array([stride, stride], np.int64)
        if name.endswith("conv_dw"):
            kernel = self.ov.constant(weight[:, None])
            made = self.ov.group_convolution(x, kernel, step, none, none, np.ones(2, np.int64), "SAME_UPPER")
        else:
            made = self.ov.convolution(
                x, self.ov.constant(weight), step, none, none, np.ones(2, np.int64), "SAME_UPPER"
            )
        shifted = self.ov.add(made, self.ov.constant(shift[None, :, None, None]))
        return self.ov.clamp(shifted, 0.0, 6.0) if bent else shifted

    def _folded(self, name: str, norm: str) -> tuple[Matrix, Vector]:
        """Return the kernel with the scale of its batch normalisation taken in, and what is added after it."""
        scale, shift, mean, spread = (
            self.tensors[f"{norm}.{part}"].astype(np.float64)
            for part in ("weight", "bias", "running_mean", "running_var")
        )
        scale /= np.sqrt(spread + EPSILON)
        weight = self.tensors[f"{name}.weight"] * scale[:, None, None, None]
        return weight.astype(np.float32), (shift - mean * scale).astype(np.float32)
