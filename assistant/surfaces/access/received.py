"""Files that browsers sent: each under a random handle, in a folder that only its owner's handles lead to.

A handle is all that a browser ever holds: it says nothing of the machine, of the content or of anybody else's
files, and it opens a file only for the person who sent it.
"""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from assistant.errors import AssistantError
from assistant.files import HANDLE, uploads_of
from assistant.phrase import Phrase
from assistant.surfaces.access.uploads import safe_name

if TYPE_CHECKING:
    from store.types import Owner


class UploadGone(AssistantError):
    """A handle that opens nothing for this person (any more)."""

    what = Phrase("That upload is no longer here.", "そのアップロードはもうありません。")
    hint = Phrase("Drop the file again.", "ファイルをもう一度入れてください。")


class Received:
    """Uploads below a folder of their owner's: <owner>/<handle>/<name>."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def keep(self, owner: Owner, name: str, content: BinaryIO) -> str:
        """Copy a file to its place and return its handle."""
        handle = f"upload-{secrets.token_urlsafe(32)}"
        place = uploads_of(self._home, owner) / handle
        place.mkdir(parents=True, mode=0o700)
        with (place / safe_name(name)).open("xb") as copy:
            shutil.copyfileobj(content, copy)
        return handle

    def find(self, owner: Owner, handle: str) -> Path:
        """Return the file that this person sent under a handle; UploadGone for everything else."""
        if HANDLE.fullmatch(handle):
            for file in (uploads_of(self._home, owner) / handle).glob("*"):
                return file
        raise UploadGone
