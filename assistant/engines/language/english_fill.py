"""The built-in masked language model: the packaged MiniLM with the head that assets/recipes/mlm.py trained."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.encoders.text.bert import BertWeights
from assistant.encoders.text.bert import Ids as AnyIds
from assistant.encoders.verified import verified
from assistant.engines.language.errors import HeadDamaged
from assistant.engines.language.fill import Ids, log_softmax, plain_words
from assistant.settings import shipped
from store.types import Matrix

if TYPE_CHECKING:
    from tokenizers import Tokenizer

FILE = shipped("models", "mlm", "head.safetensors")


def load(file: Path = FILE) -> dict[str, Matrix]:
    """Read the trained tensors as float32: differences in 8 bits with a scale for each row, the rest in 16."""
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        raw = load_file(verified(file))
    except (OSError, SafetensorError) as error:
        raise HeadDamaged(name="mlm/head.safetensors") from error
    plain = {name: value for name, value in raw.items() if not name.endswith(".scale")}
    return {
        name: value.astype(np.float32) * raw[f"{name}.scale"].astype(np.float32)[:, None]
        if f"{name}.scale" in raw
        else value.astype(np.float32)
        for name, value in plain.items()
    }


def measured(file: Path = FILE) -> dict[str, dict[str, float]]:
    """Return what the head's file says of itself: top1, top5 and perplexity for "corpus" and "sentences"; {} without it."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(file, "numpy") as opened:
            return {
                name: found
                for name, found in json.loads(opened.metadata()["card"]).items()
                if isinstance(found, dict)
            }
    except (OSError, SafetensorError, KeyError, TypeError, ValueError):
        return {}


def tuned(weights: BertWeights, trained: dict[str, Matrix], mask: int) -> BertWeights:
    """Return the encoder with the trained differences added and the trained vector for [MASK]."""
    tensors = {name: value + trained.get(name, np.float32(0)) for name, value in weights.tensors.items()}
    return replace(weights, tensors=tensors, words=_words(weights.words, trained["mask"], mask))


def _words(table: Callable[[AnyIds], Matrix], vector: Matrix, mask: int) -> Callable[[AnyIds], Matrix]:
    def rows(ids: AnyIds) -> Matrix:
        found = np.array(table(ids))
        found[ids == mask] = vector
        return found

    return rows


class EnglishFill:
    """A MaskedModel (see fill.py); `name` says what answers."""

    name = "MiniLM-L6 + trained MLM head"

    def __init__(self, weights: BertWeights, trained: dict[str, Matrix]) -> None:
        from assistant.engines.language.states import States

        self._tokenizer: Tokenizer = weights.tokenizer()
        self.mask = self._id("[MASK]")
        self.most = weights.max_tokens
        self._trained = trained
        self._states = States(tuned(weights, trained, self.mask))
        count = self._tokenizer.get_vocab_size()
        self._table = weights.words(np.arange(count))
        pieces = [self._tokenizer.id_to_token(i) or "" for i in range(count)]
        self._pieces = pieces
        self._allowed = plain_words(pieces, {self.mask})
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._ends = [[self._id(name)] for name in ("[CLS]", "[SEP]")]

    def _id(self, name: str) -> int:
        found = self._tokenizer.token_to_id(name)
        if found is None:
            raise HeadDamaged(name="mlm/head.safetensors")
        return found

    def ids(self, text: str) -> list[int]:
        """Return the token ids of a stretch of text, without special tokens."""
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def around(self) -> tuple[list[int], list[int]]:
        """Return [CLS] and [SEP]."""
        return self._ends[0], self._ends[1]

    def words(self) -> NDArray[np.bool_]:
        """Return which tokens are whole words."""
        return self._allowed

    def spell(self, token: int) -> str:
        """Return a token as people write it."""
        return self._pieces[token]

    def scores(self, rows: Ids, places: Ids) -> Matrix:
        """Return (n, vocabulary) log-probabilities at one place of each row."""
        from scipy.special import erf

        weights = self._states.weights
        states = self._states.run(weights.words(rows), np.ones(rows.shape, np.float32))[-1]
        state = states[np.arange(len(rows)), places]
        t = self._trained
        state = state @ t["dense.weight"].T + t["dense.bias"]
        state = np.asarray(state * 0.5 * (1 + erf(state / np.sqrt(2))), np.float32)
        state = (state - state.mean(axis=1, keepdims=True)) / np.sqrt(state.var(axis=1, keepdims=True) + 1e-5)
        state = state * t["norm.weight"] + t["norm.bias"]
        return log_softmax(state @ self._table.T + t["bias"])
