"""Figures of docs/reliability.md: `python -m tests.store.measure [ITEMS]...`, 384 dimensions, real words."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import psutil

from store.library import Store
from store.types import ME, Item, Space

DIM = 384


def corpus(count: int, seed: int = 0) -> tuple[np.ndarray, list[str]]:
    """Clustered unit vectors, and texts of about 80 words with the frequencies of natural language."""
    random = np.random.default_rng(seed)
    centres = random.normal(size=(200, DIM)).astype("float32")
    vectors = centres[random.integers(0, 200, count)] + random.normal(size=(count, DIM)).astype("float32")
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    ranks = np.minimum(random.zipf(1.2, size=(count, 80)), 60_000)
    return vectors, [" ".join(f"w{rank:x}q" for rank in row) for row in ranks]


def milliseconds(ask: Callable[[int], object], times: int = 100) -> str:
    """Return p50 and p95 of one call, and the p50 of its processor time, which a busy machine changes less."""
    taken, worked = [], []
    for number in range(times):
        started, before = time.perf_counter(), time.thread_time()
        ask(number)
        taken.append(1000 * (time.perf_counter() - started))
        worked.append(1000 * (time.thread_time() - before))
    return f"p50 {statistics.median(taken):.1f} ms, p95 {sorted(taken)[int(times * 0.95)]:.1f} ms, processor p50 {statistics.median(worked):.1f} ms"


def resident() -> int:
    return psutil.Process().memory_info().rss >> 20


def main(count: int, folder: Path) -> None:
    vectors, texts = corpus(count)
    queries = vectors[:100] + np.random.default_rng(1).normal(size=(100, DIM)).astype("float32") / 60
    items = [
        Item(
            f"i{n}",
            ME,
            vectors[n],
            texts[n],
            {"kind": "pdf" if n % 10 else "md", "added": float(n), "page": n % 30},
        )
        for n in range(count)
    ]
    print(f"--- {count:,} items, {resident()} MB resident")
    with Store(folder, index_from=10**9) as store:
        store.open(Space("documents", "measure", DIM))
        started = time.perf_counter()
        for at in range(0, count, 1000):
            store.put("documents", items[at : at + 1000])
        print(f"put: {count / (time.perf_counter() - started):,.0f} items/s in batches of 1,000")
        before, started = resident(), time.perf_counter()
        store.near("documents", queries[0], owner=ME)
        print(f"exact, first query: {time.perf_counter() - started:.2f} s, +{resident() - before} MB")
        print("exact:", milliseconds(lambda n: store.near("documents", queries[n], owner=ME)))
        where = {"kind": "md", "added": {"$gte": count / 2}}
        print(
            "exact, filtered:",
            milliseconds(lambda n: store.near("documents", queries[n], owner=ME, where=where)),
        )
        before, started = resident(), time.perf_counter()
        store.lexical("documents", texts[0][:60], owner=ME)
        print(
            f"lexical, built from nothing: {time.perf_counter() - started:.1f} s, +{resident() - before} MB"
        )
        print("lexical:", milliseconds(lambda n: store.lexical("documents", texts[n][:60], owner=ME)))
    with Store(folder, index_from=1) as store:
        started = time.perf_counter()
        print(
            "settled:", store.settle(600), f"index and words built in {time.perf_counter() - started:.1f} s"
        )
        print(
            "chroma:",
            milliseconds(lambda n: store.near("documents", queries[n], owner=ME)),
            store._keeper.report(),
        )
        near = [{hit.id for hit in store.near("documents", query, owner=ME)} for query in queries]
        exact = [{f"i{n}" for n in np.argsort(-(vectors @ query))[:10]} for query in queries]
        print(f"recall@10: {np.mean([len(a & b) / 10 for a, b in zip(near, exact, strict=True)]):.3f}")
    started = time.perf_counter()
    with Store(folder, index_from=1) as store:
        print(f"open: {time.perf_counter() - started:.3f} s")
        store.near("documents", queries[0], owner=ME)
        print(f"open and first dense answer: {time.perf_counter() - started:.2f} s")
        store.lexical("documents", texts[0][:60], owner=ME)
        print(f"... and first lexical answer: {time.perf_counter() - started:.2f} s")
        store.settle(600)
        print(f"... and index ready: {time.perf_counter() - started:.2f} s", store._keeper.report())
        print("lexical, kept:", milliseconds(lambda n: store.lexical("documents", texts[n][:60], owner=ME)))


if __name__ == "__main__":
    for size in [int(argument) for argument in sys.argv[1:]] or [10_000, 100_000]:
        with tempfile.TemporaryDirectory() as name:
            main(size, Path(name))
