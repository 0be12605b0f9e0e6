"""Everything on the page that has words, in one language."""

from __future__ import annotations

from typing import Any

import gradio as gr

from assistant.surfaces.page.backup_events import backups_of
from assistant.surfaces.page.chat_events import SHOWN, welcome
from assistant.surfaces.page.examples import starters
from assistant.surfaces.page.html import render
from assistant.surfaces.page.key_events import keys_of
from assistant.surfaces.page.library_events import LibraryEvents
from assistant.surfaces.page.model_words import noted
from assistant.surfaces.page.session import PageState, Person, pressed
from assistant.surfaces.page.trash_events import TrashEvents

_FIRST = ("/search", "/add", "/list", "/help")


class PageText:
    """Handlers for the first load, the language switch and the Settings tab."""

    def __init__(self, shared: PageState) -> None:
        self.shared = shared

    def hello(self, spoken: str, talk: str, request: gr.Request) -> list[Any]:
        """Fill the page in a browser's language and bring back the conversation it was in."""
        person = self.shared.person(request, "ja" if str(spoken).lower().startswith("ja") else "en")
        talk = talk if person.talks.exists(talk) else ""
        person.show(talk)
        return self._in_language(person, talk)

    def switch(self, talk: str, event: gr.EventData, request: gr.Request) -> list[Any]:
        """Fill the page in the chosen language."""
        return self._in_language(self.shared.person(request, str(pressed(event)[1])), talk)

    def settings(self, language: str, request: gr.Request) -> str:
        """Return the Settings tab as things are now."""
        return self._settings(self.shared.person(request, language))

    def _in_language(self, person: Person, talk: str) -> list[Any]:
        t, settings = person.say, self.shared.assistant.settings
        head, table, kinds, tags = LibraryEvents(self.shared)._shown(person, "", "", "")
        hello = welcome(person, starters(person.language), settings.max_file_mb)
        return [
            talk,
            person.language,
            render("top", person.language, commands=self._commands(person), mb=settings.max_file_mb),
            gr.Tab(label=t("chat")),
            gr.Tab(label=t("library")),
            gr.Tab(label=t("settings")),
            gr.Textbox(placeholder=t("search_conversations")),
            person.talks.listing(talk),
            gr.update(value=person.talks.messages(talk)[-2 * SHOWN :], placeholder=hello),
            gr.MultimodalTextbox(placeholder=t("placeholder")),
            gr.UploadButton(t("add_files")),
            head,
            table,
            gr.Textbox(value="", placeholder=t("search_library")),
            kinds,
            tags,
            TrashEvents(self.shared).shown(person),
            self._settings(person),
        ]

    def _commands(self, person: Person) -> list[tuple[str, str]]:
        named = {
            f"/{intent.command.lstrip('/')}": intent.summary.say(person.language)
            for _, intent in self.shared.assistant.registry.intents()
            if intent.command.lstrip("/").isalpha()
        }
        order = {command: number for number, command in enumerate(_FIRST)}
        return sorted(named.items(), key=lambda each: (order.get(each[0], len(order)), each[0]))

    def _settings(self, person: Person) -> str:
        settings = self.shared.assistant.settings
        checks = [] if settings.public else person.service.doctor(person.language)["checks"]
        return render(
            "settings", person.language, models=person.service.models(), plugins=person.service.plugins(person.language),
            keys=keys_of(person), public=settings.public, hours=settings.expire_hours, home=settings.home, checks=checks,
            backups=backups_of(person), noted=noted,
        )  # fmt: skip
