"""Two or more photos beside each other: what each shows, and how alike they are in look and in meaning."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import numpy as np

from assistant.blocks import Block, Table, Text, computed, plain
from assistant.engines.images.images import Images
from assistant.engines.images.photo import Meant
from assistant.phrase import Language, Phrase

TAGS = 3
MOST = 6
"""Photos that are compared at once."""
SCALE = 60
"""Photos of the library from which it is told how alike any two are."""

COLUMNS = Phrase("Photo|What it shows", "写真|写っていそうなもの")
PAIRS = Phrase("Photos|Alike in look|Alike in meaning", "写真|見た目の近さ|意味の近さ")
SAID = Phrase(
    "**{a}** and **{b}**: {look:.2f} alike in look, {meaning:.2f} in meaning.",
    "**{a}** と **{b}**: 見た目の近さ {look:.2f}、意味の近さ {meaning:.2f}。",
)
FOR_SCALE = Phrase(
    "For scale: two photos of your library are at {look:.2f} in look and {meaning:.2f} in meaning on average.",
    "目安: ライブラリの写真どうしの平均は、見た目 {look:.2f}、意味 {meaning:.2f} です。",
)
HOW = Phrase(
    "Cosines between the photos' vectors: look from a convolutional network's features, meaning from the image-text model; the tags "
    "are those whose words lie nearest to the photo.",
    "写真のベクトルどうしのコサインです。見た目は畳み込みネットワークの特徴量、意味は画像と言葉のモデルによります。タグは、写真に最も近い言葉です。",
)


def compared(images: Images, photos: Sequence[Meant], language: Language) -> Iterator[Block]:
    """Yield how alike each two photos are, and what each shows."""
    some = photos[:MOST]
    pictures = [images.part(photo.file) for photo in some]
    looks, meanings = images.looks().images(pictures), images.meanings().images(pictures)
    pairs = [
        (a, b, float(looks[a] @ looks[b]), float(meanings[a] @ meanings[b]))
        for a, b in itertools.combinations(range(len(some)), 2)
    ]
    names = [photo.name for photo in some]
    if len(pairs) == 1:
        _, _, look, meaning = pairs[0]
        yield Text(SAID.say(language, a=plain(names[0]), b=plain(names[1]), look=look, meaning=meaning))
    else:
        rows = tuple((f"{names[a]} / {names[b]}", round(x, 3), round(y, 3)) for a, b, x, y in pairs)
        yield Table(tuple(PAIRS.say(language).split("|")), rows)
    usual = [_usual(images, space) for space in ("looks", "images")]
    if all(usual):
        yield Text(FOR_SCALE.say(language, look=usual[0], meaning=usual[1]))
    separator = ", " if language == "en" else "、"
    shown = tuple(
        (name, separator.join(label for label, _ in images.tag(picture, None, TAGS, language=language)))
        for name, picture in zip(names, pictures, strict=True)
    )
    yield Table(tuple(COLUMNS.say(language).split("|")), shown)
    yield computed(HOW, language)


def _usual(images: Images, space: str) -> float:
    """Return the mean cosine of two of the library's photos, 0 where there are fewer than four."""
    rows = [item.vector for item in itertools.islice(images.stored(space=space), SCALE)]
    if len(rows) < 4:
        return 0.0
    matrix = np.asarray(rows, np.float32)
    cosines = matrix @ matrix.T
    return float(cosines[np.triu_indices(len(rows), 1)].mean())
