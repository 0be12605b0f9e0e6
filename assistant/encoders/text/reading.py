"""Question and passage read together: where the passage answers, and whether it does.

A cross-encoder (Devlin et al. 2019, section 4.2) on multilingual-e5-small: its lower layers as packaged, its upper layers
and two heads from assets/models/reader, in bytes (`assets/recipes/reader.py` trains them).
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.encoders.errors import ModelDamaged
from assistant.encoders.text import bytes8, e5_file
from assistant.encoders.text.batches import batches, pad
from assistant.encoders.text.bert import BertWeights
from assistant.encoders.text.minilm_file import unpacked
from assistant.settings import shipped
from store.types import Matrix

if TYPE_CHECKING:
    from assistant.encoders.vino import CompiledModel, Model

FILE = shipped("models", "reader", "reader.safetensors")
LONGEST = 384
"""Tokens of question and passage together; the rest of a longer passage is not read."""
TOKEN_BUDGET = 1024
"""Tokens of a batch, padding included."""
MOST_WORDS = 32
"""Tokens of an answer."""
QUESTION = 400
"""Characters of a question that are read."""
_SCALE = ".scale"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in one passage: text[start:end] answers best, `sure` is how surely of all its stretches (the logarithm
    of a probability), and `answers` the logarithm of the odds that the passage answers at all."""

    start: int
    end: int
    sure: float
    answers: float


class Reader:
    """Reads on the CPU; safe to call from threads."""

    def __init__(self, file: Path = FILE) -> None:
        from assistant.encoders.text.runtime import core, cores
        from assistant.encoders.text.timing import precisions

        weights = e5_file.load()
        tensors = weights.tensors
        self._places = (
            tensors["embeddings.position_embeddings.weight"]
            + tensors["embeddings.token_type_embeddings.weight"][0]
        )
        self._words, self._pad = weights.words, weights.pad
        self._tokenizer = weights.tokenizer()
        learnt = _learnt(file)
        own = {name: value for name, value in learnt.items() if name.startswith("encoder.")}
        merged = replace(weights, tensors={**tensors, **own})
        precision = precisions()[0]
        in_bytes = precision == "i8"
        options: dict[str, Any] = (
            bytes8.options() if in_bytes else {"INFERENCE_PRECISION_HINT": precision}
        ) | {"INFERENCE_NUM_THREADS": cores()}
        graph = _graph(merged, learnt, in_bytes=in_bytes)
        self._model: CompiledModel = core().compile_model(graph, "CPU", options)
        self._lock = threading.Lock()

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:
        """Return for each (title, text) where it answers the question."""
        headed = [f"{title}\n" if title else "" for title, _ in passages]
        pairs = [(question[:QUESTION], head + text) for head, (_, text) in zip(headed, passages, strict=True)]
        cut = self._tokenizer.encode_batch(pairs)
        found: list[Reading | None] = [None] * len(pairs)
        for some, tokens, heads in self._computed([_shortened(one.ids) for one in cut]):
            for row, i in enumerate(some):
                inside = _inside(cut[i], len(headed[i]), tokens.shape[1])
                found[i] = _best(tokens[row], heads[row], inside, len(headed[i]))
        return [reading for reading in found if reading is not None]

    def _computed(self, rows: Sequence[Sequence[int]]) -> list[tuple[list[int], Matrix, Matrix]]:
        """Return for each batch which rows it holds, logits (n, tokens, 2) of spans and (n, 1) of answering."""
        with self._lock:
            request = self._model.create_infer_request()
        done = []
        for some in batches([len(row) for row in rows], TOKEN_BUDGET):
            ids, mask = pad([rows[i] for i in some], self._pad)
            out = request.infer([self._words(ids) + self._places[: ids.shape[1]], mask])
            done.append((some, np.array(out[0]), np.array(out[1])))
        return done


@cache
def load() -> Reader | None:
    """Return the reader of this process, or None where its weights or its runtime are missing."""
    try:
        return Reader()
    except (ModelDamaged, ImportError, IndexError):
        return None


def _learnt(file: Path) -> dict[str, Matrix]:
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        raw = load_file(file)
    except (OSError, SafetensorError) as error:
        raise ModelDamaged(name="reader", package="semantic-assistant") from error
    return {
        name: unpacked(value, raw[name + _SCALE]) if name + _SCALE in raw else value.astype(np.float32)
        for name, value in raw.items()
        if not name.endswith(_SCALE)
    }


def _graph(weights: BertWeights, learnt: dict[str, Matrix], *, in_bytes: bool) -> Model:
    """Return the graph to logits of spans (n, tokens, 2) and of answering (n, 1)."""
    from assistant.encoders.text.openvino_graph import inputs, layers
    from assistant.encoders.vino import openvino, ov

    words, mask, hidden_keys = inputs(weights)
    state = layers(weights, words, hidden_keys, in_bytes=in_bytes)[-1]
    first = ov.squeeze(ov.slice(state, [0], [1], [1], [1]), np.int64(1))

    def head(x: Any, name: str) -> Any:
        product = ov.matmul(x, ov.constant(learnt[f"{name}.weight"]), False, True)
        return ov.add(product, ov.constant(learnt[f"{name}.bias"]))

    return openvino.Model([head(state, "span"), head(first, "answers")], [words, mask], "reader")


def _shortened(ids: list[int]) -> list[int]:
    """Return the tokens of a pair, cut so that the last one still ends it."""
    return ids if len(ids) <= LONGEST else [*ids[: LONGEST - 1], ids[-1]]


def _inside(cut: Any, head: int, width: int) -> list[tuple[int, int, int]]:
    """Return (token, start, end) of the passage's tokens after its title."""
    return [
        (i, a, b)
        for i, (part, (a, b)) in enumerate(zip(cut.sequence_ids, cut.offsets, strict=True))
        if part == 1 and a >= head and b > a and i < min(width, LONGEST - 1)
    ]


def _best(tokens: Matrix, heads: Matrix, inside: Sequence[tuple[int, int, int]], head: int) -> Reading:
    """Return the stretch of at most MOST_WORDS tokens whose first and last token are likeliest together."""
    if not inside:
        return Reading(0, 0, -np.inf, -np.inf)
    rows = tokens[[i for i, _, _ in inside]].astype(np.float64)
    rows -= np.log(np.exp(rows - rows.max(axis=0)).sum(axis=0)) + rows.max(axis=0)
    both = rows[:, :1] + rows[None, :, 1]
    order = np.arange(len(inside))
    length = order[None, :] - order[:, None]
    both[(length < 0) | (length >= MOST_WORDS)] = -np.inf
    at, end = divmod(int(both.argmax()), len(inside))
    return Reading(inside[at][1] - head, inside[end][2] - head, float(both[at, end]), float(heads[0]))
