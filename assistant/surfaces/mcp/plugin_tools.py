"""Plugins' tools as tools of MCP: the same names, descriptions and types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Any

from mcp.server.fastmcp import Context, FastMCP
from mcp.types import ToolAnnotations

from assistant.surfaces.mcp.text import cleaned

if TYPE_CHECKING:
    from assistant.surfaces.service.plugin_tools import ToolLine
    from assistant.surfaces.service.service import Service

Ctx = Context[Any, Any, Any]
_KINDS: dict[str, Any] = {
    "string": str, "integer": int, "number": float, "boolean": bool, "array": list[Any], "object": dict[str, Any],
}  # fmt: skip


def add(server: FastMCP[None], lines: Sequence[ToolLine], service_of: Callable[[Ctx], Service]) -> None:
    """Add the tools that plugins offer."""
    for line in lines:
        reads = line.does == "read"
        about = ToolAnnotations(readOnlyHint=reads, destructiveHint=False, openWorldHint=False)
        server.add_tool(_function(line, service_of), line.name, None, line.about, about)


def _function(line: ToolLine, service_of: Callable[[Ctx], Service]) -> Callable[..., Any]:
    from assistant.surfaces.mcp.tools import in_thread

    async def run(ctx: Ctx, **given: Any) -> Any:
        plain = {name: value for name, value in given.items() if value is not None}
        return cleaned({"result": await in_thread(service_of(ctx).call_tool, line.name, plain)})

    required = line.parameters.get("required", [])
    parameters = [Parameter("ctx", Parameter.POSITIONAL_OR_KEYWORD, annotation=Ctx)]
    for name, about in line.parameters.get("properties", {}).items():
        kind = _KINDS.get(about.get("type", ""), Any)
        default = Parameter.empty if name in required else about.get("default")
        parameters.append(Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=kind))
    run.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    return run
