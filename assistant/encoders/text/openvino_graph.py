"""The encoder as an OpenVINO graph, built from plain arrays: no torch, no export, no files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from assistant.encoders.text import bytes8
from assistant.encoders.text.bert import BertWeights

if TYPE_CHECKING:
    from assistant.encoders.vino import Model, Node


def build(weights: BertWeights, *, in_bytes: bool = False) -> Model:
    """Return the graph from (n, tokens, hidden) embeddings and (n, tokens) mask to (n, hidden) means.

    `in_bytes` keeps the weights of its linear layers as bytes8.py says. Word vectors come in from outside (see BertWeights.words), so the graph holds the layers only.
    """
    from assistant.encoders.vino import openvino, ov

    words, mask, hidden_keys = inputs(weights)
    state = layers(weights, words, hidden_keys, in_bytes=in_bytes)[-1]
    kept = ov.unsqueeze(mask, np.int64(2))
    total = ov.reduce_sum(ov.multiply(state, kept), np.int64(1))
    return openvino.Model([ov.divide(total, ov.reduce_sum(kept, np.int64(1)))], [words, mask], weights.name)


def inputs(weights: BertWeights) -> tuple[Node, Node, Node]:
    """Return word vectors (n, tokens, hidden), mask (n, tokens), and what the mask adds to attention."""
    from assistant.encoders.vino import ov

    words = ov.parameter([-1, -1, weights.hidden], np.float32, name="words")
    mask = ov.parameter([-1, -1], np.float32, name="mask")
    # (n, 1, 1, tokens): 0 where there is a token, very negative where there is padding
    hidden_keys = ov.multiply(
        ov.subtract(ov.unsqueeze(ov.unsqueeze(mask, np.int64(1)), np.int64(1)), np.float32(1)),
        np.float32(1e9),
    )
    return words, mask, hidden_keys


def layers(weights: BertWeights, words: Node, hidden_keys: Node, *, in_bytes: bool = False) -> list[Node]:
    """Return the states (n, tokens, hidden) before the first layer and after each one."""
    graph = _Graph(weights, in_bytes=in_bytes)
    states = [graph.norm(words, "embeddings.LayerNorm")]
    for layer in range(weights.layers):
        states.append(graph.layer(states[-1], hidden_keys, f"encoder.layer.{layer}"))
    return states


class _Graph:
    def __init__(self, weights: BertWeights, *, in_bytes: bool = False) -> None:
        from assistant.encoders.vino import ov

        self.ov = ov
        self.weights = weights
        self.constant = bytes8.constant if in_bytes else ov.constant
        self.head_dim = weights.hidden // weights.heads

    def linear(self, x: Node, name: str) -> Node:
        tensors = self.weights.tensors
        product = self.ov.matmul(x, self.constant(tensors[f"{name}.weight"]), False, True)
        return self.ov.add(product, self.ov.constant(tensors[f"{name}.bias"]))

    def norm(self, x: Node, name: str) -> Node:
        tensors = self.weights.tensors
        unit = self.ov.mvn(x, np.array([-1], np.int64), True, self.weights.eps, "INSIDE_SQRT")
        scaled = self.ov.multiply(unit, self.ov.constant(tensors[f"{name}.weight"]))
        return self.ov.add(scaled, self.ov.constant(tensors[f"{name}.bias"]))

    def heads(self, x: Node) -> Node:
        """(n, tokens, hidden) to (n, heads, tokens, hidden / heads)."""
        shape = np.array([0, 0, self.weights.heads, self.head_dim], np.int64)
        return self.ov.transpose(self.ov.reshape(x, shape, True), np.array([0, 2, 1, 3], np.int64))

    def layer(self, x: Node, hidden_keys: Node, name: str) -> Node:
        ov, attention = self.ov, f"{name}.attention"
        query, key, value = (
            self.heads(self.linear(x, f"{attention}.self.{part}")) for part in ("query", "key", "value")
        )
        mixed = ov.scaled_dot_product_attention(query, key, value, hidden_keys)
        joined = ov.reshape(
            ov.transpose(mixed, np.array([0, 2, 1, 3], np.int64)),
            np.array([0, 0, self.weights.hidden], np.int64),
            True,
        )
        x = self.norm(
            ov.add(self.linear(joined, f"{attention}.output.dense"), x), f"{attention}.output.LayerNorm"
        )
        inner = ov.gelu(self.linear(x, f"{name}.intermediate.dense"), "ERF")
        return self.norm(ov.add(self.linear(inner, f"{name}.output.dense"), x), f"{name}.output.LayerNorm")
