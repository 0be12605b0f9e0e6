"""What a person can ask for: one TOML file per built-in intent, in the room of the plugin that serves it.

A file is parsed when its intent is first asked for.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from assistant.phrase import Language, Phrase
from assistant.plugin import Intent
from assistant.plugin.markup import Template
from assistant.routing.slots.second_opinion import Read, reader
from assistant.settings import shipped


@cache
def _files() -> dict[str, Traversable]:
    rooms = [room / "intents" for room in resources.files("plugins").iterdir() if room.is_dir()]
    found = (file for room in rooms if room.is_dir() for file in room.iterdir())
    return {file.name.removesuffix(".toml"): file for file in found if file.name.endswith(".toml")}


def names() -> tuple[str, ...]:
    """Return the names of all built-in intents, in alphabetical order."""
    return tuple(sorted(_files()))


@cache
def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(_files()[name].read_text(encoding="utf-8"))


def _more(name: str, kind: str) -> dict[str, Any]:
    """Return further examples of an intent, empty ones where it has none of that kind."""
    file = shipped("intents", kind, f"{name}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {"en": "", "ja": ""}


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


@cache
def templates(name: str) -> dict[Language, tuple[Template, ...]]:
    """Return the marked examples of an intent by language."""
    kinds = ("hard", "independent", "everyday")
    tables = (_table(name)["examples"], *(_more(name, kind) for kind in kinds))
    return {
        "en": _marked(*(table["en"] for table in tables)),
        "ja": _marked(*(table["ja"] for table in tables)),
    }


def _marked(*texts: str) -> tuple[Template, ...]:
    return tuple(Template(line.replace("\\n", "\n")) for text in texts for line in _lines(text))


@cache
def intent(name: str, rules: Read | None = None) -> Intent:
    """Return a built-in intent whose slots `rules` read; KeyError for a name that is not in the catalogue."""
    if name not in names():
        raise KeyError(name)
    table = _table(name)
    examples: dict[Language, tuple[str, ...]] = {
        language: tuple(template.text for template in marked) for language, marked in templates(name).items()
    }
    return Intent(
        name=name,
        summary=Phrase(**table["summary"]),
        examples=examples,
        slots=tuple(table.get("slots", ())),
        patterns=_lines(table.get("patterns", "")),
        read=reader(name, rules) if rules else None,
        attachment=table.get("attachment", ""),
        command=table.get("command", ""),
        does=table.get("does", "write"),
        needs=table.get("needs", "").strip(),
    )
