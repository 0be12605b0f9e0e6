"""Plugins come through one door; a broken one is listed and the rest goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.phrase import Phrase
from assistant.plugin import Intent
from assistant.registry import Registry


class Echo:
    name = "echo"
    summary = Phrase("Echo", "こだま")
    intents = (
        Intent("echo", Phrase("Echo", "こだま"), {"en": ["echo this"], "ja": ["こだまして"]}, command="echo"),
    )

    def handle(self, request: object, context: object) -> tuple[()]:
        return ()


def test_built_ins_load_without_a_problem() -> None:
    registry = Registry()
    registry.discover()
    assert registry.problems == []
    assert {"help", "library", "search"} <= {plugin.name for plugin in registry.plugins}


def test_intent_names_and_commands_are_unique() -> None:
    registry = Registry()
    registry.discover()
    intents = [intent for _, intent in registry.intents()]
    assert len({intent.name for intent in intents}) == len(intents)
    commands = [intent.command for intent in intents if intent.command]
    assert len(set(commands)) == len(commands)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("raise RuntimeError('boom')", "RuntimeError: boom"),
        ("import no_such_module", "No module named 'no_such_module'"),
        ("plugin = 3", "not a plugin"),
        ("x = 1", "no attribute 'plugin'"),
        ("def broken(:", "SyntaxError"),
    ],
)
def test_a_broken_file_is_listed_with_its_error(tmp_path: Path, body: str, error: str) -> None:
    (tmp_path / "bad.py").write_text(body)
    registry = Registry()
    registry.discover(tmp_path)
    assert [problem.name for problem in registry.problems] == ["bad"]
    assert error in registry.problems[0].error
    assert registry.find("search") is not None


def test_a_taken_name_or_intent_is_refused() -> None:
    registry = Registry()
    registry.add(Echo())
    with pytest.raises(ValueError, match="name 'echo' is taken"):
        registry.add(Echo())
    other = Echo()
    other.name = "other"
    with pytest.raises(ValueError, match="intent 'echo' is taken"):
        registry.add(other)
