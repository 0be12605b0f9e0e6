"""Write commands.md, what every plugin can be asked for: `python docs/list_commands.py`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from assistant.plugin import Intent, Plugin
from assistant.registry import Registry

FILE = Path(__file__).with_name("commands.md")
HEAD = """# What can be asked ・ 頼めること

Every ability of the built-in plugins, with its slash command and a sentence that means the same. Nothing needs a command.
内蔵プラグインのできることと、スラッシュコマンド、同じ意味の言い方です。コマンドを覚える必要はありません。
This page is written by `python docs/list_commands.py`.
"""


def page() -> str:
    """Return the page as Markdown."""
    registry = Registry()
    registry.discover()
    return HEAD + "\n".join(line for plugin in registry.plugins for line in _section(plugin)) + "\n"


def _section(plugin: Plugin) -> Iterator[str]:
    yield f"\n## {plugin.name}\n"
    yield f"{plugin.summary.say('en')} ・ {plugin.summary.say('ja')}\n"
    yield "| command | what it does | English | 日本語 |"
    yield "| --- | --- | --- | --- |"
    for intent in plugin.intents:
        english, japanese = (_example(intent, language) for language in ("en", "ja"))
        what = f"{intent.summary.say('en')} ・ {intent.summary.say('ja')}"
        command = f"`/{intent.command}`" if intent.command else "–"
        yield f"| {command} | {what} | {english} | {japanese} |"


def _example(intent: Intent, language: str) -> str:
    """Return the first example of a handy length, as code."""
    told = [text for text in intent.examples.get(language, ()) if len(text) < 60 and "`" not in text]
    return f"`{told[0].replace('|', '/')}`" if told else ""


if __name__ == "__main__":
    FILE.write_text(page(), encoding="utf-8")
