"""The whole contract of a plugin: what it can be asked for (intent), and what it gets and gives (contract).

A plugin declares intents and answers requests with blocks. It reads and writes through `Context`
and never imports another plugin or a surface. See docs/plugins.md.
"""

from assistant.plugin.contract import (
    Accepts,
    Alternative,
    Context,
    Exchange,
    Explains,
    Plugin,
    Request,
    Route,
)
from assistant.plugin.intent import Intent, Slot, Slots, SlotValue
from assistant.plugin.own_settings import Configured
from assistant.plugin.tools import Offers, Tool

__all__ = [
    "Accepts",
    "Alternative",
    "Configured",
    "Context",
    "Exchange",
    "Explains",
    "Intent",
    "Offers",
    "Plugin",
    "Request",
    "Route",
    "Slot",
    "SlotValue",
    "Slots",
    "Tool",
]
