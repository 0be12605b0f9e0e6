"""What happens in the Chat tab."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.surfaces.access.received import UploadGone
from assistant.surfaces.page.chat import answer
from assistant.surfaces.page.html import render
from assistant.surfaces.page.library_view import Field, dialog, toast
from assistant.surfaces.page.pasted import named
from assistant.surfaces.page.session import House, Visit, form, pressed

SHOWN = 100
"""Messages of a long conversation that are drawn; all are kept, and exported."""

Frame = tuple[Any, ...]
_NOTHING: Frame = (gr.skip(),) * 5
"""A frame that changes nothing."""


class ChatEvents:
    """Handlers; each gets the session's state and the request, and returns what its outputs show."""

    def __init__(self, house: House) -> None:
        self.house = house

    def typed(self, typed: dict[str, Any], talk: str, language: str, request: gr.Request) -> Iterator[Frame]:
        """Answer what is in the box. Yields (bubbles, box, conversation, list of conversations, toast)."""
        visit, text = self.house.visit(request, language), str(typed["text"])
        try:
            files = [named(visit.sent(handle)) for handle in typed["files"]]
        except UploadGone as gone:
            line = f"{gone.say(visit.language)} {gone.advise(visit.language)}"
            yield *_NOTHING[:-1], toast(line, visit.language)
            return
        if not text.strip() and not files:
            yield _NOTHING
            return
        box = gr.MultimodalTextbox(value=None, submit_btn=False, stop_btn=True)
        yield from self._answer(visit, talk, text, files, box)

    def said(self, talk: str, language: str, event: gr.EventData, request: gr.Request) -> Iterator[Frame]:
        """Answer the message of a button, as if it had been typed; what is in the box stays there."""
        _, value = pressed(event)
        box = gr.MultimodalTextbox(submit_btn=False, stop_btn=True)
        yield from self._answer(self.house.visit(request, language), talk, str(value), [], box)

    def _answer(self, visit: Visit, talk: str, text: str, files: Sequence[Path], box: Any) -> Iterator[Frame]:
        talks = visit.talks
        if visit.busy(talk):  # what was typed stays in the box
            yield *_NOTHING[:-1], toast(visit.say("busy"), visit.language)
            return
        if not talks.exists(talk):
            talk = talks.start(text, [file.name for file in files])
        visit.show(talk)
        past = talks.messages(talk)[-2 * SHOWN :]
        listing: Any = talks.listing(talk)
        for bubbles in answer(self.house.assistant, talks, self.house.running, talk, text, files):
            if visit.shows(talk):  # the person may have gone on to another conversation meanwhile
                yield past + bubbles, box, talk, listing, gr.skip()
                box, listing = gr.skip(), gr.skip()
            else:
                yield _NOTHING
        if visit.shows(talk):
            yield gr.skip(), _box(busy=False), talk, talks.listing(talk), gr.skip()

    def stop(self, talk: str, language: str, request: gr.Request) -> None:
        """Stop what is being written in this conversation."""
        self.house.running.stop(self.house.visit(request, language).owner, talk)

    def learn(self, language: str, event: gr.EventData, request: gr.Request) -> str:
        """Remember what a message meant; returns the toast that says so."""
        visit, (_, value) = self.house.visit(request, language), pressed(event)
        intent, _, text = str(value).partition("|")
        self.house.assistant.correct(text, intent, owner=visit.owner)
        label = self.house.assistant.intent(intent).summary.say(visit.language)
        return toast(visit.say("learned", intent=label), visit.language)

    def find(self, wanted: str, talk: str, language: str, request: gr.Request) -> str:
        """Return the list of conversations that contain what was typed."""
        return self.house.visit(request, language).talks.listing(talk, wanted)

    def manage(
        self, talk: str, wanted: str, language: str, event: gr.EventData, request: gr.Request
    ) -> Frame:
        """Select, begin, rename, delete, undelete: returns (bubbles, box, conversation, list, dialog, toast)."""
        visit, (name, value) = self.house.visit(request, language), pressed(event)
        talks, kept = visit.talks, self.house.assistant.store.conversations
        bubbles: Any = gr.skip()
        question: Any = gr.skip()
        line: Any = gr.skip()
        if name in {"select", "new"}:
            talk = str(value)
            bubbles = talks.messages(talk)[-2 * SHOWN :]
        elif name == "rename" and (found := kept.get(str(value), owner=visit.owner)):
            question = _rename_dialog(visit, found.id, found.title)
        elif name == "rename_now" and talks.exists(form(value).get("target", "")):
            title = " ".join(form(value).get("title", "").split())[:120]
            if title:
                kept.rename(form(value)["target"], title, owner=visit.owner)
        elif name == "delete" and (found := kept.get(str(value), owner=visit.owner)):
            token = kept.forget(found.id, owner=visit.owner)
            line = toast(
                visit.say("deleted", name=found.title), visit.language, "undelete", f"{token}|{found.id}"
            )
            if found.id == talk:
                talk, bubbles = "", []
        elif name == "undelete":
            token, _, back = str(value).partition("|")
            if self.house.assistant.store.restore(token, owner=visit.owner):
                talk, bubbles = back, talks.messages(back)[-2 * SHOWN :]
                line = toast(visit.say("restored"), visit.language)
        visit.show(talk)
        return bubbles, _box(visit.busy(talk)), talk, talks.listing(talk, wanted), question, line


def _box(busy: bool) -> Any:
    """Return the box with the button that fits: to send, or to stop what is being written."""
    return gr.MultimodalTextbox(submit_btn=not busy, stop_btn=busy)


def _rename_dialog(visit: Visit, talk: str, title: str) -> str:
    fields = [Field("title", visit.say("name"), title)]
    return dialog(
        "rename_now", visit.say("rename"), visit.say("save"), visit.language, target=talk, fields=fields
    )


def welcome(visit: Visit, examples: Sequence[str], mb: int) -> str:
    """Return what an empty conversation shows."""
    return render("welcome", visit.language, examples=examples, mb=mb)
