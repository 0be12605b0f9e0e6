"""From hits to an answer: which sentence says it, what repeats, and whether anything fits at all."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant import sentences
from assistant.blocks import Passage
from assistant.evidence import Evidence, Judge
from assistant.search import DOCUMENTS, Filters, TextSearch
from store.types import Hit, Owner

if TYPE_CHECKING:
    from assistant.models import Models
    from store.library import Store

POOL = 50
"""Candidates that are looked through: enough for folding."""
ALIKE = 0.8
"""Share of character five-grams that two passages have in common when one is folded into the other."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Passages: those that clearly answer, then the rest, each best first; `fits` is False when none answers."""

    passages: tuple[Passage, ...]
    fits: bool


class Answers:
    """Answers questions from the passages of a library."""

    def __init__(self, store: Store, models: Models) -> None:
        self._store, self._models = store, models
        self._search = TextSearch(store, models)
        self._judge = Judge()

    def answer(
        self, query: str, k: int = 5, *, owner: Owner, filters: Filters | None = None, offset: int = 0
    ) -> Answer:
        """Return up to k passages after `offset`, with the sentences that answer highlighted.

        `fits` is about the best passages of the whole answer, whatever the offset.
        """
        hits = self._search.search(query, max(POOL, 2 * (offset + k)), owner=owner, filters=filters)
        if not hits:
            return Answer((), fits=False)
        kept = fold_alike(hits)
        evidence = self._evidence(query, owner)
        confident = self._judge.confident([hit for hit, _ in kept[: max(3, offset + k)]], evidence)
        shown = kept[offset : offset + k]
        marked = sentences.best(
            query, evidence.words, [hit.text for hit, _ in shown], self._models.encoder("text-fast")
        )
        passages = [
            replace(passage_of(hit), folded=folded, highlights=tuple(spans), confident=sure)
            for (hit, folded), spans, sure in zip(shown, marked, confident[offset:], strict=False)
        ]
        passages.sort(key=lambda passage: not passage.confident)
        return Answer(tuple(passages), fits=any(confident[:3]))

    def _evidence(self, query: str, owner: Owner) -> Evidence:
        total, frequencies = self._store.frequencies(DOCUMENTS, query, owner=owner)
        vector = self._search.vector(query)
        return self._judge.evidence(vector, total, frequencies, self._models.encoder())


def fold_alike(hits: Sequence[Hit]) -> list[tuple[Hit, int]]:
    """Return each passage with how many later, near-identical ones it stands for.

    Near-identical means a Jaccard similarity of their character five-grams (Broder 1997) of at least
    ALIKE, with white space, case and width left aside.
    """
    kept: list[tuple[Hit, set[str], int]] = []
    for hit in hits:
        grams = _grams(hit.text)
        twin = next((i for i, (_, other, _) in enumerate(kept) if _jaccard(grams, other) >= ALIKE), None)
        if twin is None:
            kept.append((hit, grams, 0))
        else:
            first, other, folded = kept[twin]
            kept[twin] = (first, other, folded + 1)
    return [(hit, folded) for hit, _, folded in kept]


def _grams(text: str) -> set[str]:
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text).casefold())
    return {plain[i : i + 5] for i in range(max(1, len(plain) - 4))}


def _jaccard(one: set[str], other: set[str]) -> float:
    small, large = sorted((len(one), len(other)))
    if small < ALIKE * large:
        return 0.0
    common = len(one & other)
    return common / (small + large - common)


def passage_of(hit: Hit) -> Passage:
    """Return a hit as a passage to show."""
    data = hit.metadata
    return Passage(
        id=hit.id,
        document_id=hit.source,
        title=str(data.get("title") or data.get("name") or ""),
        text=hit.text,
        place=str(data.get("place", "")),
        start=int(data.get("start", 0)),
        end=int(data.get("end", 0)),
        score=hit.score,
        scores=hit.scores,
        kind=str(data.get("kind", "")),
        name=str(data.get("name", "")),
    )
