"""A sentence-transformers folder from plain arrays: the general route, and what others can load."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.encoders.text.bert import BertWeights

_SEAL = "sha256.json"


def convert(weights: BertWeights, words: int, cache: Path) -> Path:
    """Return the folder for `weights` under `cache`, writing it when absent or damaged.

    It is written beside its place and renamed when complete, with the sha256 of every file, so a
    crash or a full disk never leaves half a model. `words` is the number of rows of the word table,
    which is stored in float16: the cosine to float32 stays above 0.999999 and the disk is halved.
    """
    key = hashlib.sha256(weights.fingerprint.encode()).hexdigest()[:8]
    place = cache / f"{weights.name}-{key}"
    if sealed(place):
        return place
    cache.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".making-", dir=cache))
    try:
        _write(weights, words, draft)
        sums = {str(f.relative_to(draft)): _sha256(f) for f in sorted(draft.rglob("*")) if f.is_file()}
        (draft / _SEAL).write_text(json.dumps(sums, indent=1))
        shutil.rmtree(place, ignore_errors=True)
        os.replace(draft, place)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return place


def sealed(folder: Path) -> bool:
    """Tell whether every file of the folder is there and unchanged."""
    try:
        sums: dict[str, str] = json.loads((folder / _SEAL).read_text())
        return all(_sha256(folder / name) == value for name, value in sums.items())
    except (OSError, ValueError):
        return False


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _write(weights: BertWeights, words: int, folder: Path) -> None:
    from safetensors.numpy import save_file

    table = weights.words(np.arange(words)).astype(np.float16)
    pooler = {  # not used by mean pooling, but transformers reports it when it is missing
        "pooler.dense.weight": np.zeros((weights.hidden, weights.hidden), np.float32),
        "pooler.dense.bias": np.zeros(weights.hidden, np.float32),
    }
    tensors: dict[str, NDArray[Any]] = {
        **weights.tensors,
        **pooler,
        "embeddings.word_embeddings.weight": table,
    }
    save_file(tensors, folder / "model.safetensors", {"format": "pt"})
    weights.tokenizer().save(str(folder / "tokenizer.json"))
    for name, content in _configs(weights, words).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(content, indent=1))
    (folder / "2_Normalize").mkdir()


def _configs(weights: BertWeights, words: int) -> dict[str, object]:
    prompts = {"query": weights.query_prefix, "document": weights.document_prefix}
    special = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"}
    package = "sentence_transformers.models"
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "vocab_size": words,
            "hidden_size": weights.hidden,
            "num_hidden_layers": weights.layers,
            "num_attention_heads": weights.heads,
            "intermediate_size": len(weights.tensors["encoder.layer.0.intermediate.dense.bias"]),
            "hidden_act": "gelu",
            "layer_norm_eps": 1e-12,
            "max_position_embeddings": weights.max_tokens,
            "pad_token_id": weights.pad,
            "dtype": "float32",
        },
        "tokenizer_config.json": special
        | {
            "mask_token": "<mask>",
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": weights.max_tokens,
            "model_input_names": ["input_ids", "attention_mask"],
        },
        "sentence_bert_config.json": {"max_seq_length": weights.max_tokens, "do_lower_case": False},
        "config_sentence_transformers.json": {"prompts": prompts, "similarity_fn_name": "cosine"},
        "1_Pooling/config.json": {
            "word_embedding_dimension": weights.hidden,
            "pooling_mode_mean_tokens": True,
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": f"{package}.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{package}.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{package}.Normalize"},
        ],
    }
