"""`python -m benchmarks text`: ingestion and search beside txtai and plain parts, in one run."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from benchmarks.peers import NAMES, Outcome, Work, run
from benchmarks.retrieval import RetrievalSet, mean, per_query, read

SETS = ("cranfield", "cisi", "ja-jsquad")


def compare(data: Path, home: Path, passages: int, queries: int) -> None:
    """Print the machine, then one row per contestant, then ratios to the first."""
    from assistant.encoders.text import e5_file, packaged

    sets = [read(data / "text" / name, queries // len(SETS)) for name in SETS]
    work = gather(sets, data / "words" / "ja-wikipedia-passages.txt", passages)
    model = str(packaged.folder(e5_file.NAME, home / "models"))
    work = replace(work, model=model)
    print(f"{machine()}\n{len(work.ids)} passages, {len(work.queries)} questions")
    print(f"{'':32}{'load s':>8}{'texts/s':>9}{'p50 ms':>8}{'p95 ms':>8}{'nDCG@10':>9}{'MB':>7}", flush=True)
    outcomes = []
    for name in NAMES:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            outcomes.append(pool.submit(run, name, work).result())
        _row(outcomes[-1], work, sets)
    ours = outcomes[0]
    for other in outcomes[2:]:
        faster = float(np.median(other.query_ms) / np.median(ours.query_ms))
        print(f"against {other.name}: ingestion x {other.add / ours.add:.2f}, search x {faster:.2f}")


def gather(sets: Sequence[RetrievalSet], filler: Path, passages: int) -> Work:
    """Take the sets' passages, judged ones first, then Wikipedia's, `passages` in all."""
    rows = []
    for some in sets:
        wanted = {d for q in some.queries for d in some.judged[q]}
        order = sorted(some.corpus, key=lambda d: d not in wanted)
        rows.append([(f"{some.name}/{d}", *some.corpus[d]) for d in order if some.corpus[d][1].strip()])
    share = max(1, passages // len(sets))
    taken = [row for part in rows for row in part[:share]]
    more = filler.read_text(encoding="utf-8").splitlines() if filler.exists() else []
    taken += [(f"wikipedia/{i}", "", text) for i, text in enumerate(more) if text.strip()]
    taken = taken[:passages]
    queries = [text for some in sets for text in some.queries.values()]
    ids, titles, texts = zip(*taken, strict=True)
    return Work(ids, titles, texts, queries, model="")


def machine() -> str:
    """Return what this runs on."""
    import psutil

    cpu = Path("/proc/cpuinfo")
    names = (
        [line.split(":")[1] for line in cpu.read_text().splitlines() if "model name" in line]
        if cpu.exists()
        else []
    )
    load = psutil.getloadavg()[0]
    name = names[0].strip() if names else platform.processor()
    return f"{name}, {psutil.cpu_count()} cores, load {load:.1f} at the start, Python {platform.python_version()}"


def _row(outcome: Outcome, work: Work, sets: Sequence[RetrievalSet]) -> None:
    found = iter(outcome.found)
    measured = []
    for some in sets:
        for query in some.queries:
            mine = [i.split("/", 1)[1] for i in next(found) if i.startswith(f"{some.name}/")]
            measured.append(per_query(mine, some.judged[query]))
    rate = len(work.ids) / outcome.add
    p50, p95 = np.percentile(outcome.query_ms, [50, 95])
    figures = f"{outcome.load:8.1f}{rate:9.1f}{p50:8.1f}{p95:8.1f}{mean(measured).ndcg10:9.4f}"
    print(f"{outcome.name:32}{figures}{outcome.memory_mb:7.0f}", flush=True)
