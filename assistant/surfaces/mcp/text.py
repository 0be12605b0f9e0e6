"""What MCP results need: text without terminal commands, and reports as plain values."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from assistant.surfaces.service.clean import clean
from store.types import PutReport


def cleaned(value: Any) -> Any:
    """Return JSON values whose every text prints as itself."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {cleaned(key): cleaned(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [cleaned(inner) for inner in value]
    return value


def summary_of(report: PutReport) -> dict[str, int]:
    """Return a report as its fields."""
    return asdict(report)
