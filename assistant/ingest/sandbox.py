"""Reading of files in a limited child process that a crash or a time-out may end without harm."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from assistant.child import MAX_REPLY, Child, ChildDied, ReplyTooLong
from assistant.ingest.chunk import Chunk
from assistant.ingest.errors import Crashed, TextTooLong, TooMuchMemory, TooSlow, ZeroByte
from assistant.ingest.mapped import rebuild

RECYCLE_MB = 400
RECYCLE_FILES = 2_000
"""A warm worker is replaced once it has grown this much or read this many files."""


@dataclass(frozen=True, slots=True)
class Read:
    """What the child made of one file; `without_text` are pages, from 1, that are pictures."""

    title: str
    kind: str
    text: str
    pages: int
    passages: tuple[Chunk, ...]
    without_text: tuple[int, ...] = ()
    """Pages (from 1) that show something but hold no text, as scanned ones do."""


class Sandbox:
    """A child that reads files. Not for use by two threads at once. One sandbox serves one owner."""

    def __init__(self, seconds: float = 60, memory_mb: int = 1024) -> None:
        self.child = Child("assistant.ingest.worker", seconds, memory_mb, RECYCLE_FILES)

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the worker at once; safe to call from another thread while read() waits."""
        self.child.close()

    def read(self, data: bytes, name: str) -> Read:
        """Return the text and passages of a file's bytes; raises an IngestError with the reason."""
        if not data:
            raise ZeroByte(name=name)
        try:
            facts, body = self.child.ask(data, name=name)
            found = json.loads(body) if body else {}
        except ReplyTooLong as error:
            raise TextTooLong(name=name, limit=MAX_REPLY // 10_000_000) from error
        except ChildDied as died:
            raise (
                TooSlow(name=name, seconds=round(self.child.seconds)) if died.late else Crashed(name=name)
            ) from died
        return self._result(facts, found, name)

    def _result(self, facts: dict[str, Any], found: dict[str, Any], name: str) -> Read:
        if float(facts.get("resident", 0)) > RECYCLE_MB:
            self.close()
        if "error" in facts:
            if facts["error"] == "TooMuchMemory":
                self.close()
                raise TooMuchMemory(name=name, mb=self.child.memory_mb)
            raise rebuild(str(facts["error"]), {**facts.get("values", {}), "name": name})
        passages = tuple(Chunk(*fields) for fields in found["passages"])
        return Read(
            found["title"], found["kind"], found["text"], found["pages"], passages,
            tuple(found.get("without_text", ())),
        )  # fmt: skip
