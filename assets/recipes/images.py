"""Rebuild the built-in image models: `python -m assets.recipes.images [data folder] [--features folder]`.

Reads images/ of the data folder: Flickr8k (6,000 photos with captions to learn from, 1,000 to measure), fashion
photos for the look-alike space, and the ImageNet names in both languages. About ten minutes on two cores, nearly
all of it the network; with --features the network's output is kept there and the rest takes a minute.
"""

from __future__ import annotations

import argparse
import json
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.recipes import images_cca as cca
from assets.recipes import images_looks as looks
from assets.recipes.images_nce import Plan, refine
from assistant.encoders import minilm_file
from assistant.encoders.base import Encoder
from assistant.encoders.image_hubs import bank
from assistant.encoders.image_net import Network, Seen, features
from assistant.encoders.image_nodes import CLASSES, Things, read_tags, unprompted
from assistant.encoders.image_sandbox import Decoder
from assistant.encoders.image_text import counted, words
from assistant.encoders.image_tower import Tower, pack
from assistant.encoders.route import packaged
from assistant.encoders.use import UseEncoder
from assistant.settings import default_cache
from store.types import Matrix, Vector

ASSETS = Path(__file__).parents[1]
OUT = ASSETS / "models" / "images"
KEPT = ("stages", "mean", "peak", "logits")
ABOUT: dict[str, Any] = {
    "blend": {"meaning": 0.2, "words": 0.3, "things": 0.5},
    "hubs": 0.7,
    "softness": 0.5,
    "power": 0.25,
}
"""Chosen on 1,000 training photos that the links were not fitted on."""
DIM = 192
BANKED = {"photo": 3000, "text": 1500}
"""How many texts photos are held against, and how many photos texts."""


def rows(file: Path) -> list[list[str]]:
    """Return the lines of a tab-separated file after its header."""
    return [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()[1:]]


def seen(tar: Path, wanted: set[str], kept: Path) -> tuple[Seen, list[str]]:
    """Return the network's output for some pictures of an archive, from `kept` where it was made before."""
    if not kept.is_file():
        names: list[str] = []
        parts: list[Seen] = []
        network, decoder = Network(kept.parent), Decoder()
        for batch in _batches(tar, wanted):
            parts.append(network.see([decoder.data(data, name).image for name, data in batch]))
            names.extend(name for name, _ in batch)
        decoder.close()
        joined = {key: np.concatenate([getattr(part, key) for part in parts]) for key in KEPT}
        half = {
            key: array.astype(np.float16 if key != "logits" else np.float32) for key, array in joined.items()
        }
        np.savez(kept, **half, names=np.array(names))  # type: ignore[arg-type]  # mistaken for allow_pickle
    with np.load(kept) as held:
        return Seen(*(held[key].astype(np.float32) for key in KEPT)), [str(name) for name in held["names"]]


def some(seen: Seen, numbers: NDArray[np.int64]) -> Seen:
    """Return some of the pictures."""
    return Seen(*(getattr(seen, key)[numbers] for key in KEPT))


def _batches(tar: Path, wanted: set[str], size: int = 16) -> Iterator[list[tuple[str, bytes]]]:
    batch: list[tuple[str, bytes]] = []
    with tarfile.open(tar) as archive:
        for member in archive:
            stream = archive.extractfile(member) if Path(member.name).name in wanted else None
            if stream is not None:
                batch.append((Path(member.name).name, stream.read()))
            if len(batch) == size:
                yield batch
                batch = []
    if batch:
        yield batch


def captions(table: list[list[str]], names: list[str]) -> tuple[list[str], Any]:
    """Return the captions of these photos, and which photo each is of."""
    place = {name: number for number, name in enumerate(names)}
    kept = [(line[2], place[line[0]]) for line in table if line[0] in place]
    return [text for text, _ in kept], np.array([photo for _, photo in kept])


def sentences(texts: list[str], kept: Path, load: Callable[[], Encoder] = UseEncoder) -> Matrix:
    """Return the sentence vectors of texts, from `kept` where they were made before."""
    if not kept.is_file():
        encoder, bare = load(), [unprompted(text) for text in texts]
        np.save(
            kept, np.concatenate([encoder.documents(bare[i : i + 512]) for i in range(0, len(bare), 512)])
        )
    vectors: Matrix = np.load(kept)
    return vectors


@dataclass(frozen=True, slots=True)
class Pairs:
    """Photos and what is said of them, where text i describes photo of[i].

    `vectors` (m, 512) and `english` (m, 384) are the sentence vectors of the multilingual and the English encoder.
    """

    photos: Seen
    texts: list[str]
    of: NDArray[np.int64]
    vectors: Matrix
    english: Matrix


def pairs(data: Path, split: str, work: Path) -> Pairs:
    """Return the photos and captions of "train" or "dev"."""
    table = rows(data / "flickr8k-train-dev.tsv")
    chosen = {line[0] for line in table if line[1] == split}
    photos, names = seen(data / "flickr8k-train-dev.tar", chosen, work / f"{split}.npz")
    texts, of = captions(table, names)
    vectors = sentences(texts, work / f"{split}-captions.npy")
    return Pairs(photos, texts, of, vectors, sentences(texts, work / f"{split}-english.npy", english))


