"""The part of the HTTP API that shows or changes this machine; see api.py."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from fastapi import Response

from assistant.surfaces.access.guard import language_of
from assistant.surfaces.api import models as shape
from assistant.surfaces.api.caller import Desk, Spoken
from assistant.surfaces.api.streams import event_lines, ndjson
from store.types import PutReport


def plan(body: shape.FolderIn, desk: Desk) -> dict[str, Any]:
    """Say what a folder would change."""
    return asdict(desk.plan_sync(Path(body.folder)))


def sync(body: shape.FolderIn, desk: Desk, spoken: Spoken = "") -> Response:
    """Bring the library in line with a folder, as NDJSON events."""
    return ndjson(told(lambda stop: desk.sync(Path(body.folder), body.approved, stop), spoken))


def export(body: shape.PathIn, desk: Desk) -> dict[str, str]:
    """Write the library to a file of this machine."""
    desk.export(Path(body.path))
    return {"path": body.path}


def import_(body: shape.PathIn, desk: Desk) -> shape.PutOut:
    """Read an exported library from a file of this machine."""
    return put(desk.import_(Path(body.path)))


def doctor(desk: Desk, spoken: Spoken = "") -> dict[str, Any]:
    """Return the state of store, models and machine."""
    return desk.doctor(language_of(spoken))


def models(desk: Desk) -> list[dict[str, Any]]:
    """List the models there are."""
    return [asdict(model) for model in desk.models()]


def use_model(body: shape.ModelIn, desk: Desk, spoken: Spoken = "") -> Response:
    """Change the model of a role and embed the library again, as NDJSON events."""
    return ndjson(told(lambda stop: desk.use_model(body.name, body.role, body.download, stop), spoken))


def reencode(desk: Desk, spoken: Spoken = "") -> Response:
    """Embed again whatever is not of the models in use, as NDJSON events."""
    return ndjson(told(desk.reencode, spoken))


def plugins(desk: Desk, spoken: Spoken = "") -> list[dict[str, Any]]:
    """List the plugins there are."""
    return [asdict(line) for line in desk.plugins(language_of(spoken))]


def put(report: PutReport) -> shape.PutOut:
    """Describe what adding texts changed."""
    return shape.PutOut(added=report.added, updated=report.updated, unchanged=report.unchanged)


def told(start: Callable[[Callable[[], bool]], Iterator[Any]], spoken: str) -> Any:
    """Return events as lines in the caller's language."""
    return event_lines(start, language_of(spoken))


TRUSTED = frozenset({plan, sync, export, import_, doctor, use_model, reencode})
"""Only for this account itself: with the token of server.json."""
