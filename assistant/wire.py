"""Blocks and routes as JSON: one form for the command line, the API, MCP and kept conversations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from typing import TYPE_CHECKING, Any, get_args

from assistant.blocks import Block
from assistant.plugin import Route

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Json = dict[str, Any]


def to_json(block: Block) -> Json:
    """Return a block as plain JSON values; `type` is the block's name in lower case."""
    return {"type": type(block).__name__.lower(), **asdict(block)}


def from_json(data: Mapping[str, Any]) -> Block:
    """Return the block that `to_json` wrote; ValueError for an unknown type or wrong fields."""
    fields = dict(data)
    name = str(fields.pop("type", ""))
    kinds = {kind.__name__.lower(): kind for kind in get_args(Block)}
    if name not in kinds:
        raise ValueError(f"unknown block type {name!r}; known: {', '.join(sorted(kinds))}")
    block: Block = _adapter(kinds[name]).validate_python(fields)
    return block


def route_to_json(route: Route) -> Json:
    """Return a route as plain JSON values."""
    return asdict(route)


def route_from_json(data: Mapping[str, Any]) -> Route:
    """Return the route that `route_to_json` wrote."""
    route: Route = _adapter(Route).validate_python(dict(data))
    return route


@cache
def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)
