"""Does the second sentence follow from the first? Probabilities of entailment, neutral, contradiction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from assistant.encoders.text.extra import require
from assistant.engines.language.cues import cues
from assistant.engines.language.errors import EmptySentence, NotInference
from assistant.engines.language.head import LABELS, Head
from store.types import Matrix

MOST_CHARACTERS = 4000
"""Read of each sentence: the encoder averages over words, so a longer one would say nothing more."""


def checked(premises: Sequence[str], hypotheses: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return both sides cut to what is read; ValueError when their numbers differ, EmptySentence."""
    if len(premises) != len(hypotheses):
        raise ValueError(f"{len(premises)} premises but {len(hypotheses)} hypotheses")
    sides = [[text.strip()[:MOST_CHARACTERS] for text in side] for side in (premises, hypotheses)]
    if not all(text for side in sides for text in side):
        raise EmptySentence
    return sides[0], sides[1]


def infer(premises: Sequence[str], hypotheses: Sequence[str], head: Head, encoder: Any) -> Matrix:
    """Return (n, 3) probabilities for pairs; `encoder` is the one that the head was trained on."""
    left, right = checked(premises, hypotheses)
    if not left:
        return np.zeros((0, 3), np.float32)
    texts = list(dict.fromkeys([*left, *right]))
    rows, place = encoder.documents(texts), {text: i for i, text in enumerate(texts)}
    u, v = (rows[[place[text] for text in side]] for side in (left, right))
    seen = np.array([cues(a, b) for a, b in zip(left, right, strict=True)])
    return head.probabilities(u, v, seen)


class CrossEncoder:
    """A cross-encoder that is on this machine, by name or folder; ModelMissing, NotInference, ExtraMissing.

    It reads both sentences together, so it judges better than a head over two vectors and costs a whole pass
    for every pair (Reimers & Gurevych 2019, section 1). Its labels have to be named like LABELS, in any order.
    """

    def __init__(self, name: str) -> None:
        require(name, "torch", "sentence_transformers")
        from sentence_transformers import CrossEncoder

        from assistant.encoders.text.sentence import find

        folder = str(find(name))
        options = {"use_safetensors": True}
        try:
            self._model: Any = CrossEncoder(
                folder, local_files_only=True, trust_remote_code=False, device="cpu", model_kwargs=options
            )
        except (OSError, ValueError, ImportError, KeyError) as error:
            raise NotInference(name=name, why=str(error).split("\n")[0][:200]) from error
        named = {str(v).lower(): int(k) for k, v in (self._model.model.config.id2label or {}).items()}
        if not set(LABELS) <= set(named):
            raise NotInference(name=name, why=f"its labels are {', '.join(named) or '-'}")
        self._order = [named[label] for label in LABELS]

    def infer(self, premises: Sequence[str], hypotheses: Sequence[str]) -> Matrix:
        """Return (n, 3) probabilities in the order of LABELS; EmptySentence."""
        left, right = checked(premises, hypotheses)
        if not left:
            return np.zeros((0, 3), np.float32)
        pairs = list(zip(left, right, strict=True))
        scores = self._model.predict(pairs, apply_softmax=True, show_progress_bar=False)
        return np.asarray(scores, np.float32)[:, self._order]
