"""The same passages and questions through this program, through txtai, and through plain parts.

Each runs in a process of its own, so that memory and warm-up are its own. All use the same weights:
the converted sentence-transformers folder of multilingual-e5-small.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

Search = Callable[[str], list[str]]


@dataclass(frozen=True)
class Work:
    """What every contestant does: passages in, questions asked."""

    ids: Sequence[str]
    titles: Sequence[str]
    texts: Sequence[str]
    queries: Sequence[str]
    model: str


@dataclass(frozen=True)
class Outcome:
    """Seconds to add all passages, per query, memory in MB when done, and ids found per query."""

    name: str
    load: float
    add: float
    query_ms: Sequence[float]
    memory_mb: float
    found: Sequence[Sequence[str]]


def run(name: str, work: Work) -> Outcome:
    """Do the work with one contestant, in this process."""
    import psutil

    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        add, search, close = _CONTESTANTS[name](work, Path(folder))
        search("warm up")
        loaded = time.perf_counter()
        add()
        added = time.perf_counter()
        found, times = [], []
        for query in work.queries:
            start = time.perf_counter()
            found.append(search(query))
            times.append(1000 * (time.perf_counter() - start))
        memory = psutil.Process().memory_info().rss / 1e6
        close()
    return Outcome(name, loaded - began, added - loaded, times, memory, found)


def joined(work: Work) -> list[str]:
    """Return each passage under its title, as this program embeds it."""
    pairs = zip(work.titles, work.texts, strict=True)
    return [text if not title or text.startswith(title) else f"{title}\n{text}" for title, text in pairs]


Parts = tuple[Callable[[], Any], Search, Callable[[], Any]]


def _assistant(work: Work, folder: Path, mode: str = "hybrid") -> Parts:
    from assistant.encoders.models import Models
    from assistant.library.library import Library
    from assistant.settings import Settings
    from store.library import Store
    from store.types import Owner

    settings, me = Settings(home=folder), Owner("me")
    models, store = Models(settings), Store(folder / "store")
    library = Library(store, models, settings)
    library.add_texts(["warm"], ["up"], owner=me)

    def add() -> None:
        library.add_texts(work.ids, work.texts, work.titles, owner=me)

    def search(query: str) -> list[str]:
        return [hit.id for hit in library.search(query, owner=me, mode=mode)]

    return add, search, store.close


def _dense(work: Work, folder: Path) -> Parts:
    return _assistant(work, folder, "dense")


def _plain(work: Work, folder: Path) -> Parts:
    import chromadb
    from chromadb.config import Settings
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(work.model, device="cpu", local_files_only=True)
    client = chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))
    rows = client.create_collection(
        "passages", embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
    )

    def add() -> None:
        vectors = np.asarray(model.encode_document(joined(work), show_progress_bar=False))
        for at in range(0, len(work.ids), 5000):
            part = slice(at, at + 5000)
            rows.upsert(ids=list(work.ids[part]), embeddings=vectors[part], documents=list(work.texts[part]))

    def search(query: str) -> list[str]:
        vector = np.asarray(model.encode_query([query], show_progress_bar=False))
        return list(rows.query(query_embeddings=vector, n_results=10)["ids"][0])

    return add, search, lambda: None


def _txtai(work: Work, folder: Path) -> Parts:
    from txtai import Embeddings

    index = Embeddings(
        path=work.model,
        method="sentence-transformers",
        hybrid=True,
        content=False,
        instructions={"query": "query: ", "data": "passage: "},
        gpu=False,
    )

    def add() -> None:
        index.index(zip(work.ids, joined(work), strict=True))

    def search(query: str) -> list[str]:
        return [str(found[0]) for found in index.search(query, 10)] if index.count() else []

    index.index([("warm", "up")])
    return add, search, index.close


_CONTESTANTS: dict[str, Callable[[Work, Path], Parts]] = {
    "this program, hybrid": _assistant,
    "this program, dense": _dense,
    "sentence-transformers + Chroma": _plain,
    "txtai, hybrid": _txtai,
}
NAMES = tuple(_CONTESTANTS)
