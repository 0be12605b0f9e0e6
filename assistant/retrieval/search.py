"""Search over the passages of the library: by meaning, by words, or by both (the default)."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from assistant.encoders.errors import ModelDamaged, ModelMissing
from assistant.retrieval.dating import within
from assistant.retrieval.fusion import attainable, fuse
from store.types import Hit, Owner, Scalar, Space, Vector

if TYPE_CHECKING:
    from assistant.encoders.base import Encoder
    from assistant.encoders.models import Models
    from assistant.errors import AssistantError
    from store.library import Store

Mode = Literal["hybrid", "dense", "lexical"]
Where = Mapping[str, "Scalar | Sequence[Scalar] | Mapping[str, Scalar]"]

DOCUMENTS = "documents"
"""The space of text passages."""
DEPTH = 50
"""Candidates taken from each ranking before fusion; 20 to 200 give the same quality (docs/search.md)."""
KEPT = 64
"""Query vectors that are kept, for "more" and for judging the answer."""
_MANY = 1_000_000


@dataclass(frozen=True, slots=True)
class Filters:
    """What to look in; every field that is given must hold, any of its values is enough.

    `names` are parts of file names, whatever their case; `since` and `until` are UTC seconds of when
    the document was added, or was last modified when `date` says so; `first` and `last` are days, both included:
    one that the passage or its name says, else that of the document (see `dating`).
    """

    document_ids: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    since: float | None = None
    until: float | None = None
    date: Literal["added", "modified"] = "added"
    first: dt.date | None = None
    last: dt.date | None = None

    def keeps(self, hit: Hit) -> bool:
        """Tell whether a passage is of the days asked for."""
        open_ended = self.first is None and self.last is None
        return open_ended or within(hit, self.first or dt.date.min, self.last or dt.date.max)

    def where(self, store: Store, owner: Owner) -> Where | None:
        """Return the store's form of these filters; None when no document can match."""
        where: dict[str, Scalar | Sequence[Scalar] | Mapping[str, Scalar]] = {}
        if self.document_ids or self.names or self.tags:
            sources = self._sources(store, owner)
            if not sources:
                return None
            where["source"] = sorted(sources)
        if self.kinds:
            where["kind"] = list(self.kinds)
        bounds = {"$gte": self.since, "$lte": self.until}
        given: dict[str, Scalar] = {name: value for name, value in bounds.items() if value is not None}
        if given:
            where[self.date] = given
        return where

    def _sources(self, store: Store, owner: Owner) -> set[str]:
        sets = [set(self.document_ids)] if self.document_ids else []
        if self.names:
            parts = [name.casefold() for name in self.names]
            found = [d for name in self.names for d in store.documents(owner=owner, text=name, limit=_MANY)]
            sets.append({d.id for d in found if any(part in d.name.casefold() for part in parts)})
        if self.tags:
            tagged = [d for tag in self.tags for d in store.documents(owner=owner, tag=tag, limit=_MANY)]
            sets.append({document.id for document in tagged})
        return set.intersection(*sets)


