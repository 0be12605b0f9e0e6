"""From hits to an answer: which sentence says it, what repeats, and whether anything fits at all."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.blocks import Passage, Span
from assistant.encoders.errors import ModelDamaged, ModelMissing
from assistant.errors import AssistantError
from assistant.retrieval import sentences
from assistant.retrieval.dating import Basis, basis
from assistant.retrieval.evidence import Evidence, Judge
from assistant.retrieval.fusion import idf
from assistant.retrieval.search import DOCUMENTS, Filters, TextSearch
from assistant.retrieval.sentences import coverage
from store.types import Hit, Owner

if TYPE_CHECKING:
    from assistant.encoders.base import Encoder
    from assistant.encoders.models import Models
    from store.library import Store

POOL = 50
"""Candidates that are looked through: enough for folding."""
ALIKE = 0.8
"""Share of character five-grams that two passages have in common when one is folded into the other."""

MOST = 0.6
"""Share of a question's words, weighed by their idf, that a passage holds when it answers by words alone."""
SOME = 0.3
"""The same share from which a passage comes near."""
NEAR = 0.3
"""Chance of answering from which a passage comes near a question that none clearly answers (docs/search.md)."""
CHANCE = "chance"
"""Under which name the chance that a passage answers stands among its scores."""
SAMPLED, ENOUGH = 8, 128
"""One five-gram in SAMPLED, chosen by its hash, is looked at before two texts are compared in full, where either has
more than ENOUGH characters."""


@dataclass(frozen=True, slots=True)
class Found:
    """Passages: those that clearly answer, then the rest, each best first; `fits` is False when none answers, and
    `near` when none even comes near: the library then has nothing on the question.

    `text` is a short answer in the words of `spans` and `confidence` the chance in [0, 1] that it answers, once the
    passages were read (short_answer.py); "" where none does. `words_only` says why the passages were found by words alone, None where the encoder took part; `dated_by` says
    of each passage what its day was taken from, where days were asked for.
    """

    passages: tuple[Passage, ...]
    fits: bool
    near: bool = True
    words_only: AssistantError | None = None
    dated_by: tuple[Basis, ...] = ()
    text: str = ""
    confidence: float = 0.0
    spans: tuple[Span, ...] = ()


class Answers:
    """Answers questions from the passages of a library."""

    def __init__(self, store: Store, models: Models) -> None:
        self._store, self._models = store, models
        self._search = TextSearch(store, models)
        self._judge = Judge()

    def answer(
        self, query: str, k: int = 5, *, owner: Owner, filters: Filters | None = None, offset: int = 0
    ) -> Found:
        """Return up to k passages after `offset`, with the sentences that answer highlighted.

        `fits` is about the best passages of the whole answer, whatever the offset.
        """
        hits = self._search.search(query, max(POOL, 2 * (offset + k)), owner=owner, filters=filters)
        if not hits:
            return Found((), fits=False, near=False)
        kept = fold_alike(hits)
        if "dense" not in hits[0].scores:
            return self._by_words(query, kept, k, owner, offset)
        evidence = self._evidence(query, owner)
        confident = self._judge.confident([hit for hit, _ in kept[: max(3, offset + k)]], evidence)
        shown = kept[offset : offset + k]
        marked = sentences.best(query, evidence.words, [hit.text for hit, _ in shown], self._quick())
        passages = [
            replace(
                passage_of(hit),
                folded=folded,
                highlights=tuple(spans),
                confident=sure,
                scores={**hit.scores, CHANCE: evidence.chance(hit)},
            )
            for (hit, folded), spans, sure in zip(shown, marked, confident[offset:], strict=False)
        ]
        passages.sort(key=lambda passage: not passage.confident)
        fits = any(confident[:3])
        near = fits or any(evidence.chance(hit) >= NEAR for hit, _ in kept[:3])
        asked = filters is not None and (filters.first or filters.last)
        days = {hit.id: basis(hit) for hit, _ in shown} if asked else {}
        dated_by = tuple(days[passage.id] for passage in passages) if days else ()
        return Found(tuple(passages), fits, near, dated_by=dated_by)

    def _quick(self) -> Encoder:
        """Return the quick encoder, the one of the library where it is damaged or missing."""
        try:
            return self._models.encoder("text-fast")
        except (ModelDamaged, ModelMissing):
            return self._models.encoder()

    def _by_words(
        self, query: str, kept: Sequence[tuple[Hit, int]], k: int, owner: Owner, offset: int
    ) -> Found:
        """Return the answer without an encoder: a passage answers that holds most of what was asked for."""
        total, frequencies = self._store.frequencies(DOCUMENTS, query, owner=owner)
        words = {word: idf(total, n) for word, n in frequencies.items()}
        shares = [coverage(words, f"{hit.metadata.get('title', '')}\n{hit.text}") for hit, _ in kept]
        sure = [share >= MOST for share in shares]
        shown = [
            replace(passage_of(hit), folded=folded, confident=certain)
            for (hit, folded), certain in zip(kept, sure, strict=True)
        ][offset : offset + k]
        shown.sort(key=lambda passage: not passage.confident)
        near = any(share >= SOME for share in shares[:3])
        return Found(tuple(shown), any(sure[:3]), near, self._search.unusable())

    def _evidence(self, query: str, owner: Owner) -> Evidence:
        total, frequencies = self._store.frequencies(DOCUMENTS, query, owner=owner)
        vector = self._search.vector(query)
        return self._judge.evidence(vector, total, frequencies, self._models.encoder())


