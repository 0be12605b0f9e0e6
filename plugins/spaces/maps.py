"""Maps: a whole space of words, documents, images, nodes or items in two dimensions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assistant.blocks import Block, Notice, Plot, Text, computed
from assistant.engines.spaces import Points, frequent_words
from assistant.phrase import Phrase
from assistant.plugin import Context, Request
from assistant.routing import catalogue
from plugins.spaces.slots import space, words_named
from store.spaces import OWN
from store.types import Matrix

MOST = 1500
_FREQUENT = 400
"""Words drawn when the map is of words: the most frequent that are not grammar."""
_GROUPS = 8

ASK = Phrase(
    "A map of what: words, documents, images, nodes or items?",
    "何の地図でしょうか: 言葉、資料、画像、ノード、商品？",
)
EMPTY = Phrase("There is nothing of that kind to draw yet.", "その種類のものはまだありません。")
EMPTY_HINT = Phrase("Add some first; see /help.", "先に追加してください。/help をご覧ください。")
TITLES = {
    "words": Phrase("Map of words", "言葉の地図"), "documents": Phrase("Map of your documents", "資料の地図"),
    "images": Phrase("Map of your images", "画像の地図"), "nodes": Phrase("Map of the nodes", "ノードの地図"),
    "items": Phrase("Map of the items", "商品の地図"),
}  # fmt: skip
OWN_TITLE = Phrase("Map of {name}", "{name} の地図")
SHOWN = Phrase(
    "{count:,} of {total:,} points, by {method}.",
    "{total:,}個のうち{count:,}個を {method} で表示しています。",
)
HOW_PCA = Phrase(
    "PCA: the two directions along which the vectors differ most; they keep {share:.0%} of the variance. Colours: k-means.",
    "PCA: ベクトルの違いが最も大きい2方向で、分散の{share:.0%}を残します。色は k-means です。",
)
HOW_TSNE = Phrase(
    "t-SNE (van der Maaten & Hinton 2008): near neighbours stay near; distances between groups mean little. Colours: k-means.",
    "t-SNE（van der Maaten & Hinton 2008）: 近いものを近くに保ちます。群れの間の距離にはあまり意味がありません。色は k-means です。",
)
_NAMED = (
    r"^\W*(?:please |can you |could you )*(?:draw |show |make |plot |give )?(?:me )?(?:a |the )?(?:map|plot) (?:of |with )(?:the words )?(?!my\b|all\b|the\b|our\b)[\w'-]+(?:(?:, ?| and | )[\w'-]+){2,}\W*$",
    r"^(?:[^\s、。]{1,12}[、と]){2,}[^\s、。]{1,12}の(?:地図|マップ)",
)
"""Words that are named are what a map is wanted of."""


class Maps:
    """Answers show_map."""

    name = "maps"
    summary = Phrase("Draw a space of vectors as a map", "ベクトルの空間を地図に描く")

    def __init__(self) -> None:
        show = catalogue.intent("show_map", space)
        self.intents = (replace(show, patterns=(*show.patterns, *_NAMED)),)

    def handle(self, request: Request, context: Context) -> Iterable[Block]:
        """Answer one request."""
        return _show(request, context)


def plugin() -> Maps:
    """Return this plugin."""
    return Maps()


def _show(request: Request, context: Context) -> Iterator[Block]:
    language, space = request.language, str(request.args.get("space", "")).strip()
    named = [] if space in TITLES or space.startswith(OWN) else words_named(request.message)
    if not named and space not in TITLES and not space.startswith(OWN):
        yield Notice("info", ASK.say(language))
        return
    found = _words(named, context) if named else _points(space, context)
    if found is None or len(found.labels) < 3:
        yield Notice("info", EMPTY.say(language), EMPTY_HINT.say(language))
        return
    rows = found.rows / np.maximum(np.linalg.norm(found.rows, axis=1, keepdims=True), 1e-12)
    tsne = bool(re.search(r"t-?sne|umap", request.message.text, re.IGNORECASE)) and len(rows) > 10
    placed, share = _tsne(rows) if tsne else _pca(rows)
    x, y = (tuple(float(value) for value in placed[:, axis]) for axis in (0, 1))
    method = "t-SNE" if tsne else "PCA"
    yield Text(SHOWN.say(language, count=len(found.labels), total=found.total, method=method))
    yield Plot(
        "scatter",
        TITLES["words" if named else space].say(language)
        if named or space in TITLES
        else OWN_TITLE.say(language, name=space.removeprefix(OWN)),
        x=x,
        y=y,
        labels=tuple(found.labels),
        groups=_groups(rows),
        asks="/neighbors {}" if named or space == "words" else "/node {}" if space == "nodes" else "",
    )
    yield computed(HOW_TSNE if tsne else HOW_PCA, language, share=share)


def _words(named: list[str], context: Context) -> Points:
    """Return the words that a message names, those that the vectors know."""
    vectors = context.engines.words.for_words(named)
    known = [word for word in dict.fromkeys(named) if word in vectors]
    return Points(known, known, vectors.vectors(known), len(known))


def _points(space: str, context: Context) -> Points | None:
    if space == "words":
        return frequent_words(context.engines, _FREQUENT)
    return context.points(space, MOST)


def _pca(rows: Matrix) -> tuple[NDArray[np.float64], float]:
    """Return (n, 2) positions and the share of variance that they keep."""
    centred = rows.astype(np.float64) - rows.mean(axis=0)
    values, axes = np.linalg.eigh(centred.T @ centred)
    return np.asarray(centred @ axes[:, :-3:-1]), float(values[-2:].sum() / max(values.sum(), 1e-12))


def _tsne(rows: Matrix) -> tuple[NDArray[np.float64], float]:
    from sklearn.manifold import TSNE

    perplexity = min(30.0, (len(rows) - 1) / 3)
    made = TSNE(2, perplexity=perplexity, metric="cosine", init="random", random_state=0)
    return np.asarray(made.fit_transform(rows), np.float64), 0.0


def _groups(rows: Matrix) -> tuple[str, ...]:
    from sklearn.cluster import KMeans

    count = min(_GROUPS, max(2, len(rows) // 8))
    return tuple(str(group + 1) for group in KMeans(count, n_init=3, random_state=0).fit_predict(rows))
