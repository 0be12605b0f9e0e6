"""`python -m benchmarks reference`: write assets/models/reference/reference.safetensors anew."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from assistant.encoders.text import e5_file, minilm_file, packaged, reference
from assistant.retrieval.cohort import COHORT


def run() -> None:
    """Encode the check texts and the cohort in float32 with plain sentence-transformers."""
    from safetensors.numpy import save_file
    from sentence_transformers import SentenceTransformer

    found = {}
    with tempfile.TemporaryDirectory() as cache:
        for weights in (e5_file.load(), minilm_file.load()):
            folder = packaged.folder(weights.name, Path(cache))
            model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
            found[weights.name] = np.asarray(model.encode_document(list(packaged.CHECK_TEXTS)))
            key = reference.cohort_key(weights.fingerprint, COHORT)
            found[key] = np.asarray(model.encode_document(list(COHORT))).astype(np.float16)
    save_file(found, reference.FILE)
    reference.FILE.chmod(0o644)
    print({name: tensor.shape for name, tensor in found.items()})
