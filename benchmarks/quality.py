"""`python -m benchmarks quality`: nDCG@10, Recall@10 and MRR@10 of lexical, dense and hybrid search.

Texts go in through Library.add_texts and come out of Library.search, so passages, filters, folding
and fusion are those that people get. Sets keep their own store under --home: running again is quick.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.encoders.models import Models
from assistant.library.library import Library
from assistant.settings import Settings
from benchmarks.retrieval import Quality, RetrievalSet, mean, per_query, read
from store.library import Store
from store.types import ME

MODES = ("lexical", "dense", "hybrid")


def run(data: Path, sets: Sequence[str], home: Path, most_queries: int) -> None:
    """Print one table row per set and mode."""
    print(f"{'set':12} {'queries':>7} {'mode':8} {'nDCG@10':>8} {'Recall@10':>9} {'MRR@10':>7}")
    models = Models(Settings(home=home))
    for name in sets:
        some = read(data / name, most_queries)
        with Store(home / name / "store") as store:
            library = Library(store, models, Settings(home=home))
            fill(library, some)
            for mode in MODES:
                q = measure(library, some, mode)
                row = f"{q.ndcg10:8.4f} {q.recall10:9.4f} {q.mrr:7.4f}"
                print(f"{name:12} {len(some.queries):7} {mode:8} {row}", flush=True)
    models.close()


def fill(library: Library, some: RetrievalSet) -> None:
    """Add the corpus; what is there already costs nothing."""
    ids = list(some.corpus)
    titles, texts = zip(*some.corpus.values(), strict=True)
    library.add_texts(ids, list(texts), list(titles), owner=ME)


def measure(library: Library, some: RetrievalSet, mode: str) -> Quality:
    """Run every query."""
    found = {q: [h.id for h in library.search(t, owner=ME, mode=mode)] for q, t in some.queries.items()}
    return mean([per_query(ids, some.judged[q]) for q, ids in found.items()])
