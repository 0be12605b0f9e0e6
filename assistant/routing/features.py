"""A message as one vector: the sentence encoder beside the mean of its tokens in their context."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.encoders.base import Encoder
from assistant.encoders.text.token_states import DEPTHS, ContextEncoder
from store.types import Matrix, Vector

SHARE = 0.7
"""How much each depth of the context counts beside the sentence vector (chosen on held-out authors)."""
KEPT = 640
"""Dimensions that are kept: the principal ones hold 95 % of the squared length in half the space."""
_DEPTHS = slice(1, None)
"""The first depth knows words rather than sentences: it is for the tagger only."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What is taken off the context vectors, (their dim,), and the axes, (dim, kept), that rows are seen along."""

    centre: Vector
    axes: Matrix


class Vectors:
    """Both encoders as one: rows are a unit sentence vector followed by a unit vector per depth."""

    def __init__(self, sentence: Encoder, context: ContextEncoder | None) -> None:
        self._sentence, self.context = sentence, context
        self.fingerprint = sentence.fingerprint + (f" {context.fingerprint}" if context else "")
        self._size = sentence.dim

    def raw(self, texts: Sequence[str]) -> Matrix:
        """Return (n, dim) rows before `rows` brings them into shape."""
        sentences = np.asarray(self._sentence.queries(texts), np.float32)
        if self.context is None:
            return sentences
        means = np.stack([self.context.read(text).mean[_DEPTHS] for text in texts])
        return np.hstack([sentences, _unit(means).reshape(len(texts), -1)]).astype(np.float32)

    def basis(self, raw: Matrix) -> Basis:
        """Return what many messages have in common and the directions in which they differ most."""
        centre = np.asarray(raw[:, self._size :].mean(axis=0), np.float32)
        parts = self._parts(raw, centre)
        if parts.shape[1] <= KEPT:
            return Basis(centre, np.eye(parts.shape[1], dtype=np.float32))
        _, axes = np.linalg.eigh(parts.T @ parts)
        return Basis(centre, np.asarray(axes[:, -KEPT:], np.float16).astype(np.float32))

    def rows(self, raw: Matrix, basis: Basis) -> Matrix:
        """Return the rows that the router compares: (n, KEPT) or fewer dimensions."""
        return np.asarray(self._parts(raw, basis.centre) @ basis.axes, np.float32)

    def _parts(self, raw: Matrix, centre: Vector) -> Matrix:
        """Return rows without what they have in common, each part at its weight."""
        sentences, means = raw[:, : self._size], raw[:, self._size :] - centre
        if not means.size:
            return sentences
        depths = len(range(len(DEPTHS))[_DEPTHS])
        parts = _unit(means.reshape(len(raw), depths, -1)).reshape(means.shape)
        return np.hstack([sentences, SHARE * parts]).astype(np.float32)


def _unit(rows: Matrix) -> Matrix:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-12), np.float32)
