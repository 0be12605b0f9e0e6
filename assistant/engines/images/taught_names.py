"""Names that a person gives: a few photos of somebody or something, recognised in other photos.

A name is a document of kind "name" whose text lists its example photos, one id a line. A photo is compared with
the mean stored look of the examples after the library's own mean look is taken off (nearest prototype; Mensink et
al. 2013), and a logistic curve over that cosine says how likely the name is. A photo that leaves the library is
no example any more.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from assistant.encoders.text.batches import unit_rows
from assistant.engines.images.photo_store import LOOKS
from store.types import ME, Document, Hit, Item, Matrix, Owner, Vector

if TYPE_CHECKING:
    from store.library import Store

KIND = "name"
USUAL = 300
"""Photos of the library that say what photos look like here."""
STEEP, APART, LOST = 8.2, 2.2, 1.6
"""Of the logistic curve: fitted on kinds of product photos as names, 1 to 5 examples each, in looks whose map has not seen
them (benchmarks/taught.py)."""
ALONE = 0.64
"""What examples of one name usually score against each other, where there is only one."""
SURE = 0.5
FAR = 400
"""Photos nearest to a prototype that are asked whether they show the name."""
_WORD = re.compile(r"[A-Za-z0-9]")


@dataclass(frozen=True, slots=True)
class Prototype:
    """A name as a unit vector after `centre` is taken off, and what its examples score against each other."""

    name: str
    centre: Vector
    vector: Vector
    alike: float

    def chances(self, looks: Matrix) -> Vector:
        """Return the probability, in [0, 1], that each row (n, d) of looks shows the name."""
        return self.curve(self.scores(looks))

    def scores(self, looks: Matrix) -> Vector:
        """Return the cosine of each row (n, d) of looks with the prototype."""
        result: Vector = unit_rows(looks - self.centre) @ self.vector
        return result

    def curve(self, scores: Vector) -> Vector:
        """Return the probability that each of these cosines (n,) is of the name."""
        result: Vector = 1 / (1 + np.exp(LOST + APART * self.alike - STEEP * scores))
        return result


def prototype(name: str, examples: Matrix, others: Matrix) -> Prototype:
    """Return the prototype of a name from the looks (n, d) of its examples and of other photos of the library."""
    centre: Vector = others.mean(axis=0, dtype=np.float32)
    rows = unit_rows(examples - centre)
    total = rows.sum(axis=0)
    alike = float((rows * unit_rows(total - rows)).sum(axis=1).mean()) if len(rows) > 1 else ALONE
    return Prototype(name, centre, unit_rows(total[None, :])[0], min(alike, 0.95))


class Names:
    """Teaches, lists, forgets and recognises names; every call names its owner."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def teach(self, name: str, photo_ids: Sequence[str], *, owner: Owner = ME) -> int:
        """Add photos of the library as examples of a name; returns how many examples it has now."""
        known = self._known(name, owner) or Document(
            _id(owner, name), owner, name, kind=KIND, title=name, location=f"id:name/{name}"
        )
        ids = list(dict.fromkeys([*self._ids(known), *photo_ids]))
        found = [item.id for item in self._store.get(LOOKS, ids, owner=owner)]
        self._store.put_document(replace(known, text="\n".join(found)), LOOKS, [])
        return len(found)

    def all(self, *, owner: Owner = ME) -> list[Document]:
        """Return the owner's names, newest first."""
        return [one for one in self._store.documents(owner=owner, kind=KIND) if one.owner == owner]

    def examples(self, name: str, *, owner: Owner = ME) -> list[Item]:
        """Return the example photos of a name with their looks, as they are in the library."""
        known = self._known(name, owner)
        return self._examples(known, owner) if known else []

    def forget(self, name: str, *, owner: Owner = ME) -> str:
        """Forget a name; returns the token that Library.restore takes, or "" when there is no such name."""
        known = self._known(name, owner)
        return self._store.forget_documents([known.id], owner=owner) if known else ""

    def recognise(self, look: Vector, *, owner: Owner = ME, least: float = SURE) -> list[tuple[str, float]]:
        """Return (name, probability) of the names that a photo with this look shows, most likely first."""
        names = self.all(owner=owner)
        usual = self._usual(owner) if names else []
        found = []
        for one in names:
            prototype = self._prototype(one, owner, usual)
            if prototype is not None:
                found.append((one.name, float(prototype.chances(look[None, :])[0])))
        return sorted((pair for pair in found if pair[1] >= least), key=lambda pair: -pair[1])

    def mentioned(self, text: str, *, owner: Owner = ME) -> list[str]:
        """Return the taught names that a text mentions, longest first."""
        names = sorted((one.name for one in self.all(owner=owner)), key=len, reverse=True)
        return [name for name in names if _mention(name).search(text)]

    def photos(self, name: str, *, owner: Owner = ME) -> list[Hit]:
        """Return the photos of the library that show a name, most likely first; the score is the probability."""
        known = self._known(name, owner)
        prototype = self._prototype(known, owner, self._usual(owner)) if known else None
        if prototype is None:
            return []
        near = self._store.near(LOOKS, prototype.vector, FAR, owner=owner)
        looks = {item.id: item.vector for item in self._store.get(LOOKS, [h.id for h in near], owner=owner)}
        hits = [hit for hit in near if hit.id in looks]
        if not hits:
            return []
        chances = prototype.chances(np.stack([looks[hit.id] for hit in hits]))
        sure = [
            replace(hit, score=float(chance), scores={"name": float(chance)})
            for hit, chance in zip(hits, chances, strict=True)
            if chance >= SURE
        ]
        return sorted(sure, key=lambda hit: -hit.score)

    def _known(self, name: str, owner: Owner) -> Document | None:
        wanted = name.casefold()
        return next((one for one in self.all(owner=owner) if one.name.casefold() == wanted), None)

    def _examples(self, document: Document, owner: Owner) -> list[Item]:
        return self._store.get(LOOKS, self._ids(document), owner=owner)

    def _ids(self, document: Document) -> list[str]:
        whole = self._store.document(document.id, owner=document.owner)
        return whole.text.split() if whole else []

    def _usual(self, owner: Owner) -> list[Item]:
        if not any(space.name == LOOKS for space in self._store.spaces()):
            return []
        return list(islice(self._store.scan(LOOKS, owner=owner), USUAL))

    def _prototype(self, document: Document, owner: Owner, usual: Sequence[Item]) -> Prototype | None:
        examples = self._examples(document, owner)
        if not examples:
            return None
        own = {item.id for item in examples}
        others = [item.vector for item in usual if item.id not in own]
        rest = np.stack(others) if others else np.zeros((1, len(examples[0].vector)), np.float32)
        return prototype(document.name, np.stack([item.vector for item in examples]), rest)


def without(text: str, names: Sequence[str]) -> str:
    """Return a text without the names that it mentions."""
    for name in names:
        text = _mention(name).sub(" ", text)
    return re.sub(r"\s+", " ", text).strip(" のとがを、,")


def _mention(name: str) -> re.Pattern[str]:
    """Match a name as a word of its own where it is written in letters, anywhere in Japanese."""
    left = r"(?<![A-Za-z0-9])" if _WORD.match(name) else ""
    right = r"(?![A-Za-z0-9])" if _WORD.match(name[-1:]) else ""
    return re.compile(left + re.escape(name) + right + r"(?:'s|さん|ちゃん|くん|君)?", re.IGNORECASE)


def _id(owner: Owner, name: str) -> str:
    return "name-" + hashlib.sha256(f"{owner}\0{name.casefold()}".encode()).hexdigest()[:16]
