"""Which way a packaged model runs on this machine: the fastest one that gives the same vectors."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from assistant.encoders.base import Encoder
from assistant.encoders.text import e5_file, minilm_file, reference
from assistant.encoders.text.bert import BertWeights
from assistant.encoders.text.timing import precisions
from store.types import Matrix

CHECK_TEXTS = (
    "How do I cancel my order and get a refund?",
    "The wing in a propeller slipstream carries more lift than the same wing in still air.",
    "梅雨とは、晩春から夏にかけて雨や曇りの日が多く続く気象現象である。",
)
MIN_COSINE = 0.999


def packaged(name: str, cache: Path) -> Encoder:
    """Return the encoder for a packaged model by its own name.

    Bytes or bfloat16 where they are faster on this machine (see timing.py), else float32, all through OpenVINO; each
    route has to reproduce stored float32 vectors of CHECK_TEXTS to a cosine of 0.999 or the next one is tried.
    MiniLM is never computed in bytes: texts that are not English fall to .997. The last is
    sentence-transformers, from a folder that is then written under `cache`; it needs the extra `models`.
    """
    weights = _WEIGHTS[name]()
    stored = reference.load()[name]
    for precision in precisions():
        if precision == "i8" and not weights.bytes_suffice:
            continue
        from assistant.encoders.text.openvino import OpenVinoEncoder

        encoder = OpenVinoEncoder(weights, precision)
        if agrees(encoder, stored):
            return encoder
    from assistant.encoders.text.sentence import SentenceEncoder

    return SentenceEncoder(name, folder(name, cache), weights.fingerprint)


def folder(name: str, cache: Path) -> Path:
    """Return the sentence-transformers folder of a packaged model, converting it when needed; ExtraMissing."""
    if name == minilm_file.NAME:
        return minilm_file.original_folder()
    from assistant.encoders.text.export import convert

    return convert(e5_file.load(), e5_file.VOCABULARY, cache)


def agrees(encoder: Encoder, stored: Matrix) -> bool:
    """Tell whether the encoder reproduces `stored` (rows for CHECK_TEXTS as documents)."""
    cosines = np.sum(encoder.documents(CHECK_TEXTS) * stored, axis=1)
    return bool(np.all(cosines >= MIN_COSINE))


_WEIGHTS: dict[str, Callable[[], BertWeights]] = {
    e5_file.NAME: e5_file.load,
    minilm_file.NAME: minilm_file.load,
}
