"""What was deleted lately, brought back or deleted for good, and erasing everything of a visitor."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.surfaces.page.html import render
from assistant.surfaces.page.library_view import date_of, dialog, toast
from assistant.surfaces.page.session import PageState, Person, form, pressed
from assistant.surfaces.page.words import Say
from store.erasing import Holdings
from store.trash import Discarded, days_left

ROWS = 200
"""Deleted things that are shown; the oldest of more go first anyway."""
KINDS = ("image", "name", "labels", "graph", "baskets", "words")
"""Kinds of documents that the question about everything counts apart."""


@dataclass(frozen=True, slots=True)
class Row:
    """One deleted thing."""

    key: str
    name: str
    kind: str
    said: str


class TrashEvents:
    """Handlers of the foot of the Library tab."""

    def __init__(self, shared: PageState) -> None:
        self.shared = shared

    def show(self, language: str, request: gr.Request) -> str:
        """Return what was deleted lately and, for a visitor, how long everything is kept."""
        return self.shown(self.shared.person(request, language))

    def shown(self, person: Person) -> str:
        """Return the same for a visit."""
        settings, found = self.shared.assistant.settings, person.service.trash()
        days = settings.trash_days
        hours = settings.expire_hours if settings.public else 0
        short = 0 < hours < days * 24
        return render(
            "trash", person.language, rows=[_row(one, person.say, 0 if short else days) for one in found[:ROWS]],
            total=len(found), more=max(0, len(found) - ROWS), hours=hours, nonce=secrets.token_hex(4),
            about=person.say("trash_hours") if short else person.say("trash_days", days=days),
        )  # fmt: skip

    def manage(self, language: str, event: gr.EventData, request: gr.Request) -> tuple[Any, Any]:
        """Bring back, ask, delete for good, erase: returns (dialog, toast)."""
        person, (name, value) = self.shared.person(request, language), pressed(event)
        try:
            return self._manage(person, name, form(value).get("target") or str(value))
        except AssistantError as error:
            return gr.skip(), toast(
                f"{error.say(person.language)} {error.advise(person.language)}", person.language
            )

    def _manage(self, person: Person, name: str, key: str) -> tuple[Any, Any]:
        t, language = person.say, person.language
        if name in {"erase", "erase_now"}:
            return self._erase(person, now=name == "erase_now")
        one = next((one for one in person.service.trash() if one.key == key), None)
        if one is None:
            return gr.skip(), toast(t("not_there"), language)
        if name == "purge":
            question = dialog(
                "purge_now", t("purge_ask", name=one.name), t("purge"), language,
                target=key, text=t("purge_more"), no=t("keep"), danger=True,
            )  # fmt: skip
            return question, gr.skip()
        done = person.service.purge([key]) if name == "purge_now" else person.service.restore(key)
        said = t("purged" if name == "purge_now" else "back", name=one.name) if done else t("not_there")
        return gr.skip(), toast(said, language)

    def _erase(self, person: Person, *, now: bool) -> tuple[Any, Any]:
        t, language = person.say, person.language
        if not self.shared.assistant.settings.public:  # a machine of one's own has no such button
            return gr.skip(), gr.skip()
        if now:
            self.shared.running.stop_all(person.owner)
            person.service.erase()
            self.shared.offers.forget(person.owner)
            return gr.skip(), toast(t("erased"), language, kind="erased")
        counts = _counted(person.service.holdings(), len(person.service.files()), t)
        if not counts:
            return gr.skip(), toast(t("erase_nothing"), language)
        said = t("erase_more", counts=("、" if language == "ja" else ", ").join(counts))
        question = dialog(
            "erase_now", t("erase_ask"), t("erase"), language, text=said, no=t("keep"), danger=True
        )
        return question, gr.skip()


def _row(one: Discarded, t: Say, days: int) -> Row:
    left = days_left(one, days) if days else 0
    said = "trash_row_short" if not days else "trash_row_one" if left == 1 else "trash_row"
    kind = t("kind_conversation") if one.what == "conversation" else one.kind
    return Row(one.key, one.name or t("untitled"), kind, t(said, date=date_of(one.at), days=left))


def _counted(held: Holdings, files: int, t: Say) -> list[str]:
    """Return what there is of a person, in words; nothing of what there is none of."""
    counts = {"documents": sum(n for kind, n in held.documents.items() if kind not in KINDS)}
    counts |= {kind: held.documents.get(kind, 0) for kind in KINDS}
    counts |= {"conversations": held.conversations, "corrections": held.corrections, "files": files}
    return [t(f"held_{name}", n=f"{count:,}") for name, count in counts.items() if count]
