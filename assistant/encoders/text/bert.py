"""A BERT-shaped text encoder as plain arrays: what any runtime needs to run it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from store.types import Matrix

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Ids = NDArray[np.int64]


@dataclass(frozen=True)
class BertWeights:
    """One encoder with mean pooling (Devlin et al. 2019; Reimers and Gurevych 2019).

    `tensors` are float32 under Hugging Face's BertModel names without the word table, which can be
    most of the model: `words(ids)` returns its rows, (n, hidden) float32, from a mapped file. `tokenizer()` cuts
    texts at `max_tokens` and does not pad; it may be the same object for everybody. `bytes_suffice`: computed
    in bytes (bytes8.py) every text that was tried kept a cosine of 0.999 to its float32 vector.
    """

    name: str
    fingerprint: str
    hidden: int
    layers: int
    heads: int
    eps: float
    max_tokens: int
    pad: int
    tensors: Mapping[str, Matrix]
    words: Callable[[Ids], Matrix]
    tokenizer: Callable[[], Tokenizer]
    query_prefix: str = ""
    document_prefix: str = ""
    bytes_suffice: bool = False


LINEAR = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "attention.output.LayerNorm",
    "intermediate.dense",
    "output.dense",
    "output.LayerNorm",
)
"""The parts of one layer, each with `.weight` and `.bias`, in the order of computation."""
