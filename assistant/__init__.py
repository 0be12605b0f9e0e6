"""A semantic assistant with plugins over one common embedding store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.message import Message
    from assistant.settings import Settings
    from assistant.turn import Assistant

__all__ = ["Assistant", "Message", "Settings", "__version__"]
__version__ = "0.1.0"

_HOMES = {"Assistant": "assistant.turn", "Message": "assistant.message", "Settings": "assistant.settings"}


def __getattr__(name: str) -> Any:
    """Import public names when first used, so that `import assistant` costs next to nothing."""
    if name not in _HOMES:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
