"""The tools that plugins offer, by the names that other programs know them by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.errors import AssistantError
from assistant.phrase import Phrase
from assistant.plugin.tools import Offers, Tool
from store.permission import May, NotPermitted, limited, permits

if TYPE_CHECKING:
    from assistant.registry import Registry
    from assistant.turn import Assistant
    from store.types import Owner


class NoSuchTool(AssistantError):
    """A tool that no plugin offers."""

    what = Phrase("There is no tool called {name}.", "{name} というツールはありません。")
    hint = Phrase("GET /api/tools lists those there are.", "GET /api/tools で一覧が見られます。")


@dataclass(frozen=True, slots=True)
class ToolLine:
    """A tool as other programs see it; `parameters` is a JSON schema."""

    name: str
    about: str
    does: str
    parameters: dict[str, Any]


def lines(registry: Registry) -> list[ToolLine]:
    """Return what plugins offer, each tool named PLUGIN_TOOL."""
    return [
        ToolLine(name, tool.about, tool.does, tool.inputs.model_json_schema())
        for name, (_, tool) in _named(registry).items()
    ]


def call(assistant: Assistant, name: str, arguments: dict[str, Any], owner: Owner, may: May) -> Any:
    """Run a tool for an owner and return its JSON values; NoSuchTool, NotPermitted, WrongInput."""
    found = _named(assistant.registry).get(name)
    if found is None:
        raise NoSuchTool(name=name)
    plugin, tool = found
    if not permits(may, tool.does):
        raise NotPermitted(tool.does)
    with limited(tool.does):
        return tool.call(assistant.context(owner, plugin=plugin), arguments)


def _named(registry: Registry) -> dict[str, tuple[str, Tool]]:
    return {
        f"{plugin.name}_{tool.name}".replace("-", "_"): (plugin.name, tool)
        for plugin in registry.plugins
        if isinstance(plugin, Offers)
        for tool in plugin.tools()
    }