def fold_alike(hits: Sequence[Hit]) -> list[tuple[Hit, int]]:
    """Return each passage with how many later, near-identical ones it stands for.

    Near-identical means a Jaccard similarity of their character five-grams (Broder 1997) of at least
    ALIKE, with white space, case and width left aside.
    """
    texts = [re.sub(r"\s+", "", unicodedata.normalize("NFKC", hit.text).casefold()) for hit in hits]
    likely = _likely([_hashes(text) for text in texts])
    kept: dict[int, int] = {}
    for at, text in enumerate(texts):
        twin = next(
            (i for i in kept if likely[i, at] and _jaccard(_grams(texts[i]), _grams(text)) >= ALIKE), None
        )
        if twin is None:
            kept[at] = 0
        else:
            kept[twin] += 1
    return [(hits[at], folded) for at, folded in kept.items()]


def _hashes(text: str) -> NDArray[np.uint64]:
    """Return different hashes of the text's five-grams; a share of them where there are many."""
    signs = np.frombuffer(text.ljust(5).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    found = np.zeros(len(signs) - 4, np.uint64)
    for place in range(5):
        found = found * np.uint64(0x9E3779B97F4A7C15) + signs[place : len(signs) - 4 + place]
    found ^= found >> np.uint64(29)
    if len(text) > ENOUGH:
        found = found[found % np.uint64(SAMPLED) == 0]
    return np.unique(found)


def _likely(hashes: Sequence[NDArray[np.uint64]]) -> NDArray[np.bool_]:
    """Tell for each pair whether the one with fewer hashes has half of them in common with the other, (n, n)."""
    counts = np.array([len(some) for some in hashes], np.int64)
    words, column = np.unique(np.concatenate([*hashes, np.zeros(0, np.uint64)]), return_inverse=True)
    there = np.zeros((len(hashes), len(words)), np.float32)
    there[np.repeat(np.arange(len(hashes)), counts), column] = 1
    fewer: NDArray[np.bool_] = there @ there.T >= np.minimum.outer(counts, counts) / 2
    return fewer


def _grams(text: str) -> set[str]:
    return {text[i : i + 5] for i in range(max(1, len(text) - 4))}


def _jaccard(one: set[str], other: set[str]) -> float:
    common = len(one & other)
    return common / (len(one) + len(other) - common)


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
