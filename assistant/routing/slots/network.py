"""The tagger's network in numpy, as `assets.recipes.tagger` trains it in torch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from assistant.routing.slots.tokens import Seen
from store.types import Matrix

COLUMNS = ("kinds", "inner", "quotes", "words", "parts")
"""The tables of `Seen.marks`, in the order of its columns."""
Weights = Mapping[str, Matrix]


def scores(weights: Weights, seen: Seen, intent: int, read: Sequence[int]) -> Matrix:
    """Return logarithms of probabilities (tokens, tags) for one message read as one intent.

    `read` holds a tag per token: what the rules found.
    """
    rules = weights["rules"].reshape(-1, len(weights["out.bias"]), weights["rules"].shape[1])
    state = norm(seen.vectors, weights, "norm") @ weights["inputs.weight"].T + weights["inputs.bias"]
    for column, name in enumerate(COLUMNS):
        state = state + weights[name][seen.marks[:, column]]
    state = _gelu(state + weights["intents"][intent] + rules[intent][list(read)])
    forward, backward = gru(state, weights, ""), gru(state[::-1], weights, "_reverse")[::-1]
    state = state + np.hstack([forward, backward])
    state = state + _gelu(convolution(norm(state, weights, "between"), weights))
    raw = state @ (weights["out.weight"] + weights["own"][intent]).T + weights["out.bias"]
    top = raw.max(axis=1, keepdims=True)
    return np.asarray(raw - top - np.log(np.exp(raw - top).sum(axis=1, keepdims=True)), np.float32)


def norm(rows: Matrix, weights: Weights, name: str) -> Matrix:
    """Return rows brought to mean 0 and variance 1, scaled and moved (layer normalisation)."""
    centred = rows - rows.mean(axis=1, keepdims=True)
    scale = np.sqrt((centred * centred).mean(axis=1, keepdims=True) + 1e-5)
    return np.asarray(centred / scale * weights[f"{name}.weight"] + weights[f"{name}.bias"], np.float32)


def _gelu(rows: Matrix) -> Matrix:
    """Gaussian error linear unit, by its tanh approximation (Hendrycks and Gimpel, 2016)."""
    inner = np.sqrt(2 / np.pi) * (rows + 0.044715 * rows**3)
    return np.asarray(0.5 * rows * (1 + np.tanh(inner)), np.float32)


def gru(rows: Matrix, weights: Weights, side: str) -> Matrix:
    """Return the states (n, hidden) of a gated recurrent unit over rows; `side` is "" or "_reverse"."""
    given = rows @ weights[f"chain.weight_ih_l0{side}"].T + weights[f"chain.bias_ih_l0{side}"]
    own, bias = weights[f"chain.weight_hh_l0{side}"], weights[f"chain.bias_hh_l0{side}"]
    size = own.shape[1]
    state, out = np.zeros(size, np.float32), np.empty((len(rows), size), np.float32)
    for i, now in enumerate(given):
        kept = own @ state + bias
        gates = 1 / (1 + np.exp(-(now[: 2 * size] + kept[: 2 * size])))
        fresh = np.tanh(now[2 * size :] + gates[:size] * kept[2 * size :])
        state = out[i] = (1 - gates[size:]) * fresh + gates[size:] * state
    return out


def convolution(rows: Matrix, weights: Weights) -> Matrix:
    """Return rows, each with its neighbours, filtered (n, channels)."""
    kernel = weights["convolution.weight"]
    half = kernel.shape[2] // 2
    padded = np.pad(rows, ((half, half), (0, 0)))
    found = sum(padded[k : k + len(rows)] @ kernel[:, :, k].T for k in range(kernel.shape[2]))
    return np.asarray(found + weights["convolution.bias"], np.float32)
