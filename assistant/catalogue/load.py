"""Read the TOML files of this package; a file is parsed when its intent is first asked for."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from assistant.catalogue.markup import Template
from assistant.phrase import Language, Phrase
from assistant.plugin import Intent
from assistant.slots import reader

LISTS = frozenset({"words", "labels", "items"})
"""Slots that hold a list; every other slot holds one string."""


@cache
def names() -> tuple[str, ...]:
    """Return the names of all built-in intents, in alphabetical order."""
    files = resources.files(__package__).iterdir()
    return tuple(sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml")))


@cache
def _table(name: str) -> dict[str, Any]:
    file = resources.files(__package__).joinpath(f"{name}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {"en": "", "ja": ""}


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


@cache
def templates(name: str) -> dict[Language, tuple[Template, ...]]:
    """Return the marked examples of an intent by language."""
    tables = (_table(name)["examples"], _table(f"hard/{name}"), _table(f"independent/{name}"))
    return {
        "en": _marked(*(table["en"] for table in tables)),
        "ja": _marked(*(table["ja"] for table in tables)),
    }


def _marked(*texts: str) -> tuple[Template, ...]:
    return tuple(Template(line.replace("\\n", "\n")) for text in texts for line in _lines(text))


@cache
def intent(name: str) -> Intent:
    """Return a built-in intent; KeyError for a name that is not in the catalogue."""
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
        read=reader(name),
        attachment=table.get("attachment", ""),
        command=table.get("command", ""),
        does=table.get("does", "write"),
    )
