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
from assistant.encoders.text.batches import unit_rows
from assistant.engines.images.filters import EVERYTHING, KIND, Places, Within
from assistant.engines.images.images import Images
from assistant.engines.images.photo_store import LOOKS, MEANINGS, describe
from assistant.engines.images.taught_names import SURE
from assistant.ingest.events import FileDone, FileProgress
from assistant.settings import Settings, default_cache
from store.library import Store
from store.types import ME, Document, Item, Owner, Space, Vector

HOUR = 3600.0
"""Seconds between two synthetic photos."""
FILTERS = {
    "plain": EVERYTHING,
    "a folder with a third of them": Within(folders=("summer",)),
    "a folder with one in 300": Within(folders=("summer/7",)),
    "a tag on a tenth": Within(tags=("family",)),
    "dates of the first 25,000": Within(until=25_000 * HOUR),
    "dates, folder and tag": Within(until=25_000 * HOUR, folders=("winter",), tags=("family",)),
    "dates of all but the first 500": Within(since=500 * HOUR),
}


def run(data: Path, photos: int, added: int) -> None:
    """Print every figure."""
    with tempfile.TemporaryDirectory() as scratch:
        if photos:
            search(Path(scratch) / "search", photos)
        settings = Settings.read({}, home=Path(scratch) / "home", cache=default_cache(), samples=False)
        with Assistant.open(settings=settings) as assistant:
            folder = _unpack(data / "flickr8k-train-dev", Path(scratch) / "album", added)
            adding(assistant, folder)
            turns(assistant, folder, "as they are")
            turns(assistant, _large(folder, Path(scratch) / "large"), "enlarged to 12 megapixels")
            tags(assistant.library.images, data / "flickr8k-train-dev.tsv", folder)
            names(assistant, data, Path(scratch))


def search(folder: Path, photos: int, dim: int = 2149) -> None:
    """Print the process time of one search among synthetic photos, for filters that keep more or fewer of them."""
    dice = np.random.default_rng(0)
    with Store(folder, backups=False) as store:
        space = Space(MEANINGS, "synthetic", dim)
        store.open(space)
        for start in range(0, photos, 1000):
            rows = unit_rows(dice.standard_normal((1000, dim)).astype(np.float32))
            store.put_documents([_made(start + i, row) for i, row in enumerate(rows)], space)
        began = time.process_time()
        settled = store.settle(3600)
        print(f"{photos:,} photos, {dim}-d; indexed: {settled}, {time.process_time() - began:.0f} s")
        queries = unit_rows(dice.standard_normal((50, dim)).astype(np.float32))
        places = Places(store)
        for name, within in FILTERS.items():
            times = [_one(store, places, query, within) for query in queries]
            worst = max(times[1:])
            print(f"one search, {name}: median {np.median(times[1:]):.1f} ms, worst {worst:.1f} ms")


def _made(number: int, row: Vector) -> tuple[Document, list[Item]]:
    """Return a photo that nobody took: every third in a folder "summer", every tenth tagged "family"."""
    name, when = f"p{number}", HOUR * number
    place = f"/photos/{('summer', 'winter', 'trip')[number % 3]}/{number // 500}/{name}.jpg"
    tags = ("family",) if number % 10 == 0 else ()
    document = Document(name, ME, f"{name}.jpg", KIND, place, name, added=when, tags=tags)
    return document, [Item(name, ME, row, name, {"name": document.name, "when": when}, name)]


def _one(store: Store, places: Places, query: Vector, within: Within) -> float:
    """Return the milliseconds of one search, the folders and tags looked up as the program does."""
    began = time.process_time()
    where = within.where(places, ME)
    store.near(MEANINGS, query, 60, owner=ME, where=where or None)
    return 1000 * (time.process_time() - began)


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


def turns(assistant: Assistant, folder: Path, which: str, rounds: int = 3) -> None:
    """Print photos per second one after the other, each decoded, encoded and committed, against a folder's way.

    Both take turns on parts of the same photos, so that other work on the machine slows both.
    """
    photo_store, files = (
        assistant.library.images.photo_store,
        sorted(path for path in folder.rglob("*") if path.is_file()),
    )
    alone, together, reader = [], [], photo_store.reader()
    reader.read(files[0].read_bytes(), files[0].name)
    for turn in range(rounds):
        some = files[turn::rounds]
        began = time.perf_counter()
        for file in some:
            data = file.read_bytes()
            document = describe(file, data, Owner(f"alone {which}"))
            photo_store.keep([(document, photo_store.encode([reader.read(data, file.name)])[0])])
        alone.append(len(some) / (time.perf_counter() - began))
        began = time.perf_counter()
        for _ in assistant.library.add_files(some, owner=Owner(f"together {which}")):
            pass
        together.append(len(some) / (time.perf_counter() - began))
    reader.close()
    ratio = np.median(np.array(together) / alone)
    print(
        f"{len(files)} photos {which}, {rounds} turns, photos per second: one at a time {np.median(alone):.1f}, "
        f"a folder {np.median(together):.1f}, ratio {ratio:.2f}"
    )


def _large(folder: Path, target: Path, count: int = 60) -> Path:
    """Return a folder of photos as a camera makes them, from small ones."""
    from PIL import Image

    target.mkdir()
    for file in sorted(path for path in folder.rglob("*") if path.is_file())[:count]:
        with Image.open(file) as image:
            image.convert("RGB").resize((4000, 3000)).save(target / file.name, "JPEG", quality=90)
    return target


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
