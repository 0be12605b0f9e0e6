"""home/server.json: how a second process finds the one that owns the store."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

NAME = "server.json"
SECRET = "visitors.key"  # noqa: S105  # a file's name


@dataclass(frozen=True, slots=True)
class ServerFile:
    """A running server: its process, where it listens, and the token that says who may be `me`."""

    pid: int
    url: str
    token: str

    def write(self, home: Path) -> None:
        """Write the file for this account's eyes only, complete or not at all."""
        home.mkdir(parents=True, exist_ok=True)
        part = home / f"{NAME}.{self.pid}"
        write_private(part, json.dumps(asdict(self)).encode())
        part.replace(home / NAME)

    @classmethod
    def read(cls, home: Path) -> ServerFile | None:
        """Return what is written, or None when there is nothing that can be read."""
        try:
            data = json.loads((home / NAME).read_bytes())
            return cls(int(data["pid"]), str(data["url"]), str(data["token"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def remove(self, home: Path) -> None:
        """Remove the file if it is still this server's."""
        if ServerFile.read(home) == self:
            (home / NAME).unlink(missing_ok=True)


def visitors_secret(home: Path) -> bytes:
    """Return the key that signs visitors' cookies: 256 bits, kept in `home` so that it outlives a restart."""
    path = home / SECRET
    try:
        found = path.read_bytes()
    except OSError:
        found = b""
    if len(found) != 32:
        found = os.urandom(32)
        home.mkdir(parents=True, exist_ok=True)
        write_private(path, found)
    return found


def write_private(path: Path, data: bytes) -> None:
    """Write a file that no other account can read, not even between creation and chmod."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
