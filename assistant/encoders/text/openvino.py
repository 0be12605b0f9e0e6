"""The fast route: a BERT-shaped encoder compiled by OpenVINO, without torch in the process."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from queue import SimpleQueue
from typing import TYPE_CHECKING

import numpy as np

from assistant.encoders.text import bytes8
from assistant.encoders.text.batches import batches, pad, unit_rows
from assistant.encoders.text.bert import BertWeights
from store.types import Matrix

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from assistant.encoders.vino import CompiledModel, InferRequest, Model

TOKEN_BUDGET = 512
"""Tokens per batch, padding included: what a batch computes then stays in the core's own cache, and a question
that comes while documents are embedded waits for one small batch only."""
STREAMS = 8
"""Batches computed side by side, at most; each has the cores to itself that the others leave. A batch that is
alone, such as a question, has all cores."""


class OpenVinoEncoder:
    """An Encoder (see base.py) on the CPU; safe to call from threads."""

    def __init__(self, weights: BertWeights, precision: str = "f32") -> None:
        from assistant.encoders.text.openvino_graph import build
        from assistant.encoders.text.runtime import cores

        self.name, self.fingerprint, self.dim = weights.name, weights.fingerprint, weights.hidden
        self.precision = precision
        tensors = weights.tensors
        self._weights = replace(weights, tensors={})  # the compiled graph has its own copy
        self._places = (
            tensors["embeddings.position_embeddings.weight"]
            + tensors["embeddings.token_type_embeddings.weight"][0]
        )
        self._tokenizer: Tokenizer = weights.tokenizer()
        in_bytes = precision == "i8"
        self._options = bytes8.options() if in_bytes else {"INFERENCE_PRECISION_HINT": precision}
        self._graph: Model | None = build(weights, in_bytes=in_bytes)
        self._streams = min(STREAMS, cores())
        self._one = self._compiled(1)
        self._several: CompiledModel | None = None
        self._lock = threading.Lock()

    def _compiled(self, streams: int) -> CompiledModel:
        from assistant.encoders.text.runtime import core, cores

        options = {**self._options, "NUM_STREAMS": streams, "INFERENCE_NUM_THREADS": cores()}
        return core().compile_model(self._graph, "CPU", options)

    def _side_by_side(self) -> CompiledModel:
        """Return the model that computes several batches at once, compiled when there first are several."""
        with self._lock:
            if self._several is None:
                self._several = self._compiled(self._streams) if self._streams > 1 else self._one
                self._graph = None
            return self._several

    def queries(self, texts: Sequence[str]) -> Matrix:
        """Return (n, dim) float32 rows of unit length for questions."""
        return self._encode([self._weights.query_prefix + text for text in texts])

    def documents(self, texts: Sequence[str]) -> Matrix:
        """Return (n, dim) float32 rows of unit length for what is searched."""
        return self._encode([self._weights.document_prefix + text for text in texts])

    def _encode(self, texts: list[str]) -> Matrix:
        rows = [encoding.ids for encoding in self._tokenizer.encode_batch_fast(texts)]
        out = np.zeros((len(rows), self.dim), np.float32)
        some = list(batches([len(row) for row in rows], TOKEN_BUDGET))
        workers = min(self._streams, len(some))
        model = self._side_by_side() if workers > 1 else self._one
        free: SimpleQueue[InferRequest] = SimpleQueue()
        for _ in range(workers):
            free.put(model.create_infer_request())

        def compute(batch: list[int]) -> None:
            request = free.get()
            try:
                out[batch] = request.infer(self._inputs([rows[i] for i in batch]), share_inputs=True)[0]
            finally:
                free.put(request)

        if workers > 1:
            with ThreadPoolExecutor(workers) as pool:
                deque(pool.map(compute, some), maxlen=0)
        else:
            deque(map(compute, some), maxlen=0)
        return unit_rows(out)

    def _inputs(self, rows: list[list[int]]) -> list[Matrix]:
        ids, mask = pad(rows, self._weights.pad)
        return [self._weights.words(ids) + self._places[: ids.shape[1]], mask]
