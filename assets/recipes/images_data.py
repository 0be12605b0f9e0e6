"""What the image models are made from: photos as the network sees them, captions, and product photos with their kinds."""

from __future__ import annotations

import hashlib
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.encoders.base import Encoder
from assistant.encoders.images.concepts import unprompted
from assistant.encoders.images.models import heads_file
from assistant.encoders.images.network import Network, Seen
from assistant.encoders.images.sandbox import Decoder
from assistant.encoders.text import minilm_file
from assistant.encoders.text.packaged import packaged
from assistant.encoders.text.universal import UseEncoder
from assistant.settings import default_cache
from store.types import Matrix

PHOTOS, PRODUCTS = "flickr8k-train-dev.tar", "fashion-dev.tar"


def rows(file: Path) -> list[list[str]]:
    """Return the lines of a tab-separated file after its header."""
    return [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()[1:]]


def batches(tar: Path, wanted: set[str], size: int = 16) -> Iterator[list[tuple[str, bytes]]]:
    """Yield the names and contents of the wanted pictures of an archive, in its order."""
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


def seen(tar: Path, wanted: set[str], kept: Path) -> tuple[Seen, list[str]]:
    """Return the output of the shipped network for some pictures, from `kept` where it made them before."""
    digest = hashlib.sha256(heads_file().read_bytes()).hexdigest()
    if not kept.is_file() or _made(kept) != digest:
        names: list[str] = []
        parts: list[Seen] = []
        network, decoder = Network(heads_file(), kept.parent), Decoder()
        for batch in batches(tar, wanted):
            parts.append(network.see([decoder.data(data, name).image for name, data in batch]))
            names.extend(name for name, _ in batch)
        decoder.close()
        joined = {key: np.concatenate([getattr(part, key) for part in parts]) for key in _keys()}
        half: dict[str, Any] = {
            key: array.astype(np.float16 if key != "logits" else np.float32) for key, array in joined.items()
        }
        np.savez(kept, **half, names=np.array(names), made=np.array(digest))
    with np.load(kept) as held:
        return Seen(*(held[key].astype(np.float32) for key in _keys())), [str(name) for name in held["names"]]


def _keys() -> list[str]:
    return [field.name for field in fields(Seen)]


def _made(kept: Path) -> str:
    with np.load(kept) as held:
        return str(held["made"]) if "made" in held.files else ""


def some(seen: Seen, numbers: NDArray[np.int64]) -> Seen:
    """Return some of the pictures."""
    return Seen(*(getattr(seen, key)[numbers] for key in _keys()))


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


def english() -> Encoder:
    """Return the English sentence encoder."""
    return packaged(minilm_file.NAME, default_cache() / "models")


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of n photos, where text i describes photo of[i].

    `vectors` (m, 512) and `english` (m, 384) are the sentence vectors of the multilingual and the English encoder.
    """

    photos: int
    texts: list[str]
    of: NDArray[np.int64]
    vectors: Matrix
    english: Matrix


def said(data: Path, names: list[str], work: Path) -> Said:
    """Return the captions of these photos."""
    texts, of = captions(rows(data / "flickr8k-train-dev.tsv"), names)
    vectors = sentences(texts, work / "captions.npy")
    return Said(len(names), texts, of, vectors, sentences(texts, work / "english.npy", english))


def split(data: Path, name: str) -> set[str]:
    """Return the photos of "train" or "dev"."""
    return {line[0] for line in rows(data / "flickr8k-train-dev.tsv") if line[1] == name}


def labelled(data: Path, work: Path) -> tuple[Seen, list[str]]:
    """Return the product photos and the article type of each."""
    kinds = {Path(line[0]).name: line[5] for line in rows(data / "fashion-dev.tsv")}
    photos, names = seen(data / PRODUCTS, set(kinds), work / "fashion.npz")
    return photos, [kinds[name] for name in names]
