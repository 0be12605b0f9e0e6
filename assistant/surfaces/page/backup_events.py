"""What happens with backups in the Settings tab of one's own machine: a schedule, one now, and those that are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.library import backups
from assistant.surfaces.page.library_view import toast
from assistant.surfaces.page.session import NotSignedIn, PageState, Person, pressed
from store.permission import limited

EVERY = {0: "backup_off", 1: "backup_daily", 7: "backup_weekly", 30: "backup_monthly"}
"""Days between backups, and what they are called."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup in the home's own folder: when it was made, and its size."""

    made: str
    mb: float


class BackupEvents:
    """Handlers for the owner of the machine."""

    def __init__(self, shared: PageState) -> None:
        self.shared = shared

    def pressed(self, language: str, event: gr.EventData, request: gr.Request) -> Any:
        """Return the toast after a button of the section."""
        person, (name, value) = self.shared.person(request, language), pressed(event)
        try:
            return toast(self._done(person, name, value), person.language)
        except AssistantError as error:
            return toast(f"{error.say(person.language)} {error.advise(person.language)}", person.language)

    def _done(self, person: Person, name: str, value: Any) -> str:
        assistant = self.shared.assistant
        if assistant.settings.public or not person.owns_machine:
            raise NotSignedIn
        if name == "backup_every":
            days = int(value) if str(value).isdigit() and int(value) in EVERY else 0
            with limited("write"):
                assistant.store.settings.set(backups.EVERY, days)
            return person.say("backup_set" if days else "backup_stopped", kept=backups.KEPT)
        made = backups.make(assistant.settings.home)
        return person.say("backup_made", documents=made.documents, mb=f"{made.size / 10**6:,.1f}")


def backups_of(person: Person) -> dict[str, Any] | None:
    """Return the schedule, in days, and what is kept, None where a person has no say in it."""
    assistant = person.shared.assistant
    if assistant.settings.public or not person.owns_machine:
        return None
    kept = [
        Kept(f"{datetime.fromtimestamp(path.stat().st_mtime):%Y-%m-%d %H:%M}", path.stat().st_size / 10**6)
        for path in backups.kept(assistant.settings.home)
    ]
    days = int(float(assistant.store.settings.get(backups.EVERY, 0)))
    return {"days": days, "every": EVERY, "kept": kept, "folder": assistant.settings.home / backups.FOLDER}
