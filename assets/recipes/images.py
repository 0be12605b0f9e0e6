"""Rebuild the built-in image models: `python -m assets.recipes.images [data folder] [--features folder]`.

Reads images/ of the data folder: Flickr8k (6,000 photos with captions to learn from, 1,000 to measure), fashion
photos for the look-alike space, and the ImageNet names in both languages. Twenty minutes on two cores that compute
in bfloat16, longer on others; with --features (5 GB) what the network makes of the photos is kept there.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assets.recipes import images_cca as cca
from assets.recipes import images_data as data
from assets.recipes import images_looks as looks
from assets.recipes import images_torch as torch_net
from assets.recipes.images_tune import Plan, Side, Sight, rows, tune
from assets.recipes.images_views import VIEWS, Views, views
from assistant.encoders.images.concepts import CLASSES, Things, read_tags
from assistant.encoders.images.hubs import bank
from assistant.encoders.images.network import STAGES, features
from assistant.encoders.images.small_clip import counted, words
from assistant.encoders.images.text_tower import pack
from assistant.encoders.images.weights import BRANCH
from assistant.encoders.text.timing import precisions
from store.types import Matrix, Vector

ASSETS = Path(__file__).parents[1]
OUT = ASSETS / "models" / "images"
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
INNER = sum(STAGES)


def heads(known: data.Said, photos: Views, plan: Plan) -> tuple[dict[str, Matrix], dict[str, Any]]:
    """Fit both links and the branch; returns their tensors in full precision, and what is said of them."""
    chosen, worth = cca.vocabulary(known.texts, [words(text) for text in known.texts])
    root = np.sqrt(worth)
    said = counted(known.texts, {word: number for number, word in enumerate(chosen)}, root)
    texts = {"meaning": known.vectors, "words": np.hstack([known.vectors, known.english, said])}
    shift, scale, links = beginnings(photos, texts, known.of, plan)
    branch = torch_net.branch(torch_net.network())
    sight = Sight(photos, branch, shift, scale, rounded="bf16" in precisions())
    begun = time.monotonic()
    for epoch, loss in enumerate(tune(sight, VIEWS, links, texts, known.of, plan)):
        print(
            f"epoch {epoch + 1} of {plan.epochs}: loss {loss:.3f}, {time.monotonic() - begun:.0f} s",
            flush=True,
        )
    tensors = {f"{BRANCH}{name}": tensor.numpy() for name, tensor in branch.state_dict().items()}
    tensors |= {"photo.shift": shift, "photo.scale": scale, "words.worth": root}
    usual: dict[str, float] = {}
    plain = rows(sight, known.photos)
    for part, (photo, text) in links.items():
        left, right = photo.tower(), text.tower()
        tensors |= pack(f"{part}.photo", left) | pack(f"{part}.text", right)
        found, near = banks(left(plain), right(texts[part]), known.of)
        tensors |= {f"{part}.{side}.bank": held for side, held in found.items()}
        usual |= {f"{part}.{side}": value for side, value in near.items()}
    return tensors, {"words": chosen, "usual": usual}


def beginnings(
    photos: Views, texts: dict[str, Matrix], of: NDArray[np.int64], plan: Plan
) -> tuple[Vector, Vector, dict[str, tuple[Side, Side]]]:
    """Return shift and scale of `image_net.captioned`, and the links as canonical correlation makes them.

    The branch begins as a copy of the last stages, so that each gets half of what they have in common.
    """
    first = photos.rows[0].astype(np.float32)
    shift, scale = first.mean(axis=0), 1 / (first.std(axis=0) + np.float32(1e-3))
    plain = ((photos.rows.astype(np.float32) - shift) * scale).reshape(-1, len(shift))
    basis = cca.principal(plain)
    narrow = (plain @ basis).reshape(len(photos.rows), -1, basis.shape[1])
    links = {}
    for part, vectors in texts.items():
        line = cca.link(narrow, vectors, of, DIM)
        into = np.asarray(basis @ line.photo, np.float32)
        both = np.vstack([into[:INNER], into[INNER:] / 2, into[INNER:] / 2])
        still = np.zeros(len(both), np.float32)
        links[part] = (Side(both, still, plan), Side(line.text, line.text_shift, plan))
    return np.append(shift, shift[INNER:]), np.append(scale, scale[INNER:]), links


def told(known: data.Said, things: Things) -> Vector:
    """Return (things,): how many photos have two captions that name each everyday thing."""
    said = np.zeros((known.photos, things.dim), np.int32)
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


def saved(tensors: dict[str, Matrix]) -> dict[str, Matrix]:
    """Return tensors as they are shipped: matrices and filters in half precision."""
    return {
        name: np.ascontiguousarray(tensor, np.float16 if tensor.ndim >= 2 else np.float32)
        for name, tensor in tensors.items()
    }


def main() -> None:
    """Build both files; `python -m assets.recipes.images_labels` comes after."""
    from safetensors.numpy import save_file

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="?", type=Path, default=ASSETS.parents[1] / "shared" / "data")
    parser.add_argument("--features", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        images, work = given.data / "images", given.features or Path(scratch)
        OUT.mkdir(parents=True, exist_ok=True)
        photos = views(images / data.PHOTOS, data.split(images, "train"), work)
        known = data.said(images, photos.names, work)
        tensors, found = heads(known, photos, Plan())
        things = Things(*read_tags(ASSETS / "tags"))
        tensors["things.told"] = told(known, things)
        tensors["names"] = data.sentences([name for _, name in things.names], work / "names.npy")
        save_file(saved(tensors), OUT / "heads.safetensors", {"about": json.dumps(ABOUT | found)})
        products, kinds = data.labelled(images, work)
        others = photos.rows[0, : looks.OTHERS].astype(np.float32)
        about = {"about": json.dumps(looks.ABOUT)}
        save_file(looks.kinds_map(features(products), kinds, others), OUT / "look.safetensors", about)


if __name__ == "__main__":
    main()
