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
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from assets.recipes import images_cca as cca
from assistant.encoders.image_net import Network, Seen
from assistant.encoders.image_nodes import Things, read_tags, unprompted
from assistant.encoders.image_sandbox import Decoder
from assistant.encoders.image_text import counted, features, words
from assistant.encoders.use import UseEncoder
from store.types import Matrix

ASSETS = Path(__file__).parents[1]
OUT = ASSETS / "models" / "images"
ABOUT = {
    "blend": {"meaning": 0.13, "words": 0.27, "things": 0.6},
    "softness": 1.0,
    "power": 0.5,
}
"""Chosen on the development photos."""
KINDS, SHRINKAGE = 30, 0.3


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
        joined = {
            key: np.concatenate([getattr(part, key) for part in parts])
            for key in ("stages", "mean", "peak", "logits")
        }
        np.savez(kept, **joined, names=np.array(names))  # type: ignore[arg-type]  # mistaken for allow_pickle
    with np.load(kept) as held:
        stages, mean, peak, logits = (
            held[key].astype(np.float32) for key in ("stages", "mean", "peak", "logits")
        )
        return Seen(stages, mean, peak, logits, np.zeros((0, 0), np.float32)), [
            str(name) for name in held["names"]
        ]


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


def sentences(texts: list[str], kept: Path) -> Matrix:
    """Return the sentence vectors of texts, from `kept` where they were made before."""
    if not kept.is_file():
        encoder = UseEncoder()
        bare = [unprompted(text) for text in texts]
        np.save(
            kept, np.concatenate([encoder.documents(bare[i : i + 512]) for i in range(0, len(bare), 512)])
        )
    vectors: Matrix = np.load(kept)
    return vectors


def heads(data: Path, work: Path) -> dict[str, Matrix]:
    """Fit both links on the training photos; returns the tensors and sets the word list of ABOUT."""
    table = rows(data / "flickr8k-train-dev.tsv")
    chosen = {line[0] for line in table if line[1] == "train"}
    photos, names = seen(data / "flickr8k-train-dev.tar", chosen, work / "train.npz")
    texts, of = captions(table, names)
    plain = features(photos)
    spread = plain.std(axis=0) + 1e-3
    plain = (plain - plain.mean(axis=0)) / spread
    basis = cca.principal(plain)
    vectors = sentences(texts, work / "train-captions.npy")
    meaning = cca.link(plain @ basis, vectors, of)
    known, weights = cca.vocabulary(texts, [words(text) for text in texts])
    said = counted(texts, {word: number for number, word in enumerate(known)}, np.sqrt(weights))
    both = cca.link(plain @ basis, np.hstack([vectors, said]), of)
    ABOUT["words"] = known
    things = Things(*read_tags(ASSETS / "tags"))
    half = {
        "meaning.photo": basis @ meaning.photo, "meaning.text": meaning.text, "words.photo": basis @ both.photo,
        "words.text": both.text, "names": sentences([name for _, name in things.names], work / "names.npy"),
    }  # fmt: skip
    full = {
        "photo.scale": 1 / spread, "photo.shift": features(photos).mean(axis=0) / spread,
        "meaning.shift": meaning.text_shift, "words.shift": both.text_shift, "words.weights": np.sqrt(weights),
    }  # fmt: skip
    return {name: tensor.astype(np.float16) for name, tensor in half.items()} | {
        name: tensor.astype(np.float32) for name, tensor in full.items()
    }


def looks(data: Path, work: Path) -> dict[str, Matrix]:
    """Fit the map that tells kinds of things apart on the fashion photos."""
    from assistant.encoders.image_look import plain

    kinds = {Path(line[0]).name: line[5] for line in rows(data / "fashion-dev.tsv")}
    photos, names = seen(data / "fashion-dev.tar", set(kinds), work / "fashion.npz")
    return discriminants(plain(photos), [kinds[name] for name in names])


def discriminants(vectors: Matrix, kinds: list[str]) -> dict[str, Matrix]:
    """Return the centre and the linear discriminants (Fisher 1936) of labelled looks."""
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

    labels = np.array(kinds)
    often = np.array([(labels == label).sum() >= 3 for label in labels])
    centre = vectors.mean(axis=0)
    main = np.linalg.svd(vectors - centre, full_matrices=False)[2][:200].T
    model = LinearDiscriminantAnalysis(solver="eigen", shrinkage=SHRINKAGE, n_components=KINDS)
    model.fit((vectors - centre)[often] @ main, labels[often])
    return {
        "centre": centre.astype(np.float32),
        "kinds": (main @ model.scalings_[:, :KINDS]).astype(np.float16),
    }


def main() -> None:
    """Build both files."""
    from safetensors.numpy import save_file

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="?", type=Path, default=ASSETS.parents[1] / "shared" / "data")
    parser.add_argument("--features", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        work = given.features or Path(scratch)
        OUT.mkdir(parents=True, exist_ok=True)
        tensors = heads(given.data / "images", work)
        contiguous = {name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}
        save_file(contiguous, OUT / "heads.safetensors", {"about": json.dumps(ABOUT)})
        kinds = {name: np.ascontiguousarray(t) for name, t in looks(given.data / "images", work).items()}
        save_file(kinds, OUT / "look.safetensors")


if __name__ == "__main__":
    main()
