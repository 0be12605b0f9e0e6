"""Does the second sentence follow from the first? Probabilities of entailment, neutral, contradiction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from assistant.language.cues import cues
from assistant.language.errors import EmptySentence, NotMasked
from assistant.language.head import LABELS, Head
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


def cross_infer(premises: Sequence[str], hypotheses: Sequence[str], name: str) -> Matrix:
    """Return the same from a cross-encoder that is on this machine; ModelMissing, NotMasked."""
    from sentence_transformers import CrossEncoder

    from assistant.encoders.sentence import find

    left, right = checked(premises, hypotheses)
    model: Any = CrossEncoder(str(find(name)), local_files_only=True, trust_remote_code=False, device="cpu")
    named = {str(v).lower(): int(k) for k, v in (model.model.config.id2label or {}).items()}
    if not set(LABELS) <= set(named):
        raise NotMasked(name=name, why=f"its labels are {', '.join(named) or '-'}")
    scores = model.predict(list(zip(left, right, strict=True)), apply_softmax=True, show_progress_bar=False)
    return np.asarray(scores, np.float32)[:, [named[label] for label in LABELS]]
