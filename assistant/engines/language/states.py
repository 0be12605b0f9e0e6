"""Contextual vectors of every token: the layers of a packaged encoder, not only its pooled output."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from assistant.encoders.text.batches import batches, pad
from assistant.encoders.text.bert import BertWeights
from store.types import Matrix

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

    from assistant.encoders.vino import Model

TOKEN_BUDGET = 2048
_MARK = "\u2581"
"""A lone word mark of SentencePiece says nothing."""


@dataclass(frozen=True)
class Tokens:
    """One text: its word pieces with their places in it, and (tokens, hidden) rows for each layer asked.

    Special tokens and the prefix are left out of `pieces` and `layers`; `mean` is the sentence vector that
    the encoder itself makes, of unit length; `cut` tells that the text was longer than the encoder reads.
    """

    text: str
    pieces: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    layers: dict[int, Matrix]
    mean: Matrix
    cut: bool


def build(weights: BertWeights, layers: Sequence[int]) -> Model:
    """Return the graph from (n, tokens, hidden) embeddings and (n, tokens) mask to the states after `layers`.

    Layer 0 is the embedding itself; layer i the output of the i-th block, (n, tokens, hidden).
    """
    from assistant.encoders.text.openvino_graph import _Graph
    from assistant.encoders.vino import openvino, ov

    graph = _Graph(weights)
    words = ov.parameter([-1, -1, weights.hidden], np.float32, name="words")
    mask = ov.parameter([-1, -1], np.float32, name="mask")
    keys = ov.unsqueeze(ov.unsqueeze(mask, np.int64(1)), np.int64(1))
    hidden_keys = ov.multiply(ov.subtract(keys, np.float32(1)), np.float32(1e9))
    states = [graph.norm(words, "embeddings.LayerNorm")]
    for layer in range(max(layers)):
        states.append(graph.layer(states[-1], hidden_keys, f"encoder.layer.{layer}"))
    return openvino.Model([states[layer] for layer in layers], [words, mask], f"{weights.name}-states")


class States:
    """Texts to contextual token vectors on the CPU; safe to call from threads."""

    def __init__(self, weights: BertWeights, layers: Sequence[int] = ()) -> None:
        from assistant.encoders.text.runtime import core

        self.name, self.hidden, self.depth = weights.name, weights.hidden, weights.layers
        self.layers = tuple(sorted({*layers, weights.layers}))
        self.weights = weights
        self.tokenizer: Tokenizer = weights.tokenizer()
        tensors = weights.tensors
        self.places = (
            tensors["embeddings.position_embeddings.weight"]
            + tensors["embeddings.token_type_embeddings.weight"][0]
        )
        options = {"INFERENCE_PRECISION_HINT": "f32", "PERFORMANCE_HINT": "LATENCY"}
        self._model = core().compile_model(build(weights, self.layers), "CPU", options)

    def run(self, embedded: Matrix, mask: Matrix) -> list[Matrix]:
        """Return (n, tokens, hidden) float32 for every layer asked, from word vectors without places."""
        request = self._model.create_infer_request()
        inputs = [embedded + self.places[: embedded.shape[1]], mask]
        answer = request.infer(inputs, share_inputs=True)
        return [np.array(answer[i]) for i in range(len(self.layers))]

    def encode(self, texts: Sequence[str]) -> list[Tokens]:
        """Return one Tokens for each text, in order."""
        prefix = self.weights.query_prefix
        encodings = self.tokenizer.encode_batch([prefix + text for text in texts])
        found: list[Tokens | None] = [None] * len(texts)
        for batch in batches([len(e.ids) for e in encodings], TOKEN_BUDGET):
            ids, mask = pad([encodings[i].ids for i in batch], self.weights.pad)
            states = self.run(self.weights.words(ids), mask)
            for row, i in enumerate(batch):
                own = [state[row] for state in states]
                found[i] = self._tokens(texts[i], encodings[i], own, len(prefix))
        return [tokens for tokens in found if tokens is not None]

    def _tokens(self, text: str, encoding: Encoding, states: list[Matrix], skip: int) -> Tokens:
        ids, offsets, special = encoding.ids, encoding.offsets, encoding.special_tokens_mask
        keep = [
            i
            for i, piece in enumerate(encoding.tokens)
            if not special[i] and offsets[i][1] > skip and piece != _MARK
        ]
        spans = tuple((max(0, offsets[i][0] - skip), offsets[i][1] - skip) for i in keep)
        pieces = tuple(text[a:b].strip() for a, b in spans)
        mean = states[-1][: len(ids)].mean(axis=0)
        return Tokens(
            text,
            pieces,
            spans,
            {layer: state[keep] for layer, state in zip(self.layers, states, strict=True)},
            (mean / max(float(np.linalg.norm(mean)), 1e-12)).astype(np.float32),
            bool(encoding.overflowing),
        )
