"""The inference head: a perceptron over two frozen sentence vectors, as Sentence-BERT is trained.

Reimers and Gurevych (2019), figure 1: softmax over (u, v, |u-v|), here with u*v and a few cues of the words.
Trained by assets/recipes/nli.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.encoders.verified import verified
from assistant.engines.language.errors import HeadDamaged
from assistant.settings import shipped
from store.types import Matrix

LABELS = ("entailment", "neutral", "contradiction")
FILE = shipped("models", "nli", "head.safetensors")


def joined(u: Matrix, v: Matrix, cues: Matrix) -> Matrix:
    """Return (n, 4 dim + cues) float32: u, v, |u-v|, u*v and the cues side by side."""
    return np.concatenate([u, v, np.abs(u - v), u * v, cues], axis=1).astype(np.float32)


class Head:
    """Several perceptrons whose logits are averaged; `temperatures` (English, Japanese) make the
    probabilities honest (Guo et al. 2017)."""

    def __init__(self, tensors: Mapping[str, Matrix], temperatures: tuple[float, float]) -> None:
        self._tensors = {name: np.asarray(value, np.float32) for name, value in tensors.items()}
        self._temperatures = temperatures

    def probabilities(self, u: Matrix, v: Matrix, cues: Matrix) -> Matrix:
        """Return (n, 3) rows that sum to one, in the order of LABELS."""
        t, japanese = self._tensors, cues[:, -1] > 0.5
        x = (joined(u, v, cues) - t["mean"]) / t["deviation"]
        states = np.einsum("nd,shd->snh", x, t["hidden.weight"], optimize=True) + t["hidden.bias"][:, None]
        logits = np.einsum("snh,sch->snc", np.maximum(states, 0), t["out.weight"]) + t["out.bias"][:, None]
        return chances(logits.mean(axis=0), japanese, self._temperatures)


def chances(logits: Matrix, japanese: NDArray[np.bool_], temperatures: tuple[float, float]) -> Matrix:
    """Return probabilities, each row at the temperature of its language."""
    scaled = logits / np.where(japanese, temperatures[1], temperatures[0])[:, None]
    powers = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)


def load(file: Path = FILE) -> Head:
    """Read the shipped head; HeadDamaged when it is not there or not whole."""
    from safetensors import SafetensorError, safe_open
    from safetensors.numpy import load_file

    verified(file)
    try:
        with safe_open(file, "numpy") as opened:
            first, second = json.loads(opened.metadata()["card"])["temperatures"]
        return Head(load_file(file), (float(first), float(second)))
    except (OSError, SafetensorError, KeyError, TypeError, ValueError) as error:
        raise HeadDamaged(name="nli/head.safetensors") from error
