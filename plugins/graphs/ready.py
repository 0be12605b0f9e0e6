"""A graph that has no vectors yet is embedded before it is asked, in sight of whoever asks."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.blocks import Block
from assistant.engines.graphs.graphs import Graphs
from assistant.engines.watching import watched
from assistant.phrase import Phrase
from assistant.plugin import Context, Request

WALKED = 2000
"""Nodes up to which the chat trains on walks, which can be watched, rather than factorise."""
STAGES = {
    "walks": Phrase("Random walks", "ランダムウォーク"),
    "train": Phrase("Training skip-gram on the walks", "ウォークで skip-gram を学習"),
    "factorise": Phrase("Factorising co-occurrence", "共起行列を分解"),
}


def ready(request: Request, graphs: Graphs, context: Context, name: str) -> Iterator[Block]:
    """Embed a graph unless it has vectors, showing how far it is."""
    if graphs.is_embedded(name):
        return
    small = len(graphs.graph(name).nodes) <= WALKED
    job = graphs.embed_job(name, method="walks" if small else "auto")
    yield from watched(job, graphs.jobs, STAGES, request.language, context.cancelled)
