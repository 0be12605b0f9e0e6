"""The part of the HTTP API that shows or changes this machine; see api.py."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from fastapi import Response

from assistant.surfaces.access.guard import language_of
from assistant.surfaces.api import models as shape
from assistant.surfaces.api.caller import Service, Spoken
from assistant.surfaces.api.streams import event_lines, ndjson
from store.types import PutReport


def plan(body: shape.FolderIn, service: Service) -> dict[str, Any]:
    """Say what a folder would change."""
    return asdict(service.plan_sync(Path(body.folder)))


def sync(body: shape.FolderIn, service: Service, spoken: Spoken = "") -> Response:
    """Bring the library in line with a folder, as NDJSON events."""
    return ndjson(told(lambda stop: service.sync(Path(body.folder), body.approved, stop), spoken))


def export(body: shape.PathIn, service: Service) -> dict[str, str]:
    """Write the library to a file of this machine."""
    service.export(Path(body.path))
    return {"path": body.path}


def import_(body: shape.PathIn, service: Service) -> shape.PutOut:
    """Read an exported library from a file of this machine."""
    return put(service.import_(Path(body.path)))


def doctor(service: Service, spoken: Spoken = "") -> dict[str, Any]:
    """Return the state of store, models and machine."""
    return service.doctor(language_of(spoken))


def models(service: Service) -> list[dict[str, Any]]:
    """List the models there are."""
    return [asdict(model) for model in service.models()]


def use_model(body: shape.ModelIn, service: Service, spoken: Spoken = "") -> Response:
    """Change the model of a role and embed the library again, as NDJSON events."""
    return ndjson(told(lambda stop: service.use_model(body.name, body.role, body.download, stop), spoken))


def reencode(service: Service, spoken: Spoken = "") -> Response:
    """Embed again whatever is not of the models in use, as NDJSON events."""
    return ndjson(told(service.reencode, spoken))


def plugins(service: Service, spoken: Spoken = "") -> list[dict[str, Any]]:
    """List the plugins there are."""
    return [asdict(line) for line in service.plugins(language_of(spoken))]


def put(report: PutReport) -> shape.PutOut:
    """Describe what adding texts changed."""
    return shape.PutOut(added=report.added, updated=report.updated, unchanged=report.unchanged)


def told(start: Callable[[Callable[[], bool]], Iterator[Any]], spoken: str) -> Any:
    """Return events as lines in the caller's language."""
    return event_lines(start, language_of(spoken))


TRUSTED = frozenset({plan, sync, export, import_, doctor, use_model, reencode})
"""Only for this account itself: with the token of server.json."""