class TextSearch:
    """Searches the space "documents" of a store with the text encoder of `models`."""

    def __init__(self, store: Store, models: Models) -> None:
        self._store, self._models = store, models
        self._vectors: OrderedDict[tuple[str, str], Vector] = OrderedDict()

    def search(
        self, query: str, k: int = 10, *, owner: Owner, mode: str = "hybrid",
        filters: Filters | None = None, offset: int = 0,
    ) -> list[Hit]:  # fmt: skip
        """Return the k best passages after `offset`, best first; SpaceMismatch after a change of encoder.

        Hit.scores holds what is known of "dense" (cosine), "lexical" (BM25), "fused" (in [0, 1]) and of
        "rank_dense", "rank_lexical" (1 is best). Passages of one text given by add_texts come once,
        as their best passage, under the id that was given. Where the encoder is damaged or missing, hybrid
        search goes by words alone.
        """
        if mode not in ("hybrid", "dense", "lexical"):
            raise ValueError(f"mode is 'hybrid', 'dense' or 'lexical', not {mode!r}")
        where = (filters or Filters()).where(self._store, owner)
        if not query.strip() or k <= 0 or where is None:
            return []
        encoder = self._usable(mode)
        if encoder is None and all(space.name != DOCUMENTS for space in self._store.spaces()):
            return []
        mode = "lexical" if encoder is None else mode
        space = _space(encoder) if encoder is not None else Space(DOCUMENTS, "", 1)
        if encoder is not None:
            self._store.open(space)
        vector = None if mode == "lexical" or encoder is None else self._encoded(query, encoder)
        needed, depth = offset + k, max(DEPTH, offset + k)
        keeps = (filters or Filters()).keeps
        while True:
            hits, complete = self._ranked(query, vector, space, depth, owner, mode, where)
            folded = [hit for hit in fold_groups(hits) if keeps(hit)]
            if complete or len(folded) >= needed:
                return folded[offset:needed]
            depth *= 4

    def _usable(self, mode: str) -> Encoder | None:
        """Return the text encoder, None where it is damaged or missing and words can do without it."""
        try:
            return self._models.encoder()
        except (ModelDamaged, ModelMissing):
            if mode == "dense":
                raise
            return None

    def unusable(self) -> AssistantError | None:
        """Return why the text encoder cannot be used, None where it can."""
        try:
            self._models.encoder()
        except (ModelDamaged, ModelMissing) as error:
            return error
        return None

    def vector(self, query: str) -> Vector:
        """Return the query's unit vector, and make sure that the stored vectors compare with it."""
        return self._encoded(query, self._models.encoder())

    def _encoded(self, query: str, encoder: Encoder) -> Vector:
        self._store.open(_space(encoder))
        key = (encoder.fingerprint, query)
        vector = self._vectors.get(key)
        if vector is None:
            vector = self._vectors[key] = encoder.queries([query])[0]
            while len(self._vectors) > KEPT:
                self._vectors.popitem(last=False)
        return vector

    def _ranked(
        self,
        query: str,
        vector: Vector | None,
        space: Space,
        depth: int,
        owner: Owner,
        mode: str,
        where: Where,
    ) -> tuple[list[Hit], bool]:
        """Return candidates, best first, and whether there are no more."""
        dense: list[Hit] = []
        lexical: list[Hit] = []
        only = where or None
        if vector is None:
            lexical = self._store.lexical(DOCUMENTS, query, depth, owner=owner, where=only)
        elif mode == "dense":
            dense = self._store.near(space, vector, depth, owner=owner, where=only)
        else:
            dense, lexical = self._store.both(space, query, vector, depth, owner=owner, where=only)
        complete = len(dense) < depth and len(lexical) < depth
        if mode == "hybrid":
            return self._fused(dense, lexical, query, owner), complete
        name = "dense" if mode == "dense" else "lexical"
        return [
            replace(hit, scores={name: hit.score, f"rank_{name}": rank})
            for rank, hit in enumerate(dense or lexical, 1)
        ], complete

    def _fused(self, dense: list[Hit], lexical: list[Hit], query: str, owner: Owner) -> list[Hit]:
        hits = {hit.id: hit for hit in [*dense, *lexical]}
        cosines = {hit.id: hit.scores["dense"] for hit in [*lexical, *dense]}
        words = {hit.id: hit.scores["lexical"] for hit in lexical}
        ids = list(hits)
        most = attainable(query, *self._store.frequencies(DOCUMENTS, query, owner=owner))
        fused = fuse(
            np.array([cosines[name] for name in ids]), np.array([words.get(name, 0.0) for name in ids]), most
        )
        rank_dense = {hit.id: rank for rank, hit in enumerate(dense, 1)}
        rank_lexical = {hit.id: rank for rank, hit in enumerate(lexical, 1)}
        results = []
        for name, score in zip(ids, fused.tolist(), strict=True):
            scores = {"dense": cosines[name], "lexical": words.get(name, 0.0), "fused": score}
            if name in rank_dense:
                scores["rank_dense"] = rank_dense[name]
            if name in rank_lexical:
                scores["rank_lexical"] = rank_lexical[name]
            results.append(replace(hits[name], score=score, scores=scores))
        return sorted(results, key=lambda hit: -hit.score)


def _space(encoder: Encoder) -> Space:
    """Return the space as this encoder makes it, so that no other encoder's vectors are compared."""
    return Space(DOCUMENTS, encoder.fingerprint, encoder.dim)


def fold_groups(hits: Sequence[Hit]) -> list[Hit]:
    """Keep the best passage of each given text, under the id that was given; others stay as they are."""
    seen: set[str] = set()
    kept = []
    for hit in hits:
        group = str(hit.metadata.get("group", ""))
        if group in seen:
            continue
        if group:
            seen.add(group)
        kept.append(replace(hit, id=group) if group else hit)
    return kept
