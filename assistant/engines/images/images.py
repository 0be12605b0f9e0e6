"""Everything that plugins and surfaces do with photos, over two spaces of the common store."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from assistant.blocks import Passage
from assistant.encoders.images.base import ImageEncoder, Picture
from assistant.engines.images.captions import Describing
from assistant.engines.images.filters import EVERYTHING, Places, Within
from assistant.engines.images.labels import Labels
from assistant.engines.images.photo import Meant
from assistant.engines.images.photo_store import LOOKS, MEANINGS, PhotoStore, fold
from assistant.engines.images.photo_texts import PhotoTexts
from assistant.engines.images.regions import Box, cut
from assistant.engines.images.sketches import Sketches
from assistant.engines.images.sums import summed
from assistant.engines.images.taught_names import Names, without
from assistant.paths import printable
from store.types import ME, Hit, Item, Owner, Scalar, Space, Vector
from store.where import matches

if TYPE_CHECKING:
    from PIL.Image import Image

    from assistant.encoders.models import Models
    from assistant.settings import Settings
    from store.library import Store

By = Literal["look", "meaning"]
SAME = 0.9995
"""Cosine of looks from which on two files hold the same picture."""
DEPTH = 60
"""Least number of candidates before near-duplicates are folded."""


class Images:
    """Tags, search by words, look-alikes. Making one costs nothing; models load when first needed."""

    def __init__(self, store: Store, models: Models, settings: Settings) -> None:
        self._store, self._models, self._settings = store, models, settings
        self.photo_store = PhotoStore(store, models, settings)
        self.names = Names(store)
        self._places = Places(store)
        self._labels: Labels | None = None
        self._labels_of = ""
        self._lock = threading.Lock()

    @property
    def model(self) -> str:
        """Return the name of the image-text model in use."""
        return self._models.resolve("image-text")

    @property
    def labels(self) -> Labels:
        """Return the cached label vectors and the default vocabulary."""
        with self._lock:
            if self._labels is None or self._labels_of != self.model:
                self._labels_of = self.model
                self._labels = Labels(self.meanings, self._models.pictures, self._settings)
            return self._labels

    @cached_property
    def sketches(self) -> Sketches:
        """Return the pictures made for answers."""
        return Sketches(self._settings.home / "thumbnails")

    @cached_property
    def texts(self) -> PhotoTexts:
        """Return what is written in photos."""
        return PhotoTexts(self._store, self._models)

    @cached_property
    def _describing(self) -> Describing:
        return Describing(self._store, self._models, self.meanings)

    def meanings(self) -> ImageEncoder:
        """Return the image-text encoder in use."""
        return self._models.images("image-text")

    def looks(self) -> ImageEncoder:
        """Return the encoder of looks."""
        return self._models.images("image-look")

    def part(self, picture: Picture, box: Box | None = None) -> Image:
        """Return an upright picture, or that part of it; ImageError says why not."""
        whole = self.photo_store.open(picture)
        return cut(whole, box) if box else whole

    def tag(
        self, picture: Picture, labels: Sequence[str] | None = None, k: int = 10, *, language: str = "en",
        owner: Owner = ME,
    ) -> list[tuple[str, float]]:  # fmt: skip
        """Return the k best (label, probability); over taught names and the default tags without labels.

        With labels the probabilities are a softmax over exactly those; ImageError for a bad picture.
        """
        image = self.part(picture)
        ranked = self.labels.rank(self.meanings().images([image])[0], labels, k, language)
        return ranked if labels is not None else [*self.called(image, owner=owner), *ranked][:k]

    def called(self, picture: Picture, *, owner: Owner = ME) -> list[tuple[str, float]]:
        """Return (name, probability) of the taught names that a picture shows."""
        if not self.names.all(owner=owner):
            return []
        return self.names.recognise(self.looks().images([picture])[0], owner=owner)

    def shows(self, picture: Picture, thing: str, *, owner: Owner = ME) -> float:
        """Return how likely it is, in [0, 1], that the picture shows the thing, or what was given that name."""
        if any(one.name.casefold() == thing.casefold() for one in self.names.all(owner=owner)):
            look = self.looks().images([picture])[0]
            known = self.names.recognise(look, owner=owner, least=0.0)
            return next(chance for name, chance in known if name.casefold() == thing.casefold())
        return self.labels.shows(self.meanings().images([picture])[0], thing)

    def find_images(
        self, query: str, k: int = 10, *, owner: Owner = ME, plus: Sequence[str] = (), minus: Sequence[str] = (),
        like: Picture | None = None, within: Within = EVERYTHING, offset: int = 0, known: str = "",
    ) -> list[Hit]:  # fmt: skip
        """Return the k photos after `offset` that a description fits, best first, near-duplicates folded.

        `plus` and `minus` add and subtract words, and photos that show what is subtracted come last;
        `like` starts from a photo, and the photo of the library with the id `known` is left out; a taught name keeps the photos that show it. The score is the cosine, or
        how likely the name is. Without any words the newest come first.
        """
        self.photo_store.samples()
        if names := self.names.mentioned(query, owner=owner):
            vector = self.query(without(query, names), plus, minus, like)
            return fold(self._called(names, vector, owner, within))[offset : offset + k]
        if query.strip() or plus or minus or like is not None:
            found = self._near(MEANINGS, self.query(query, plus, minus, like), owner, within, offset + k)
            others = [hit for hit in found if hit.id != known]
            return fold(self._unwanted_last(others, minus, owner))[offset : offset + k]
        found = self._near(MEANINGS, self.query("a photo", (), (), None), owner, within, 1000)
        found.sort(key=lambda hit: -float(hit.metadata.get("when", 0.0)))
        return fold(found)[offset : offset + k]

    def clearly(self, query: str, hits: Sequence[Hit], *, owner: Owner = ME) -> float:
        """Return how likely it is, in [0, 1], that the likeliest of some found photos shows what was looked for."""
        vectors = self._vectors(hits, owner).values()
        return max((self.labels.shows(vector, query) for vector in vectors), default=0.0)

    def similar_images(
        self, picture: Picture, k: int = 10, by: By = "look", *, owner: Owner = ME, box: Box | None = None,
        within: Within = EVERYTHING, offset: int = 0, known: str = "",
    ) -> list[Hit]:  # fmt: skip
        """Return the k photos most like this one, or this part of it, by look or by meaning.

        The same file is left out, and the photo of the library with the id `known`. `box` is (left, top,
        right, bottom) as shares of width and height.
        """
        self.photo_store.samples()
        encoder = self.looks() if by == "look" else self.meanings()
        vector = encoder.images([self.part(picture, box) if box else picture])[0]
        found = self._near(LOOKS if by == "look" else MEANINGS, vector, owner, within, offset + k + 1)
        others = [hit for hit in found if hit.id != known and (box or hit.score < SAME)]
        return fold(others)[offset : offset + k]

    def passages(self, picture: Picture, k: int = 5, *, owner: Owner = ME) -> list[Passage]:
        """Return the k passages of the library nearest to a photo, their nearest sentence highlighted."""
        image = self.part(picture)
        vector = self.meanings().images([image])[0]
        called = self.called(image, owner=owner)
        tags = [[*called, *self.labels.rank(vector, None, 6, tongue)] for tongue in ("en", "ja")]
        return self._describing.passages(vector, tags, k, owner=owner)

    def count(self, *, owner: Owner = ME) -> int:
        """Return how many photos the owner can search, samples included."""
        self.photo_store.samples()
        return self._store.count(MEANINGS, owner=owner) if self._store_has(MEANINGS) else 0

    def facts(self, document_id: str, owner: Owner = ME) -> Mapping[str, Scalar]:
        """Return what is kept about a photo of the library: name, thumbnail, width, height, taken, when."""
        found = self._store.get(MEANINGS, [document_id], owner=owner) if self._store_has(MEANINGS) else []
        return found[0].metadata if found else {}

    def stored(self, owner: Owner = ME, space: str = MEANINGS) -> Iterator[Item]:
        """Yield every photo the owner can search with its vector of meaning, or of looks."""
        return self._store.scan(space, owner=owner) if self._store_has(space) else iter(())

    def kept(self, document_id: str, owner: Owner = ME) -> Meant | None:
        """Return a photo of the library by its id, or None."""
        about = self.facts(document_id, owner)
        file = Path(str(about.get("thumbnail", "")))
        return Meant(file, str(about.get("name", "")), document_id) if file.is_file() else None

    def same(self, photo: Meant, owner: Owner = ME) -> str:
        """Return the id under which a photo is in the library, or ""."""
        if photo.document_id or not self._store_has(LOOKS):
            return photo.document_id
        look = self.looks().images([photo.file])[0]
        nearest = self._store.near(LOOKS, look, 1, owner=owner)
        return nearest[0].id if nearest and nearest[0].score >= SAME else ""

    def sketched(self, name: str, owner: Owner = ME, called: str = "") -> Meant | None:
        """Return a photo that this owner was shown in an answer, or None."""
        file = self.sketches.find(name, owner)
        return Meant(file, called or printable(file.name)) if file else None

    def _near(self, space: str, vector: Vector, owner: Owner, within: Within, needed: int) -> list[Hit]:
        """Return candidates until `needed` groups of near-duplicates are among them, or all there are."""
        where = within.where(self._places, owner)
        if where is None or not self._store_has(space):
            return []
        encoder = self.looks() if space == LOOKS else self.meanings()
        comparable, depth = Space(space, encoder.fingerprint, encoder.dim), max(DEPTH, 4 * needed)
        while True:
            found = self._store.near(comparable, vector, depth, owner=owner, where=where or None)
            if len(found) < depth or len(fold(found)) >= needed:
                return found
            depth *= 4

    def _called(self, names: Sequence[str], vector: Vector, owner: Owner, within: Within) -> list[Hit]:
        """Return the photos that show all names, nearest to `vector` first where it is not zero."""
        first, *others = ({hit.id: hit for hit in self.names.photos(name, owner=owner)} for name in names)
        where = within.where(self._places, owner)
        hits = [
            hit for hit in first.values()
            if all(hit.id in other for other in others) and where is not None
            and matches(where, {**hit.metadata, "source": hit.source, "id": hit.id})
        ]  # fmt: skip
        if not vector.any():
            return hits
        rows = self._vectors(hits, owner)
        ranked = [replace(hit, score=float(rows[hit.id] @ vector)) for hit in hits if hit.id in rows]
        return sorted(ranked, key=lambda hit: -hit.score)

    def _unwanted_last(self, hits: list[Hit], minus: Sequence[str], owner: Owner) -> list[Hit]:
        if not minus or not hits:
            return hits
        rows = self._vectors(hits, owner)
        shown = {
            name: max(self.labels.shows(row, word) for word in minus) >= 0.5 for name, row in rows.items()
        }
        return sorted(hits, key=lambda hit: shown.get(hit.id, False))

    def _vectors(self, hits: Sequence[Hit], owner: Owner) -> dict[str, Vector]:
        return {i.id: i.vector for i in self._store.get(MEANINGS, [hit.id for hit in hits], owner=owner)}

    def query(self, query: str, plus: Sequence[str], minus: Sequence[str], like: Picture | None) -> Vector:
        """Return the unit vector of a sum of words and a photo less other words; zeros for nothing at all."""
        return summed(self.meanings(), query, plus, minus, like)

    def _store_has(self, name: str) -> bool:
        return any(space.name == name for space in self._store.spaces())
