"""Measure what stands on the image models: `python -m benchmarks photos`.

Search over 50,000 photos (synthetic unit vectors in a real store), adding a folder, how sure tags and taught names
are. Times are process time, which other work on the machine hardly changes.
"""

from __future__ import annotations

import re
import tarfile
import tempfile
import time
from pathlib import Path

import numpy as np

from assistant import Assistant
from assistant.encoders.batches import unit_rows
from assistant.images.facade import Images
from assistant.images.names import SURE
from assistant.images.shelf import LOOKS, MEANINGS
from assistant.ingest.events import FileDone, FileProgress
from assistant.settings import Settings, default_cache
from store.library import Store
from store.types import ME, Item, Space


def run(data: Path, photos: int, added: int) -> None:
    """Print every figure."""
    with tempfile.TemporaryDirectory() as scratch:
        search(Path(scratch) / "search", photos)
        settings = Settings.read({}, home=Path(scratch) / "home", cache=default_cache(), samples=False)
        with Assistant.open(settings=settings) as assistant:
            folder = _unpack(data / "flickr8k-train-dev", Path(scratch) / "album", added)
            adding(assistant, folder)
            tags(assistant.library.images, data / "flickr8k-train-dev.tsv", folder)
            names(assistant, data, Path(scratch))


def search(folder: Path, photos: int, dim: int = 1888) -> None:
    """Print the process time of one search among synthetic photos."""
    dice = np.random.default_rng(0)
    with Store(folder, backups=False) as store:
        store.open(Space(MEANINGS, "synthetic", dim))
        for start in range(0, photos, 1000):
            rows = unit_rows(dice.standard_normal((1000, dim)).astype(np.float32))
            store.put(MEANINGS, (Item(f"p{start + i}", ME, row) for i, row in enumerate(rows)))
        began = time.process_time()
        settled = store.settle(3600)
        print(f"{photos:,} photos, {dim}-d; indexed: {settled}, {time.process_time() - began:.0f} s")
        queries = unit_rows(dice.standard_normal((50, dim)).astype(np.float32))
        for name, where in (("plain", None), ("filtered", {"id": [f"p{i}" for i in range(0, photos, 3)]})):
            store.near(MEANINGS, queries[0], 60, owner=ME, where=where)
            times = []
            for query in queries[1:]:
                began = time.process_time()
                store.near(MEANINGS, query, 60, owner=ME, where=where)
                times.append(1000 * (time.process_time() - began))
            print(f"one search, {name}: median {np.median(times):.1f} ms, worst {max(times):.1f} ms")


def adding(assistant: Assistant, folder: Path) -> None:
    """Print how a folder of photos streams in."""
    began, first, progress, done = time.process_time(), 0.0, 0, 0
    for event in assistant.library.add_files([folder], owner=ME):
        if isinstance(event, FileDone):
            done += 1
            first = first or time.process_time() - began
        progress += isinstance(event, FileProgress)
    spent = time.process_time() - began
    print(
        f"{done} photos added in {spent:.0f} s; the first after {first:.1f} s, {progress} reports of progress"
    )


def tags(images: Images, table: Path, folder: Path) -> None:
    """Print how often captions mention a tag that is listed with a given probability."""
    captions: dict[str, str] = {}
    for line in table.read_text(encoding="utf-8").splitlines()[1:]:
        name, _, caption = line.split("\t")
        captions[name] = f"{captions.get(name, '')} {caption.lower()}"
    found: list[tuple[float, bool]] = []
    for item in images.stored(ME):
        said = captions[str(item.metadata["name"])]
        for label, chance in images.labels.rank(item.vector, None, 20, "en"):
            found.append((chance, bool(re.search(rf"\b{re.escape(label.lower())}(?:e?s)?\b", said))))
    if not found:
        return
    chances, right = np.array(found, np.float64).T
    for low, high in ((0, 0.1), (0.1, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 1)):
        some = (chances >= low) & (chances < high)
        if some.any():
            told, mentioned = chances[some].mean(), right[some].mean()
            print(
                f"tags at {low:.1f} to {high:.1f}: {some.sum()}, said {told:.2f}, mentioned {mentioned:.2f}"
            )


def names(assistant: Assistant, data: Path, scratch: Path) -> None:
    """Print how well three photos teach a kind of product, among all products and the photos before."""
    rows = [line.split("\t") for line in (data / "fashion-dev.tsv").read_text("utf-8").splitlines()[1:]]
    kinds = [kind for kind in dict.fromkeys(row[5] for row in rows) if sum(r[5] == kind for r in rows) >= 20]
    rows = [row for kind in kinds for row in [row for row in rows if row[5] == kind][:20]]
    with tarfile.open(data / "fashion-dev.tar") as archive:
        for row in rows:
            archive.extract(row[0], scratch, filter="data")
    assistant.add_files([scratch / "images"], owner=ME)
    images = assistant.library.images
    items = {str(item.metadata["name"]): item for item in images.stored(ME, LOOKS)}
    hits = shown = wanted = 0
    for kind in kinds:
        own = [f"{row[1]}.jpg" for row in rows if row[5] == kind]
        images.names.teach(kind, [items[name].id for name in own[:3]], owner=ME)
        found = {str(hit.metadata["name"]) for hit in images.names.photos(kind, owner=ME)} - set(own[:3])
        hits, shown, wanted = hits + len(found & set(own)), shown + len(found), wanted + len(own) - 3
    print(
        f"{len(kinds)} names from 3 photos each, {len(items)} photos, at {SURE}: "
        f"precision {hits / max(shown, 1):.2f}, recall {hits / wanted:.2f}"
    )


def _unpack(archive: Path, folder: Path, count: int) -> Path:
    lines = archive.with_suffix(".tsv").read_text(encoding="utf-8").splitlines()[1:]
    chosen = list(dict.fromkeys(line.split("\t")[0] for line in lines if line.split("\t")[1] == "dev"))[
        :count
    ]
    with tarfile.open(archive.with_suffix(".tar")) as photos:
        for name in chosen:
            photos.extract(name, folder, filter="data")
    return folder
