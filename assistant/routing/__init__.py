"""Where a message goes and why: `Router(intents, encoder).route(message)`."""

from __future__ import annotations

from assistant.routing.router import Router

__all__ = ["Router"]
