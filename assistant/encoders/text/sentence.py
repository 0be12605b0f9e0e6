"""Any sentence-transformers model that is already on this machine, by name or folder."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.encoders.errors import ModelMissing
from assistant.encoders.text.batches import unit_rows
from assistant.encoders.text.extra import require
from assistant.encoders.text.timing import precisions
from store.types import Matrix

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_SAFE_FILES = ["*.json", "*.txt", "*.model", "*.safetensors"]
"""What a model may consist of: no pickles, no code."""


def find(name: str, role: str = "text") -> Path:
    """Return the folder of a model on this machine; ModelMissing, which names its role, when there is none."""
    if Path(name).is_dir():
        return Path(name)
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(_full(name), local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError) as error:
        raise ModelMissing(name=name, role=role) from error


def download(name: str) -> Path:
    """Fetch a model into the usual cache, when the person asked for it by name; ExtraMissing where it could not run."""
    require(name, "torch", "sentence_transformers", "transformers")
    from huggingface_hub import snapshot_download

    return Path(snapshot_download(_full(name), allow_patterns=_SAFE_FILES))


def _full(name: str) -> str:
    return name if "/" in name else f"sentence-transformers/{name}"


class SentenceEncoder:
    """An Encoder (see base.py) through sentence-transformers; safe to call from threads.

    It computes in bfloat16 where that is faster on this machine (see timing.py), elsewhere in float32. Questions and
    documents get the prompts that the model declares, or those of the E5 family by its name. It needs the extra
    `models`: ExtraMissing.
    """

    def __init__(self, name: str, folder: Path, fingerprint: str = "") -> None:
        require(name, "torch", "sentence_transformers")
        import torch
        from sentence_transformers import SentenceTransformer

        self.name = name
        half = "bf16" in precisions()
        options: dict[str, Any] = {
            "use_safetensors": True,
            "dtype": torch.bfloat16 if half else torch.float32,
        }
        self._model: SentenceTransformer = SentenceTransformer(
            str(folder), device="cpu", local_files_only=True, trust_remote_code=False, model_kwargs=options
        )
        self.precision = "bf16" if half else "f32"
        self.dim = int(self._model.get_embedding_dimension() or 0)
        self.fingerprint = fingerprint or f"{name}@sha256:{_weights_hash(folder)}/l2"
        self._lock = threading.Lock()

    def queries(self, texts: Sequence[str]) -> Matrix:
        """Return (n, dim) float32 rows of unit length for questions."""
        return self._encode(texts, "query", "query: ")

    def documents(self, texts: Sequence[str]) -> Matrix:
        """Return (n, dim) float32 rows of unit length for what is searched."""
        return self._encode(texts, "document", "passage: ")

    def _encode(self, texts: Sequence[str], side: str, e5_prefix: str) -> Matrix:
        if not texts:
            return np.zeros((0, self.dim), np.float32)
        declared = any(self._model.prompts.values())
        prompt = e5_prefix if not declared and "e5" in self.name.lower() else None
        encode = self._model.encode_query if side == "query" else self._model.encode_document
        with self._lock:
            rows = encode(list(texts), prompt=prompt, show_progress_bar=False, convert_to_numpy=True)
        return unit_rows(np.asarray(rows, np.float32))


def _weights_hash(folder: Path) -> str:
    total = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.suffix in {".safetensors", ".json"} and file.is_file():
            with file.open("rb") as stream:
                total.update(hashlib.file_digest(stream, "sha256").digest())
    return total.hexdigest()[:16]
