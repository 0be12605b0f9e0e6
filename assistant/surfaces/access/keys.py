"""API keys: names for programs that call, each with one owner and a scope; only a hash is kept (home/keys.json)."""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from assistant.errors import AssistantError
from assistant.phrase import Phrase
from assistant.surfaces.access.serverfile import write_private
from store.types import Owner

Scope = Literal["read", "write"]
PREFIX = "sak-"
"""How every key begins, so that a wrong one is told from what other programs put into the same header."""
MOST = 50
"""Keys of one owner."""


class TooManyKeys(AssistantError):
    """One more key than a person may have."""

    what = Phrase("There are {most} keys already.", "鍵はすでに {most} 個あります。")
    hint = Phrase("Revoke one that is not used any more.", "使わなくなった鍵を取り消してください。")


class NoSuchKey(AssistantError):
    """A key that is not there, or not the caller's."""

    what = Phrase('There is no key "{name}".', "「{name}」という鍵はありません。")
    hint = Phrase("`assistant keys list` shows them.", "`assistant keys list` で確認できます。")


class KeysDamaged(AssistantError):
    """A file of keys that cannot be read."""

    what = Phrase('The file of API keys "{file}" is damaged.', "API の鍵のファイル「{file}」が壊れています。")
    hint = Phrase("Move it away and make new keys.", "別の場所に移し、鍵を作り直してください。")


@dataclass(frozen=True, slots=True)
class ApiKey:
    """What is kept of a key. `owner` is "" for one made at the machine; `made` is UTC seconds."""

    id: str
    name: str
    owner: str
    scope: Scope
    sha256: str
    made: float


class ApiKeys:
    """The keys of one home; several processes may read and change them."""

    def __init__(self, home: Path) -> None:
        self._file = home / "keys.json"
        self._lock = threading.Lock()
        self._seen: tuple[int, int] = (0, 0)
        self._keys: dict[str, ApiKey] = {}

    def make(self, name: str, scope: Scope = "write", owner: Owner | Literal[""] = "") -> str:
        """Make a key and return its secret, which is not kept: 256 random bits. TooManyKeys, KeysDamaged."""
        secret = PREFIX + secrets.token_urlsafe(32)
        short = " ".join(name.split())[:80] or "key"
        with self._changing() as keys:
            if sum(key.owner == owner for key in keys) >= MOST:
                raise TooManyKeys(most=MOST)
            keys.append(ApiKey(secrets.token_hex(4), short, owner, scope, _hash(secret), time.time()))
        return secret

    def made_by(self, owner: Owner | Literal[""] = "") -> list[ApiKey]:
        """Return an owner's keys, newest first; "" for those made at the machine."""
        return sorted((key for key in self._all().values() if key.owner == owner), key=lambda key: -key.made)

    def revoke(self, name: str, owner: Owner | Literal[""] = "") -> ApiKey:
        """Remove an owner's key by id or name and return it; NoSuchKey."""
        with self._changing() as keys:
            for key in keys:
                if key.owner == owner and name in {key.id, key.name}:
                    keys.remove(key)
                    return key
        raise NoSuchKey(name=name)

    def erase(self, owner: Owner) -> None:
        """Remove all keys of an owner."""
        if self.made_by(owner):
            with self._changing() as keys:
                keys[:] = [key for key in keys if key.owner != owner]

    def find(self, secret: str) -> ApiKey | None:
        """Return the key with this secret, or None."""
        return self._all().get(_hash(secret)) if secret.startswith(PREFIX) else None

    def _all(self) -> dict[str, ApiKey]:
        with self._lock:
            try:
                stat = self._file.stat()
            except OSError:
                self._seen, self._keys = (0, 0), {}
                return self._keys
            seen = (stat.st_mtime_ns, stat.st_ino)
            if seen != self._seen:
                try:
                    self._keys = {key.sha256: key for key in self._read()}
                except KeysDamaged:
                    self._keys = {}
                self._seen = seen
            return self._keys

    def _read(self) -> list[ApiKey]:
        try:
            return [ApiKey(**key) for key in json.loads(self._file.read_bytes())]
        except FileNotFoundError:
            return []
        except (ValueError, TypeError) as error:
            raise KeysDamaged(file=self._file) from error

    @contextmanager
    def _changing(self) -> Iterator[list[ApiKey]]:
        from filelock import FileLock

        self._file.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(self._file.with_suffix(".lock")):
            keys = self._read()
            yield keys
            draft = self._file.with_suffix(".part")
            write_private(draft, json.dumps([asdict(key) for key in keys]).encode())
            draft.replace(self._file)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
