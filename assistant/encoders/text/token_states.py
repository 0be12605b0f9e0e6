"""Every token of a message as a vector in its context: multilingual-e5-small, seen at three depths.

Lower layers know words, higher ones what they do in the sentence (Tenney, Das and Pavlick, BERT
rediscovers the classical NLP pipeline, 2019): the tagger of slots and the router read all three.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.encoders.errors import ModelDamaged
from assistant.encoders.text import e5_file
from assistant.encoders.text.bert import BertWeights
from store.types import Matrix

if TYPE_CHECKING:
    from assistant.encoders.vino import Model

DEPTHS = (4, 8, 12)
"""After which layers the tokens are read."""
LONGEST = 160
"""Tokens of a message that are read; the rest of a longer one is left out."""
KEPT = 16
"""Messages kept: the readers of several intents look at the same one."""
_PREFIX = "query: "


@dataclass(frozen=True, slots=True)
class Context:
    """Vectors (tokens, 3 x 384) of one text, and where each token stands in it as (start, end)."""

    vectors: Matrix
    places: NDArray[np.int64]

    @property
    def mean(self) -> Matrix:
        """Return the mean vector at each depth: (3, 384)."""
        return np.asarray(self.vectors.mean(axis=0), np.float32).reshape(len(DEPTHS), -1)


class ContextEncoder:
    """Reads texts token by token on the CPU, in float32 on every machine; safe to call from threads."""

    fingerprint = f"{e5_file.NAME}@{e5_file.SHA256[:16]}/layers-{'-'.join(map(str, DEPTHS))}"

    def __init__(self, weights: BertWeights) -> None:
        from assistant.encoders.text.runtime import core

        tensors = weights.tensors
        self._places = (
            tensors["embeddings.position_embeddings.weight"]
            + tensors["embeddings.token_type_embeddings.weight"][0]
        )
        self._words, self._tokenizer = weights.words, weights.tokenizer()
        options = {
            "INFERENCE_PRECISION_HINT": "f32",
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_NUM_THREADS": 1,
        }
        self._request = core().compile_model(_graph(weights), "CPU", options).create_infer_request()
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Context] = OrderedDict()

    def read(self, text: str) -> Context:
        """Return the tokens of a text that is not empty, with those that stand for its beginning and end."""
        with self._lock:
            if text in self._kept:
                self._kept.move_to_end(text)
                return self._kept[text]
            found = self._kept[text] = self._read(text)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return found

    def _read(self, text: str) -> Context:
        cut = self._tokenizer.encode(_PREFIX + text)
        kept = range(len(cut.ids)) if len(cut.ids) <= LONGEST else [*range(LONGEST - 1), len(cut.ids) - 1]
        ids, places = (np.array(column, np.int64)[kept] for column in (cut.ids, cut.offsets))
        words = self._words(ids[None]) + self._places[: len(ids)]
        found = self._request.infer([words.astype(np.float32), np.ones((1, len(ids)), np.float32)])
        vectors = np.concatenate([found[depth][0] for depth in range(len(DEPTHS))], axis=1)
        return Context(np.asarray(vectors, np.float32), places - len(_PREFIX))


@cache
def load() -> ContextEncoder | None:
    """Return the encoder of this process, or None where its weights or its runtime are missing."""
    try:
        return ContextEncoder(e5_file.load())
    except (ModelDamaged, ImportError):
        return None


def _graph(weights: BertWeights) -> Model:
    """Return the graph from (1, tokens, hidden) words and (1, tokens) mask to the states after DEPTHS."""
    from assistant.encoders.text.openvino_graph import inputs, layers
    from assistant.encoders.vino import openvino

    words, mask, hidden_keys = inputs(weights)
    states = layers(weights, words, hidden_keys)
    return openvino.Model([states[depth] for depth in DEPTHS], [words, mask], "context")
