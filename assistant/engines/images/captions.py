"""From a photo to words: the passages and sentences of the library that describe it best."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from assistant.blocks import Passage
from assistant.encoders.images.base import ImageEncoder
from assistant.retrieval import sentences
from assistant.retrieval.answers import fold_alike, passage_of
from assistant.retrieval.search import DOCUMENTS, TextSearch
from store.types import Hit, Owner, Vector

if TYPE_CHECKING:
    from assistant.encoders.models import Models
    from store.library import Store

POOL = 40
"""Passages that each way of asking brings; photos and passages have no space in common, so tags are asked for."""
MOST = 12
"""Sentences of one passage that are compared with the photo."""
SAID = 0.3
"""What the probability of a tag that a sentence says adds to its cosine."""
ASKED = 6
"""Tags in one question to the library."""


class Describing:
    """Finds passages for photos: by their tags first, then sentence by sentence in the image-text space."""

    def __init__(self, store: Store, models: Models, encoder: Callable[[], ImageEncoder]) -> None:
        self._store, self._encoder = store, encoder
        self._search = TextSearch(store, models)

    def passages(
        self, photo: Vector, tags: Sequence[Sequence[tuple[str, float]]], k: int, *, owner: Owner
    ) -> list[Passage]:
        """Return the k passages whose best sentence is nearest to a photo, that sentence highlighted.

        `photo` is its unit vector of meaning, `tags` what it shows with probabilities, once for each language
        of the library. A sentence's score is its cosine, and more where it says one of the tags.
        """
        if not any(space.name == DOCUMENTS for space in self._store.spaces()):
            return []
        found: dict[str, Hit] = {}
        for names in tags:
            asked = " ".join(name for name, _ in names[:ASKED])
            for hit in self._search.search(asked, POOL, owner=owner):
                found.setdefault(hit.id, hit)
        kept = fold_alike(list(found.values()))
        places = [(i, span) for i, (hit, _) in enumerate(kept) for span in sentences.split(hit.text)[:MOST]]
        if not places:
            return []
        texts = [kept[i][0].text[a:b] for i, (a, b) in places]
        cosines = self._encoder().texts(texts) @ photo
        said = np.array([_said(text, [tag for names in tags for tag in names]) for text in texts], np.float32)
        scores = cosines + SAID * said
        best: dict[int, int] = {}
        for number in np.argsort(-scores).tolist():
            best.setdefault(places[number][0], number)
        return [
            replace(
                passage_of(kept[i][0]), score=float(scores[number]), scores={"photo": float(cosines[number]), "tag": float(said[number])},
                highlights=(places[number][1],), folded=kept[i][1],
            )
            for i, number in list(best.items())[:k]
        ]  # fmt: skip


def _said(text: str, tags: Sequence[tuple[str, float]]) -> float:
    """Return the highest probability of a tag that a text says, plurals included."""
    text = text.casefold()
    return max((chance for tag, chance in tags if _mention(tag.casefold()).search(text)), default=0.0)


@lru_cache(256)
def _mention(tag: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(tag)}(?:e?s)?\b" if tag.isascii() else re.escape(tag))
