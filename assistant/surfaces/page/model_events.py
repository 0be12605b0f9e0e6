"""What happens when another model is chosen in the Settings tab."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gradio as gr

from assistant.errors import AssistantError, explain
from assistant.library.reencode import Reencoded
from assistant.surfaces.page.html import render
from assistant.surfaces.page.library_view import dialog
from assistant.surfaces.page.render import counts_of
from assistant.surfaces.page.session import PageState, Person, form, pressed

SWITCHING = "the settings tab"
"""Under this name embedding runs, beside the conversations."""


class ModelEvents:
    """Asks before a switch, runs it with progress, stops it. On a public server nothing can be switched."""

    def __init__(self, shared: PageState) -> None:
        self.shared = shared

    def chosen(self, language: str, event: gr.EventData, request: gr.Request) -> Iterator[tuple[Any, Any]]:
        """Yield (what the switch says, the question before it)."""
        person, (name, value) = self.shared.person(request, language), pressed(event)
        target = form(value).get("target", "") if name == "model_now" else str(value)
        role, _, model = target.partition("|")
        listed = {(known.role, known.name) for known in person.service.models()}
        if self.shared.assistant.settings.public or (role, model) not in listed:  # a browser names no paths
            return
        if name == "model":
            yield gr.skip(), self._question(person, target)
        elif name == "model_now":
            for line in self._switch(person, role, model):
                yield line, gr.skip()

    def stop(self, language: str, request: gr.Request) -> None:
        """Stop embedding; the old vectors stay in use."""
        self.shared.running.stop(self.shared.person(request, language).owner, SWITCHING)

    def _question(self, person: Person, target: str) -> str:
        _, _, model = target.partition("|")
        title = person.say("model_ask", name=model)
        return dialog(
            "model_now",
            title,
            person.say("model_use"),
            person.language,
            target=target,
            text=person.say("model_more"),
        )

    def _switch(self, person: Person, role: str, model: str) -> Iterator[str]:
        stop = self.shared.running.start(person.owner, SWITCHING)
        if stop is None:
            yield told(person, model, error=(person.say("busy"), ""))
            return
        last = None
        yield told(person, model, step=Reencoded(role, 0, 0))
        try:
            for last in person.service.use_model(model, role, False, stop.is_set):
                yield told(person, model, step=last)
            if last is None or not last.finished:
                yield told(person, model, error=(person.say("model_stopped"), person.say("model_resume")))
        except Exception as error:
            known = error if isinstance(error, AssistantError) else explain(error)
            yield told(person, model, error=(known.say(person.language), known.advise(person.language)))
        finally:
            self.shared.running.end(person.owner, SWITCHING)


def told(
    person: Person, model: str, *, step: Reencoded | None = None, error: tuple[str, str] | None = None
) -> str:
    """Return how far the switch is, that it is done, or why not."""
    counts = ""
    if step is not None and not step.finished:
        left = (step.total - step.done) / step.rate if step.rate else None
        unit = "passages" if step.role == "text" else "photos"
        counts = (
            counts_of(step.done, step.total, unit, step.rate, left, person.language) if step.total else ""
        )
    return render("switching", person.language, model=model, step=step, counts=counts, error=error)
