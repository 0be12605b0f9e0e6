"""Look-alikes on 1,200 fashion photos, and the curve and the cut that depend on looks."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assets.recipes import images_looks
from assets.recipes.images_data import PRODUCTS, labelled, some
from assistant.encoders.images.look import LookEncoder, looks, plain
from assistant.encoders.images.network import Seen, features
from assistant.engines.images.photo_store import TWIN
from benchmarks import taught
from store.types import Matrix

if TYPE_CHECKING:
    from PIL.Image import Image

COPIED, QUALITY = 200, 75
"""Photos whose copies are compared with them, and of which JPEG quality these are."""


def look_alikes(data: Path, work: Path, encoder: LookEncoder, others: Seen) -> None:
    """Print precision@5 of the article type: features alone, as shipped, and with maps fitted on other photos.

    `others` are photos of anything, for the maps.
    """
    photos, kinds = labelled(data, work)
    labels = np.array(kinds)
    print(f"fashion, 1,200 photos, CNN features alone: precision@5 {precision(plain(photos), labels):.3f}")
    print(f"fashion, 1,200 photos, as shipped (fitted on them): {precision(encoder.of(photos), labels):.3f}")
    strangers = features(some(others, np.arange(images_looks.OTHERS)))
    trials: list[taught.Trial] = []
    for parts in (2, 5):
        figures = []
        for number, (learn, test) in enumerate(folds(len(labels), parts)):
            held = images_looks.kinds_map(features(some(photos, learn)), labels[learn].tolist(), strangers)
            shown = looks(some(photos, test), held, images_looks.ABOUT)
            plainly = plain(some(photos, test))
            figures.append(
                [precision(rows, labels[test]) for rows in (plainly, shown)] + [most(labels[test])]
            )
            if parts == 2:
                trials += taught.trials(shown, labels[test], number)
        before, after, bound = np.mean(figures, axis=0)
        print(
            f"fashion, {parts} parts, maps fitted on the others, within a part: CNN features {before:.3f},"
            f" with the map {after:.3f}, the most there could be {bound:.3f}"
        )
    taught.report(trials)


def folds(count: int, parts: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield what to learn from and what to measure."""
    order = np.random.default_rng(0).permutation(count)
    for part in range(parts):
        yield np.setdiff1d(order, order[part::parts]), np.sort(order[part::parts])


def most(labels: np.ndarray) -> float:
    """Return the precision@5 of a perfect space: some kinds have fewer than six photos."""
    others = np.array([(labels == label).sum() - 1 for label in labels])
    return float(np.minimum(others / 5, 1).mean())


def precision(vectors: Matrix, labels: np.ndarray) -> float:
    """Return the share of the five nearest that have the same label."""
    scores = vectors @ vectors.T - 2 * np.eye(len(vectors), dtype=np.float32)
    best = np.argsort(-scores, axis=1)[:, :5]
    return float((labels[best] == labels[:, None]).mean())


def twins(data: Path, work: Path, encoder: LookEncoder) -> None:
    """Print how many copies count as the same photo, and how many photos have another that counts as it."""
    from PIL.Image import open as opened

    photos, _ = labelled(data, work)
    rows = encoder.of(photos)
    nearest = (rows @ rows.T - 2 * np.eye(len(rows), dtype=np.float32)).max(axis=1)
    with tarfile.open(data / PRODUCTS) as archive:
        streams = [archive.extractfile(member) for member in archive if member.isfile()][:COPIED]
        pictures = [opened(io.BytesIO(stream.read())).convert("RGB") for stream in streams if stream]
    alike = (encoder.images(pictures) * encoder.images([copied(picture) for picture in pictures])).sum(axis=1)
    print(
        f"{len(alike)} copies, JPEG quality {QUALITY}, that count as the same (cosine {TWIN}): {(alike >= TWIN).mean():.3f};"
        f" photos with another that does: {(nearest >= TWIN).sum()} of {len(rows)}"
    )


def copied(picture: Image) -> Image:
    """Return a picture saved as JPEG."""
    from PIL.Image import open as opened

    file = io.BytesIO()
    picture.save(file, "JPEG", quality=QUALITY)
    return opened(file).convert("RGB")
