"""Which plugins there are. Built-in and third-party plugins come through the same door."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path
from typing import cast

from assistant.encoders.silence import silence
from assistant.plugin import Intent, Plugin

GROUP = "assistant.plugins"
"""Entry point group of pip packages that bring a plugin."""

Loader = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Problem:
    """A plugin that could not be loaded, where it came from, and the error in one line."""

    name: str
    origin: str
    error: str


class Registry:
    """Plugins by name, and what went wrong with those that did not load."""

    def __init__(self) -> None:
        self.plugins: list[Plugin] = []
        self.problems: list[Problem] = []
        self._origins: dict[str, str] = {}

    def add(self, plugin: Plugin, origin: str = "program") -> None:
        """Add a plugin; ValueError when it breaks the contract or takes a taken name or intent."""
        if not isinstance(plugin, Plugin):
            raise ValueError("not a plugin: it needs name, summary, intents and handle()")
        if plugin.name in self._origins:
            raise ValueError(
                f"the name {plugin.name!r} is taken by a plugin from {self._origins[plugin.name]}"
            )
        taken = {intent.name for intent in self.intents_of(self.plugins)}
        for intent in plugin.intents:
            if intent.name in taken:
                raise ValueError(f"the intent {intent.name!r} is taken by another plugin")
        self.plugins.append(plugin)
        self._origins[plugin.name] = origin

    def discover(self, folder: Path | None = None) -> None:
        """Load built-ins, entry points and the one-file plugins of `folder`; never raises."""
        silence()
        for name, origin, load in _doors(folder):
            try:
                self.add(_made(load()), origin)
            except Exception as error:
                self.problems.append(Problem(name, origin, f"{type(error).__name__}: {error}"))

    def find(self, name: str) -> Plugin | None:
        """Return the plugin of that name, or None."""
        return next((plugin for plugin in self.plugins if plugin.name == name), None)

    def origin(self, name: str) -> str:
        """Return where a plugin came from."""
        return self._origins.get(name, "")

    def intents(self) -> list[tuple[str, Intent]]:
        """Return (plugin name, intent) for all plugins in the order they were added."""
        return [(plugin.name, intent) for plugin in self.plugins for intent in plugin.intents]

    @staticmethod
    def intents_of(plugins: Iterable[Plugin]) -> list[Intent]:
        """Return all intents of these plugins."""
        return [intent for plugin in plugins for intent in plugin.intents]


def _made(found: object) -> Plugin:
    """Return the plugin itself: `plugin` in a module is an instance, a class or a function."""
    make = isinstance(found, type) or (callable(found) and not hasattr(found, "handle"))
    return cast("Plugin", found() if make else found)  # type: ignore[operator]  # callable by the line above


def _doors(folder: Path | None) -> Iterator[tuple[str, str, Loader]]:
    import plugins

    for module in plugins.BUILT_IN:
        yield module, "program", _from_module(f"plugins.{module}")
    for entry in entry_points(group=GROUP):
        yield entry.name, f"package {entry.dist.name if entry.dist else '?'}", entry.load
    for path in sorted(folder.glob("*.py")) if folder is not None and folder.is_dir() else ():
        yield path.stem, str(path), _from_file(path)


def _from_module(name: str) -> Loader:
    return lambda: importlib.import_module(name).plugin


def _from_file(path: Path) -> Loader:
    def load() -> object:
        spec = importlib.util.spec_from_file_location(f"assistant_plugin_{path.stem}", path)
        if spec is None or spec.loader is None:
            raise ImportError(f"cannot read {path}")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module.plugin

    return load
