"""Which plugins there are. Built-in and third-party plugins come through the same door."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import logging
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, cast

from assistant.encoders.silence import silence
from assistant.phrase import Phrase
from assistant.plugin import Accepts, Intent, Offers, Plugin

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
        """Add a plugin, routed to from then on; ValueError when it breaks the contract or takes a taken name or intent."""
        if not isinstance(plugin, Plugin):
            raise ValueError("not a plugin: it needs name, summary, intents and handle()")
        for fault in faults(plugin):
            raise ValueError(fault)
        if plugin.name in self._origins:
            raise ValueError(
                f"the name {plugin.name!r} is taken by a plugin from {self._origins[plugin.name]}"
            )
        others = self.intents_of(self.plugins)
        taken, commands = {intent.name for intent in others}, {intent.command for intent in others} - {""}
        for intent in plugin.intents:
            if intent.name in taken:
                raise ValueError(f"the intent {intent.name!r} is taken by another plugin")
            if intent.command in commands:
                raise ValueError(f"the command /{intent.command} is taken by another plugin")
            taken.add(intent.name)
            commands.update({intent.command} - {""})
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

    def every_intent(self) -> list[tuple[str, Intent]]:
        """Return the intents of all plugins, then the built-in ones that no plugin serves, with plugin ""."""
        from assistant.routing import catalogue

        served = self.intents()
        names = {intent.name for _, intent in served}
        return served + [("", catalogue.intent(name)) for name in catalogue.names() if name not in names]

    def intent(self, name: str) -> Intent:
        """Return an intent by name; KeyError when there is none."""
        return {found.name: found for _, found in self.every_intent()}[name]

    def claimed(self, file: Path) -> str:
        """Return the own intent with which the first plugin claims a dropped file, "" where none does."""
        for plugin in self.plugins:
            if isinstance(plugin, Accepts):
                try:
                    intent = plugin.accepts(file)
                except Exception:  # somebody's plugin: its fault keeps nobody's file out
                    logging.getLogger("assistant").error("%s.accepts failed", plugin.name, exc_info=True)
                    continue
                if intent in {own.name for own in plugin.intents}:
                    return intent
        return ""

    @staticmethod
    def intents_of(plugins: Iterable[Plugin]) -> list[Intent]:
        """Return all intents of these plugins."""
        return [intent for plugin in plugins for intent in plugin.intents]


def faults(plugin: Any) -> Iterator[str]:
    """Yield what of a plugin does not fit the contract, in one line each."""
    if not (isinstance(plugin.name, str) and re.fullmatch(r"[A-Za-z][\w-]*", plugin.name)):
        yield f"name must be a word of letters, digits, _ and -, not {plugin.name!r}"
    if not isinstance(plugin.summary, Phrase):
        yield "summary must be a Phrase with an English and a Japanese sentence"
    try:
        inspect.signature(plugin.handle).bind(None, None)
    except TypeError:
        yield "handle must take (request, context)"
    try:
        plugin.tools() if isinstance(plugin, Offers) else ()
    except Exception as error:  # somebody's plugin
        yield f"tools() fails: {error}"
    if not plugin.intents:
        yield "it has no intents, so nothing would ever reach it"
    for intent in plugin.intents:
        if not isinstance(intent, Intent):
            yield f"intents must be Intent, not {type(intent).__name__}"
            return
        yield from _of_intent(intent)


def _of_intent(intent: Any) -> Iterator[str]:
    where = f"the intent {intent.name!r}"
    if not re.fullmatch(r"[A-Za-z]\w*", intent.name):
        yield f"{where} needs a name of letters, digits and _"
    if not isinstance(intent.summary, Phrase):
        yield f"{where} needs a Phrase as its summary"
    said = any(intent.examples.get(language) for language in ("en", "ja"))
    if not (said or intent.patterns or intent.command):
        yield f"{where} has no examples, patterns or command, so nothing would ever reach it"
    if intent.does not in ("read", "write", "delete"):
        yield f"{where}: does must be read, write or delete, not {intent.does!r}"
    if intent.attachment not in ("", "image", "document"):
        yield f"{where}: attachment must be image or document, not {intent.attachment!r}"
    for pattern in (*intent.patterns, intent.needs):
        try:
            re.compile(pattern)
        except re.error as error:
            yield f"{where}: the pattern {pattern!r} does not compile: {error}"
    marked = {slot for template in intent.marked for slot, _ in template.marks()}
    if unknown := sorted(marked - set(intent.slots)):
        yield f"{where}: examples mark what are no slots: {', '.join(unknown)}"


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
