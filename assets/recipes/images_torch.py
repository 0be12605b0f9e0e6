"""EfficientNet-Lite2 as a torch network, to train its last stages; the program itself runs it without torch."""

from __future__ import annotations

import copy
from typing import Any

from assistant.encoders.images.weights import KEPT_STAGES, SHARED, trunk


def network() -> Any:
    """Return timm's network with the packaged weights, frozen as it comes."""
    import timm
    import torch

    net: Any = timm.create_model("tf_efficientnet_lite2", pretrained=False).eval()
    held = {name: torch.from_numpy(tensor) for name, tensor in trunk().items()}
    counters = {name: tensor for name, tensor in net.state_dict().items() if name not in held}
    net.load_state_dict(held | counters)
    return net


def branch(net: Any) -> Any:
    """Return a copy of what comes after the shared stages, (n, 120, 17, 17) to (n, 1280, 9, 9), to be trained or loaded."""
    import torch

    last = copy.deepcopy([*net.blocks[SHARED + 1 :], net.conv_head, net.bn2])
    return torch.nn.Sequential(*last)


def shared(net: Any, x: Any) -> tuple[Any, list[Any]]:
    """Run pictures to the end of the shared stages: returns their map, and the kept averages so far."""
    x, averages = net.bn1(net.conv_stem(x)), []
    for number, block in enumerate(net.blocks[: SHARED + 1]):
        x = block(x)
        if number in KEPT_STAGES:
            averages.append(x.mean((2, 3)))
    return x, averages


def frozen(net: Any, x: Any, averages: list[Any]) -> tuple[Any, Any, Any]:
    """Go on from there as the network came: returns stage averages, and average and peak of the last layer."""
    import torch

    for block in net.blocks[SHARED + 1 :]:
        x = block(x)
        averages = [*averages, x.mean((2, 3))]
    wide = net.bn2(net.conv_head(x))
    return torch.cat(averages, 1), wide.mean((2, 3)), wide.amax((2, 3))
