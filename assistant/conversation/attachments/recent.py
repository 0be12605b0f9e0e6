"""Which files were dropped in a conversation, so that a button (or a person) can name one of them again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path

from assistant.message import Message
from assistant.paths import printable
from assistant.routing import commands
from store.types import Owner

_TAKES_FILES = frozenset({"add", "graph", "baskets", "vectors", "train"})
"""Commands that name a dropped file."""
_FILES, _CONVERSATIONS = 20, 1000


class Dropped:
    """Files by conversation, each known by its name; the oldest are forgotten first."""

    def __init__(self) -> None:
        self._files: OrderedDict[tuple[Owner, str], OrderedDict[str, Path]] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, message: Message, owner: Owner, conversation: str) -> None:
        """Remember what is attached to a message."""
        if not message.files:
            return
        with self._lock:
            known = self._files.setdefault((owner, conversation), OrderedDict())
            self._files.move_to_end((owner, conversation))
            for path in message.files:
                known.pop(path.name, None)
                known[path.name] = path
            while len(known) > _FILES:
                known.popitem(last=False)
            while len(self._files) > _CONVERSATIONS:
                self._files.popitem(last=False)

    def forget(self, owner: Owner) -> None:
        """Let go of an owner's files."""
        with self._lock:
            for place in [place for place in self._files if place[0] == owner]:
                del self._files[place]

    def attached(self, message: Message, owner: Owner, conversation: str) -> Message:
        """Return a command that names a dropped file with that file attached, any other message as it is."""
        name, rest = commands.split(message.text) or ("", "")
        if message.files or name not in _TAKES_FILES or not rest:
            return message
        with self._lock:
            known = list(self._files.get((owner, conversation), {}).values())
        for path in sorted(known, key=lambda path: -len(path.name)):
            shown = Message(printable(path.name)).text
            if shown in message.text and path.is_file():
                rest = " ".join(message.text.replace(shown, " ", 1).split())
                return Message(rest, (path,), message.language)
        return message
