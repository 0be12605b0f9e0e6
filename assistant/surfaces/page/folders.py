"""Bringing the library in line with a folder: which folders there are, what would change, and the change."""

from __future__ import annotations

import os
import secrets
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import AssistantError
from assistant.ingest.known import is_path
from assistant.phrase import Phrase
from assistant.surfaces.page.html import render
from assistant.surfaces.page.library_view import Field, dialog
from assistant.surfaces.page.session import Person
from assistant.surfaces.service.shapes import Changes
from store.types import Document

SHOWN = 200
"""Names listed of each kind of change; more are counted."""
KEPT = 100
"""Plans that wait for an answer; the oldest go first."""


class NoFolder(AssistantError):
    """A path that leads to nothing."""

    what = Phrase("There is no folder at “{path}”.", "「{path}」というフォルダはありません。")
    hint = Phrase("Type its whole path.", "フォルダの完全なパスを入力してください。")


@dataclass(frozen=True, slots=True)
class Group:
    """One kind of change: its label, the first names, and how many more there are."""

    label: str
    names: tuple[str, ...]
    more: int
    danger: bool = False


class Plans:
    """What was shown and waits to be confirmed, under a token that cannot be guessed."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[str, Changes] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, changes: Changes) -> str:
        """Remember a plan and return its token."""
        token = secrets.token_urlsafe(12)
        with self._lock:
            self._waiting[token] = changes
            while len(self._waiting) > KEPT:
                self._waiting.popitem(last=False)
        return token

    def take(self, token: str) -> Changes | None:
        """Return the plan of a token, once."""
        with self._lock:
            return self._waiting.pop(token, None)


def known(documents: Sequence[Document], home: Path) -> list[str]:
    """Return the topmost folders that documents came from, without those in the program's own home."""
    own = str(home.absolute()) + os.sep
    places = sorted(
        {
            str(Path(document.location).parent)
            for document in documents
            if is_path(document.location) and not document.location.startswith(own)
        }
    )
    top: list[str] = []
    for place in places:
        if not any(place.startswith(each.rstrip(os.sep) + os.sep) for each in top):
            top.append(place)
    return top


def typed(path: str) -> Path:
    """Return the folder that a person typed; NoFolder."""
    folder = Path(path.strip()).expanduser()
    if not folder.is_absolute() or not folder.exists():
        raise NoFolder(path=path.strip())
    return folder


def ask(person: Person) -> str:
    """Return the dialog that asks which folder; "" where none was ever added."""
    mine = [document for document in person.service.documents(limit=10_000) if document.owner == person.owner]
    folders = known(mine, person.shared.assistant.settings.home)
    if not folders:
        return ""
    fields = [Field("folder", person.say("sync_folder"), options=tuple(folders))]
    return dialog(
        "sync_plan", person.say("sync"), person.say("sync_look"), person.language,
        text=person.say("sync_more"), fields=fields,
    )  # fmt: skip


def planned(person: Person, plans: Plans, folder: Path) -> Iterator[str]:
    """Yield that the folder is being read, then what would change, with the buttons that do it."""
    yield render("plan", person.language, folder=str(folder), looking=True, groups=[], token="", forgets=0)
    changes = person.service.plan_sync(folder)
    groups = _groups(person, changes)
    token = plans.keep(changes) if groups else ""
    yield render(
        "plan", person.language, folder=changes.folder, looking=False, groups=groups, token=token,
        forgets=len(changes.deleted),
    )  # fmt: skip


def _groups(person: Person, changes: Changes) -> list[Group]:
    renamed = tuple(f"{old} → {new}" for old, new in changes.renamed)
    deleted = tuple(name for _, name in changes.deleted)
    every = (
        ("would_add", changes.added), ("would_update", changes.changed), ("would_rename", renamed),
        ("would_forget", deleted),
    )  # fmt: skip
    return [
        Group(person.say(key, n=len(names)), names[:SHOWN], max(0, len(names) - SHOWN), key == "would_forget")
        for key, names in every
        if names
    ]
