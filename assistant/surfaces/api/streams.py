"""Answers and ingestion as NDJSON: one JSON value a line, written as it happens."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator
from threading import Event
from typing import TYPE_CHECKING, Any, NamedTuple

from starlette.concurrency import iterate_in_threadpool
from starlette.responses import StreamingResponse

from assistant.surfaces.api.errors import described
from assistant.surfaces.service.shapes import error_to_json, event_to_json
from assistant.wire import route_to_json

if TYPE_CHECKING:
    from assistant.blocks import Block
    from assistant.ingest.events import IngestEvent
    from assistant.phrase import Language
    from assistant.plugin import Route
    from assistant.surfaces.service.shapes import Telling

Json = dict[str, Any]


class Lines(NamedTuple):
    """Values to write, and the event that tells their maker that nobody reads any more."""

    values: Iterator[Json]
    gone: Event


def answer_lines(
    route: Route, blocks: Iterator[Block], language: Language, shown: Callable[[Block], Json], gone: Event
) -> Lines:
    """Return {"route": ...}, then one {"block": ...} for each block; `gone` stops them when the reader leaves."""

    def values() -> Iterator[Json]:
        yield {"route": route_to_json(route)}
        for block in blocks:
            yield {"block": shown(block)}

    return Lines(_told(values(), language), gone)


def event_lines(start: Callable[[Callable[[], bool]], Iterator[Telling]], language: Language) -> Lines:
    """Return one {"event": ...} for each event of an ingestion or re-embedding, which stops when the reader leaves."""
    gone = Event()
    values = ({"event": event_to_json(event, language)} for event in start(gone.is_set))
    return Lines(_told(values, language), gone)


def summary_of(events: Iterator[IngestEvent], language: Language) -> Json:
    """Run an ingestion and return its last event, the summary."""
    last: Json = {}
    for event in events:
        last = event_to_json(event, language)
    return last


def ndjson(lines: Lines) -> StreamingResponse:
    """Return a response that writes the lines as they come."""
    return StreamingResponse(_written(lines), media_type="application/x-ndjson")


async def _written(lines: Lines) -> AsyncIterator[bytes]:
    try:
        async for value in iterate_in_threadpool(lines.values):
            yield json.dumps(value, ensure_ascii=False).encode() + b"\n"
    finally:
        lines.gone.set()


def _told(values: Iterator[Json], language: Language) -> Iterator[Json]:
    """Pass values on; an error becomes the last line, because the status has been sent."""
    try:
        yield from values
    except Exception as error:
        yield {"error": error_to_json(described(error)[0], language)}
