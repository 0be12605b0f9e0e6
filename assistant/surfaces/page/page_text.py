"""Everything on the page that has words, in one language."""

from __future__ import annotations

from typing import Any

import gradio as gr

from assistant.surfaces.page.chat_events import SHOWN, welcome
from assistant.surfaces.page.examples import questions
from assistant.surfaces.page.html import render
from assistant.surfaces.page.key_events import keys_of
from assistant.surfaces.page.library_events import LibraryEvents
from assistant.surfaces.page.session import House, Visit, pressed
from assistant.surfaces.page.trash_events import TrashEvents

_FIRST = ("/search", "/add", "/list", "/help")


class Dress:
    """Handlers for the first load, the language switch and the Settings tab."""

    def __init__(self, house: House) -> None:
        self.house = house

    def hello(self, spoken: str, talk: str, request: gr.Request) -> list[Any]:
        """Dress the page for a browser's language and bring back the conversation it was in."""
        visit = self.house.visit(request, "ja" if str(spoken).lower().startswith("ja") else "en")
        talk = talk if visit.talks.exists(talk) else ""
        visit.show(talk)
        return self._dressed(visit, talk)

    def switch(self, talk: str, event: gr.EventData, request: gr.Request) -> list[Any]:
        """Dress the page in the chosen language."""
        return self._dressed(self.house.visit(request, str(pressed(event)[1])), talk)

    def settings(self, language: str, request: gr.Request) -> str:
        """Return the Settings tab as things are now."""
        return self._settings(self.house.visit(request, language))

    def _dressed(self, visit: Visit, talk: str) -> list[Any]:
        t, settings = visit.say, self.house.assistant.settings
        head, table, kinds, tags = LibraryEvents(self.house)._shown(visit, "", "", "")
        hello = welcome(visit, questions(visit.language), settings.max_file_mb)
        return [
            talk,
            visit.language,
            render("top", visit.language, commands=self._commands(visit)),
            gr.Tab(label=t("chat")),
            gr.Tab(label=t("library")),
            gr.Tab(label=t("settings")),
            gr.Textbox(placeholder=t("search_conversations")),
            visit.talks.listing(talk),
            gr.update(value=visit.talks.messages(talk)[-2 * SHOWN :], placeholder=hello),
            gr.MultimodalTextbox(placeholder=t("placeholder")),
            gr.UploadButton(t("add_files")),
            head,
            table,
            gr.Textbox(value="", placeholder=t("search_library")),
            kinds,
            tags,
            TrashEvents(self.house).shown(visit),
            self._settings(visit),
        ]

    def _commands(self, visit: Visit) -> list[tuple[str, str]]:
        named = {
            f"/{intent.command.lstrip('/')}": intent.summary.say(visit.language)
            for _, intent in self.house.assistant.registry.intents()
            if intent.command.lstrip("/").isalpha()
        }
        order = {command: number for number, command in enumerate(_FIRST)}
        return sorted(named.items(), key=lambda each: (order.get(each[0], len(order)), each[0]))

    def _settings(self, visit: Visit) -> str:
        settings = self.house.assistant.settings
        checks = [] if settings.public else visit.desk.doctor(visit.language)["checks"]
        return render(
            "settings", visit.language, models=visit.desk.models(), plugins=visit.desk.plugins(visit.language),
            keys=keys_of(visit), public=settings.public, hours=settings.expire_hours, home=settings.home, checks=checks,
        )  # fmt: skip
