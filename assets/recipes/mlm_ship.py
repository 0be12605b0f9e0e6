"""Write what mlm.py trained as 8-bit differences to the packaged weights, with its card."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

OUT = Path(__file__).parents[1] / "models" / "mlm"


def packed(name: str, value: Any) -> dict[str, Any]:
    """Return a matrix as int8 with a scale for each row, anything else as float16."""
    if value.ndim < 2 or name == "dense.weight":
        return {name: value.astype(np.float16)}
    scale = (np.maximum(np.abs(value).max(axis=1), 1e-9) / 127).astype(np.float32)
    return {
        name: np.clip(np.rint(value / scale[:, None]), -127, 127).astype(np.int8),
        f"{name}.scale": scale,
    }


def ship(work: Path) -> None:
    """Write head.safetensors from the last state in `work`, with the figures measured then."""
    import torch
    from safetensors.numpy import save_file

    from assistant.encoders.text.minilm_file import load

    base = load().tensors
    found: dict[str, Any] = {}
    for name, value in torch.load(work / "last.pt", weights_only=True).items():
        array = value.numpy()
        found |= packed(name, array - base[name] if name in base else array)
    OUT.mkdir(parents=True, exist_ok=True)
    figures = json.loads((work / "last.json").read_text())
    save_file(found, OUT / "head.safetensors", {"card": json.dumps(figures)})
    print(OUT / "head.safetensors", (OUT / "head.safetensors").stat().st_size, figures)
