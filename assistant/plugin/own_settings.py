"""A plugin's own settings: defaults that it declares, a file of the person's, and the environment, the last one wins."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol, TypeAlias, runtime_checkable

from assistant.errors import AssistantError
from assistant.phrase import Phrase

Value: TypeAlias = str | int | float | bool
FILE = Path("plugins", "settings.toml")
"""Where in the home a person writes them: a table for each plugin."""


class BadSetting(AssistantError):
    """A setting that its plugin does not have, or a value of another kind."""

    what = Phrase(
        "The setting {name} of {plugin} is no good: {why}", "{plugin} の設定 {name} が正しくありません: {why}"
    )
    hint = Phrase("Its settings and their defaults: {known}", "設定できるものと既定値: {known}")


@runtime_checkable
class Configured(Protocol):
    """What a plugin may have besides: `settings`, the names of its settings with their defaults."""

    name: str
    settings: Mapping[str, Value]


def chosen(plugin: object, home: Path, environment: Mapping[str, str] | None = None) -> dict[str, Value]:
    """Return a plugin's settings as they are now; BadSetting. Of a plugin without any, an empty dictionary.

    `<home>/plugins/settings.toml` has a table for each plugin; ASSISTANT_PLUGIN_NAME, in capitals, comes before it.
    """
    if not isinstance(plugin, Configured):
        return {}
    defaults = plugin.settings
    known = ", ".join(f"{name} = {value!r}" for name, value in defaults.items())
    given: dict[str, object] = dict(_written(home, plugin.name, known))
    env = os.environ if environment is None else environment
    for name in defaults:
        said = env.get(f"ASSISTANT_{plugin.name}_{name}".upper().replace("-", "_"))
        if said is not None:
            given[name] = _read(said, defaults[name])
    for name, value in given.items():
        wanted = type(defaults[name]) if name in defaults else None
        if wanted is float and type(value) is int:
            given[name] = float(value)
        elif type(value) is not wanted:
            why = f"{value!r} is not {wanted.__name__}" if wanted else "it has no such setting"
            raise BadSetting(name=name, plugin=plugin.name, why=why, known=known)
    return {**defaults, **given}  # type: ignore[dict-item]  # their kinds were just checked


def _written(home: Path, plugin: str, known: str) -> Mapping[str, object]:
    try:
        table = tomllib.loads((home / FILE).read_text(encoding="utf-8")).get(plugin, {})
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise BadSetting(name=str(FILE), plugin=plugin, why=str(error), known=known) from error
    return table if isinstance(table, dict) else {}


def _read(said: str, like: Value) -> object:
    """Return a text of the environment as a value of the kind of a default, or the text where it is none."""
    if isinstance(like, bool):
        return said.casefold() in {"1", "true", "yes", "on"}
    try:
        return type(like)(said)
    except ValueError:
        return said
