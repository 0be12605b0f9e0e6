"""An assistant for tests of plugins: `testing.open(tmp_path, plugins=[Mine()])`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.plugin import Plugin
from assistant.settings import Settings
from assistant.turn import Assistant


def open(home: Path, plugins: Sequence[Plugin] = ()) -> Assistant:
    """Return the assistant with the built-in plugins and these, its data in `home`; use it in a `with`.

    Nothing is downloaded; models come with the installed packages and are loaded when something needs them.
    ValueError for a plugin that does not fit the contract.
    """
    opened = Assistant.open(settings=Settings(home=home))
    try:
        for plugin in plugins:
            opened.registry.add(plugin, "test")
    except ValueError:
        opened.close()
        raise
    return opened
