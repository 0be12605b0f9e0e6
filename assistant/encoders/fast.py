"""The fast route: a BERT-shaped encoder compiled by OpenVINO, without torch in the process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from assistant.encoders.batches import batches, pad, unit_rows
from assistant.encoders.bert import BertWeights
from store.types import Matrix

if TYPE_CHECKING:
    from tokenizers import Tokenizer

TOKEN_BUDGET = 4096
"""Tokens per batch, padding included: more is not faster, and activations stay under 200 MB."""


class OpenVinoEncoder:
    """An Encoder (see base.py) on the CPU; safe to call from threads."""

    def __init__(self, weights: BertWeights, precision: str = "f32") -> None:
        from assistant.encoders.graph import build
        from assistant.encoders.runtime import core

        self.name, self.fingerprint, self.dim = weights.name, weights.fingerprint, weights.hidden
        self.precision = precision
        tensors = weights.tensors
        self._weights = replace(weights, tensors={})  # the compiled graph has its own copy
        self._places = (
            tensors["embeddings.position_embeddings.weight"]
            + tensors["embeddings.token_type_embeddings.weight"][0]
        )
        self._tokenizer: Tokenizer = weights.tokenizer()
        options = {"INFERENCE_PRECISION_HINT": precision, "PERFORMANCE_HINT": "LATENCY"}
        self._model = core().compile_model(build(weights), "CPU", options)

    def queries(self, texts: Sequence[str]) -> Matrix:
        """Return (n, dim) float32 rows of unit length for questions."""
        return self._encode([self._weights.query_prefix + text for text in texts])

    def documents(self, texts: Sequence[str]) -> Matrix:
        """Return (n, dim) float32 rows of unit length for what is searched."""
        return self._encode([self._weights.document_prefix + text for text in texts])

    def _encode(self, texts: list[str]) -> Matrix:
        rows = [encoding.ids for encoding in self._tokenizer.encode_batch_fast(texts)]
        out = np.zeros((len(rows), self.dim), np.float32)
        request = self._model.create_infer_request()
        for batch in batches([len(row) for row in rows], TOKEN_BUDGET):
            ids, mask = pad([rows[i] for i in batch], self._weights.pad)
            words = self._weights.words(ids) + self._places[: ids.shape[1]]
            out[batch] = request.infer([words, mask], share_inputs=True)[0]
        return unit_rows(out)
