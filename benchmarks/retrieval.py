"""Retrieval test sets in the BEIR layout, and the measures of ranked retrieval."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class RetrievalSet:
    """corpus: id to (title, text); queries: id to text; judged: query id to {document id: gain}."""

    name: str
    corpus: Mapping[str, tuple[str, str]]
    queries: Mapping[str, str]
    judged: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Quality:
    """Means over queries, each in [0, 1]."""

    ndcg10: float
    recall10: float
    mrr: float


def read(folder: Path, most_queries: int = 0) -> RetrievalSet:
    """Read corpus.jsonl, queries.jsonl and qrels/test.tsv; every n-th query when there are too many."""
    corpus = {row["_id"]: (row.get("title") or "", row["text"]) for row in _lines(folder / "corpus.jsonl")}
    judged: dict[str, dict[str, int]] = {}
    for line in (folder / "qrels" / "test.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, document, gain = line.split("\t")
        if int(gain) > 0 and document in corpus:
            judged.setdefault(query, {})[document] = int(gain)
    queries = {r["_id"]: r["text"] for r in _lines(folder / "queries.jsonl") if r["_id"] in judged}
    step = -(-len(queries) // most_queries) if most_queries else 1
    return RetrievalSet(folder.name, corpus, dict(list(queries.items())[::step]), judged)


def _lines(file: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line]


def per_query(found: Sequence[str], judged: Mapping[str, int]) -> Quality:
    """Measure one ranking of document ids, best first (nDCG with linear gains, as trec_eval has it)."""
    gains = np.array([judged.get(one, 0) for one in found[:10]], float)
    ideal = np.sort(np.array(list(judged.values()), float))[::-1][:10]
    best = float(ideal @ (1 / np.log2(np.arange(2, len(ideal) + 2))))
    ndcg = float(gains @ (1 / np.log2(np.arange(2, len(gains) + 2)))) / best
    hits = np.flatnonzero(gains)
    return Quality(ndcg, len(hits) / len(judged), 1 / (int(hits[0]) + 1) if len(hits) else 0.0)


def mean(measured: Sequence[Quality]) -> Quality:
    """Average over queries."""
    n = max(1, len(measured))
    return Quality(
        sum(m.ndcg10 for m in measured) / n,
        sum(m.recall10 for m in measured) / n,
        sum(m.mrr for m in measured) / n,
    )
