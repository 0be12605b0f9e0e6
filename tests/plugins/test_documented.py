"""Every built-in ability is written down and tested."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

import plugins
from assistant.plugin import Intent, Plugin
from assistant.registry import Registry

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def registry() -> Registry:
    found = Registry()
    found.discover()
    assert not found.problems
    assert len(found.plugins) == len(plugins.BUILT_IN)
    return found


def test_the_page_of_commands_is_that_of_these_plugins() -> None:
    spec = importlib.util.spec_from_file_location("list_commands", ROOT / "docs" / "list_commands.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    written = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert module.page() == written, "run python docs/list_commands.py"


def test_every_plugin_has_a_page_that_speaks_of_it_and_every_intent_a_test(registry: Registry) -> None:
    pages = [page for page in (ROOT / "docs").glob("*.md") if page.name != "commands.md"]
    docs = "\n".join(page.read_text(encoding="utf-8") for page in [*pages, ROOT / "README.md"])
    here = Path(__file__)
    code = "\n".join(
        file.read_text(encoding="utf-8") for file in (ROOT / "tests").rglob("*.py") if file != here
    )
    undocumented = [plugin.name for plugin in registry.plugins if not spoken_of(plugin, docs)]
    untested = [
        intent.name for plugin in registry.plugins for intent in plugin.intents if not asked(intent, code)
    ]
    assert (undocumented, untested) == ([], [])


def spoken_of(plugin: Plugin, docs: str) -> bool:
    return any(
        f"/{intent.command}" in docs or intent.name in docs for intent in plugin.intents if intent.command
    )


def asked(intent: Intent, code: str) -> bool:
    command = rf"[\"'(]/{intent.command}\b" if intent.command else "$^"
    return bool(re.search(command, code)) or f'"{intent.name}"' in code
