"""What happens in the Chat tab."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.surfaces.access.received import UploadGone
from assistant.surfaces.page.chat import follow, stream
from assistant.surfaces.page.examples import Starter
from assistant.surfaces.page.html import render
from assistant.surfaces.page.library_view import Field, dialog, toast
from assistant.surfaces.page.pasted import named
from assistant.surfaces.page.session import PageState, Person, form, pressed

SHOWN = 100
"""Messages of a long conversation that are drawn; all are kept, and exported."""

Frame = tuple[Any, ...]
_NOTHING: Frame = (gr.skip(),) * 5
"""A frame that changes nothing."""


class ChatEvents:
    """Handlers; each gets the session's state and the request, and returns what its outputs show."""

    def __init__(self, shared: PageState) -> None:
        self.shared = shared

    def typed(self, typed: dict[str, Any], talk: str, language: str, request: gr.Request) -> Iterator[Frame]:
        """Answer what is in the box. Yields (bubbles, box, conversation, list of conversations, toast)."""
        person, text = self.shared.person(request, language), str(typed["text"])
        try:
            files = [named(person.sent(handle)) for handle in typed["files"]]
        except UploadGone as gone:
            line = f"{gone.say(person.language)} {gone.advise(person.language)}"
            yield *_NOTHING[:-1], toast(line, person.language)
            return
        if not text.strip() and not files:
            yield _NOTHING
            return
        box = gr.MultimodalTextbox(value=None, submit_btn=False, stop_btn=True)
        yield from self._answer(person, talk, text, files, box)

    def said(self, talk: str, language: str, event: gr.EventData, request: gr.Request) -> Iterator[Frame]:
        """Answer the message of a button, as if it had been typed; what is in the box stays there."""
        _, value = pressed(event)
        box = gr.MultimodalTextbox(submit_btn=False, stop_btn=True)
        yield from self._answer(self.shared.person(request, language), talk, str(value), [], box)

    def _answer(
        self, person: Person, talk: str, text: str, files: Sequence[Path], box: Any
    ) -> Iterator[Frame]:
        talks = person.talks
        if person.busy(talk):  # what was typed stays in the box
            yield *_NOTHING[:-1], toast(person.say("busy"), person.language)
            return
        if not talks.exists(talk):
            talk = talks.start(text, [file.name for file in files])
        person.show(talk)
        past = talks.messages(talk)[-2 * SHOWN :]
        listing: Any = talks.listing(talk)
        for bubbles in stream(self.shared.assistant, talks, self.shared.running, talk, text, files):
            if person.shows(talk):  # the person may have gone on to another conversation meanwhile
                yield past + bubbles, box, talk, listing, gr.skip()
                box, listing = gr.skip(), gr.skip()
            else:
                yield _NOTHING
        if person.shows(talk):
            yield gr.skip(), _box(busy=False), talk, talks.listing(talk), gr.skip()

    def resume(self, talk: str, language: str, request: gr.Request) -> Iterator[Frame]:
        """Go on showing an answer that was being written when the page was loaded again."""
        person = self.shared.person(request, language)
        if not person.busy(talk):
            yield _NOTHING
            return
        past: list[Any] = person.talks.messages(talk)[-2 * SHOWN :]
        for bubbles in follow(person.talks, self.shared.running, talk):
            yield (past + bubbles, _box(busy=True), talk, *_NOTHING[3:]) if person.shows(talk) else _NOTHING
        if person.shows(talk):
            kept = person.talks.messages(talk)[-2 * SHOWN :]
            yield kept, _box(busy=False), talk, person.talks.listing(talk), gr.skip()

    def stop(self, talk: str, language: str, request: gr.Request) -> None:
        """Stop what is being written in this conversation."""
        self.shared.running.stop(self.shared.person(request, language).owner, talk)

    def learn(self, language: str, event: gr.EventData, request: gr.Request) -> str:
        """Remember what a message meant; returns the toast that says so."""
        person, (_, value) = self.shared.person(request, language), pressed(event)
        intent, _, text = str(value).partition("|")
        self.shared.assistant.correct(text, intent, owner=person.owner)
        label = self.shared.assistant.intent(intent).summary.say(person.language)
        return toast(person.say("learned", intent=label), person.language)

    def find(self, wanted: str, talk: str, language: str, request: gr.Request) -> str:
        """Return the list of conversations that contain what was typed."""
        return self.shared.person(request, language).talks.listing(talk, wanted)

    def manage(
        self, talk: str, wanted: str, language: str, event: gr.EventData, request: gr.Request
    ) -> Frame:
        """Select, begin, rename, delete, undelete: returns (bubbles, box, conversation, list, dialog, toast)."""
        person, (name, value) = self.shared.person(request, language), pressed(event)
        talks, kept = person.talks, self.shared.assistant.store.conversations
        bubbles: Any = gr.skip()
        question: Any = gr.skip()
        line: Any = gr.skip()
        if name in {"select", "new"}:
            talk = str(value)
            bubbles = talks.messages(talk)[-2 * SHOWN :]
        elif name == "rename" and (found := kept.get(str(value), owner=person.owner)):
            question = _rename_dialog(person, found.id, found.title)
        elif name == "rename_now" and talks.exists(form(value).get("target", "")):
            title = " ".join(form(value).get("title", "").split())[:120]
            if title:
                kept.rename(form(value)["target"], title, owner=person.owner)
        elif name == "delete" and (found := kept.get(str(value), owner=person.owner)):
            token = kept.forget(found.id, owner=person.owner)
            line = toast(
                person.say("deleted", name=found.title), person.language, "undelete", f"{token}|{found.id}"
            )
            if found.id == talk:
                talk, bubbles = "", []
        elif name == "undelete":
            token, _, back = str(value).partition("|")
            if self.shared.assistant.store.restore(token, owner=person.owner):
                talk, bubbles = back, talks.messages(back)[-2 * SHOWN :]
                line = toast(person.say("restored"), person.language)
        person.show(talk)
        return bubbles, _box(person.busy(talk)), talk, talks.listing(talk, wanted), question, line


def _box(busy: bool) -> Any:
    """Return the box with the button that fits: to send, or to stop what is being written."""
    return gr.MultimodalTextbox(submit_btn=not busy, stop_btn=busy)


def _rename_dialog(person: Person, talk: str, title: str) -> str:
    fields = [Field("title", person.say("name"), title)]
    return dialog(
        "rename_now", person.say("rename"), person.say("save"), person.language, target=talk, fields=fields
    )


def welcome(person: Person, examples: Sequence[Starter], mb: int) -> str:
    """Return what an empty conversation shows."""
    return render("welcome", person.language, examples=examples, mb=mb)
