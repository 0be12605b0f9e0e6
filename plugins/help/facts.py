"""Questions about the program itself, answered from a short sheet of facts in both languages."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

import numpy as np

from assistant.encoders.base import Encoder
from assistant.message import Message
from assistant.phrase import Phrase
from store.types import Matrix

NEAR = 0.5
"""Cosine from which a message is taken for one of the questions of the sheet."""


@cache
def sheet() -> tuple[tuple[Phrase, tuple[str, ...]], ...]:
    """Return the facts: what is said, and the ways in which it is asked."""
    table = tomllib.loads((resources.files(__package__) / "facts.toml").read_text(encoding="utf-8"))
    return tuple((Phrase(one["en"], one["ja"]), tuple(one["asked"])) for one in table["fact"])


class Facts:
    """The sheet with its questions embedded, on first use."""

    def __init__(self) -> None:
        self._rows: tuple[str, Matrix] | None = None

    def answer(self, message: Message, encoder: Encoder) -> str:
        """Return the fact that a message asks for, "" where it asks for none of them, or for the abilities as a whole."""
        rows = self._embedded(encoder)
        cosines = rows @ np.asarray(encoder.queries([message.text]), np.float32)[0]
        best = int(np.argmax(cosines))
        if cosines[best] < NEAR:
            return ""
        owners = [fact for fact, asked in sheet() for _ in asked]
        return owners[best].say(message.language)

    def _embedded(self, encoder: Encoder) -> Matrix:
        if self._rows is None or self._rows[0] != encoder.fingerprint:
            asked = [question for _, questions in sheet() for question in questions]
            self._rows = encoder.fingerprint, np.asarray(encoder.queries(asked), np.float32)
        return self._rows[1]
