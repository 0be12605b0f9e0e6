"""Any space of vectors by the name of what it holds: words, documents, images, looks, nodes or items."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from assistant.engines.words.tokens import STOP_WORDS
from store.spaces import OWN
from store.types import Matrix

if TYPE_CHECKING:
    from assistant.engines.engines import Engines
    from store.library import Store
    from store.types import Item, Owner

SPACES = ("words", "documents", "images", "looks", "nodes", "items")
_STORED = {"documents": "documents", "images": "image", "looks": "looks"}
"""The first letters of the stored spaces' names; what follows them tells encoders apart."""


class Points(NamedTuple):
    """What a space holds: short labels, whole texts, their (n, dim) float32 rows, and how many there are in all."""

    labels: list[str]
    texts: list[str]
    rows: Matrix
    total: int


def points(
    space: str, engines: Engines, store: Store, owner: Owner, most: int | None = None
) -> Points | None:
    """Return the points of a space, at most `most`; None where there is none.

    `space` is one of SPACES, where there are several sets of words, nodes or items with a colon and the name of
    one ("nodes:friends"); without a name the newest counts; or a plugin's own ("own:stock/things").
    ValueError for another kind.
    """
    if space.startswith(OWN):
        return _stored(space, store, owner, most)
    kind, _, name = space.partition(":")
    if kind not in SPACES:
        raise ValueError(f"no space of that kind: {kind}")
    if kind in _STORED:
        return _stored(_STORED[kind], store, owner, most)
    if kind == "words":
        vectors = engines.words.set(name or engines.words.names(owner)[0], owner)
        return _first(list(vectors.index.words), vectors.matrix, most)
    if kind == "nodes":
        found = engines.graphs.embedded(name or engines.graphs.names(owner)[0], owner=owner)
        return _first([str(node) for node in found.graph.nodes], found.matrix, most)
    names = engines.items.names(owner)
    if not (name or names):
        return None
    learned = engines.items.learned(name or names[0], owner=owner)
    return _first(list(learned.baskets.items), learned.model.inputs, most)


def frequent_words(engines: Engines, most: int) -> Points:
    """Return the most frequent words that are not grammar, of the first set of vectors."""
    vectors = engines.words.set(engines.words.names()[0])
    chosen = [
        (row, word)
        for row, word in enumerate(vectors.index.words[: 4 * most])
        if len(word) > 2 and word.isalpha() and word not in STOP_WORDS
    ][:most]
    words = [word for _, word in chosen]
    return Points(words, words, vectors.matrix[[row for row, _ in chosen]], len(vectors))


def _first(labels: list[str], rows: Matrix, most: int | None) -> Points:
    return Points(labels[:most], labels[:most], rows[:most], len(labels))


def _stored(prefix: str, store: Store, owner: Owner, most: int | None) -> Points | None:
    """Return the items of the first stored space of that kind that has any."""
    for space in store.spaces():
        items = list(store.scan(space.name, owner=owner)) if space.name.startswith(prefix) else []
        if items:
            shown = items[:most]
            texts = [item.text or _label(item) for item in shown]
            rows = np.array([item.vector for item in shown], np.float32)
            return Points([_label(item) for item in shown], texts, rows, len(items))
    return None


def _label(item: Item) -> str:
    return str(item.metadata.get("title") or item.metadata.get("name") or item.text[:60])
