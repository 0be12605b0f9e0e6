"""`python -m benchmarks search100k`: questions end to end over a library of 100,000 passages.

The passages are real: those of the sets under DATA/text, Wikipedia's, and, where these are too few,
their sentences. The library is made once in HOME and used again by the next run.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from assistant import Assistant, Message
from assistant.ingest.chunk import embedded
from assistant.settings import Settings, default_cache
from benchmarks.retrieval import read
from benchmarks.text import SETS, machine
from store.types import ME, Document, Item, Space

PER_DOCUMENT = 500
LEAST = 20
"""A sentence with fewer characters is none."""


def measure(data: Path, home: Path, passages: int, queries: int, encoder: str) -> None:
    """Print the machine, what the library is, and p50 and p95 of each way of asking."""
    print(machine())
    settings = Settings(home=home, samples=False, text_encoder=encoder, cache=default_cache())
    sets = [read(data / "text" / name, -(-queries // len(SETS))) for name in SETS]
    asked = [text for some in sets for text in some.queries.values()][:queries]
    with Assistant.open(settings=settings) as a:
        _fill(a, data, passages)
        began = time.perf_counter()
        settled = a.store.settle(3600)
        print(f"indexes {'settled' if settled else 'NOT SETTLED'} after {time.perf_counter() - began:.1f} s")
        print(f"{a.store.count('documents', owner=ME):,} passages, {len(asked)} questions, {encoder}")
        print(f"{'':34}{'p50 ms':>9}{'p95 ms':>9}{'p50 ms processor':>18}")
        for name, ask in _ways(a).items():
            ask(asked[0])  # what is loaded on first use is not part of it
            _row(name, ask, asked)


def _ways(a: Assistant) -> dict[str, Callable[[str], object]]:
    return {
        "search, hybrid": lambda text: a.search(text),
        "search, dense": lambda text: a.search(text, mode="dense"),
        "search, words": lambda text: a.search(text, mode="lexical"),
        "answer with its sentences marked": lambda text: a.library.answer(text, owner=ME),
        "message to blocks": lambda text: list(a.reply(Message(f"/search {text}"))),
    }


def _row(name: str, ask: Callable[[str], object], asked: Sequence[str]) -> None:
    walls, cpus = [], []
    for number, text in enumerate(asked):
        question = f"{text} {number}"  # its vector is not in the cache of a former row
        began, used = time.perf_counter(), time.process_time()
        ask(question)
        walls.append(1000 * (time.perf_counter() - began))
        cpus.append(1000 * (time.process_time() - used))
    p50, p95 = np.percentile(walls, [50, 95])
    print(f"{name:34}{p50:9.1f}{p95:9.1f}{np.median(cpus):18.1f}", flush=True)


def _fill(a: Assistant, data: Path, passages: int) -> None:
    encoder = a.models.encoder("text")
    space = Space("documents", encoder.fingerprint, encoder.dim)
    a.store.open(space)
    had = a.store.count("documents", owner=ME)
    if had >= passages:
        return
    texts = list(_texts(data, passages))
    for at in range(had, len(texts), PER_DOCUMENT):
        some, name = texts[at : at + PER_DOCUMENT], f"part-{at // PER_DOCUMENT:04}"
        rows = encoder.documents([embedded(text, name, "") for text in some])
        document = Document(f"doc-{name}", ME, name, title=name, text="\n".join(some), added=time.time())
        items = [
            Item(f"{document.id}#{n}", ME, row, text, {"title": name, "name": name, "order": n}, document.id)
            for n, (text, row) in enumerate(zip(some, rows, strict=True))
        ]
        a.store.put_document(document, space, items)
        print(f"\r{at + len(some):,} of {len(texts):,} passages embedded", end="", flush=True)
    print()


def _texts(data: Path, wanted: int) -> Iterator[str]:
    """Yield different real texts: passages first, then sentences of them."""
    import re

    whole = [text for name in SETS for _, text in read(data / "text" / name, 1).corpus.values()]
    wikipedia = data / "words" / "ja-wikipedia-passages.txt"
    whole += wikipedia.read_text(encoding="utf-8").splitlines() if wikipedia.exists() else []
    parts = (part.strip() for text in whole for part in re.split(r"(?<=[。.!?])\s*", text))
    seen: set[str] = set()
    for text in (*whole, *parts):
        if len(text) >= LEAST and text not in seen:
            seen.add(text)
            yield text
            if len(seen) == wanted:
                return