def english() -> Encoder:
    """Return the English sentence encoder."""
    return packaged(minilm_file.NAME, default_cache() / "models")


def heads(known: Pairs, plan: Plan) -> tuple[dict[str, Matrix], dict[str, Any]]:
    """Fit both links on photos and captions; returns their tensors in full precision, and what is said of them."""
    rows = features(known.photos)
    shift, scale = rows.mean(axis=0), 1 / (rows.std(axis=0) + np.float32(1e-3))
    plain = (rows - shift) * scale
    basis = cca.principal(plain)
    chosen, worth = cca.vocabulary(known.texts, [words(text) for text in known.texts])
    root = np.sqrt(worth)
    said = counted(known.texts, {word: number for number, word in enumerate(chosen)}, root)
    sides = {"meaning": known.vectors, "words": np.hstack([known.vectors, known.english, said])}
    tensors: dict[str, Matrix] = {"photo.shift": shift, "photo.scale": scale, "words.worth": root}
    usual: dict[str, float] = {}
    for part, texts in sides.items():
        photo, text = towers(plain @ basis, texts, known.of, DIM, plan)
        photo = Tower(np.zeros(len(shift), np.float32), basis @ photo.into, photo.bend)
        tensors |= pack(f"{part}.photo", photo) | pack(f"{part}.text", text)
        found, near = banks(photo(plain), text(texts), known.of)
        tensors |= {f"{part}.{side}.bank": rows for side, rows in found.items()}
        usual |= {f"{part}.{side}": value for side, value in near.items()}
    return tensors, {"words": chosen, "usual": usual}


def told(known: Pairs, things: Things) -> Vector:
    """Return (things,): how many photos have two captions that name each everyday thing."""
    said = np.zeros((len(known.photos.logits), things.dim), np.int32)
    for text, photo in zip(known.texts, known.of, strict=True):
        said[photo, list({number for group in things.named(text)[0] for number in group})] += 1
    counts: Vector = (said >= 2).sum(axis=0).astype(np.float32)
    counts[:CLASSES] = 0
    return counts


def banks(photos: Matrix, texts: Matrix, of: NDArray[np.int64]) -> tuple[dict[str, Matrix], dict[str, float]]:
    """Return what photos and texts are measured against: texts of different photos, and photos."""
    draw = np.random.default_rng(0)
    order = draw.permutation(len(of))
    firsts = order[np.unique(of[order], return_index=True)[1]]
    said = texts[draw.permutation(firsts)[: BANKED["photo"]]]
    seen = photos[draw.permutation(len(photos))[: BANKED["text"]]]
    near = {"photo": bank(photos[: len(seen)], said).usual, "text": bank(said, seen).usual}
    return {"photo": said, "text": seen}, near


def towers(photos: Matrix, texts: Matrix, of: NDArray[np.int64], dim: int, plan: Plan) -> tuple[Tower, Tower]:
    """Return both sides of a link: a linear map by canonical correlation, then what contrast makes of it."""
    line = cca.link(photos, texts, of, dim)
    said = np.asarray((texts - line.text_shift) @ line.text, np.float32)
    photo, text = refine(photos @ line.photo, said, of, plan)
    still = np.zeros(photos.shape[1], np.float32)
    return Tower(still, line.photo, photo), Tower(line.text_shift, line.text, text)


def saved(tensors: dict[str, Matrix]) -> dict[str, Matrix]:
    """Return tensors as they are shipped: matrices in half precision."""
    return {
        name: np.ascontiguousarray(tensor, np.float16 if tensor.ndim == 2 else np.float32)
        for name, tensor in tensors.items()
    }


def main() -> None:
    """Build both files."""
    from safetensors.numpy import save_file

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="?", type=Path, default=ASSETS.parents[1] / "shared" / "data")
    parser.add_argument("--features", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        images, work = given.data / "images", given.features or Path(scratch)
        OUT.mkdir(parents=True, exist_ok=True)
        known = pairs(images, "train", work)
        tensors, found = heads(known, Plan())
        things = Things(*read_tags(ASSETS / "tags"))
        tensors["things.told"] = told(known, things)
        tensors["names"] = sentences([name for _, name in things.names], work / "names.npy")
        save_file(saved(tensors), OUT / "heads.safetensors", {"about": json.dumps(ABOUT | found)})
        photos, kinds = labelled(images, work)
        others = some(known.photos, np.arange(looks.OTHERS))
        about = {"about": json.dumps(looks.ABOUT)}
        save_file(looks.kinds_map(photos, kinds, others), OUT / "look.safetensors", about)


def labelled(data: Path, work: Path) -> tuple[Seen, list[str]]:
    """Return the fashion photos and the article type of each."""
    kinds = {Path(line[0]).name: line[5] for line in rows(data / "fashion-dev.tsv")}
    photos, names = seen(data / "fashion-dev.tar", set(kinds), work / "fashion.npz")
    return photos, [kinds[name] for name in names]


if __name__ == "__main__":
    main()
